//! Takes in a round that was held elsewhere: each Party's answers become a submission of a closed cycle, frozen like any
//! other and marked as imported. All of a file, or nothing.

pub mod answers;
pub mod sheet;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answer::Answer;
use super::freeze::{Declaration, Imported};
use super::gaps;
use super::inscribe::{Line, inscribe};
use super::kept::Kept;
use super::reading::outlook;
use super::sheet::{Given as Said, Sheet};
use super::store::Stored;
use super::submissions;
use super::submit::{Sealing, Who, seal};
use super::{Desk, Refusal, Report, State, store};
use crate::access::{Action, Denied, Permit, Sections, SystemReason};
use crate::clock::{self, Moment};
use crate::cycles::{self, Cycle};
use crate::db::Conn;
use crate::flaw::Flaw;
use crate::ids::CycleCode;
use crate::templates::Published;
use answers::{Given, Placed};
use sheet::{File, Group};

/// Most characters of what is said of a source.
pub const SOURCE_LENGTH: usize = 200;
/// Most flaws that are told: nobody mends more at once.
const MOST_FLAWS: usize = 1_000;

/// A round from elsewhere.
#[derive(Debug, Clone)]
pub struct Round {
    /// The cycle it is taken into.
    pub cycle: CycleCode,
    /// Where it comes from, in words.
    pub source: String,
    /// What was said.
    pub file: Arc<File>,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many submissions were made.
    pub submissions: usize,
    /// How many answers they hold.
    pub answers: usize,
    /// How many Parties had theirs from the same file already.
    pub repeated: usize,
}

/// Takes a round in, on an operator's word.
///
/// The cycle is closed once its `closes_at` has passed, or its `due_at` where it has none. Required answers that are missing
/// stop nothing: old rounds are what they are.
///
/// # Errors
/// `Denied::NotFound` where there is no such cycle; `Flaws`, each with its row and column, up to a thousand.
pub fn import(tx: &mut Conn, desk: &Desk<'_>, round: &Round, now: Moment) -> Result<Outcome, Refusal> {
    let cycle = cycles::store::touch(tx, &round.cycle)?.ok_or(Denied::NotFound)?;
    let closed = cycle.timetable.closes_at.unwrap_or(cycle.timetable.due_at);
    if closed > now {
        let message = format!("{} is open until {}: its Parties submit themselves", cycle.code, clock::written(closed));
        return Err(vec![Flaw::new("cycle", "open", message)].into());
    }
    let published = desk.shelf.published(tx, &cycle.template, cycle.version)?;
    let mut job = Job { desk, round, cycle: &cycle, published: &published, now, outcome: Outcome::default() };
    let mut flaws = Vec::new();
    let mut failed = None;
    let told = round.file.each(|group| {
        if failed.is_some() || flaws.len() >= MOST_FLAWS {
            return;
        }
        match job.party(tx, &group) {
            Ok(()) => {}
            Err(Refusal::Flaws(found)) => flaws.extend(found),
            Err(no) => failed = Some(no),
        }
    })?;
    if let Some(no) = failed {
        return Err(no);
    }
    flaws.splice(0..0, told);
    flaws.truncate(MOST_FLAWS);
    if flaws.is_empty() { Ok(job.outcome) } else { Err(flaws.into()) }
}

struct Job<'a> {
    desk: &'a Desk<'a>,
    round: &'a Round,
    cycle: &'a Cycle,
    published: &'a Published,
    now: Moment,
    outcome: Outcome,
}

