mod prefill;

use serde_json::json;

use super::*;

mod beside;
mod lists;
mod rows;

const CONNECTIVITY: &str = include_str!("../../../schemas/templates/cms-cop15-connectivity.json");
const NGO: &str = include_str!("../../../schemas/templates/cms-ngo-partner.json");
const SCHEMA: &str = include_str!("../../../schemas/template.schema.json");

/// A small invented template with every kind of item.
fn template() -> Value {
    let words = json!({"en": "Words", "fr": "Mots"});
    let mut document = json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS",
        "default_language": "en", "languages": ["en", "fr"], "title": words,
        "lists": {
            "yes_no": {"choices": [{"name": "yes", "label": words}, {"name": "no", "label": words}]},
            "places": {"choices": [{"name": "lake", "label": words, "attributes": {"realm": "water"}}]},
            "kinds": {"reference": "species", "per_party": true},
            "means": {"ordered": true, "choices": [
                {"name": "law", "label": words, "counts_as": "answer"},
                {"name": "none", "label": words, "exclusive": true}]}},
        "items": [{"name": "first", "type": "section", "number": "1", "label": words, "intro": words, "items": [
            {"name": "note_1", "type": "note", "label": words},
            {"name": "text_1", "type": "text", "label": words, "max_length": 100, "multiline": true,
             "mandates": ["CMS Decision 1.1"], "indicators": ["A"], "required": "submit", "comment": true, "prefill": {"from": "earlier-1/sites.name"}},
            {"name": "integer_1", "type": "integer", "label": words, "min": 0, "max": 10, "unit": "sites",
             "qualifiers": ["exact", "unknown"]},
            {"name": "group_1", "type": "group", "label": words, "items": [
                {"name": "decimal_1", "type": "decimal", "label": words, "min": -0.5, "decimals": 2},
                {"name": "percentage_1", "type": "percentage", "label": words, "relevant": "${integer_1} > 2",
                 "constraint": ". < 90", "constraint_message": words}]},
            {"name": "date_1", "type": "date", "label": words, "precision": "month", "min": "1979-06"},
            {"name": "one_1", "type": "select_one", "label": words, "list": "yes_no", "was": "one_0",
             "prefill": {"map": {"Y": "yes"}}},
            {"name": "many_1", "type": "select_multiple", "label": words, "list": "means",
             "other": {"name": "other", "max_length": 500}, "min_selected": 1, "max_selected": 3, "prefill": {}},
            {"name": "sure_1", "type": "acknowledge", "label": words},
            {"name": "links_1", "type": "url", "label": words, "hint": {}, "guidance": null},
            {"name": "sum_1", "type": "calculate", "label": words, "calculation": "${integer_1} + 1", "unit": "sites"},
            {"name": "some_1", "type": "select_one", "label": words, "list": "places", "choice_filter": "realm = 'water'"},
            {"name": "rank_1", "type": "rank", "label": words, "list": "means", "min_ranked": 1, "max_ranked": 2}]}],
        "rules": [{"name": "rule_1", "severity": "warning", "check": "${integer_1} < 8", "message": words,
                   "at": ["integer_1"], "explain": true}]
    });
    let in_rows = rows::in_rows(&words);
    document["items"][0]["items"].as_array_mut().unwrap().extend(in_rows.as_array().unwrap().iter().cloned());
    document
}

/// The template with one thing changed: a JSON pointer and its new value, or none to leave it out.
fn changed(pointer: &str, value: Option<Value>) -> Value {
    let mut document = template();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
    match (parent, value) {
        (Value::Object(members), Some(value)) => drop(members.insert(key.to_owned(), value)),
        (Value::Object(members), None) => drop(members.remove(key)),
        (Value::Array(values), Some(value)) if key == "-" => values.push(value),
        (Value::Array(values), Some(value)) => values[key.parse::<usize>().unwrap()] = value,
        (parent, _) => panic!("{pointer} {parent}"),
    }
    document
}

