//! Whether an answer that was given fits what is asked now. Pure.
//!
//! Whatever is saved fits when it is saved. A cycle that moves to another version may leave answers behind that no longer do:
//! they are kept, and a gap until they are changed.

use serde_json::Value as Json;

use super::answer::{self, Answer, Raw};
use super::gaps::Message;
use crate::templates::{Kind, Qualifier, Question, Template};

/// Why an answer does not fit its question, with what would be right; none where it fits.
pub fn misfit(template: &Template, question: &Question, answer: &Answer) -> Option<Message> {
    if !question.kind.is_asked() || *answer == Answer::default() {
        return None;
    }
    let flaws = answer::parse(template, question, "", &Raw::of(answer, question)).err()?;
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

/// Whether what a form sent is what is kept: ticks in whatever order, texts with whatever line ends.
pub fn is_as_kept(kind: &Kind, raw: &Raw, kept: &Answer) -> bool {
    let given = |words: &Option<String>| words.as_deref().filter(|words| !words.trim().is_empty()).map(plain);
    let qualifier = raw.qualifier.as_deref().filter(|word| !word.is_empty());
    same(kind, &raw.value, kept.value.as_ref().unwrap_or(&Json::Null))
        && (given(&raw.other), given(&raw.comment)) == (given(&kept.other), given(&kept.comment))
        && qualifier == kept.qualifier.map(Qualifier::word)
        && raw.beside.says(&kept.beside)
}

fn same(kind: &Kind, sent: &Json, kept: &Json) -> bool {
    fn sorted(ticks: &[Json]) -> Vec<Option<&str>> {
        let mut names: Vec<Option<&str>> = ticks.iter().map(Json::as_str).collect();
        names.sort_unstable();
        names
    }
    match (kind, sent, kept) {
        (Kind::SelectMultiple { .. }, Json::Array(sent), Json::Array(kept)) => sorted(sent) == sorted(kept),
        (_, Json::String(sent), Json::String(kept)) => plain(sent) == plain(kept),
        (_, sent, kept) => sent == kept,
    }
}

fn plain(words: &str) -> String {
    words.replace("\r\n", "\n")
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(kind: &Kind, sent: Json, kept: Json, expect: bool) {
        let raw = Raw { value: sent.clone(), ..Raw::default() };
        let answer = Answer { value: Some(kept.clone()).filter(|value| !value.is_null()), ..Answer::default() };
        assert_eq!(is_as_kept(kind, &raw, &answer), expect, "{sent} {kept}");
    }

    #[test]
    fn what_nobody_touched_is_known_as_such() {
        let list: crate::ids::ItemName = "means".parse().unwrap();
        let many = Kind::SelectMultiple { list, other: None, min_selected: None, max_selected: None };
        let text = Kind::Text { max_length: 5, multiline: true };
        check(&many, json!(["b", "a"]), json!(["a", "b"]), true);
        check(&many, json!(["a", "a"]), json!(["a", "b"]), false);
        check(&many, json!(["a"]), json!(["a", "b"]), false);
        check(&Kind::Url, json!(["b", "a"]), json!(["a", "b"]), false);
        check(&text, json!("too long\r\nnow"), json!("too long\nnow"), true);
        check(&text, Json::Null, Json::Null, true);
        check(&text, Json::Null, json!("a"), false);
        let raw = Raw { value: json!("a"), comment: Some(String::new()), ..Raw::default() };
        let answer = Answer { value: Some(json!("a")), ..Answer::default() };
        assert!(is_as_kept(&text, &raw, &answer));
        assert!(!is_as_kept(&text, &raw, &Answer { comment: Some("x".to_owned()), ..answer.clone() }));
        let beside = |files: Option<Json>| answer::Beside { attachments: files, links: None };
        let kept = Answer { beside: beside(Some(json!(["id"]))), ..answer.clone() };
        assert!(!is_as_kept(&text, &Raw { beside: beside(Some(json!([]))), ..raw.clone() }, &kept));
        assert!(is_as_kept(&text, &Raw { beside: beside(None).or(&kept.beside), ..raw.clone() }, &kept));
        assert!(is_as_kept(&text, &Raw { beside: beside(Some(json!([]))), ..raw }, &answer));
    }
}
