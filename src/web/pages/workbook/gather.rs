//! The lines of a workbook that was brought back as answers: which path each is of, and which cells say what. Pure.

use std::collections::{BTreeSet, HashMap};

use super::brought::{Brought, Line, Told};
use super::codes::Part;
use super::parts;
use super::values::{Hand, Held};
use crate::digest;
use crate::flaw::Flaw;
use crate::sheets::{Cell, place};
use crate::templates::outline::{FrameOf, Outline};
use crate::templates::{Kind, Question};
use crate::web::pages::rows::{names_row, naming_question};

/// Hex digits of the key of a row that a line without a key makes.
const KEY_DIGITS: usize = 12;

/// An answer as it stands in a workbook, under the names of the version that the workbook is of.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Its path.
    pub path: String,
    /// What it is kept under.
    pub key: String,
    /// Its question.
    pub question: &'a Question,
    /// The revision that was shown.
    pub based_on: i32,
    /// Its cells.
    pub cells: Vec<Held<'a>>,
    /// Where it stands: sheet and cell.
    pub at: String,
}

/// All answers of a workbook.
#[derive(Debug, Default)]
pub struct Gathered<'a> {
    /// The answers, in the order of the sheets.
    pub answers: Vec<Asked<'a>>,
    /// What was not read, by sheet and cell.
    pub flaws: Vec<Flaw>,
    /// Every row that has a line, by its path.
    pub rows: BTreeSet<String>,
    /// The repeats and tables that have a sheet.
    pub frames: BTreeSet<String>,
}

/// Gathers the answers of a workbook that was made of this version.
pub fn gather<'a>(hand: Hand<'a>, brought: &'a Brought) -> Gathered<'a> {
    let outline = Outline::of(hand.template);
    let mut found = Gathered::default();
    let called = Names::of(&outline, brought);
    for sheet in &brought.sheets {
        if sheet.is_rows {
            Rows { hand, outline: &outline, sheet, called: &called }.gather(&mut found);
        } else {
            questions(hand, &outline, sheet, &mut found);
        }
    }
    found
}

/// The answers of a section's sheet.
fn questions<'a>(hand: Hand<'a>, outline: &Outline<'a>, sheet: &'a Told, found: &mut Gathered<'a>) {
    let missing = [Part::Value, Part::Qualifier, Part::Other, Part::Comment, Part::Confirm]
        .into_iter()
        .any(|part| !sheet.columns.contains_key(&(String::new(), part)));
    if missing {
        found.flaws.push(Flaw::new(&sheet.name, "column_missing", ""));
        return;
    }
    let mut lines: Vec<(&str, Vec<&Line>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for line in &sheet.lines {
        if line.key.is_empty() {
            let column = line.cells.first().map_or(0, |(column, ..)| *column);
            found.flaws.push(Flaw::new(place::cell(&sheet.name, line.number, column), "no_key", ""));
            continue;
        }
        let at = *places.entry(line.key.as_str()).or_insert_with(|| {
            lines.push((line.key.as_str(), Vec::new()));
            lines.len() - 1
        });
        if let Some((_, lines)) = lines.get_mut(at) {
            lines.push(line);
        }
    }
    for (path, lines) in lines {
        let slot = outline.slots.iter().find(|slot| slot.key == path && slot.frame.is_none());
        let question = slot.map(|slot| slot.question).or_else(|| hand.template.explanation(path).map(|(_, q)| q));
        match question.filter(|question| is_read(question)) {
            Some(question) => match one(hand, sheet, (path, question), &lines) {
                Ok(asked) => found.answers.push(asked),
                Err(flaw) => found.flaws.push(flaw),
            },
            None => {
                let number = lines.first().map_or(1, |line| line.number);
                found.flaws.push(Flaw::new(place::cell(&sheet.name, number, 0), "unknown_line", ""));
            }
        }
    }
}

/// Whether a question is answered in a workbook: files are shown alone, and what is worked out.
fn is_read(question: &Question) -> bool {
    question.kind.is_asked() && !matches!(question.kind, Kind::File { .. })
}

