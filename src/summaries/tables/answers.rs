//! answers.csv: every answer, one row for each question, tick or link.

use std::io::Write;

use super::header;
use crate::clock;
use crate::db::Conn;
use crate::summaries::Refusal;
use crate::summaries::cell_store::Word;
use crate::summaries::columns::Table;
use crate::summaries::pass::{Reader, walk};
use crate::summaries::questionnaire::{Asked, Shape};
use crate::summaries::round::{Entry, Round};
use crate::summaries::sheet::Sheet;
use crate::summaries::store::{Line, Sent};

pub fn write(tx: &mut Conn, round: &Round, out: &mut dyn Write) -> Result<(), Refusal> {
    let sheet = Sheet::begin(out, &round.scope, header(Table::Answers))?;
    let mut answers = Answers { round, sheet, submission: String::new(), submitted_at: String::new() };
    walk::<Line>(tx, round, &mut answers)?;
    Ok(answers.sheet.finish()?)
}

struct Answers<'a> {
    round: &'a Round,
    sheet: Sheet<'a>,
    submission: String,
    submitted_at: String,
}

impl<'a> Answers<'a> {
    /// The columns up to `column`.
    fn head(&mut self, entry: &Entry, asked: &Asked) -> &mut Sheet<'a> {
        let sheet = &mut self.sheet;
        sheet.plain(self.round.cycle.code.as_str()).plain(entry.party.as_str()).text(&entry.region);
        sheet.plain(&self.submission).plain(&self.submitted_at).plain(&asked.section).plain(&asked.name);
        // At the top of a template a question's path is its name, and there are no rows.
        sheet.plain(&asked.name).plain("").plain("").plain("").plain("")
    }

    fn row(&mut self, entry: &Entry, (asked, unit): (&Asked, &str), line: &Line) -> Result<(), Refusal> {
        let is_link = asked.shape == Shape::Links;
        let code = line.value_code.as_ref().map(Word::as_str);
        let label = match code {
            Some(code) => asked.choice(code).and_then(|place| asked.choices.get(place)).map(|c| c.label.as_str()),
            None => line.other_text.as_deref().filter(|_| is_link),
        };
        let sheet = self.head(entry, asked);
        match line.position {
            Some(position) => sheet.number(position),
            None => sheet.plain(""),
        };
        sheet.plain(code.unwrap_or_default()).maybe(label);
        sheet.plain(line.value_number.as_deref().unwrap_or_default()).maybe(line.value_text.as_deref());
        sheet.maybe(line.other_text.as_deref().filter(|_| !is_link)).maybe(line.comment.as_deref());
        sheet.maybe(line.language.as_deref()).text(unit).maybe(line.qualifier.as_deref());
        Ok(sheet.plain(line.status.word()).text(&asked.mandates).end()?)
    }
}

impl Reader<Line> for Answers<'_> {
    fn begin(&mut self, _: &Entry, sent: &Sent) -> Result<(), Refusal> {
        self.submission = sent.number.to_string();
        self.submitted_at = clock::written(sent.submitted_at);
        Ok(())
    }

    fn not_asked(&mut self, entry: &Entry, _: &Sent, place: usize) -> Result<(), Refusal> {
        let Some(asked) = self.round.questionnaire.questions.get(place) else { return Ok(()) };
        let sheet = self.head(entry, asked);
        // position, value_code, value_label, value_number, value_text, other_text, comment and language.
        (0..8).for_each(|_| {
            sheet.plain("");
        });
        Ok(sheet.text(&asked.unit).plain("").plain("not_asked").text(&asked.mandates).end()?)
    }

    fn said(&mut self, entry: &Entry, sent: &Sent, place: usize, lines: &[Line]) -> Result<(), Refusal> {
        let questionnaire = &self.round.questionnaire;
        let Some(asked) = questionnaire.questions.get(place) else { return Ok(()) };
        // A number stays in the unit that was asked of whoever gave it.
        let unit = questionnaire.unit(sent.version, place);
        lines.iter().try_for_each(|line| self.row(entry, (asked, unit), line))
    }
}
