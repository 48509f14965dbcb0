//! The first sheet, which says how to use the workbook, and the hidden one by which it is read back. Pure.

use super::book::{Cell, Line, Look, Sheet, Use, Value};
use super::codes::{ABOUT, FORMAT, REVISION};
use super::parts::Reader;
use crate::clock::{self, Moment};
use crate::reports::State;
use crate::web::pages::heading::Heading;
use crate::words;

/// What the guide says, in order; the last two where there is something of the kind.
const STEPS: [&str; 8] = [
    "workbook.step_fill",
    "workbook.step_mark",
    "workbook.step_rows",
    "workbook.step_numbers",
    "workbook.step_grey",
    "workbook.step_colleagues",
    "workbook.step_upload",
    "workbook.step_safe",
];

/// What else the guide knows.
pub struct Facts {
    /// The report in a line.
    pub heading: Heading,
    /// When the workbook was made.
    pub now: Moment,
    /// By whom: a name.
    pub person: String,
    /// Where it is uploaded.
    pub address: String,
    /// Whether any answer waits to be confirmed.
    pub carried: bool,
    /// Whether any question asks for files.
    pub files: bool,
}

/// The sheet that says how to use the workbook. `sheets` are those that follow: what each is called, and of what.
pub fn guide(reader: &Reader<'_>, facts: &Facts, sheets: &[(String, String)]) -> Sheet {
    let report = &reader.opened.report;
    let zone = report.cycle.time_zone.name();
    let mut lines = vec![
        Line::of(0, Cell::words(&facts.heading.title, Look::Title)),
        Line::of(1, Cell::words(reader.say("workbook.lead"), Look::Question)),
        Line::default(),
    ];
    let made = words::moment(reader.language, facts.now, zone);
    let about = [
        ("workbook.report_of", facts.heading.party.clone()),
        ("workbook.round", format!("{} ({})", facts.heading.round, report.code())),
        ("page.due", facts.heading.due.clone()),
        ("workbook.version", format!("{} {}", reader.template().name, reader.opened.published.version)),
        ("workbook.made", words::text(reader.language, "workbook.made_by", &[("at", &made), ("by", &facts.person)])),
    ];
    for (key, said) in about {
        let mut line = Line::of(0, Cell::words(reader.say(key), Look::Note));
        line.put(1, Cell::words(said, Look::Question));
        lines.push(line);
    }
    lines.push(Line::default());
    lines.push(Line::of(0, Cell::words(reader.say("workbook.how"), Look::Group)));
    let more = [("workbook.step_confirm", facts.carried), ("workbook.step_files", facts.files)];
    let more = more.into_iter().filter(|(_, there)| *there).map(|(key, _)| key);
    for (number, key) in (1..).zip(STEPS.into_iter().chain(more)) {
        let said = words::text(reader.language, key, &[("address", &facts.address)]);
        let mut line = Line::of(0, Cell::new(Value::Number(number.to_string()), Look::Note));
        line.put(1, Cell::words(said, Look::Question));
        lines.push(line);
    }
    if report.state == State::Submitted {
        lines.push(Line::of(1, Cell::words(reader.say("workbook.is_submitted"), Look::Note)));
    }
    lines.push(Line::default());
    lines.push(Line::of(0, Cell::words(reader.say("workbook.sheets"), Look::Group)));
    for (name, of) in sheets {
        let mut line = Line::default();
        line.put(1, Cell::new(Value::Link(name.clone(), of.clone()), Look::Question));
        lines.push(line);
    }
    Sheet {
        name: reader.say("workbook.guide"),
        used: Use::Guide,
        widths: vec![Some(22.0), Some(90.0)],
        frozen: 0,
        frozen_columns: 0,
        lines,
    }
}

/// The hidden sheet: which report, which questions, which language, and the rows that stood in it.
pub fn about(reader: &Reader<'_>, now: Moment, rows: &[String]) -> Sheet {
    let opened = reader.opened;
    let facts = [
        ("format", FORMAT.to_owned()),
        ("cycle", opened.report.cycle.code.to_string()),
        ("party", opened.report.party.to_string()),
        ("template", reader.template().name.to_string()),
        ("version", opened.published.version.to_string()),
        (REVISION, opened.report.revision.to_string()),
        ("language", reader.language.to_owned()),
        ("made_at", clock::written(now)),
    ];
    let facts = facts.into_iter().chain(rows.iter().map(|row| ("row", row.clone())));
    let lines = facts.map(|(key, said)| {
        let mut line = Line::of(0, Cell::words(key, Look::Code));
        line.put(1, Cell::words(said, Look::Code));
        line
    });
    Sheet {
        name: ABOUT.to_owned(),
        used: Use::Hidden,
        widths: Vec::new(),
        frozen: 0,
        frozen_columns: 0,
        lines: lines.collect(),
    }
}
