use rust_xlsxwriter::Workbook;
use serde_json::json;

use super::*;

/// A workbook of these sheets, each a list of rows.
fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0_u32..).zip(rows.iter()) {
            for (column, text) in (0_u16..).zip(cells.iter()).filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn given() -> Given {
    Given { instrument: Some("CMS".to_owned()), name: Some("a-form".to_owned()) }
}

fn imported(survey: &[&[&str]], choices: &[&[&str]]) -> Imported {
    read(&book(&[("survey", survey), ("choices", choices)]), &given()).unwrap()
}

/// The items of a form.
fn check(survey: &[&[&str]], expect: &Value) {
    let imported = imported(survey, &[]);
    assert_eq!(imported.document["items"], *expect);
    assert!(imported.warnings.is_empty(), "{:?}", imported.warnings);
}

/// Place and code of every flaw of a form.
fn refused(survey: &[&[&str]], expect: &[(&str, &str)]) {
    let flaws = read(&book(&[("survey", survey)]), &given()).unwrap_err();
    let told: Vec<(&str, &str)> = flaws.iter().map(|flaw| (flaw.at.as_str(), flaw.code.as_str())).collect();
    assert_eq!(told, expect, "{flaws:?}");
    assert!(flaws.iter().all(|flaw| flaw.message.ends_with(['.', ',']) && flaw.message.len() < 400), "{flaws:?}");
}

/// Place and code of every warning of a form.
fn warned(survey: &[&[&str]], expect: &[(&str, &str)]) {
    let warnings = imported(survey, &[]).warnings;
    let told: Vec<(&str, &str)> = warnings.iter().map(|flaw| (flaw.at.as_str(), flaw.code.as_str())).collect();
    assert_eq!(told, expect, "{warnings:?}");
}

#[test]
fn groups_at_the_top_become_sections() {
    check(
        &[
            &["type", "name", "label::en", "label::French (fr)", "hint", "relevance", "Bind:required"],
            &["begin group", "one", "One", "Un", "Why we ask", "", ""],
            &["text", "who", "Who?", "Qui ?", "A name", "", "yes"],
            &["begin_group", "inner", "Inner", "", "", "${who} != ''", ""],
            &["integer", "many", "How many?", "", "", "", "no"],
            &["end_group"],
            &["end group"],
        ],
        &json!([{"name": "one", "type": "section", "label": {"en": "One", "fr": "Un"}, "intro": {"en": "Why we ask"}, "items": [
            {"name": "who", "type": "text", "label": {"en": "Who?", "fr": "Qui ?"}, "hint": {"en": "A name"}, "required": "submit"},
            {"name": "inner", "type": "group", "label": {"en": "Inner"}, "relevant": "${who} != ''", "items": [
                {"name": "many", "type": "integer", "label": {"en": "How many?"}, "required": "never"}]}]}]),
    );
}

#[test]
fn questions_outside_of_groups_get_a_section() {
    let label = |text: &str| json!({"en": text});
    check(
        &[
            &["type", "name", "label"],
            &["note", "", "Welcome"],
            &["begin_repeat", "places", "Places"],
            &["text", "place", "Place"],
            &["end_repeat"],
            &["begin_group", "g", "G"],
            &["acknowledge", "sure", "Sure"],
            &["end_group"],
            &["date", "a_form_more", "When?"],
        ],
        &json!([
            {"name": "a_form", "type": "section", "label": label("a-form"), "items": [
                {"name": "note_row_2", "type": "note", "label": label("Welcome")},
                {"name": "places", "type": "group", "repeat": {}, "label": label("Places"), "items": [
                    {"name": "place", "type": "text", "label": label("Place")}]}]},
            {"name": "g", "type": "section", "label": label("G"), "items": [
                {"name": "sure", "type": "acknowledge", "label": label("Sure")}]},
            {"name": "a_form_more_2", "type": "section", "label": label("a-form"), "items": [
                {"name": "a_form_more", "type": "date", "label": label("When?")}]}]),
    );
}

#[test]
fn types_take_what_appearance_and_parameters_say() {
    let items = |survey: &[&[&str]]| imported(survey, &[]).document["items"][0]["items"].clone();
    let found = items(&[
        &["type", "name", "label", "appearance", "parameters", "bind::nr_type", "bind::nr_min", "bind::nr_max_length"],
        &["text", "a", "A", "multiline", "", "", "", "500"],
        &["date", "b", "B", "year", "", "", "2020", ""],
        &["date", "c", "C", "month-year", "", "", "2020-03", ""],
        &["range", "d", "D", "", "start=0 end=100 step=10", "", "", ""],
        &["decimal", "e", "E", "", "", "percentage", "5", ""],
        &["select_one x or_other", "f", "F", "minimal", "", "", "", ""],
        &["image", "g", "G", "", "", "", "", ""],
    ]);
    let label = |text: &str| json!({"en": text});
    let expect = json!([
        {"name": "a", "type": "text", "label": label("A"), "multiline": true, "max_length": 500},
        {"name": "b", "type": "date", "label": label("B"), "precision": "year", "min": "2020"},
        {"name": "c", "type": "date", "label": label("C"), "precision": "month", "min": "2020-03"},
        {"name": "d", "type": "integer", "label": label("D"), "min": 0, "max": 100, "constraint": "(. - 0) mod 10 = 0"},
        {"name": "e", "type": "percentage", "label": label("E"), "min": 5},
        {"name": "f", "type": "select_one", "label": label("F"), "list": "x", "other": {"name": "other"},
         "appearance": "minimal"},
        {"name": "g", "type": "file", "label": label("G")}]);
    assert_eq!(found, expect);
}

#[test]
fn lists_come_from_choices_and_files() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label", "choice_filter"],
        &["select_one yes_no", "a", "A", "region = ${b}"],
        &["select_multiple_from_file species.csv", "b", "B", ""],
    ];
    let choices: &[&[&str]] = &[
        &["list name", "value", "caption::en", "region", "nr_counts_as", "nr_exclusive"],
        &["yes_no", "yes", "Yes", "africa", "", ""],
        &["yes_no", "unknown", "Do not know", "", "unknown", "yes"],
    ];
    let expect = json!({
        "yes_no": {"choices": [
            {"name": "yes", "label": {"en": "Yes"}, "attributes": {"region": "africa"}},
            {"name": "unknown", "label": {"en": "Do not know"}, "counts_as": "unknown", "exclusive": true}]},
        "species": {"reference": "species"}});
    assert_eq!(imported(survey, choices).document["lists"], expect);
}

