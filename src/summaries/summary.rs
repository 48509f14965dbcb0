//! A cycle's figures as values: what summary.csv, rates.csv and the summary in JSON have in common. Pure.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

use super::counts::Cell;
use super::frames::Fixed;
use super::lines::Of;
use super::percent::{Percent, percent};
use super::questionnaire::Asked;
use super::round::Round;
use super::standing::{Basis, Ledger};
use super::tally::Tally;
use crate::clock;

/// Whether reports or rows are counted, and what the choices that count as not applicable or unknown are counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Each Party once; such choices as answers, each an option of its own: "with".
    Reports,
    /// The same, such choices as what they mean: "without".
    Substantive,
    /// Each row once, "with".
    Rows,
    /// Each row once, "without".
    SubstantiveRows,
}

impl Counting {
    /// The word in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Substantive => "substantive",
            Self::Rows => "rows",
            Self::SubstantiveRows => "substantive_rows",
        }
    }

    /// Whether rows are counted: they are no Parties, and stand beside none.
    pub fn is_of_rows(self) -> bool {
        matches!(self, Self::Rows | Self::SubstantiveRows)
    }

    fn sets_aside(self) -> bool {
        matches!(self, Self::Substantive | Self::SubstantiveRows)
    }
}

/// One way to count one question: a line of the tables, for each region and basis.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// The question's place.
    pub place: usize,
    /// The question.
    pub asked: &'a Asked,
    /// How it is counted.
    pub counting: Counting,
    /// What is counted.
    pub of: Of,
    /// The one row that is counted, where it is one.
    pub row: Option<&'a Fixed>,
}

impl Way<'_> {
    /// The row's key; empty for the question.
    pub fn row(&self) -> &str {
        self.row.map_or("", |row| &row.path)
    }

    /// What is asked, and of what.
    pub fn label(&self) -> Cow<'_, str> {
        match self.row {
            Some(row) => Cow::Owned(format!("{} [{}]", self.asked.label, row.label)),
            None => Cow::Borrowed(&self.asked.label),
        }
    }
}

/// Every way to count the question at a place: its reports, then where it is asked in rows these, then each row that all
/// Parties have. Each with and without the choices that are set aside, where the two differ.
pub fn ways<'a>(round: &'a Round, tally: &'a Tally, place: usize, asked: &'a Asked) -> Vec<Way<'a>> {
    let mut ways = Vec::new();
    let mut add = |of, row, countings: [Counting; 2]| {
        let countings = countings.into_iter().filter(|counting| asked.sets_aside() || !counting.sets_aside());
        ways.extend(countings.map(|counting| Way { place, asked, counting, of, row }));
    };
    add(Of::Reports, None, [Counting::Reports, Counting::Substantive]);
    if asked.frame.is_some() {
        add(Of::Rows, None, [Counting::Rows, Counting::SubstantiveRows]);
    }
    for (of, row) in tally.each_fixed(&round.questionnaire, asked) {
        add(of, Some(row), [Counting::Reports, Counting::Substantive]);
    }
    ways
}

/// Who reported, in one region or in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Rates {
    /// `ALL` or one.
    pub region: String,
    /// Parties in the due list.
    pub eligible: u32,
    /// Of these, from whom none is due.
    pub exempt: u32,
    /// Of these, from whom a report is due.
    pub due: u32,
    /// Who submitted: on time, late, and after the cut-off unless one is asked for.
    pub submitted: u32,
    /// First submitted by their deadline.
    pub on_time: u32,
    /// First submitted after it.
    pub late: u32,
    /// First submitted after the cut-off.
    pub after_cut_off: u32,
    /// Received outside the system.
    pub other_format: u32,
    /// Nothing received.
    pub missing: u32,
    /// Submitted in percent of due.
    #[schema(value_type = Option<f64>)]
    pub percent_of_due: Option<Percent>,
    /// Submitted in percent of eligible.
    #[schema(value_type = Option<f64>)]
    pub percent_of_eligible: Option<Percent>,
}