/// The answer of the lines of one question: its own, and those of its choices.
fn one<'a>(
    hand: Hand<'a>,
    sheet: &'a Told,
    (path, question): (&str, &'a Question),
    lines: &[&'a Line],
) -> Result<Asked<'a>, Flaw> {
    let value = sheet.columns.get(&(String::new(), Part::Value)).copied().unwrap_or(0);
    let at = |line: &Line| place::cell(&sheet.name, line.number, value);
    let mut seen: HashMap<Option<&str>, &Line> = HashMap::new();
    for line in lines {
        if let Some(first) = seen.insert(line.choice.as_deref(), line) {
            return Err(Flaw::new(at(line), "line_twice", at(first)));
        }
    }
    let missing = || Flaw::new(lines.first().map_or_else(String::new, |line| at(line)), "line_missing", "");
    let main = seen.get(&None).copied().ok_or_else(missing)?;
    let many = parts::is_many(&question.kind);
    if many {
        let all = parts::choices(hand.template, question, hand.language);
        if all.iter().any(|(name, _)| !seen.contains_key(&Some(name.as_str()))) {
            return Err(Flaw::new(at(main), "line_missing", ""));
        }
    }
    let mut cells = Vec::new();
    for line in lines {
        for (column, _, part, cell) in &line.cells {
            let part = match (&line.choice, part) {
                (Some(name), Part::Value) => Part::Choice(name.clone()),
                (Some(_), _) => continue,
                // Beside the question itself stands how its choices are marked.
                (None, Part::Value) if many => continue,
                (None, part) => part.clone(),
            };
            cells.push((part, place::cell(&sheet.name, line.number, *column), cell));
        }
    }
    let based_on = main.revisions.get("").copied().flatten().unwrap_or(0);
    let (path, key) = (path.to_owned(), path.to_owned());
    Ok(Asked { path, key, question, based_on, cells, at: at(main) })
}

/// The sheet of a repeat or a table.
struct Rows<'a, 'b> {
    hand: Hand<'a>,
    outline: &'b Outline<'a>,
    sheet: &'a Told,
    called: &'b Names,
}

impl<'a> Rows<'a, '_> {
    fn gather(&self, found: &mut Gathered<'a>) {
        let Some(frame) = self.outline.frames.iter().position(|frame| frame.name().as_str() == self.sheet.of) else {
            found.flaws.push(Flaw::new(&self.sheet.name, "unknown_sheet", ""));
            return;
        };
        found.frames.insert(self.sheet.of.clone());
        let around: Vec<String> = self.outline.around(Some(frame)).into_iter().map(|at| self.name(at)).collect();
        let asked = self.asked(frame, found);
        let mut made = BTreeSet::new();
        for line in &self.sheet.lines {
            let known = !line.key.is_empty() && !found.rows.contains(&line.key);
            if known && !fits(&line.key, &around) {
                found.flaws.push(Flaw::new(place::cell(&self.sheet.name, line.number, 0), "unknown_line", ""));
                continue;
            }
            let row = match known {
                true => line.key.clone(),
                // A line that somebody put in, or copied with its hidden cells: a row of its own.
                false if line.cells.is_empty() => continue,
                false => match self.fresh(line, &around, &mut made) {
                    Some(row) => row,
                    None => {
                        let column = line.cells.first().map_or(0, |(column, ..)| *column);
                        let at = place::cell(&self.sheet.name, line.number, column);
                        found.flaws.push(Flaw::new(at, "which_row", ""));
                        continue;
                    }
                },
            };
            found.rows.insert(row.clone());
            if line.cells.is_empty() && line.revisions.is_empty() {
                continue;
            }
            for (key, question) in &asked {
                found.answers.extend(self.answer(line, &row, (key, question), known));
            }
        }
    }

    fn name(&self, frame: usize) -> String {
        self.outline.frames.get(frame).map_or_else(String::new, |frame| frame.name().to_string())
    }

    /// The questions that are read: those whose columns are all there.
    fn asked(&self, frame: usize, found: &mut Gathered<'a>) -> Vec<(String, &'a Question)> {
        let mut asked = Vec::new();
        for slot in self.outline.slots.iter().filter(|slot| slot.frame == Some(frame)) {
            let question = slot.question;
            if !is_read(question) {
                continue;
            }
            let own = match parts::is_many(&question.kind) {
                true => {
                    let all = parts::choices(self.hand.template, question, self.hand.language);
                    all.into_iter().map(|(name, _)| Part::Choice(name)).collect()
                }
                false => vec![Part::Value],
            };
            let mut wanted = own.into_iter().chain(parts::beside(question, &[]));
            let has = |part: Part| self.sheet.columns.contains_key(&(question.name.to_string(), part));
            if wanted.all(has) {
                asked.push((slot.key.to_string(), question));
            } else {
                let label = question.label.in_language(self.hand.language, &self.hand.template.default_language);
                found.flaws.push(Flaw::new(&self.sheet.name, "column_missing", label));
            }
        }
        asked
    }

    /// The answer of a question in a line; none where it was shown and is not read.
    fn answer(
        &self,
        line: &'a Line,
        row: &str,
        (key, question): (&str, &'a Question),
        known: bool,
    ) -> Option<Asked<'a>> {
        let name = question.name.as_str();
        let based_on = match line.revisions.get(name).filter(|_| known) {
            Some(None) => return None,
            Some(Some(revision)) => *revision,
            None => 0,
        };
        let at = |column: u32| place::cell(&self.sheet.name, line.number, column);
        let own = line.cells.iter().filter(|(_, of, part, _)| of == name || *part == Part::Confirm);
        let cells: Vec<Held<'a>> = own.map(|(column, _, part, cell)| (part.clone(), at(*column), cell)).collect();
        let first = self.sheet.columns.iter().find(|((of, _), _)| of == name).map_or(0, |(_, column)| *column);
        Some(Asked { path: format!("{row}/{name}"), key: key.to_owned(), question, based_on, at: at(first), cells })
    }

    /// The path of a row that a line makes: inside the rows it names, under a key that the same words always give, so that
    /// the same workbook brought twice makes it once.
    fn fresh(&self, line: &Line, around: &[String], made: &mut BTreeSet<String>) -> Option<String> {
        let (own, outer) = around.split_last()?;
        let mut path = String::new();
        for frame in outer {
            let name = parts::line(line.names.get(frame)?);
            path = self.called.find(&path, frame, &name)?;
        }
        let slash = if path.is_empty() { "" } else { "/" };
        let words: Vec<String> =
            line.cells.iter().map(|(_, question, part, cell)| format!("{question}|{}={cell:?}", part.code())).collect();
        (0_u32..10_000).find_map(|again| {
            let hash = digest::sha256(format!("{path}/{own}/{again}\n{}", words.join("\n")).as_bytes());
            let row = format!("{path}{slash}{own}/{}", hash.get(..KEY_DIGITS)?);
            made.insert(row.clone()).then_some(row)
        })
    }
}

