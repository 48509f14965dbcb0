use super::*;
use crate::templates::Draft;

/// One question of each kind, invented for these tests.
fn template() -> Template {
    let words = json!({"en": "Invented"});
    let question = |name: &str, kind: &str, rules: Value| {
        let mut question = json!({"name": name, "type": kind, "label": words});
        for (key, value) in rules.as_object().unwrap() {
            question[key] = value.clone();
        }
        question
    };
    let document = json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS",
        "default_language": "en", "languages": ["en"], "title": words,
        "lists": {"threats": {"choices": [
            {"name": "roads", "label": words}, {"name": "dams", "label": words},
            {"name": "none", "label": words, "exclusive": true}]}},
        "items": [{"name": "s", "type": "section", "label": words, "items": [
            question("words", "text", json!({"max_length": 5, "comment": true})),
            question("must", "text", json!({"required": "submit"})),
            question("whole", "integer", json!({"min": 0, "qualifiers": ["exact", "unknown"]})),
            question("area", "decimal", json!({"min": -1, "max": "MAX", "decimals": 2})),
            question("share", "percentage", json!({"decimals": 1})),
            question("when", "date", json!({"precision": "month"})),
            question("one", "select_one", json!({"list": "threats", "other": {"name": "other", "max_length": 5}})),
            question("many", "select_multiple", json!({
                "list": "threats", "other": {"name": "other"}, "min_selected": 1, "max_selected": 2})),
            question("order", "rank", json!({"list": "threats", "max_ranked": 2})),
            question("sure", "acknowledge", json!({})),
            question("links", "url", json!({})),
            question("deep", "text", json!({"relevant": "${one} = 'dams'", "required": "submit"})),
            question("twice", "calculate", json!({"calculation": "2 * ${whole}"})),
            question("sites", "table", json!({"rows": {}, "columns": [
                question("km2", "decimal", json!({"required": "submit"}))]}))]}],
        "rules": [{"name": "odd", "severity": "warning", "explain": true, "check": "${whole} < 9", "message": words,
                   "at": ["whole"]}]
    });
    let text = document.to_string().replace("\"MAX\"", "9999999999999999999999999999");
    Draft::read(&text).unwrap().template
}

fn submission() -> Value {
    let blank = json!({"status": "blank"});
    let mut document = json!({
        "format": "godwit-submission/1", "cycle": "cms-cop15", "instrument": "CMS", "party": "KEN",
        "template": {"name": "invented", "version": 3}, "submission": 1, "reference": "cms-cop15/KEN/1",
        "report_revision": 12, "submitted_at": "2027-06-30T21:59:59.120Z",
        "declaration": {"name": "Invented Person", "capacity": "National Focal Point"}, "answers": {},
        "explanations": {}, "rows": {"sites": []}
    });
    document["answers"]["sites"] = json!({"status": "blank"});
    for name in ["words", "whole", "area", "share", "when", "one", "many", "order", "sure", "links"] {
        document["answers"][name] = blank.clone();
    }
    document["answers"]["deep"] = json!({"status": "not_applicable"});
    document["answers"]["twice"] = blank;
    document["answers"]["must"] = json!({"status": "answered", "value": "ok", "language": "en"});
    document
}

fn fits(document: &Value) -> bool {
    let schema = submission_schema(&template(), 3);
    jsonschema::draft202012::new(&schema).unwrap().is_valid(document)
}

fn check(question: &str, entry: &str, expect: bool) {
    let mut document = submission();
    document["answers"][question] = serde_json::from_str(entry).unwrap();
    assert_eq!(fits(&document), expect, "{question}: {entry}");
}

