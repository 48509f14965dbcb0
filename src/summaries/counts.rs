//! How often what was answered, by line, region and basis: a question has a line for its reports, and for its rows. Pure.

use super::questionnaire::Asked;
use super::standing::Basis;
use crate::templates::CountsAs;

/// What a Party's submission says to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said<'a> {
    /// The question is not in its version, or another Party's report answers for it.
    NotAsked,
    /// A condition hid it.
    NotApplicable,
    /// Nothing.
    Blank,
    /// Something carried forward that nobody confirmed.
    Unconfirmed,
    /// An answer, with the places of the choices made.
    Answered(&'a [usize]),
}

/// Parties by what they said to one question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Whose version lacks the question, or for whom another filed.
    pub not_asked: u32,
    /// For whom a condition hid it.
    pub not_applicable: u32,
    /// Who said nothing.
    pub blank: u32,
    /// Who let an old answer stand unconfirmed.
    pub unconfirmed: u32,
    /// Who answered.
    pub answered: u32,
    /// Of these, who chose only what counts as not applicable.
    pub aside_not_applicable: u32,
    /// Of these, who chose only what counts as no answer, "unknown" among it.
    pub aside_unknown: u32,
    /// Who made each choice.
    pub options: Vec<u32>,
}

impl Cell {
    /// To whom the question applied.
    pub fn shown(&self) -> u32 {
        self.answered + self.blank + self.unconfirmed
    }

    /// All choices made.
    pub fn ticks(&self) -> u32 {
        self.options.iter().sum()
    }

    /// Counts one Party.
    fn add(&mut self, said: Said<'_>, asked: &Asked) {
        match said {
            Said::NotAsked => self.not_asked += 1,
            Said::NotApplicable => self.not_applicable += 1,
            Said::Blank => self.blank += 1,
            Said::Unconfirmed => self.unconfirmed += 1,
            Said::Answered(chosen) => {
                self.answered += 1;
                self.options.resize(asked.choices.len(), 0);
                for place in chosen {
                    if let Some(count) = self.options.get_mut(*place) {
                        *count += 1;
                    }
                }
                match aside(chosen, asked) {
                    CountsAs::Answer => {}
                    CountsAs::NotApplicable => self.aside_not_applicable += 1,
                    CountsAs::Unknown => self.aside_unknown += 1,
                }
            }
        }
    }

    fn join(&mut self, other: &Self) {
        self.not_asked += other.not_asked;
        self.not_applicable += other.not_applicable;
        self.blank += other.blank;
        self.unconfirmed += other.unconfirmed;
        self.answered += other.answered;
        self.aside_not_applicable += other.aside_not_applicable;
        self.aside_unknown += other.aside_unknown;
        self.options.resize(self.options.len().max(other.options.len()), 0);
        self.options.iter_mut().zip(&other.options).for_each(|(all, more)| *all += more);
    }

    /// The same Parties, with choices that count as not applicable or unknown counted as what they mean: whoever made
    /// no other choice moves to `not_applicable` or to `blank`, and these choices are no ticks.
    pub fn substantive(&self, asked: &Asked) -> Self {
        let counts = |(place, count): (usize, &u32)| {
            let answer = asked.choices.get(place).is_some_and(|choice| choice.counts_as == CountsAs::Answer);
            if answer { *count } else { 0 }
        };
        Self {
            not_asked: self.not_asked,
            not_applicable: self.not_applicable + self.aside_not_applicable,
            blank: self.blank + self.aside_unknown,
            unconfirmed: self.unconfirmed,
            answered: self.answered - self.aside_not_applicable - self.aside_unknown,
            aside_not_applicable: 0,
            aside_unknown: 0,
            options: self.options.iter().enumerate().map(counts).collect(),
        }
    }
}

/// What an answer counts as: an answer as soon as one choice is one, or where there are no choices.
fn aside(chosen: &[usize], asked: &Asked) -> CountsAs {
    let mut found = CountsAs::Answer;
    for choice in chosen.iter().filter_map(|place| asked.choices.get(*place)) {
        match choice.counts_as {
            CountsAs::Answer => return CountsAs::Answer,
            CountsAs::NotApplicable => found = CountsAs::NotApplicable,
            CountsAs::Unknown if found == CountsAs::Answer => found = CountsAs::Unknown,
            CountsAs::Unknown => {}
        }
    }
    found
}

