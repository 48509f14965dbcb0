//! The figures counted again, slowly, from the model alone: one question at a time, Party by Party, nothing shared with
//! the program but the words.

use super::model::{Answer, DUE, Duty, Party, Round, Submission};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub round: &'a Round,
    pub as_of: i64,
    pub at_cut_off: bool,
}

impl View<'_> {
    fn sent<'p>(&self, party: &'p Party) -> Vec<&'p Submission> {
        party.submissions.iter().filter(|sent| sent.at <= self.as_of).collect()
    }

    fn duty<'p>(&self, party: &'p Party) -> Option<&'p Duty> {
        let known = party.duties.iter().filter(|(at, duty)| *at <= self.as_of && !matches!(duty, Duty::Extended(_)));
        known.max_by_key(|(at, _)| *at).map(|(_, duty)| duty)
    }

    fn deadline(&self, party: &Party) -> i64 {
        let mut newest = (i64::MIN, DUE);
        for (at, duty) in &party.duties {
            if let Duty::Extended(to) = duty
                && *at <= self.as_of
                && *at >= newest.0
            {
                newest = (*at, (*to).max(DUE));
            }
        }
        newest.1
    }

    pub fn eligible(&self) -> Vec<&Party> {
        let listed = |party: &&Party| party.duties.iter().any(|(at, _)| *at <= self.as_of);
        self.round.parties.iter().filter(listed).collect()
    }

    fn of_own_report(&self, party: &Party) -> Option<&'static str> {
        let first = self.sent(party).first()?.at;
        Some(match self.round.cut_off {
            Some(cut_off) if first > cut_off => "after_cut_off",
            _ if first > self.deadline(party) => "late",
            _ => "on_time",
        })
    }

    /// The word for where a Party stands.
    pub fn class(&self, party: &Party) -> &'static str {
        if let Some(class) = self.of_own_report(party) {
            return class;
        }
        match self.duty(party) {
            Some(Duty::Exempt) => "exempt",
            Some(Duty::OtherFormat) => "other_format",
            Some(Duty::Covered(by)) => {
                let Some(filer) = self.eligible().into_iter().find(|other| other.code == *by) else { return "missing" };
                let outside = matches!(self.duty(filer), Some(Duty::OtherFormat));
                self.of_own_report(filer).unwrap_or(if outside { "other_format" } else { "missing" })
            }
            _ => "missing",
        }
    }

    /// Whether a Party is among the submitted, as a basis sees it.
    pub fn submitted(&self, party: &Party, basis: &str) -> bool {
        match self.class(party) {
            "on_time" => true,
            "late" => basis == "all",
            "after_cut_off" => basis == "all" && !self.at_cut_off,
            _ => false,
        }
    }

    fn counted<'p>(&self, party: &'p Party) -> Option<&'p Submission> {
        let last = match self.round.cut_off {
            Some(cut_off) if self.at_cut_off => cut_off,
            _ => i64::MAX,
        };
        self.sent(party).into_iter().rfind(|sent| sent.at <= last)
    }

    /// What a Party that submitted says to a question; none when it was not asked.
    pub fn said<'p>(&self, party: &'p Party, question: &str) -> Option<&'p Answer> {
        self.counted(party)?.answers.iter().find(|answer| answer.question == question)
    }

    /// The version that a Party's report answers.
    pub fn version(&self, party: &Party) -> Option<i32> {
        Some(self.counted(party)?.version)
    }

    /// All that a Party says to a question, row by row; nothing when it was not asked.
    pub fn in_rows<'p>(&self, party: &'p Party, question: &str) -> Vec<&'p Answer> {
        let all = self.counted(party).map(|sent| sent.answers.as_slice()).unwrap_or_default();
        all.iter().filter(|answer| answer.question == question).collect()
    }
}