impl Job<'_> {
    /// Takes in what one Party said.
    fn party(&mut self, tx: &mut Conn, group: &Group) -> Result<(), Refusal> {
        let given = answers::read(self.published, &self.cycle.code, group)?;
        let line = group.rows.first().map_or(0, |row| row.line);
        let no = |code: &str, message: String| {
            Err(Refusal::Flaws(vec![Flaw::new(format!("row {line}, party"), code, message)]))
        };
        let Some(report) = store::touch(tx, &self.cycle.code, &group.party)? else {
            return no("not_due", format!("no report is due from {} in {}", group.party, self.cycle.code));
        };
        if let Some(first) = submissions::store::imported_from(tx, &report.id)? {
            if first.as_deref() == Some(self.round.file.sha256.as_str()) {
                self.outcome.repeated += 1;
                return Ok(());
            }
            return no("submitted", format!("{} has a submission in {} already", group.party, self.cycle.code));
        }
        if report.state != State::NotStarted {
            return no("started", format!("{} has answers of its own in {}", group.party, self.cycle.code));
        }
        let permit = Permit::system(SystemReason::CommandLine, Action::Submit, report.place());
        let kept = store::all(tx, &report.id)?;
        let (lines, mut flaws) = lines(&kept, &given);
        flaws.extend(self.flaws(&report, &lines, &given));
        if !flaws.is_empty() {
            return Err(flaws.into());
        }
        inscribe(tx, &permit, (report.revision, &report.chain), &lines, self.now)?;
        let report = store::find(tx, &self.cycle.code, &group.party)?.ok_or(Denied::NotFound)?;
        let declaration = Declaration { name: self.round.source.clone(), capacity: IMPORTED.to_owned() };
        let imported =
            Imported { source: self.round.source.clone(), sha256: self.round.file.sha256.clone(), at: self.now };
        let sealing = Sealing {
            declaration: &declaration,
            key: None,
            request: &self.round.file.sha256,
            submitted_at: given.submitted_at.unwrap_or(self.now),
            imported: Some(&imported),
        };
        seal(tx, self.desk, &report, &Who { permit: &permit, name: None }, &sealing, self.now)?;
        self.outcome.submissions += 1;
        self.outcome.answers += given.answers.values().filter(|placed| placed.answer.is_answered()).count();
        Ok(())
    }

    /// What a submission cannot hold: an answer to a question that does not apply, or one that is not finished.
    fn flaws(&self, report: &Report, lines: &[Line], given: &Given) -> Vec<Flaw> {
        let mut stored = Kept::default();
        for line in lines {
            let said = Stored { answer: line.answer.clone(), ..Stored::blank() };
            stored.add(line.question.clone(), line.row_path.clone(), said);
        }
        let day = report.day(given.submitted_at.unwrap_or(self.now));
        let outlook = outlook(self.published, &report.party, &stored, day);
        let sheet = Sheet::of(&self.published.template, &outlook, |key, row| stored.get(key, row).map(Said::from));
        let at = |path: &str| given.answers.get(path).map_or(0, |placed| placed.line);
        let applies =
            |placed: &Placed| !placed.answer.is_answered() || outlook.applies(placed.key.as_str(), placed.row.as_str());
        let hidden = given.answers.iter().filter(|(_, placed)| !applies(placed));
        let told = |path: &str, column: &str, code: &str, message: &str| {
            Flaw::new(format!("row {}, {column}", at(path)), code, message)
        };
        let hidden = hidden.map(|(path, _)| {
            let message = "other answers of this Party leave this question out: mend those, or take this one out";
            told(path, "question", "not_applicable", message)
        });
        let unfinished = gaps::gaps(&sheet, &Sections::All).into_iter().filter_map(|gap| match gap.code {
            "other_words" => {
                Some(told(&gap.path, "other_text", gap.code, "say in words what the choice beyond the list is"))
            }
            "too_few" => Some(told(&gap.path, "value_code", gap.code, "more choices are asked for than are made here")),
            _ => None,
        });
        hidden.chain(unfinished).collect()
    }
}

/// In what capacity a source stands for a round.
const IMPORTED: &str = "imported";

/// What is written into a report: the rows that people make, each answer of the file, and nothing in place of what was
/// carried forward and is not in it. With it, the rows that are too many.
fn lines(kept: &Kept, given: &Given) -> (Vec<Line>, Vec<Flaw>) {
    let (mut found, mut flaws) = (BTreeMap::new(), Vec::new());
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for placed in given.answers.values() {
        for (frame, row, most) in &placed.made {
            let around = row.rsplit_once('/').map_or("", |(around, _)| around);
            if found.contains_key(&(frame.as_str(), row.as_str())) {
                continue;
            }
            let place = places.entry((frame, around)).and_modify(|place| *place += 1).or_insert(1);
            if *place == most.saturating_add(1) {
                let message = format!("{frame} takes at most {most} rows");
                flaws.push(Flaw::new(format!("row {}, path", placed.line), "too_many_rows", message));
            }
            let answer = Answer { value: Some(serde_json::json!(*place)), ..Answer::default() };
            found.insert((frame.as_str(), row.as_str()), answer);
        }
        found.insert((placed.key.as_str(), placed.row.as_str()), placed.answer.clone());
    }
    for (question, row, _) in kept.all() {
        found.entry((question, row)).or_default();
    }
    let line = |((question, row), answer): ((&str, &str), Answer)| Line {
        question: question.to_owned(),
        row_path: row.to_owned(),
        revision: kept.get(question, row).map_or(0, |stored| stored.revision) + 1,
        answer,
        carried: None,
    };
    (found.into_iter().map(line).collect(), flaws)
}
