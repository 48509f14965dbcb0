//! rates.csv: who reported, all regions together and each.

use std::io::Write;

use super::header;
use crate::fault::Fault;
use crate::summaries::columns::Table;
use crate::summaries::round::Round;
use crate::summaries::sheet::Sheet;
use crate::summaries::summary::rates;

pub fn write(round: &Round, out: &mut dyn Write) -> Result<(), Fault> {
    let as_of = round.as_of();
    let mut sheet = Sheet::begin(out, &round.scope, header(Table::Rates))?;
    for rates in rates(round) {
        sheet.plain(round.cycle.code.as_str()).plain(&as_of).text(&rates.region);
        for count in [
            rates.eligible,
            rates.exempt,
            rates.due,
            rates.submitted,
            rates.on_time,
            rates.late,
            rates.after_cut_off,
            rates.other_format,
            rates.missing,
        ] {
            sheet.number(count);
        }
        sheet.percent(rates.percent_of_due).percent(rates.percent_of_eligible).end()?;
    }
    sheet.finish()
}
