use serde_json::{Value, json};

use super::*;
use crate::templates::document;

/// A template of these questions and lists.
fn template(questions: Value) -> Template {
    let words = |text: &str| json!({ "en": text });
    let choice = |name: &str| json!({"name": name, "label": {"en": name}});
    let document = json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": words("Invented"),
        "lists": {
            "two": {"choices": [choice("yes"), choice("no")]},
            "three": {"choices": [choice("yes"), choice("maybe"), choice("no")]},
            "other": {"choices": [{"name": "yes", "label": words("yes"), "counts_as": "unknown"},
                                  {"name": "no", "label": words("No!"), "exclusive": true}]},
            "often": {"ordered": true, "choices": [choice("never"), choice("always")]},
            "seldom": {"ordered": true, "choices": [choice("always"), choice("never")]}},
        "items": [{"name": "s", "type": "section", "label": words("S"), "items": questions}]
    });
    document::parse(&document).unwrap_or_else(|flaws| panic!("{flaws:?}"))
}

/// Questions of a type, each by its name and what it was.
fn named(kind: &str, names: &[(&str, Option<&str>)]) -> Template {
    let calculation = (kind == "calculate").then_some("1 + 1");
    let question = |(name, was): &(&str, Option<&str>)| {
        let mut question = json!({"name": name, "type": kind, "label": {"en": "Q"}, "was": was});
        if let Some(calculation) = calculation {
            question["calculation"] = json!(calculation);
        }
        question
    };
    template(names.iter().map(question).collect())
}

fn refused(earlier: &[Template], new: &Template, expect: &[(&str, &str)]) {
    let earlier: Vec<(i32, &Template)> = (1..).zip(earlier).collect();
    let found = flaws(new, &earlier);
    let found: Vec<(&str, &str)> = found.iter().map(|flaw| (flaw.at.as_str(), flaw.code.as_str())).collect();
    assert_eq!(found, expect);
}

#[test]
fn a_name_belongs_to_one_question_for_good() {
    let first = || named("text", &[("a", None), ("b", None)]);
    let renamed = || named("text", &[("c", Some("a")), ("b", None)]);
    let at = "items[0].items[0]";
    let (type_at, was_at) = (format!("{at}.type"), format!("{at}.was"));
    refused(&[], &first(), &[]);
    refused(&[], &renamed(), &[(&was_at, "unknown_name")]);
    refused(&[first()], &renamed(), &[]);
    refused(&[first(), renamed()], &renamed(), &[]);
    refused(&[first(), renamed()], &named("text", &[("c", None), ("b", None), ("d", None)]), &[]);
    refused(&[first(), renamed()], &named("text", &[("a", Some("c"))]), &[]);
    refused(&[first()], &named("url", &[("a", None)]), &[(&type_at, "type_changed")]);
    refused(&[first()], &named("url", &[("c", Some("a"))]), &[(&type_at, "type_changed")]);
    refused(&[first()], &named("text", &[("c", Some("z"))]), &[(&was_at, "unknown_name")]);
    refused(&[first()], &named("text", &[("c", Some("a")), ("a", None)]), &[(&was_at, "still_there")]);
    refused(&[first()], &named("text", &[("b", Some("a"))]), &[("items[0].items[0].name", "name_taken")]);
    let second = "items[0].items[1]";
    let twice = named("text", &[("c", Some("a")), ("d", Some("a"))]);
    refused(&[first()], &twice, &[(&format!("{second}.was"), "name_taken")]);
    let back = named("text", &[("c", None), ("a", None)]);
    refused(&[first(), renamed()], &back, &[(&format!("{second}.name"), "name_taken")]);
}