#[test]
fn a_table_s_columns_are_named_by_their_table() {
    let items = imported(
        &[
            &["type", "name", "label", "relevant", "constraint", "bind::nr_type", "bind::nr_name"],
            &["begin_repeat", "corridors", "Corridors", "", "", "table", ""],
            &["text", "corridors_site", "Site", "", "", "", "site"],
            &["decimal", "km2", "Area", "${corridors_site} != ''", ". > 0", "", ""],
            &["end_repeat"],
            &["text", "why", "Why?", "sum(${km2}) > 5 and ${corridors_site} = 'x'", "", "", ""],
        ],
        &[],
    )
    .document["items"][0]["items"]
        .clone();
    assert_eq!(items[0]["columns"][0]["name"], "site");
    assert_eq!(items[0]["columns"][1]["relevant"], "${site} != ''");
    assert_eq!(items[1]["relevant"], "sum(${corridors.km2}) > 5 and ${corridors.site} = 'x'");
}

#[test]
fn rows_are_those_of_a_repeat_or_of_a_table() {
    check(
        &[
            &[
                "type",
                "name",
                "label",
                "hint",
                "nr_type",
                "nr_over",
                "nr_add_own",
                "nr_where",
                "nr_min_rows",
                "nr_max_rows",
            ],
            &["begin_group", "s", "S", "", "", "", "", "", "", ""],
            &["begin_repeat", "g", "G", "Why", "", "species", "yes", "rank = 'species'", "1", "9"],
            &["begin_repeat", "t", "T", "How", "table", "kinds", "no", "name != 'x'", "", "5"],
            &["integer", "a", "A", "", "", "", "", "", "", ""],
            &["end_repeat"],
            &["end_repeat"],
            &["begin_repeat", "u", "U", "", "table", "", "", "", "", ""],
            &["integer", "b", "B", "", "", "", "", "", "", ""],
            &["end_repeat"],
            &["end_group"],
        ],
        &json!([{"name": "s", "type": "section", "label": {"en": "S"}, "items": [
            {"name": "g", "type": "group", "label": {"en": "G"}, "intro": {"en": "Why"},
             "repeat": {"over": "species", "add_own": true, "where": "rank = 'species'", "min": 1, "max": 9}, "items": [
                {"name": "t", "type": "table", "label": {"en": "T"}, "hint": {"en": "How"},
                 "rows": {"over": "kinds", "add_own": false, "where": "name != 'x'", "max": 5},
                 "columns": [{"name": "a", "type": "integer", "label": {"en": "A"}}]}]},
            {"name": "u", "type": "table", "label": {"en": "U"}, "rows": {},
             "columns": [{"name": "b", "type": "integer", "label": {"en": "B"}}]}]}]),
    );
}