fn value(question: &str, value: &str, expect: bool) {
    check(question, &format!(r#"{{"status": "answered", "value": {value}}}"#), expect);
}

#[test]
fn the_schema_is_a_schema() {
    assert!(jsonschema::meta::is_valid(&submission_schema(&template(), 3)));
    assert!(fits(&submission()));
}

#[test]
fn the_cover_is_closed() {
    for (key, wrong) in [
        ("format", json!("godwit-submission/2")),
        ("instrument", json!("AEWA")),
        ("template", json!({"name": "invented", "version": 4})),
        ("submission", json!(0)),
        ("submitted_at", json!("yesterday")),
        ("declaration", json!({"name": "", "capacity": "x"})),
        ("declaration", json!({"name": "x"})),
        ("party", json!("ken")),
        ("more", json!(1)),
    ] {
        let mut document = submission();
        document[key] = wrong;
        assert!(!fits(&document), "{key}");
    }
}

#[test]
fn every_question_is_there_and_no_other() {
    let mut document = submission();
    document["answers"].as_object_mut().unwrap().remove("sure");
    assert!(!fits(&document));
    check("another", r#"{"status": "blank"}"#, false);
    check("must", r#"{"status": "blank"}"#, false);
    check("words", r#"{"status": "lost"}"#, false);
    check("words", "{}", false);
    check("words", r#"{"status": "blank", "value": "a"}"#, false);
    check("words", r#"{"status": "answered"}"#, false);
    check("words", r#"{"status": "blank", "comment": "why", "language": "pt-BR"}"#, true);
    check("must", r#"{"status": "answered", "value": "a", "comment": "none is asked for"}"#, false);
}

#[test]
fn only_what_a_condition_can_hide_does_not_apply() {
    check("words", r#"{"status": "not_applicable"}"#, false);
    check("deep", r#"{"status": "not_applicable", "value": "kept"}"#, false);
    check("deep", r#"{"status": "blank"}"#, false);
    check("deep", r#"{"status": "answered", "value": "a"}"#, true);
    check("twice", r#"{"status": "answered", "value": 14}"#, true);
    check("twice", r#"{"status": "answered", "value": [14]}"#, false);
}

#[test]
fn warnings_that_were_passed_are_explained() {
    for (explanations, expect) in
        [(json!({"odd": "We counted twice."}), true), (json!({"odd": ""}), false), (json!({"even": "x"}), false)]
    {
        let mut document = submission();
        document["explanations"] = explanations;
        assert_eq!(fits(&document), expect, "{document}");
    }
}

#[test]
fn texts_and_dates() {
    value("words", r#""a\nb é""#, true);
    value("words", r#""ééééé""#, true);
    value("words", r#""123456""#, false);
    value("words", r#""a\u0000""#, false);
    value("words", r#""""#, false);
    value("words", "5", false);
    value("when", r#""2025-03""#, true);
    value("when", r#""2025-13""#, false);
    value("when", r#""2025-03-01""#, false);
}

#[test]
fn numbers_are_exact() {
    value("whole", "7", true);
    value("whole", "7.5", false);
    value("whole", "-1", false);
    value("whole", "\"7\"", false);
    check("whole", r#"{"status": "answered", "value": 7, "qualifier": "exact"}"#, true);
    check("whole", r#"{"status": "answered", "value": 7, "qualifier": "at_least"}"#, false);
    check("whole", r#"{"status": "answered", "value": 7, "qualifier": "unknown"}"#, false);
    check("whole", r#"{"status": "answered", "qualifier": "unknown"}"#, true);
    check("area", r#"{"status": "answered", "qualifier": "unknown"}"#, false);
    for exact in ["0.1", "0.3", "0.07", "1.15", "4.35", "1234567890123456789.12", "9999999999999999999999999999", "-1"]
    {
        value("area", exact, true);
    }
    for wrong in ["0.125", "1.001", "12345678901234567890.123", "99999999999999999999999999991", "-1.01", "-2"] {
        value("area", wrong, false);
    }
    value("share", "99.9", true);
    value("share", "100", true);
    value("share", "100.1", false);
    value("share", "-0.1", false);
}

#[test]
fn choices() {
    value("one", "\"roads\"", true);
    value("one", "\"trains\"", false);
    value("one", "\"other\"", false);
    check("one", r#"{"status": "answered", "value": "other", "other": "trams"}"#, true);
    check("one", r#"{"status": "answered", "value": "other", "other": "tramways"}"#, false);
    check("one", r#"{"status": "answered", "value": "roads", "other": "trams"}"#, false);
    value("order", r#"["dams", "roads"]"#, true);
    value("order", "[]", false);
    value("order", r#"["roads", "roads"]"#, false);
    value("order", r#"["none", "roads"]"#, false);
    value("many", r#"["roads", "dams"]"#, true);
    value("many", "[]", false);
    value("many", r#"["roads", "roads"]"#, false);
    value("many", r#"["none"]"#, true);
    value("many", r#"["none", "dams"]"#, false);
    value("many", r#"["roads", "other"]"#, false);
    check("many", r#"{"status": "answered", "value": ["roads", "other"], "other": "trams"}"#, true);
    check("many", r#"{"status": "answered", "value": ["roads", "dams", "other"], "other": "trams"}"#, false);
}

#[test]
fn confirmations_and_links() {
    value("sure", "true", true);
    value("sure", "false", false);
    value("links", r#"[{"url": "https://example.org/a", "label": "A"}, {"url": "http://example.org"}]"#, true);
    value("links", r#"[{"url": "javascript:alert(1)"}]"#, false);
    value("links", r#"[{"url": "https://example.org", "title": "A"}]"#, false);
    value("links", "[]", false);
}

#[test]
fn the_shipped_templates_have_schemas() {
    for text in [
        include_str!("../../../schemas/templates/cms-cop15-connectivity.json"),
        include_str!("../../../schemas/templates/cms-ngo-partner.json"),
    ] {
        let schema = submission_schema(&Draft::read(text).unwrap().template, 1);
        assert!(jsonschema::draft202012::new(&schema).is_ok());
    }
}

#[test]
fn what_is_asked_in_rows_is_there_for_each_row() {
    let rows = |keys: Value, path: &str, entry: Value| {
        let mut document = submission();
        document["rows"]["sites"] = keys;
        document["answers"][path] = entry;
        fits(&document)
    };
    let km2 = || json!({"status": "answered", "value": 7.5});
    assert!(rows(json!(["r1"]), "sites/r1/km2", km2()));
    assert!(!rows(json!(["r1"]), "sites/r1/km2", json!({"status": "blank"})));
    assert!(!rows(json!(["r1"]), "sites/R1/km2", km2()));
    assert!(!rows(json!(["r1"]), "sites/r1/area", km2()));
    assert!(!rows(json!(["r1"]), "sites/km2", km2()));
    assert!(!rows(json!(["r1", "r1"]), "sites/r1/km2", km2()));
    assert!(!rows(json!(["../r1"]), "sites/r1/km2", km2()));
    assert!(!rows(json!([]), "sites", json!({"status": "answered", "value": 1})));
}
