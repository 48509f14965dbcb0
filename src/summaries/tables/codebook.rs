//! codebook.csv: what was asked, in every language.

use std::io::Write;

use super::{Field, usual};
use crate::fault::Fault;
use crate::summaries::columns::Table;
use crate::summaries::questionnaire::Asked;
use crate::summaries::round::Round;
use crate::summaries::sheet::Sheet;

/// Where the labels stand: behind `type`.
const LABELS_AT: usize = 4;

/// The columns, with one for the label in each language.
pub fn fields(round: &Round) -> Vec<Field> {
    let mut fields = usual(Table::Codebook);
    let labels = round.questionnaire.languages.iter().map(|language| Field {
        name: format!("label_{language}"),
        kind: "string",
        description: format!("What is asked, in {language}; empty where it is not translated."),
    });
    fields.splice(LABELS_AT..LABELS_AT, labels);
    fields
}

pub fn write(round: &Round, out: &mut dyn Write) -> Result<(), Fault> {
    let fields = fields(round);
    let mut sheet = Sheet::begin(out, &round.scope, fields.iter().map(|field| field.name.as_str()))?;
    for asked in &round.questionnaire.questions {
        sheet.plain(&asked.name).plain(&section(round, asked)).text(&asked.number).plain(asked.kind);
        for language in &round.questionnaire.languages {
            sheet.maybe(asked.labels.get(language).map(String::as_str));
        }
        sheet
            .text(&options(asked))
            .plain(asked.required)
            .text(&asked.relevant)
            .text(&asked.unit)
            .text(&asked.mandates)
            .end()?;
    }
    sheet.finish()
}

/// The section, and behind it the repeats and the table around the question: `section/group/table`.
fn section(round: &Round, asked: &Asked) -> String {
    let around = round.questionnaire.around(asked.frame);
    std::iter::once(asked.section.as_str())
        .chain(around.iter().map(|frame| frame.name.as_str()))
        .collect::<Vec<_>>()
        .join("/")
}

fn options(asked: &Asked) -> String {
    let labelled = asked.choices.iter().filter(|choice| !choice.label.is_empty());
    let written: Vec<String> = labelled.map(|choice| format!("{} = {}", choice.code, choice.label)).collect();
    written.join(" | ")
}