/// Whether a path is one of a row in these repeats.
fn fits(path: &str, around: &[String]) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let keys = parts.iter().skip(1).step_by(2).all(|key| !key.is_empty());
    parts.len() == around.len() * 2 && keys && parts.iter().step_by(2).zip(around).all(|(part, frame)| part == frame)
}

/// What rows are called in a workbook, so that a line somebody adds can say which row it stands in.
#[derive(Debug, Default)]
struct Names {
    /// By the row around, the repeat and the name: the row's path; none where two are called so.
    rows: HashMap<(String, String, String), Option<String>>,
}

impl Names {
    fn of(outline: &Outline<'_>, brought: &Brought) -> Self {
        let mut names = Self::default();
        for sheet in brought.sheets.iter().filter(|sheet| sheet.is_rows) {
            let frame = outline.frames.iter().find(|frame| frame.name().as_str() == sheet.of);
            let naming = frame.and_then(|frame| match frame.of {
                FrameOf::Repeat(group) => naming_question(&group.items),
                FrameOf::Table(table) => table.kind.columns().iter().find(|column| names_row(column)),
            });
            for line in sheet.lines.iter().filter(|line| !line.key.is_empty()) {
                names.add(line, naming.map(|question| question.name.as_str()));
            }
        }
        names
    }

    fn add(&mut self, line: &Line, naming: Option<&str>) {
        let segments: Vec<&str> = line.key.split('/').collect();
        let mut around = String::new();
        for pair in segments.chunks(2) {
            let [frame, key] = pair else { return };
            let slash = if around.is_empty() { "" } else { "/" };
            let path = format!("{around}{slash}{frame}/{key}");
            if let Some(name) = line.names.get(*frame) {
                self.put((around.clone(), (*frame).to_owned(), parts::line(name)), &path);
            }
            if path == line.key
                && let Some((.., Cell::Text(own))) =
                    line.cells.iter().find(|(_, of, part, _)| Some(of.as_str()) == naming && *part == Part::Value)
            {
                self.put((around.clone(), (*frame).to_owned(), parts::line(own)), &path);
            }
            around = path;
        }
    }

    fn put(&mut self, name: (String, String, String), path: &str) {
        let there = self.rows.entry(name).or_insert_with(|| Some(path.to_owned()));
        if there.as_deref() != Some(path) {
            *there = None;
        }
    }

    fn find(&self, around: &str, frame: &str, name: &str) -> Option<String> {
        self.rows.get(&(around.to_owned(), frame.to_owned(), name.to_owned())).cloned().flatten()
    }
}