#[test]
fn flaws_are_told_by_cell() {
    refused(
        &[&["type", "label", "label::en"], &["text", "a", ""]],
        &[("survey!C1", "duplicate_column"), ("survey!A2", "missing")],
    );
    refused(&[&["type", "name"], &["select_one", "a"]], &[("survey!A2", "unknown_type")]);
    refused(&[&["type", "name"], &["geopoint", "a"]], &[("survey!A2", "unknown_type")]);
    refused(&[&["type", "name"], &["text", "Two Words"]], &[("survey!B2", "bad_name")]);
    refused(&[&["type", "name"], &["begin_group", "g"], &["text", "a"]], &[("survey!A2", "never_ends")]);
    refused(&[&["type", "name"], &["end_group", ""]], &[("survey!A2", "wrong_end")]);
    refused(&[&["type", "name"], &["begin_group", "g"], &["end_repeat", ""]], &[("survey!A3", "wrong_end")]);
    refused(&[&["type", "name", "label"], &["", "a", "A"]], &[("survey!A2", "missing")]);
    refused(&[&["type", "name", "required"], &["text", "a", "${b} = 1"]], &[("survey!C2", "unreadable")]);
    refused(
        &[&["type", "name", "repeat_count"], &["begin_repeat", "a", "3"], &["end_repeat"]],
        &[("survey!C2", "unsupported")],
    );
    refused(
        &[
            &["type", "name", "bind::nr_type"],
            &["begin_repeat", "t", "table"],
            &["begin_group", "g", ""],
            &["text", "a", ""],
            &["end_group"],
            &["end_repeat"],
        ],
        &[("survey!A3", "unsupported")],
    );
    refused(
        &[
            &["type", "name", "label", "nr_over"],
            &["begin_group", "g", "G", "l"],
            &["text", "a", "A", ""],
            &["end_group"],
        ],
        &[("survey!D2", "unsupported")],
    );
    refused(&[&["type", "name", "label::Klingon"], &["text", "a", "A"]], &[("survey!C1", "bad_language")]);
    refused(&[&["type", "name", "bind::nr_more"], &["text", "a", "{"]], &[("survey!C2", "malformed")]);
}

#[test]
fn what_means_nothing_is_warned_of_by_cell() {
    warned(
        &[&["type", "name", "label", "relevant"], &["text", "a", "A", "${b} = ‘yes’"]],
        &[("survey!D2", "curly_quotes")],
    );
    warned(&[&["type", "name", "label"], &["text", "a", "Hello ${b}"]], &[("survey!C2", "reference_in_text")]);
    warned(&[&["type", "name", "colour"], &["text", "a", "red"]], &[("survey!C1", "unknown_column")]);
    warned(&[&["type", "name", "default"], &["text", "a", "x"]], &[("survey!C2", "ignored")]);
    warned(&[&["type", "name", "required_message::fr"], &["text", "a", "x"]], &[("survey!C2", "ignored")]);
    warned(&[&["type", "name", "appearance"], &["text", "a", "numbers"]], &[("survey!C2", "ignored")]);
    warned(
        &[&["type", "name", "appearance"], &["begin_group", "a", "table-list"], &["end_group"]],
        &[("survey!C2", "ignored")],
    );
    warned(&[&["type", "name", "calculation"], &["calculate", "a", "1 + 1"]], &[("survey!B2", "no_label")]);
    warned(&[&["type", "name"], &["deviceid", "d"], &["text", "a"]], &[("survey!A2", "left_out")]);
}

#[test]
fn places_of_the_document_are_told_as_cells() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label::en", "label::fr", "bind::nr_other"],
        &["text", "a", "A", "", ""],
        &["select_one x", "b", "B", "", "more"],
    ];
    let cells = imported(survey, &[&["list_name", "name", "label"], &["x", "y", "Y"]]).cells;
    let check = |at: &str, expect: &str| assert_eq!(cells.of(at), expect, "{at}");
    check("items[0].items[0].label.fr", "survey!D2");
    check("items[0].items[1].other.name", "survey!E3");
    check("items[0].items[1].list", "survey!A3");
    check("items[0].items[1].unheard_of", "survey!B3");
    check("lists.x.choices[0].name", "choices!B2");
    check("title.en", "title.en");
    let told = cells.told(vec![Flaw::new("items[0]", "c", "\"a\" is the name of items[0].items[0] already.")]);
    assert_eq!(told[0].message, "\"a\" is the name of survey!B2 already.");
}

