//! reports.csv: every eligible Party and its report.

use std::io::Write;

use super::header;
use crate::cycles::Duty;
use crate::fault::Fault;
use crate::summaries::columns::Table;
use crate::summaries::round::{Entry, Round};
use crate::summaries::sheet::Sheet;
use crate::summaries::standing::days_late;

pub fn write(round: &Round, out: &mut dyn Write) -> Result<(), Fault> {
    let mut sheet = Sheet::begin(out, &round.scope, header(Table::Reports))?;
    for entry in &round.entries {
        let covered_by = match &entry.duty {
            Duty::Covered(by) => by.as_str(),
            Duty::Due | Duty::Exempt | Duty::OtherFormat => "",
        };
        sheet.plain(round.cycle.code.as_str()).text(entry.party.as_str()).text(&entry.name).text(&entry.region);
        sheet.plain(entry.membership).moment(Some(entry.due_at)).moment(round.cycle.timetable.cut_off_at);
        sheet.plain(state(entry)).text(covered_by);
        match &entry.newest {
            Some(newest) => sheet.number(newest.number),
            None => sheet.plain(""),
        };
        sheet.number(entry.submissions).moment(entry.first_submitted_at);
        sheet.moment(entry.newest.as_ref().map(|newest| newest.submitted_at));
        match entry.first_submitted_at {
            Some(first) => sheet.number(days_late(first, entry.due_at)),
            None => sheet.plain(""),
        };
        sheet.plain(entry.newest.as_ref().map_or("", |newest| &newest.sha256)).end()?;
    }
    sheet.finish()
}

/// The report's own state; without a submission, what else is known of it.
fn state(entry: &Entry) -> &str {
    match (&entry.report, &entry.duty) {
        (Some(state), _) if entry.submissions > 0 => state,
        (Some(state), Duty::Due) => state,
        (None, Duty::Due) => "not_started",
        (_, Duty::Exempt | Duty::Covered(_) | Duty::OtherFormat) => entry.duty.word(),
    }
}
