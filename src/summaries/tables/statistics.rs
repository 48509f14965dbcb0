//! statistics.csv: numbers, summed.

use std::io::Write;

use super::header;
use crate::fault::Fault;
use crate::summaries::columns::Table;
use crate::summaries::questionnaire::Shape;
use crate::summaries::round::Round;
use crate::summaries::sheet::Sheet;
use crate::summaries::standing::Basis;
use crate::summaries::summary::Counting;
use crate::summaries::sums::statistics;
use crate::summaries::tally::Tally;

pub fn write(round: &Round, tally: &Tally, out: &mut dyn Write) -> Result<(), Fault> {
    let as_of = round.as_of();
    let mut sheet = Sheet::begin(out, &round.scope, header(Table::Statistics))?;
    let questions = round.questionnaire.questions.iter().enumerate();
    for (place, asked) in questions.filter(|(_, asked)| asked.shape == Shape::Number) {
        for basis in Basis::ALL {
            for (region, at) in round.each_region() {
                let found = statistics(&mut tally.numbers(place, at, basis));
                sheet.plain(round.cycle.code.as_str()).plain(&as_of).plain(basis.word());
                sheet.plain(Counting::Reports.word()).plain(&asked.name).plain("").text(&asked.label);
                sheet.plain(asked.kind).text(region).number(found.n);
                sheet.plain(&found.sum).plain(&found.mean).plain(&found.median).plain(&found.min).plain(&found.max);
                sheet.end()?;
            }
        }
    }
    sheet.finish()
}