#[test]
fn the_whole_format_comes_back() {
    let document = json!({
        "format": "godwit-template/1", "name": "all", "instrument": "CMS", "default_language": "fr",
        "languages": ["en", "fr"], "title": {"fr": "Tout", "en": "All _x0041_"},
        "lists": {
            "l": {"ordered": false, "choices": [
                {"name": "1", "label": {"fr": "Un"}, "counts_as": "unknown", "details": true},
                {"name": "b", "label": {"fr": "B"}, "exclusive": false, "attributes": {"region": "x", "label": "y"}}]},
            "m": {"choices": [{"name": "c", "label": {"fr": "C"}}]},
            "s": {"reference": "species", "per_party": true}},
        "items": [{"name": "meta", "type": "section", "label": {"fr": "S"}, "number": "3.10", "relevant": null, "items": [
            {"name": "1a", "type": "select_one", "label": {"fr": " A\n\"«é» "}, "list": "l", "required": "warn",
             "other": {"name": "other", "max_length": 9}, "mandates": ["a; b", "c"], "indicators": [], "was": "z",
             "prefill": {"from": "x/y", "map": {"Y": "yes"}}, "attachments": true, "public": false},
            {"name": "b", "type": "select_multiple", "label": {"fr": "B"}, "list": "m", "other": {"name": "other"},
             "relevant": "${1a} = 'b'", "max_selected": 2, "min_selected": 1},
            {"name": "f", "type": "select_one", "label": {"fr": "F"}, "list": "l", "other": {"name": "autre"},
             "choice_filter": "region = ${b}", "appearance": "autocomplete"},
            {"name": "g", "type": "rank", "label": {"fr": "G"}, "list": "m", "min_ranked": 1, "max_ranked": 1},
            {"name": "h", "type": "rank", "label": {"fr": "H"}, "list": "s"},
            {"name": "i", "type": "select_multiple", "label": {"fr": "I"}, "list": "s", "hint": {}},
            {"name": "j", "type": "decimal", "label": {"fr": "J"}, "min": 0.50, "max": 12345678901234567890.5, "decimals": 2,
             "unit": "km2", "qualifiers": ["exact", "unknown"], "constraint": ". > 0",
             "constraint_message": {"fr": "Trop", "en": "Too much"}},
            {"name": "k", "type": "date", "label": {"fr": "K"}, "precision": "day", "min": "2024-01-01"},
            {"name": "n", "type": "date", "label": {"fr": "N"}, "precision": "year", "max": "2030"},
            {"name": "t", "type": "table", "label": {"fr": "T"}, "hint": {"fr": "h"}, "rows": {"min": 0, "max": 500, "over": "m"},
             "columns": [
                {"name": "site", "type": "text", "label": {"fr": "x"}, "multiline": false},
                {"name": "km2", "type": "percentage", "label": {"fr": "x"}, "relevant": "${site} != ''",
                 "constraint": ". < sum(${t.km2})"}]},
            {"name": "u", "type": "table", "label": {"fr": "U"}, "rows": {}, "columns": [{"name": "site", "type": "url", "label": {"fr": "x"}}]},
            {"name": "v", "type": "group", "label": {"fr": "V"}, "repeat": {"over": "s", "add_own": true, "where": "${x} = 1"},
             "intro": {"fr": "i"}, "items": [
                {"name": "w", "type": "calculate", "label": {"fr": "W"}, "calculation": "sum(${t.km2}) + count(${u.site})"},
                {"name": "y", "type": "file", "label": {"fr": "Y"}, "guidance": {"fr": "g"}, "comment": true}]},
            {"name": "x", "type": "group", "label": {"fr": "X"}, "repeat": {}, "items": [
                {"name": "z", "type": "text", "label": {"fr": "Z"}, "multiline": true, "max_length": 7}]},
            {"name": "aa", "type": "something_new", "label": {"fr": "AA"}, "attribute": {"deep": [1, null]}}]}],
        "rules": [{"name": "r1", "severity": "warning", "check": "${j} >= sum(${t.km2})", "message": {"fr": "m"},
                   "at": ["j"], "explain": true}]});
    let bytes = write(&document).unwrap();
    let back = read(&bytes, &Given::default()).unwrap();
    assert_eq!(back.document, document);
    assert!(back.warnings.iter().all(|flaw| flaw.code == "reference_in_text"), "{:?}", back.warnings);
    assert_eq!(write(&document).unwrap(), bytes, "the same document makes the same bytes");
}
