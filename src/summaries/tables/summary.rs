//! summary.csv: what was answered, counted, with every denominator.

use std::io::Write;

use super::header;
use crate::fault::Fault;
use crate::summaries::columns::Table;
use crate::summaries::round::Round;
use crate::summaries::sheet::Sheet;
use crate::summaries::standing::Basis;
use crate::summaries::summary::{Figure, ways};
use crate::summaries::tally::Tally;

/// What all rows of one figure have in common.
struct Head<'a> {
    cycle: &'a str,
    as_of: &'a str,
    basis: Basis,
    region: &'a str,
}

pub fn write(round: &Round, tally: &Tally, out: &mut dyn Write) -> Result<(), Fault> {
    let as_of = round.as_of();
    let mut sheet = Sheet::begin(out, &round.scope, header(Table::Summary))?;
    for (at, asked) in round.questionnaire.questions.iter().enumerate() {
        for way in ways(round, tally, at, asked) {
            for basis in Basis::ALL {
                for (region, place) in round.each_region() {
                    let head = Head { cycle: round.cycle.code.as_str(), as_of: &as_of, basis, region };
                    rows(&mut sheet, &head, &Figure::of(round, tally, way, place, basis))?;
                }
            }
        }
    }
    sheet.finish()
}

/// The question's own row, then one for each choice.
fn rows(sheet: &mut Sheet<'_>, head: &Head<'_>, figure: &Figure<'_>) -> Result<(), Fault> {
    row(sheet, head, figure, ("", ""), figure.cell.answered)?;
    figure
        .options()
        .try_for_each(|(choice, count)| row(sheet, head, figure, (choice.code.as_str(), choice.label.as_str()), count))
}

fn row(
    sheet: &mut Sheet<'_>,
    head: &Head<'_>,
    figure: &Figure<'_>,
    (option, label): (&str, &str),
    count: u32,
) -> Result<(), Fault> {
    let (way, cell) = (&figure.way, &figure.cell);
    sheet.plain(head.cycle).plain(head.as_of).plain(head.basis.word()).plain(way.counting.word());
    sheet.plain(&way.asked.name).plain(way.row()).text(&way.label()).plain(way.asked.kind);
    sheet.plain(option).text(label).text(head.region);
    match &figure.parties {
        Some(parties) => {
            let ledger = &parties.ledger;
            for number in [ledger.eligible(), ledger.exempt, ledger.due(), parties.submitted, parties.not_asked] {
                sheet.number(number);
            }
        }
        // Rows are no Parties: eligible, exempt, due, submitted and not_asked say nothing of them.
        None => (0..5).for_each(|_| {
            sheet.plain("");
        }),
    }
    for number in [cell.not_applicable, cell.shown(), cell.blank, cell.unconfirmed, cell.answered] {
        sheet.number(number);
    }
    match figure.ticks() {
        Some(ticks) => sheet.number(ticks),
        None => sheet.plain(""),
    };
    let percents = figure.percents(count, !option.is_empty());
    sheet.number(count).percent(percents.percent_of_eligible).percent(percents.percent_of_due);
    sheet.percent(percents.percent_of_submitted).percent(percents.percent_of_shown);
    sheet.percent(percents.percent_of_answered).percent(percents.percent_of_ticks).end()
}