#[test]
fn a_name_that_was_away_comes_back_with_its_type() {
    let (text, none) = (named("text", &[("a", None)]), named("text", &[("b", None)]));
    refused(&[text.clone(), none.clone()], &text, &[]);
    refused(&[text, none], &named("integer", &[("a", None)]), &[("items[0].items[0].type", "type_changed")]);
    let number = named("calculate", &[("a", None)]);
    let words = template(json!([{"name": "a", "type": "calculate", "label": {"en": "a"}, "calculation": "'x'"}]));
    refused(&[number], &words, &[("items[0].items[0].type", "type_changed")]);
}

#[test]
fn a_question_keeps_its_names_through_the_versions() {
    let versions = [&[("a", None), ("b", None)][..], &[("c", Some("a"))], &[("d", Some("c")), ("b", None)]];
    let versions = versions.map(|names| named("text", names));
    let lineage = Lineage::of(&versions);
    assert_eq!(lineage.names("d"), ["a", "c", "d"]);
    assert_eq!(lineage.names("z"), [] as [&str; 0]);
    assert!(lineage.is_same("a", "d") && !lineage.is_same("b", "d") && !lineage.is_same("z", "d"));
    check(&versions[0], &versions[2], &lineage, &["d renamed a d"]);
    check(&versions[2], &versions[0], &lineage, &["a renamed d a"]);
    check(&versions[1], &versions[2], &lineage, &["d renamed c d", "b added"]);
    check(&versions[0], &versions[1], &lineage, &["c renamed a c", "b removed"]);
}