fn schema_takes(document: &Value) -> bool {
    thread_local! {
        static VALIDATOR: jsonschema::Validator =
            jsonschema::draft202012::new(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
    }
    VALIDATOR.with(|validator| validator.is_valid(document))
}

/// A flaw of shape: the schema refuses it as well.
fn shape(pointer: &str, value: Value, at: &str, code: &str) {
    refused(&changed(pointer, Some(value)), at, code, false);
}

/// A flaw of meaning: beyond a schema.
fn meaning(pointer: &str, value: Value, at: &str, code: &str) {
    refused(&changed(pointer, Some(value)), at, code, true);
}

fn refused(document: &Value, at: &str, code: &str, schema: bool) {
    let flaws = parse(document).expect_err(&format!("{at} {code} was let pass"));
    let found: Vec<_> = flaws.iter().map(|flaw| (flaw.at.as_str(), flaw.code.as_str())).collect();
    assert_eq!(found, [(at, code)], "{flaws:?}");
    assert_eq!(schema_takes(document), schema, "the schema on {at} {code}");
}

fn taken(pointer: &str, value: Value) {
    let document = changed(pointer, Some(value));
    assert_eq!(parse(&document).err(), None, "{pointer}");
    assert!(schema_takes(&document), "{pointer}");
}

const ITEMS: &str = "/items/0/items";

fn item(index: usize, key: &str) -> String {
    format!("{ITEMS}/{index}/{key}")
}

#[test]
fn the_shipped_templates_read() {
    assert!(jsonschema::meta::is_valid(&serde_json::from_str(SCHEMA).unwrap()));
    assert!(schema_takes(&template()) && parse(&template()).is_ok());
    for (text, sections, questions) in [(CONNECTIVITY, 12, 113), (NGO, 8, 67)] {
        let (document, template) = read(text).unwrap();
        assert!(schema_takes(&document));
        assert_eq!((template.sections.len(), template.questions().count()), (sections, questions));
    }
}

#[test]
fn what_is_left_out_has_its_default() {
    let template = parse(&template()).unwrap();
    assert_eq!(template.respondent, Respondent::Party);
    let kind = |name: &str| template.question(name).unwrap().1.kind.clone();
    let crate::templates::Kind::Percentage(number) = kind("percentage_1") else { panic!() };
    assert_eq!((number.min, number.max), (Some(0.into()), Some(100.into())));
    assert_eq!(template.question("links_1").unwrap().1.required, crate::templates::Required::Never);
}

#[test]
fn the_head_of_the_document() {
    for key in ["format", "name", "instrument", "default_language", "languages", "title", "items"] {
        let document = changed(&format!("/{key}"), None);
        let flaws = parse(&document).unwrap_err();
        assert!(flaws.iter().any(|flaw| flaw.at == key && flaw.code == "missing"), "{flaws:?}");
        assert!(!schema_takes(&document));
    }
    shape("/format", json!("godwit-template/2"), "format", "unknown_word");
    shape("/name", json!("Invented"), "name", "bad_name");
    shape("/name", json!("a".repeat(61)), "name", "bad_name");
    shape("/name", json!(["a"]), "name", "wrong_type");
    shape("/instrument", json!("cms"), "instrument", "bad_name");
    shape("/respondent", json!("public"), "respondent", "unknown_word");
    taken("/respondent", json!("ngo"));
    taken("/respondent", Value::Null);
    shape("/languages", json!(["en", "fr", "en"]), "languages[2]", "duplicate");
    shape("/languages", json!(["en", "fr", "English"]), "languages[2]", "bad_language");
    shape("/languages", json!(["en", "fr", 5]), "languages[2]", "wrong_type");
    taken("/languages", json!(["en", "fr", "pt-BR", "zh-Hant"]));
    taken("/rules", json!([]));
    shape("/rules", json!({}), "rules", "wrong_type");
    shape("/title", json!("Words"), "title", "wrong_type");
    shape("/title/en", json!("x".repeat(301)), "title.en", "too_long");
    meaning("/default_language", json!("es"), "default_language", "unknown_language");
}

#[test]
fn rules() {
    let at = |key: &str| format!("rules[0].{key}");
    let pointer = |key: &str| format!("/rules/0/{key}");
    shape(&pointer("severity"), json!("fatal"), &at("severity"), "unknown_word");
    shape(&pointer("severity"), json!("error"), &at("explain"), "contradiction");
    shape(&pointer("check"), json!(""), &at("check"), "blank");
    shape(&pointer("at"), json!([]), &at("at"), "missing");
    shape(&pointer("message"), json!({}), &at("message"), "language_missing");
    shape(&pointer("because"), json!("x"), &at("because"), "unknown_field");
    meaning(&pointer("at"), json!(["nobody"]), "rules[0].at[0]", "unknown_name");
    meaning(&pointer("name"), json!("text_1"), &at("name"), "name_taken");
    meaning(&pointer("check"), json!("${integer_1}"), &at("check"), "type");
    meaning(&pointer("check"), json!("${integer_1} < "), &at("check"), "unexpected_end");
}

#[test]
fn texts() {
    let at = "items[0].items[0].label";
    shape(&item(0, "label"), json!({}), at, "language_missing");
    shape(&item(0, "label"), json!([]), at, "wrong_type");
    meaning(&item(0, "label"), json!({"fr": "Mots"}), at, "language_missing");
    meaning(&item(0, "label/es"), json!("Palabras"), &format!("{at}.es"), "unknown_language");
    for (text, code) in [
        (json!(" \n"), "blank"),
        (json!("\u{feff}\u{2003}"), "blank"),
        (json!("a\u{0}b"), "control_character"),
        (json!("a\tb"), "control_character"),
        (json!("a\u{85}b"), "control_character"),
        (json!("é".repeat(10_001)), "too_long"),
        (json!(5), "wrong_type"),
        (Value::Null, "wrong_type"),
    ] {
        shape(&item(0, "label/en"), text, &format!("{at}.en"), code);
    }
    taken(&item(0, "label/en"), json!(format!("a\n{}", "é".repeat(9_998))));
    shape(&item(1, "number"), json!("2.1\n"), "items[0].items[1].number", "control_character");
    shape(&item(1, "number"), json!("1".repeat(21)), "items[0].items[1].number", "too_long");
}

#[test]
fn items() {
    shape(&item(0, "type"), json!("matrix"), "items[0].items[0].type", "unknown_type");
    shape(&item(0, "type"), json!(7), "items[0].items[0].type", "wrong_type");
    shape(&item(0, "type"), json!("section"), "items[0].items[0].type", "not_here");
    shape("/items/-", json!({"name": "q", "type": "url", "label": {"en": "Q"}}), "items[1].type", "not_here");
    shape(&format!("{ITEMS}/-"), json!("words"), "items[0].items[15]", "wrong_type");
    shape(&item(3, "items"), json!([]), "items[0].items[3].items", "empty");
    shape(&item(3, "loop"), json!({"over": "species"}), "items[0].items[3].loop", "unknown_field");
    meaning(&item(1, "relevant"), json!("${a} = 1"), "items[0].items[1].relevant", "unknown_name");
    shape(&item(1, "relevant"), json!(" "), "items[0].items[1].relevant", "blank");
    shape(&item(9, "required"), json!("submit"), "items[0].items[9].required", "unknown_field");
    shape(&item(1, "choice_filter"), json!("true()"), "items[0].items[1].choice_filter", "unknown_field");
    meaning(&item(10, "choice_filter"), json!("area = 'x'"), "items[0].items[10].choice_filter", "unknown_column");
    meaning(
        &item(1, "constraint_message"),
        json!({"en": "Why?"}),
        "items[0].items[1].constraint_message",
        "contradiction",
    );
    for bad in ["Conn", "a__b", "_a", "", "é", "a\0b"] {
        shape(&item(1, "name"), json!(bad), "items[0].items[1].name", "bad_name");
    }
    shape(&item(5, "was"), json!("Conn"), "items[0].items[5].was", "bad_name");
    shape(&item(5, "was"), json!(5), "items[0].items[5].was", "wrong_type");
    taken(&item(5, "was"), Value::Null);
    meaning(&item(1, "name"), json!("percentage_1"), "items[0].items[3].items[1].name", "name_taken");
    meaning(&item(1, "name"), json!("first"), "items[0].items[1].name", "name_taken");
    for key in ["name", "type", "label"] {
        refused(&changed(&item(1, key), None), &format!("items[0].items[1].{key}"), "missing", false);
    }
    shape(&item(1, "required"), json!(true), "items[0].items[1].required", "wrong_type");
    shape(&item(1, "required"), json!("always"), "items[0].items[1].required", "unknown_word");
    shape(&item(1, "comment"), json!(1), "items[0].items[1].comment", "wrong_type");
    shape(&item(1, "mandates"), json!("Decision 1"), "items[0].items[1].mandates", "wrong_type");
    shape(&item(1, "mandates"), json!(["a", "a"]), "items[0].items[1].mandates[1]", "duplicate");
    shape(&item(1, "mandates"), json!(["a", ""]), "items[0].items[1].mandates[1]", "blank");
    taken(&item(1, "mandates"), json!([]));
}

#[test]
fn ranks() {
    let at = |key: &str| format!("items[0].items[11].{key}");
    shape(&item(11, "max_ranked"), json!(31), &at("max_ranked"), "out_of_range");
    shape(&item(11, "min_ranked"), json!(0), &at("min_ranked"), "out_of_range");
    shape(&item(11, "max_selected"), json!(2), &at("max_selected"), "unknown_field");
    shape(&item(11, "other"), json!({"name": "other"}), &at("other"), "unknown_field");
    meaning(&item(11, "max_ranked"), json!(3), &at("max_ranked"), "contradiction");
    meaning(&item(11, "list"), json!("nobody"), &at("list"), "unknown_list");
    taken(&item(11, "max_ranked"), Value::Null);
}

#[test]
fn texts_and_numbers() {
    shape(&item(1, "max_length"), json!(0), "items[0].items[1].max_length", "out_of_range");
    shape(&item(1, "max_length"), json!(100_001), "items[0].items[1].max_length", "out_of_range");
    shape(&item(1, "max_length"), json!(1.5), "items[0].items[1].max_length", "wrong_type");
    taken(&item(1, "max_length"), json!(1.0));
    shape(&item(1, "other"), json!({"name": "other"}), "items[0].items[1].other", "unknown_field");
    shape(&item(2, "decimals"), json!(0), "items[0].items[2].decimals", "unknown_field");
    shape(&item(2, "min"), json!(0.5), "items[0].items[2].min", "wrong_type");
    shape(&item(2, "min"), json!("0"), "items[0].items[2].min", "wrong_type");
    meaning(&item(2, "min"), json!(11), "items[0].items[2].min", "contradiction");
    shape(&item(2, "qualifiers"), json!(["exact", "guess"]), "items[0].items[2].qualifiers[1]", "unknown_word");
    shape(&item(2, "unit"), json!("u".repeat(41)), "items[0].items[2].unit", "too_long");
    let decimal = |key: &str| item(3, &format!("items/0/{key}"));
    let at = |key: &str| format!("items[0].items[3].items[0].{key}");
    shape(&decimal("decimals"), json!(11), &at("decimals"), "out_of_range");
    meaning(&decimal("min"), json!(0.125), &at("min"), "contradiction");
    let long: Value = serde_json::from_str("99999999999999999999999999999").unwrap();
    meaning(&decimal("max"), long, &at("max"), "out_of_range");
    taken(&decimal("max"), serde_json::from_str("1e27").unwrap());
    let percentage = item(3, "items/1/max");
    shape(&percentage, json!(150), "items[0].items[3].items[1].max", "out_of_range");
    taken(&percentage, json!(50));
}

#[test]
fn dates_and_choices() {
    shape(&item(4, "precision"), json!("week"), "items[0].items[4].precision", "unknown_word");
    shape(&item(4, "max"), json!("June 2025"), "items[0].items[4].max", "bad_date");
    meaning(&item(4, "max"), json!("2025-13"), "items[0].items[4].max", "bad_date");
    meaning(&item(4, "max"), json!("2025"), "items[0].items[4].max", "bad_date");
    meaning(&item(4, "max"), json!("1979-05"), "items[0].items[4].min", "contradiction");
    meaning(&item(5, "list"), json!("no_list"), "items[0].items[5].list", "unknown_list");
    refused(&changed(&item(5, "list"), None), "items[0].items[5].list", "missing", false);
    shape(&item(5, "max_selected"), json!(1), "items[0].items[5].max_selected", "unknown_field");
    meaning(&item(6, "other/name"), json!("law"), "items[0].items[6].other.name", "name_taken");
    shape(&item(6, "other/label"), json!({}), "items[0].items[6].other.label", "unknown_field");
    shape(&item(6, "other"), json!(true), "items[0].items[6].other", "wrong_type");
    meaning(&item(6, "max_selected"), json!(4), "items[0].items[6].max_selected", "contradiction");
    shape(&item(6, "max_selected"), json!(0), "items[0].items[6].max_selected", "out_of_range");
    let document = {
        let mut document = changed(&item(6, "min_selected"), Some(json!(3)));
        document["items"][0]["items"][6]["max_selected"] = json!(2);
        document
    };
    refused(&document, "items[0].items[6].min_selected", "contradiction", true);
}

#[test]
fn every_flaw_is_told_at_once() {
    let mut document = template();
    document["colour"] = json!("green");
    document["items"][0]["items"][1]["list"] = json!("x");
    document["items"][0]["items"][5]["list"] = json!("x");
    document["items"][0]["items"][5]["name"] = json!("BAD");
    let flaws = parse(&document).unwrap_err();
    let found: Vec<_> = flaws.iter().map(|flaw| flaw.at.as_str()).collect();
    let expect = ["colour", "items[0].items[1].list", "items[0].items[5].name", "items[0].items[5].list"];
    assert_eq!(found, expect);
}

/// Whatever part is replaced by whatever value: never a panic, and what the schema refuses, the reader refuses.
#[test]
fn the_reader_takes_nothing_that_the_schema_refuses() {
    let mut pointers = Vec::new();
    collect_pointers(&template(), String::new(), &mut pointers);
    assert!(pointers.len() > 100);
    let strange = [
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(""),
        json!("a"),
        json!("x".repeat(20_000)),
        json!([]),
        json!({}),
        json!([1]),
        json!({"en": "x"}),
        json!(["en"]),
        json!({"name": "x"}),
    ];
    for pointer in pointers.iter().filter(|pointer| !pointer.is_empty()) {
        for value in &strange {
            let document = changed(pointer, Some(value.clone()));
            let read = parse(&document);
            assert!(schema_takes(&document) || read.is_err(), "{pointer} {value}");
        }
    }
}

fn collect_pointers(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| collect_pointers(value, format!("{at}/{key}"), pointers))
        }
        Value::Array(values) => {
            values
                .iter()
                .enumerate()
                .for_each(|(index, value)| collect_pointers(value, format!("{at}/{index}"), pointers));
        }
        _ => {}
    }
    pointers.push(at);
}