impl Rates {
    fn of(region: &str, ledger: Ledger, round: &Round) -> Self {
        let submitted = ledger.submitted(Basis::All, round.scope.at_cut_off);
        let Ledger { exempt, on_time, late, after_cut_off, other_format, missing } = ledger;
        let decimals = round.scope.decimals;
        Self {
            region: region.to_owned(),
            eligible: ledger.eligible(),
            exempt,
            due: ledger.due(),
            submitted,
            on_time,
            late,
            after_cut_off,
            other_format,
            missing,
            percent_of_due: percent(submitted, ledger.due(), decimals),
            percent_of_eligible: percent(submitted, ledger.eligible(), decimals),
        }
    }
}

/// Who reported: all regions together, then each.
pub fn rates(round: &Round) -> Vec<Rates> {
    round.each_region().map(|(name, region)| Rates::of(name, round.ledger(region), round)).collect()
}

/// A count in percent of every denominator there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Percents {
    /// Of the eligible Parties.
    #[schema(value_type = Option<f64>)]
    pub percent_of_eligible: Option<Percent>,
    /// Of the Parties from whom a report is due.
    #[schema(value_type = Option<f64>)]
    pub percent_of_due: Option<Percent>,
    /// Of the Parties that submitted.
    #[schema(value_type = Option<f64>)]
    pub percent_of_submitted: Option<Percent>,
    /// Of the Parties to whom the question applied.
    #[schema(value_type = Option<f64>)]
    pub percent_of_shown: Option<Percent>,
    /// Of the Parties that answered the question.
    #[schema(value_type = Option<f64>)]
    pub percent_of_answered: Option<Percent>,
    /// Of all choices made; none for the question itself.
    #[schema(value_type = Option<f64>)]
    pub percent_of_ticks: Option<Percent>,
}

/// The Parties of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standings {
    /// Who stands where.
    pub ledger: Ledger,
    /// Who submitted, as the basis sees it.
    pub submitted: u32,
    /// Whose version lacks the question, or for whom another filed.
    pub not_asked: u32,
}

/// What the Parties of a region said to one question.
#[derive(Debug, Clone)]
pub struct Figure<'a> {
    /// The question, and how it is counted.
    pub way: Way<'a>,
    /// Out of which Parties; none where rows are counted.
    pub parties: Option<Standings>,
    /// How many said what.
    pub cell: Cell,
    decimals: u8,
}

impl<'a> Figure<'a> {
    /// The figure of a question, counted in one way.
    pub fn of(round: &Round, tally: &Tally, way: Way<'a>, region: Option<usize>, basis: Basis) -> Self {
        let cell = tally.cell(way.place, way.of, region, basis);
        let cell = if way.counting.sets_aside() { cell.substantive(way.asked) } else { cell };
        let ledger = round.ledger(region);
        let submitted = ledger.submitted(basis, round.scope.at_cut_off);
        let standings = Standings { ledger, submitted, not_asked: cell.not_asked };
        let parties = (!way.counting.is_of_rows()).then_some(standings);
        Self { way, parties, cell, decimals: round.scope.decimals }
    }

    /// All choices made; none where the question has no choices.
    pub fn ticks(&self) -> Option<u32> {
        (!self.way.asked.choices.is_empty()).then(|| self.cell.ticks())
    }

    /// The choices that are counted, and how often each was made.
    pub fn options(&self) -> impl Iterator<Item = (&'a super::questionnaire::Choice, u32)> {
        let aside = self.way.counting.sets_aside();
        let choices = self.way.asked.choices.iter().enumerate();
        choices.filter(move |(_, choice)| !(aside && choice.is_set_aside())).map(|(place, choice)| {
            let count = self.cell.options.get(place).copied().unwrap_or_default();
            (choice, count)
        })
    }

    /// A count in percent; `of_ticks` where it counts a choice.
    pub fn percents(&self, count: u32, of_ticks: bool) -> Percents {
        let of = |denominator| percent(count, denominator, self.decimals);
        let parties = self.parties.as_ref();
        Percents {
            percent_of_eligible: parties.and_then(|parties| of(parties.ledger.eligible())),
            percent_of_due: parties.and_then(|parties| of(parties.ledger.due())),
            percent_of_submitted: parties.and_then(|parties| of(parties.submitted)),
            percent_of_shown: of(self.cell.shown()),
            percent_of_answered: of(self.cell.answered),
            percent_of_ticks: if of_ticks { of(self.cell.ticks()) } else { None },
        }
    }
}

