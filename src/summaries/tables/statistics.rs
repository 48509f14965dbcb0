//! statistics.csv: numbers, summed.

use std::io::Write;

use super::header;
use crate::fault::Fault;
use crate::summaries::columns::Table;
use crate::summaries::lines::Of;
use crate::summaries::questionnaire::Shape;
use crate::summaries::round::Round;
use crate::summaries::sheet::Sheet;
use crate::summaries::standing::Basis;
use crate::summaries::summary::{Way, ways};
use crate::summaries::sums::statistics;
use crate::summaries::tally::Tally;

pub fn write(round: &Round, tally: &Tally, out: &mut dyn Write) -> Result<(), Fault> {
    let as_of = round.as_of();
    let mut sheet = Sheet::begin(out, &round.scope, header(Table::Statistics))?;
    let questions = round.questionnaire.questions.iter().enumerate();
    for (place, asked) in questions.filter(|(_, asked)| asked.shape == Shape::Number) {
        for way in ways(round, tally, place, asked).into_iter().filter(has_numbers) {
            for basis in Basis::ALL {
                for (region, at) in round.each_region() {
                    let found = statistics(&mut tally.numbers(place, way.of, at, basis));
                    sheet.plain(round.cycle.code.as_str()).plain(&as_of).plain(basis.word());
                    sheet.plain(way.counting.word()).plain(&asked.name).plain(way.row()).text(&way.label());
                    sheet.plain(asked.kind).text(region).number(found.n);
                    sheet.plain(&found.sum).plain(&found.mean).plain(&found.median).plain(&found.min).plain(&found.max);
                    sheet.end()?;
                }
            }
        }
    }
    sheet.finish()
}

/// Numbers given in several rows are taken row by row, never added up into one of their report first.
fn has_numbers(way: &Way<'_>) -> bool {
    way.of != Of::Reports || way.asked.frame.is_none()
}