/// Documents nobody wrote by hand are refused soon, in a plain sentence, with few words.
#[test]
fn hostile_documents_are_refused_soon() {
    let started = std::time::Instant::now();
    let question = |name: &str| json!({"name": name, "type": "url", "label": {"en": "x"}});
    let mut many = template();
    many["items"][0]["items"] = (0..50_000).map(|index| question(&format!("q{index}"))).collect();
    refused(&many, "items", "too_many", true);
    let deep = format!("{}{}", r#"{"items":["#.repeat(10_000), "]}".repeat(10_000));
    assert_eq!(read(&deep).unwrap_err()[0].code, "malformed");
    assert_eq!(read(&" ".repeat(MAX_BYTES + 1)).unwrap_err()[0].code, "too_large");
    assert_eq!(read(r#"{"format": 1, "format": 2}"#).unwrap_err()[0].code, "malformed");
    let long = "n".repeat(100_000);
    for document in [
        changed("/name", Some(json!(long))),
        changed(&item(1, "name"), Some(json!(long))),
        changed(&item(1, "type"), Some(json!(long))),
        changed(&item(1, &long), Some(json!(1))),
        changed(&format!("/lists/{long}"), Some(json!({}))),
        changed(&item(1, &format!("label/{long}")), Some(json!("x"))),
        changed("/languages/1", Some(json!(long))),
        changed(&item(4, "min"), Some(json!(long))),
    ] {
        let flaws = parse(&document).unwrap_err();
        let length: usize = flaws.iter().map(|flaw| flaw.at.len() + flaw.message.len()).sum();
        assert!(length < 5_000, "{length}");
    }
    let mut flawed = template();
    flawed["items"][0]["items"] = (0..4_000).map(|_| json!({"a": 1, "type": "url"})).collect();
    let flaws = parse(&flawed).unwrap_err();
    assert_eq!(flaws.len(), 1_001);
    assert!(flaws.last().unwrap().message.contains("flaws more"));
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
}