/// A cycle's figures in JSON, for one basis and one region.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Summary {
    /// The cycle.
    pub cycle: String,
    /// The date of the figures; none where they are provisional.
    pub as_of: Option<String>,
    /// Whether they may still change: only a dated figure can be cited.
    pub provisional: bool,
    /// Whether the cycle's cut-off is applied.
    pub cut_off: bool,
    /// `all` or `on_time`.
    pub basis: &'static str,
    /// `ALL` or one.
    pub region: String,
    /// Who reported: all regions together, then each.
    pub rates: Vec<Rates>,
    /// What was answered.
    pub questions: Vec<QuestionFigures>,
}

/// What was answered to one question.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionFigures {
    /// The question's name; of a cell, `table.column`.
    pub question: String,
    /// The key of the one row that is counted, of those that all Parties have; none for the question itself.
    pub row: Option<String>,
    /// The section's name.
    pub section: String,
    /// What is asked.
    pub label: String,
    /// The question's type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `reports`: each Party once, each choice an answer. `substantive`: the same, but choices that count as not applicable or
    /// unknown are none. `rows` and `substantive_rows`: each row once.
    pub counting: &'static str,
    /// Parties in the due list; none where rows are counted.
    pub eligible: Option<u32>,
    /// Of these, from whom a report is due; none where rows are counted.
    pub due: Option<u32>,
    /// Who submitted; none where rows are counted.
    pub submitted: Option<u32>,
    /// Whose version lacks the question, or for whom another filed; none where rows are counted.
    pub not_asked: Option<u32>,
    /// For whom, or in which rows, a condition hid it.
    pub not_applicable: u32,
    /// To whom, or in which rows, it applied.
    pub shown: u32,
    /// Who said nothing. Never a "no".
    pub blank: u32,
    /// Who let an old answer stand unconfirmed.
    pub unconfirmed: u32,
    /// Who answered.
    pub answered: u32,
    /// All choices made; none where there are no choices.
    pub ticks: Option<u32>,
    /// `answered` in percent.
    #[serde(flatten)]
    pub percents: Percents,
    /// The choices.
    pub options: Vec<OptionFigures>,
}

/// Who made one choice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OptionFigures {
    /// Its code.
    pub option: String,
    /// What people read.
    pub label: String,
    /// How many Parties made it, or in how many rows it was made.
    pub count: u32,
    /// `count` in percent.
    #[serde(flatten)]
    pub percents: Percents,
}

/// Brings the figures together; none when the cycle has no such region.
pub fn summary(round: &Round, tally: &Tally, basis: Basis, region: &str) -> Option<Summary> {
    let (name, place) = round.each_region().find(|(name, _)| *name == region)?;
    let mut questions = Vec::with_capacity(round.questionnaire.questions.len());
    for (at, asked) in round.questionnaire.questions.iter().enumerate() {
        for way in ways(round, tally, at, asked) {
            questions.push(question(&Figure::of(round, tally, way, place, basis)));
        }
    }
    Some(Summary {
        cycle: round.cycle.code.to_string(),
        as_of: round.scope.as_of.map(clock::written),
        provisional: round.scope.as_of.is_none(),
        cut_off: round.scope.at_cut_off,
        basis: basis.word(),
        region: name.to_owned(),
        rates: rates(round),
        questions,
    })
}

fn question(figure: &Figure<'_>) -> QuestionFigures {
    let cell = &figure.cell;
    let option = |(choice, count): (&super::questionnaire::Choice, u32)| OptionFigures {
        option: choice.code.clone(),
        label: choice.label.clone(),
        count,
        percents: figure.percents(count, true),
    };
    let (way, parties) = (&figure.way, figure.parties.as_ref());
    QuestionFigures {
        question: way.asked.name.clone(),
        row: way.row.map(|row| row.path.clone()),
        section: way.asked.section.clone(),
        label: way.label().into_owned(),
        kind: way.asked.kind,
        counting: way.counting.word(),
        eligible: parties.map(|parties| parties.ledger.eligible()),
        due: parties.map(|parties| parties.ledger.due()),
        submitted: parties.map(|parties| parties.submitted),
        not_asked: parties.map(|parties| parties.not_asked),
        not_applicable: cell.not_applicable,
        shown: cell.shown(),
        blank: cell.blank,
        unconfirmed: cell.unconfirmed,
        answered: cell.answered,
        ticks: figure.ticks(),
        percents: figure.percents(cell.answered, false),
        options: figure.options().map(option).collect(),
    }
}
