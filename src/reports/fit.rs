//! Whether an answer that was given fits what is asked now. Pure.
//!
//! Whatever is saved fits when it is saved. A cycle that moves to another version may leave answers behind that no longer do:
//! they are kept, and a gap until they are changed.

use super::answer::{self, Answer, Raw};
use super::gaps::Message;
use crate::templates::{Kind, Qualifier, Question, Template};

/// Why an answer does not fit its question, with what would be right; none where it fits.
pub fn misfit(template: &Template, question: &Question, answer: &Answer) -> Option<Message> {
    if !question.kind.is_asked() || *answer == Answer::default() {
        return None;
    }
    let raw = Raw {
        value: answer.value.clone().unwrap_or_default(),
        other: answer.other.clone(),
        qualifier: answer.qualifier.map(|qualifier| Qualifier::word(qualifier).to_owned()),
        comment: answer.comment.clone(),
        language: answer.language.clone(),
    };
    let flaws = answer::parse(template, question, "", &raw).err()?;
    let code = flaws.first().map(|flaw| flaw.code.as_str()).unwrap_or_default();
    let said = |key, values| Some(Message::Words(key, values));
    let digits = question.kind.number().and_then(|number| number.decimals).unwrap_or_default();
    match (code, &question.kind) {
        ("not_in_list" | "exclusive", _) => said("gap.unfit.choice", Vec::new()),
        ("too_many", Kind::SelectMultiple { max_selected: Some(most), .. }) => {
            said("gap.unfit.too_many", vec![("most", most.to_string())])
        }
        ("decimals", _) => said("gap.unfit.decimals", vec![("most", digits.to_string())]),
        ("out_of_range", kind) => {
            let (least, most) = range(kind);
            said("gap.unfit.range", vec![("least", least), ("most", most)])
        }
        ("date", Kind::Date { precision, .. }) => {
            said("gap.unfit.date", vec![("example", precision.example().to_owned())])
        }
        ("too_long", Kind::Text { max_length, .. }) => {
            said("gap.unfit.too_long", vec![("most", max_length.to_string())])
        }
        ("comment" | "qualifier" | "other" | "too_long", _) => said("gap.unfit.beside", Vec::new()),
        _ => said("gap.unfit.else", Vec::new()),
    }
}

/// The bounds of a number or a date, `…` where there is none.
fn range(kind: &Kind) -> (String, String) {
    let open = || "…".to_owned();
    let (least, most) = match kind {
        Kind::Date { min, max, .. } => (min.clone(), max.clone()),
        kind => {
            let number = kind.number().cloned().unwrap_or_default();
            let plain = |bound: Option<rust_decimal::Decimal>| bound.map(|bound| bound.normalize().to_string());
            (plain(number.min), plain(number.max))
        }
    };
    (least.unwrap_or_else(open), most.unwrap_or_else(open))
}
