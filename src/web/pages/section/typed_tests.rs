use super::*;
use crate::reports::answer;
use crate::templates::{Template, document};

/// A small invented template with a question of every kind.
fn template() -> Template {
    let words = json!({"en": "Words"});
    let parsed = document::parse(&json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": words,
        "lists": {"yes_no": {"choices": [{"name": "yes", "label": words}, {"name": "no", "label": words}]}},
        "items": [{"name": "first", "type": "section", "label": words, "items": [
            {"name": "words", "type": "text", "label": words, "max_length": 100, "multiline": true, "comment": true},
            {"name": "whole", "type": "integer", "label": words, "qualifiers": ["estimate", "unknown"]},
            {"name": "area", "type": "decimal", "label": words, "decimals": 3},
            {"name": "share", "type": "percentage", "label": words},
            {"name": "month", "type": "date", "label": words, "precision": "month"},
            {"name": "day", "type": "date", "label": words, "precision": "day"},
            {"name": "one", "type": "select_one", "label": words, "list": "yes_no",
             "other": {"name": "other", "max_length": 50}},
            {"name": "many", "type": "select_multiple", "label": words, "list": "yes_no",
             "other": {"name": "other", "max_length": 50}},
            {"name": "order", "type": "rank", "label": words, "list": "yes_no"},
            {"name": "sure", "type": "acknowledge", "label": words},
            {"name": "links", "type": "url", "label": words}]}]
    }));
    parsed.unwrap_or_else(|flaws| panic!("{flaws:?}"))
}

/// What a form with these fields becomes: the answer's value, other words, qualifier and comment, or the code of a flaw.
fn read(question: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
    let template = template();
    let (_, question) = template.question(question).unwrap();
    let sent = fields.iter().map(|(part, text)| (field(question.name.as_str(), part), (*text).to_owned())).collect();
    let typed = Typed::filled(&Form::of(&Filled(sent)), question.name.as_str());
    let code = |flaws: Vec<Flaw>| flaws.into_iter().next().map(|flaw| flaw.code).unwrap_or_default();
    let raw = typed.raw(question, "en").map_err(code)?;
    answer::parse(&template, question, question.name.as_str(), &raw).map_err(code)
}

fn check(question: &str, fields: &[(&str, &str)], expect: Json) {
    let answer = read(question, fields).unwrap_or_else(|code| panic!("{question} {fields:?}: {code}"));
    let said = json!([answer.value, answer.other, answer.qualifier.map(Qualifier::word), answer.comment]);
    assert_eq!(said, expect, "{question} {fields:?}");
    let template = template();
    let (_, question) = template.question(question).unwrap();
    for language in ["en", "fr"] {
        let raw = Typed::of(&answer, question, language).raw(question, language).unwrap();
        let again = answer::parse(&template, question, question.name.as_str(), &raw);
        assert_eq!(again, Ok(answer.clone()), "shown in {language} and sent back unchanged");
    }
}

fn refused(question: &str, fields: &[(&str, &str)], code: &str) {
    assert_eq!(read(question, fields), Err(code.to_owned()), "{question} {fields:?}");
}

#[test]
fn every_kind_is_read_from_its_fields_and_shown_in_them() {
    check("words", &[("value", "a\r\n<b>\tc"), ("comment", "why\r\n")], json!(["a\n<b>\tc", null, null, "why\n"]));
    check("words", &[("value", "  \r\n ")], json!([null, null, null, null]));
    check("whole", &[("value", " 1 234 "), ("qualifier", "estimate")], json!([1234, null, "estimate", null]));
    check("whole", &[("value", "1,234")], json!([1234, null, null, null]));
    check("whole", &[("value", ""), ("qualifier", "unknown")], json!([null, null, "unknown", null]));
    check("area", &[("value", "1,25")], serde_json::from_str("[1.25,null,null,null]").unwrap());
    check("area", &[("value", "1234.567")], serde_json::from_str("[1234.567,null,null,null]").unwrap());
    check("share", &[("value", "12 %")], json!([12, null, null, null]));
    check("month", &[("value", " 2025/3 ")], json!(["2025-03", null, null, null]));
    check("month", &[("value", "٢٠٢٥/٣")], json!(["2025-03", null, null, null]));
    check("day", &[("value", "2025-3-4")], json!(["2025-03-04", null, null, null]));
    check("one", &[("value", "other"), ("other", "it depends")], json!(["other", "it depends", null, null]));
    check("one", &[("value", "")], json!([null, null, null, null]));
    check("many", &[("value", "no"), ("value", "yes")], json!([["yes", "no"], null, null, null]));
    check("many", &[("other", "")], json!([null, null, null, null]));
    check("order", &[("value", "yes 2"), ("value", "no 1")], json!([["no", "yes"], null, null, null]));
    check("order", &[("value", ""), ("value", "no 2")], json!([["no"], null, null, null]));
    check("order", &[("value", ""), ("value", "")], json!([null, null, null, null]));
    check("sure", &[("value", "true")], json!([true, null, null, null]));
    check("sure", &[], json!([null, null, null, null]));
    let links =
        [("url", "www.example.org/a"), ("label", "A"), ("url", " "), ("label", ""), ("url", "http://b.example")];
    let expect = json!([{"url": "https://www.example.org/a", "label": "A"}, {"url": "http://b.example"}]);
    check("links", &links, json!([expect, null, null, null]));
}

#[test]
fn what_does_not_fit_is_refused_and_not_changed_in_silence() {
    refused("whole", &[("value", "many")], "type");
    refused("whole", &[("value", "1.5")], "decimals");
    refused("area", &[("value", "1,234")], AMBIGUOUS);
    refused("whole", &[("value", "5"), ("qualifier", "unknown")], "value");
    refused("day", &[("value", "04.03.2025")], "date");
    refused("day", &[("value", "2025-02-30")], "date");
    refused("one", &[("value", "yes"), ("other", "it depends")], "other");
    refused("one", &[("value", "perhaps")], "not_in_list");
    refused("order", &[("value", "yes 1"), ("value", "no 1")], SAME_PLACE);
    refused("order", &[("value", "perhaps 1")], "not_in_list");
    refused("order", &[("value", "yes first")], "not_in_list");
    refused("links", &[("url", "javascript:alert(1)")], "url");
    refused("links", &[("url", ""), ("label", "a label alone")], "url");
    refused("words", &[("value", "a\0b")], "control_character");
}