fn check(from: &Template, to: &Template, lineage: &Lineage, expect: &[&str]) {
    let changes = compare(from, to, lineage);
    let said = |change: &Change| {
        let weight = match change.weight {
            Weight::Light => "",
            Weight::Fit => "fit",
            Weight::Incomparable => "incomparable",
        };
        let ends = [change.attribute, change.from.as_deref(), change.to.as_deref(), Some(weight)];
        let options = change.options.join(",");
        let parts =
            [Some(change.name.as_str()), Some(change.code)].into_iter().chain(ends).chain([Some(options.as_str())]);
        parts.flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(changes.iter().map(said).collect::<Vec<_>>(), expect);
    for language in ["en", "fr", "es"] {
        let unsaid = |said: &str| {
            ["{from}", "{to}", "{options}", "{attribute}", "change."].iter().any(|mark| said.contains(mark))
        };
        assert!(changes.iter().all(|change| !unsaid(&change.said(language))), "{changes:?}");
    }
}

/// One question `q` changes.
fn one(from: Value, to: Value, expect: &[&str]) {
    let question = |mut rules: Value| {
        rules["name"] = json!("q");
        rules["label"] = rules.get("label").cloned().unwrap_or(json!({"en": "Q"}));
        template(json!([{"name": "n", "type": "integer", "label": {"en": "N"}}, rules]))
    };
    let (from, to) = (question(from), question(to));
    check(&from, &to, &Lineage::of([&from, &to]), expect);
}

#[test]
fn what_became_of_choices_is_told() {
    let select = |list: &str| json!({"type": "select_one", "list": list});
    one(select("two"), select("three"), &["q options_added maybe"]);
    one(select("three"), select("two"), &["q options_removed fit maybe"]);
    let other = ["q options_meaning incomparable yes", "q options_exclusive fit no", "q options_reworded no"];
    one(select("two"), select("other"), &other);
    one(select("often"), select("seldom"), &["q options_order incomparable always,never"]);
    let with_other =
        |most: i32| json!({"type": "select_one", "list": "two", "other": {"name": "else", "max_length": most}});
    one(select("two"), with_other(50), &["q options_added else"]);
    one(with_other(50), select("two"), &["q options_removed fit else"]);
    one(with_other(50), with_other(20), &["q tightened other_length 50 20 fit"]);
    let many = |least: Value, most: Value| json!({"type": "select_multiple", "list": "three", "min_selected": least, "max_selected": most});
    one(
        many(json!(1), Value::Null),
        many(json!(2), json!(2)),
        &["q tightened max_selected 2 fit", "q tightened min_selected 1 2 fit"],
    );
}

#[test]
fn what_became_of_rules_is_told() {
    let number = |rules: Value| {
        let mut question = json!({"type": "decimal"});
        question.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
        question
    };
    one(number(json!({"min": 0})), number(json!({"min": 0.0})), &[]);
    one(number(json!({"max": 5})), number(json!({})), &["q loosened max 5"]);
    one(
        number(json!({"min": 0})),
        number(json!({"min": 1, "max": 5})),
        &["q tightened max 5 fit", "q tightened min 0 1 fit"],
    );
    one(number(json!({"decimals": 2})), number(json!({"decimals": 1})), &["q tightened decimals 2 1 fit"]);
    one(number(json!({"unit": "ha"})), number(json!({"unit": "km2"})), &["q unit ha km2 incomparable"]);
    one(
        number(json!({"qualifiers": ["exact", "unknown"]})),
        number(json!({"qualifiers": ["exact"]})),
        &["q tightened qualifiers exact, unknown exact fit"],
    );
    let date = |precision: &str, min: Value| json!({"type": "date", "precision": precision, "min": min});
    one(date("year", json!("1979")), date("year", json!("1980")), &["q tightened min 1979 1980 fit"]);
    one(date("year", Value::Null), date("day", Value::Null), &["q precision 2025 2025-03-14 incomparable"]);
    let text = |most: i32, comment: bool| json!({"type": "text", "max_length": most, "comment": comment});
    one(text(9, true), text(9, false), &["q tightened comment comment fit"]);
    one(text(9, false), text(10, true), &["q loosened comment comment", "q loosened max_length 9 10"]);
    let asked = |required: &str, relevant: Value, constraint: Value, label: &str| {
        json!({"type": "integer", "required": required, "relevant": relevant, "constraint": constraint,
               "label": {"en": label}})
    };
    one(
        asked("never", Value::Null, Value::Null, "Q"),
        asked("submit", json!("${n} > 1"), json!(". > 2"), "R"),
        &["q required_submit", "q condition ${n} > 1", "q constraint . > 2", "q reworded"],
    );
    let sum = |how: &str| json!({"type": "calculate", "calculation": how});
    one(sum("${n} + 1"), sum("${n} + 2"), &["q calculation ${n} + 1 ${n} + 2 incomparable"]);
}

#[test]
fn a_question_stays_in_its_rows() {
    let text = |name: &str, was: Value| json!({"name": name, "type": "text", "label": {"en": "Q"}, "was": was});
    let group = |name: &str, inside: Value| json!({"name": name, "type": "group", "label": {"en": "G"}, "repeat": {"min": 0}, "items": [inside]});
    let table = |name: &str, was: Value, columns: Value| json!({"name": name, "type": "table", "label": {"en": "T"}, "was": was, "rows": {"max": 9}, "columns": columns});
    let inside = template(json!([group("g", text("a", Value::Null))]));
    let earlier = [inside.clone()];
    refused(&earlier, &inside, &[]);
    refused(&earlier, &template(json!([text("a", Value::Null)])), &[("items[0].items[0].name", "rows_changed")]);
    let renamed = template(json!([group("h", text("a", Value::Null))]));
    refused(&earlier, &renamed, &[("items[0].items[0].items[0].name", "rows_changed")]);
    refused(&earlier, &template(json!([group("g", text("b", json!("a")))])), &[]);
    let first = [template(json!([table("t", Value::Null, json!([text("a", Value::Null), text("b", Value::Null)]))]))];
    let columns = json!([text("c", json!("a")), text("b", Value::Null), text("new", Value::Null)]);
    let second = template(json!([table("u", json!("t"), columns)]));
    refused(&first, &second, &[]);
    let versions = [first[0].clone(), second];
    refused(&versions, &versions[1], &[]);
    let lineage = Lineage::of(&versions);
    assert_eq!((lineage.root("u"), lineage.root("u.c"), lineage.root("u.b")), ("t", "t.a", "t.b"));
    assert_eq!(lineage.root("u.new"), "u.new");
}
