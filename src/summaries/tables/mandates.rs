//! mandates.csv: which question serves which provision, and how many Parties answered it.

use std::io::Write;

use super::header;
use crate::fault::Fault;
use crate::summaries::columns::Table;
use crate::summaries::lines::Of;
use crate::summaries::round::Round;
use crate::summaries::sheet::Sheet;
use crate::summaries::standing::Basis;
use crate::summaries::tally::Tally;

pub fn write(round: &Round, tally: &Tally, out: &mut dyn Write) -> Result<(), Fault> {
    let submitted = round.submitted(None, Basis::All);
    let mut sheet = Sheet::begin(out, &round.scope, header(Table::Mandates))?;
    for (place, asked) in round.questionnaire.questions.iter().enumerate() {
        let cell = tally.cell(place, Of::Reports, None, Basis::All);
        for citation in &asked.citations {
            sheet.text(&citation.mandate).maybe(citation.provision.as_deref()).text(&citation.title);
            sheet.plain(&asked.name).number(submitted.saturating_sub(cell.not_asked)).number(cell.answered).end()?;
        }
    }
    sheet.finish()
}