/// Where a Party is counted: its region's place, and whether it was on time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The region's place.
    pub region: usize,
    /// Whether it was on time.
    pub on_time: bool,
}

/// The counts of a cycle.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// By line, then by region, on time or not.
    cells: Vec<Vec<(Cell, Cell)>>,
}

impl Counts {
    /// Nothing counted yet.
    pub fn new(lines: usize, regions: usize) -> Self {
        Self { cells: vec![vec![(Cell::default(), Cell::default()); regions]; lines] }
    }

    /// Counts what one Party said, in one row or in all.
    pub fn add(&mut self, line: usize, asked: &Asked, slot: Slot, said: Said<'_>) {
        if let Some((on_time, later)) = self.cells.get_mut(line).and_then(|cells| cells.get_mut(slot.region)) {
            if slot.on_time { on_time } else { later }.add(said, asked);
        }
    }

    /// The counts of one line in one region, or in all.
    pub fn cell(&self, line: usize, region: Option<usize>, basis: Basis) -> Cell {
        let mut sum = Cell::default();
        let cells = self.cells.get(line).map(Vec::as_slice).unwrap_or_default();
        let chosen = match region {
            Some(region) => cells.get(region..=region).unwrap_or_default(),
            None => cells,
        };
        for (on_time, later) in chosen {
            sum.join(on_time);
            if basis == Basis::All {
                sum.join(later);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::super::questionnaire::{Choice, Shape};
    use super::*;

    fn asked(meanings: &[CountsAs]) -> Asked {
        let choice = |(place, counts_as): (usize, &CountsAs)| Choice {
            code: format!("c{place}"),
            label: String::new(),
            counts_as: *counts_as,
        };
        Asked {
            name: "q".into(),
            frame: None,
            column: None,
            section: String::new(),
            number: String::new(),
            label: String::new(),
            labels: Default::default(),
            kind: "select_multiple",
            shape: Shape::Many,
            choices: meanings.iter().enumerate().map(choice).collect(),
            has_other: false,
            unit: String::new(),
            required: "never",
            relevant: String::new(),
            mandates: String::new(),
            citations: Vec::new(),
        }
    }

    #[test]
    fn what_counts_as_no_answer_is_counted_with_and_without() {
        let asked = asked(&[CountsAs::Answer, CountsAs::NotApplicable, CountsAs::Unknown]);
        let mut counts = Counts::new(1, 1);
        let slot = Slot { region: 0, on_time: true };
        let all = [[0].as_slice(), &[1], &[2], &[0, 2], &[1, 2]];
        all.into_iter().for_each(|chosen| counts.add(0, &asked, slot, Said::Answered(chosen)));
        counts.add(0, &asked, slot, Said::Blank);
        let with = counts.cell(0, None, Basis::All);
        assert_eq!((with.answered, with.blank, with.ticks(), with.shown()), (5, 1, 7, 6));
        assert_eq!(with.options, [2, 2, 3]);
        let without = with.substantive(&asked);
        assert_eq!((without.answered, without.not_applicable, without.blank), (2, 2, 2));
        assert_eq!((without.options.as_slice(), without.ticks()), ([2, 0, 0].as_slice(), 2));
    }

    #[test]
    fn regions_and_bases_add_up() {
        let asked = asked(&[CountsAs::Answer]);
        let mut counts = Counts::new(1, 2);
        counts.add(0, &asked, Slot { region: 0, on_time: true }, Said::Answered(&[0]));
        counts.add(0, &asked, Slot { region: 1, on_time: false }, Said::Answered(&[]));
        counts.add(0, &asked, Slot { region: 1, on_time: true }, Said::NotApplicable);
        counts.add(0, &asked, Slot { region: 0, on_time: false }, Said::NotAsked);
        let of = |region, basis| {
            let cell = counts.cell(0, region, basis);
            (cell.answered, cell.not_applicable, cell.not_asked, cell.ticks())
        };
        assert_eq!(of(None, Basis::All), (2, 1, 1, 1));
        assert_eq!(of(None, Basis::OnTime), (1, 1, 0, 1));
        assert_eq!(of(Some(0), Basis::All), (1, 0, 1, 1));
        assert_eq!(of(Some(1), Basis::OnTime), (0, 1, 0, 0));
    }
}
