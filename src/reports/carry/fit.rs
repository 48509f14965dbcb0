//! Whether what was said before fits the question as it is asked now. Pure.

use serde_json::Value as Json;

use crate::flaw::Flaw;
use crate::reports::answer::{self, Answer, Beside, Raw};
use crate::reports::carried::Carried;
use crate::reports::sheet::Status;
use crate::templates::{Prefill, Question, Template};

/// The answer that an entry of a frozen document becomes; none where it says nothing.
///
/// The words beside a choice go with their choice, and a comment or links go where none are taken: they are told. So are files
/// beside the answer: they are the other report's.
///
/// # Errors
/// What does not fit: the value has to be given anew.
pub fn fit(
    template: &Template,
    question: &Question,
    map: Option<&Prefill>,
    entry: &Json,
    at: &str,
) -> Result<Option<(Answer, Vec<Flaw>)>, Vec<Flaw>> {
    let status = entry.get("status").and_then(Json::as_str).and_then(Status::read);
    if !matches!(status, Some(Status::Answered | Status::Unconfirmed)) {
        return Ok(None);
    }
    let text = |field: &str| entry.get(field).and_then(Json::as_str).map(str::to_owned);
    let value =
        entry.get("value").map_or(Json::Null, |value| map.map_or_else(|| value.clone(), |map| map.mapped(value)));
    let mut left = Vec::new();
    let mut keep = |field: &str, fits: bool| {
        let words = text(field);
        if words.is_some() && !fits {
            left.push(Flaw::new(at, field, format!("its {field} is left behind: the question takes none now")));
        }
        words.filter(|_| fits)
    };
    let (other, comment) = (keep("other", chooses_other(question, &value)), keep("comment", question.comment));
    let links = entry.get("links").cloned();
    if links.is_some() && !question.links {
        left.push(Flaw::new(at, "links", "its links are left behind: the question takes none now"));
    }
    if entry.get("attachments").is_some() {
        left.push(Flaw::new(at, "attachments", "its files are left behind: they belong to the other report"));
    }
    let beside = Beside { attachments: None, links: links.filter(|_| question.links) };
    let raw = Raw { other, comment, qualifier: text("qualifier"), language: text("language"), beside, value };
    let answer = answer::parse(template, question, at, &raw)?;
    Ok(answer.is_answered().then_some((answer, left)))
}

/// Whether the choice beyond the list is made.
fn chooses_other(question: &Question, value: &Json) -> bool {
    let Some((_, Some(other))) = question.kind.choices() else { return false };
    let is_other = |value: &Json| value.as_str() == Some(other.name.as_str());
    value.as_array().map_or_else(|| is_other(value), |values| values.iter().any(is_other))
}

/// Where a person last said what an entry says: in that submission, or where that one had it from.
pub fn origin(entry: &Json, here: Carried) -> Carried {
    entry.get("carried_from").and_then(Carried::of).unwrap_or(here)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::templates::document;

    fn template() -> Template {
        let label = json!({"en": "Words"});
        let read = document::parse(&json!({
            "format": "godwit-template/1", "name": "now", "instrument": "CMS", "default_language": "en",
            "languages": ["en"], "title": label,
            "lists": {"yes_no": {"choices": [{"name": "yes", "label": label}, {"name": "no", "label": label}]}},
            "items": [{"name": "s", "type": "section", "label": label, "items": [
                {"name": "one", "type": "select_one", "list": "yes_no", "label": label, "other": {"name": "other"},
                 "prefill": {"map": {"Y": "yes", "else": "other"}}},
                {"name": "many", "type": "select_multiple", "list": "yes_no", "label": label, "max_selected": 1, "prefill": {}},
                {"name": "words", "type": "text", "label": label, "max_length": 5, "comment": true, "prefill": {}},
                {"name": "number", "type": "integer", "label": label, "qualifiers": ["unknown"], "prefill": {}}]}]
        }));
        read.unwrap()
    }

    /// What an entry becomes in a question, or the codes of what does not fit; and what is left behind.
    fn check(question: &str, entry: Json, expect: Result<Option<(Json, &[&str])>, &[&str]>) {
        let template = template();
        let (_, question) = template.question(question).unwrap();
        let codes = |flaws: &[Flaw]| flaws.iter().map(|flaw| flaw.code.clone()).collect::<Vec<_>>();
        let fitted = fit(&template, question, question.prefill.as_ref(), &entry, "here");
        let found = fitted.map_err(|flaws| codes(&flaws)).map(|answer| {
            answer.map(|(answer, left)| {
                let qualifier = answer.qualifier.map(|qualifier| qualifier.word());
                (json!([answer.value, answer.other, answer.comment, qualifier]), codes(&left))
            })
        });
        let expect = expect
            .map(|fits| fits.map(|(answer, left)| (answer, left.iter().map(|code| (*code).to_owned()).collect())))
            .map_err(|codes| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>());
        assert_eq!(found, expect, "{entry}");
    }

    #[test]
    fn what_fits_is_carried_and_what_does_not_is_told() {
        let answered = |value: Json| json!({"status": "answered", "value": value});
        check("one", answered(json!("Y")), Ok(Some((json!(["yes", null, null, null]), &[]))));
        check("one", answered(json!("no")), Ok(Some((json!(["no", null, null, null]), &[]))));
        check("one", answered(json!("perhaps")), Err(&["not_in_list"]));
        check("one", json!({"status": "unconfirmed", "value": "Y"}), Ok(Some((json!(["yes", null, null, null]), &[]))));
        check("one", json!({"status": "blank", "comment": "not yet"}), Ok(None));
        check("one", json!({"status": "not_applicable"}), Ok(None));
        check("many", answered(json!(["yes", "no"])), Err(&["too_many"]));
        check("words", answered(json!("abcdef")), Err(&["too_long"]));
        check("words", answered(json!(12)), Err(&["type"]));
        check("number", answered(json!("12")), Err(&["type"]));
        let unknown = json!({"status": "answered", "qualifier": "unknown"});
        check("number", unknown, Ok(Some((json!([null, null, null, "unknown"]), &[]))));
        let estimate = json!({"status": "answered", "value": 3, "qualifier": "estimate"});
        check("number", estimate, Err(&["qualifier"]));
    }

    #[test]
    fn words_go_with_their_choice_and_comments_where_none_are_taken() {
        let entry = |value: &str| json!({"status": "answered", "value": value, "other": "A bog", "comment": "Why"});
        check("one", entry("else"), Ok(Some((json!(["other", "A bog", null, null]), &["comment"]))));
        check("one", entry("yes"), Ok(Some((json!(["yes", null, null, null]), &["other", "comment"]))));
        check("words", entry("abc"), Ok(Some((json!(["abc", null, "Why", null]), &["other"]))));
    }

    #[test]
    fn the_origin_goes_back_to_a_person() {
        let at = |cycle: &str| Carried {
            cycle: cycle.parse().unwrap(),
            submission: 1,
            reference: format!("{cycle}/KEN/1"),
            question: "q".to_owned(),
        };
        assert_eq!(origin(&json!({"status": "answered"}), at("second")), at("second"));
        let unconfirmed = json!({"status": "unconfirmed", "carried_from": at("first").json()});
        assert_eq!(origin(&unconfirmed, at("second")), at("first"));
    }
}
