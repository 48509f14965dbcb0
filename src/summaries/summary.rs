//! A cycle's figures as values: what summary.csv, rates.csv and the summary in JSON have in common. Pure.

use serde::Serialize;
use utoipa::ToSchema;

use super::counts::Cell;
use super::percent::{Percent, percent};
use super::questionnaire::Asked;
use super::round::Round;
use super::standing::{Basis, Ledger};
use super::tally::Tally;
use crate::clock;

/// What the choices that count as not applicable or unknown are counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// As answers, each an option of its own: "with".
    Reports,
    /// As what they mean: "without".
    Substantive,
}

impl Counting {
    /// The word in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Substantive => "substantive",
        }
    }

    /// How a question is counted: both ways where the two differ.
    pub fn of(asked: &Asked) -> &'static [Self] {
        if asked.sets_aside() { &[Self::Reports, Self::Substantive] } else { &[Self::Reports] }
    }
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

/// The Parties of a region, and what they said to one question.
#[derive(Debug, Clone)]
pub struct Figure<'a> {
    /// The question.
    pub asked: &'a Asked,
    /// How it is counted.
    pub counting: Counting,
    /// Who stands where.
    pub ledger: Ledger,
    /// Who submitted, as the basis sees it.
    pub submitted: u32,
    /// Who said what.
    pub cell: Cell,
    decimals: u8,
}

impl<'a> Figure<'a> {
    /// The figure of the question at a place.
    pub fn of(
        round: &Round,
        tally: &Tally,
        (place, asked): (usize, &'a Asked),
        counting: Counting,
        region: Option<usize>,
        basis: Basis,
    ) -> Self {
        let cell = tally.counts.cell(place, region, basis);
        let cell = match counting {
            Counting::Reports => cell,
            Counting::Substantive => cell.substantive(asked),
        };
        let ledger = round.ledger(region);
        let submitted = ledger.submitted(basis, round.scope.at_cut_off);
        Self { asked, counting, ledger, submitted, cell, decimals: round.scope.decimals }
    }

    /// All choices made; none where the question has no choices.
    pub fn ticks(&self) -> Option<u32> {
        (!self.asked.choices.is_empty()).then(|| self.cell.ticks())
    }

    /// The choices that are counted, with the Parties that made each.
    pub fn options(&self) -> impl Iterator<Item = (&'a super::questionnaire::Choice, u32)> {
        let aside = self.counting == Counting::Substantive;
        let choices = self.asked.choices.iter().enumerate();
        choices.filter(move |(_, choice)| !(aside && choice.is_set_aside())).map(|(place, choice)| {
            let count = self.cell.options.get(place).copied().unwrap_or_default();
            (choice, count)
        })
    }

    /// A count of Parties in percent; `of_ticks` where it counts a choice.
    pub fn percents(&self, count: u32, of_ticks: bool) -> Percents {
        let of = |denominator| percent(count, denominator, self.decimals);
        Percents {
            percent_of_eligible: of(self.ledger.eligible()),
            percent_of_due: of(self.ledger.due()),
            percent_of_submitted: of(self.submitted),
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
    /// The question's name.
    pub question: String,
    /// The section's name.
    pub section: String,
    /// What is asked.
    pub label: String,
    /// The question's type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `reports`: each choice is an answer. `substantive`: choices that count as not applicable or unknown are not.
    pub counting: &'static str,
    /// Parties in the due list.
    pub eligible: u32,
    /// Of these, from whom a report is due.
    pub due: u32,
    /// Who submitted.
    pub submitted: u32,
    /// Whose version lacks the question, or for whom another filed.
    pub not_asked: u32,
    /// For whom a condition hid it.
    pub not_applicable: u32,
    /// To whom it applied.
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
    /// How many Parties made it.
    pub count: u32,
    /// `count` in percent.
    #[serde(flatten)]
    pub percents: Percents,
}

/// Brings the figures together; none when the cycle has no such region.
pub fn summary(round: &Round, tally: &Tally, basis: Basis, region: &str) -> Option<Summary> {
    let (name, place) = round.each_region().find(|(name, _)| *name == region)?;
    let mut questions = Vec::with_capacity(round.questionnaire.questions.len());
    for asked in round.questionnaire.questions.iter().enumerate() {
        for counting in Counting::of(asked.1) {
            questions.push(question(&Figure::of(round, tally, asked, *counting, place, basis)));
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
    QuestionFigures {
        question: figure.asked.name.clone(),
        section: figure.asked.section.clone(),
        label: figure.asked.label.clone(),
        kind: figure.asked.kind,
        counting: figure.counting.word(),
        eligible: figure.ledger.eligible(),
        due: figure.ledger.due(),
        submitted: figure.submitted,
        not_asked: cell.not_asked,
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
