//! Conditions, calculations, filters and rules, on a small invented template.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::Outlook;
use crate::templates::outline::Outline;
use crate::templates::rows::{Made, RowLists, RowTree};
use crate::templates::{Template, document};

fn label() -> Json {
    json!({ "en": "Invented" })
}

fn text(name: &str) -> Json {
    json!({ "name": name, "type": "text", "label": label() })
}

fn number(name: &str) -> Json {
    json!({ "name": name, "type": "decimal", "label": label() })
}

/// A question with more attributes.
fn with(mut question: Json, more: Json) -> Json {
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

fn template(items: Vec<Json>, rules: Vec<Json>) -> Result<Template, Vec<(String, String)>> {
    let choice = |name: &str, attributes: Json| json!({ "name": name, "label": label(), "attributes": attributes });
    let document = json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label(),
        "lists": {
            "yes_no": { "choices": [choice("yes", json!({})), choice("no", json!({}))] },
            "places": { "choices": [
                choice("lake", json!({ "realm": "water" })), choice("river", json!({ "realm": "water" })),
                choice("steppe", json!({ "realm": "land" })),
            ] },
        },
        "items": [{ "name": "main", "type": "section", "label": label(), "items": items }],
        "rules": rules,
    });
    document::parse(&document).map_err(|flaws| flaws.into_iter().map(|flaw| (flaw.at, flaw.code.to_string())).collect())
}

/// No rows but what lists give.
fn rows(template: &Template) -> RowTree {
    let lists = RowLists::of(template, |_| Err::<Arc<_>, ()>(())).unwrap();
    RowTree::of(&Outline::of(template), &lists, &"KEN".parse().unwrap(), &Made::default())
}

fn look(template: &Template, answers: &[(&str, Json)]) -> Outlook {
    let answers: BTreeMap<&str, &Json> = answers.iter().map(|(name, value)| (*name, value)).collect();
    let today = "2027-03-01".parse().unwrap();
    super::Logic::of(template).unwrap().look(rows(template), |key, _| answers.get(key).copied(), today)
}

fn applies(outlook: &Outlook, names: &[&str]) -> Vec<bool> {
    names.iter().map(|name| outlook.applies(name, "")).collect()
}

fn yes_no(name: &str) -> Json {
    json!({ "name": name, "type": "select_one", "list": "yes_no", "label": label() })
}

#[test]
fn what_is_hidden_hides_what_stands_on_it() {
    let group = json!({ "name": "more", "type": "group", "label": label(), "relevant": "${a} = 'yes'", "items": [
        yes_no("b"), with(text("c"), json!({ "relevant": "${b} = 'yes'" })),
    ] });
    let template =
        template(vec![with(text("d"), json!({ "relevant": "${c} != ''" })), yes_no("a"), group], vec![]).unwrap();
    let names = ["a", "more", "b", "c", "d"];
    let all = [("a", json!("yes")), ("b", json!("yes")), ("c", json!("words"))];
    assert_eq!(applies(&look(&template, &[]), &names), [true, false, false, false, false]);
    assert_eq!(applies(&look(&template, &all), &names), [true; 5]);
    // The answers are all there still: what hides them is the first one's turn.
    let turned = [("a", json!("no")), all[1].clone(), all[2].clone()];
    assert_eq!(applies(&look(&template, &turned), &names), [true, false, false, false, false]);
}

#[test]
fn a_calculation_stands_on_others_and_says_nothing_of_what_is_hidden() {
    let calculate =
        |name: &str, how: &str| json!({ "name": name, "type": "calculate", "label": label(), "calculation": how });
    let items = vec![
        calculate("double", "${total} * 2"),
        calculate("total", "coalesce(${x}, 0) + coalesce(${y}, 0)"),
        number("x"),
        with(number("y"), json!({ "relevant": "${x} > 10" })),
        calculate("words", "concat('sum ', ${total})"),
    ];
    let template = template(items, vec![]).unwrap();
    let outlook = look(&template, &[("x", json!(1.5)), ("y", json!(100))]);
    let said = |name: &str| outlook.worked_out(name, "").map(ToString::to_string);
    assert_eq!(said("total").as_deref(), Some("1.5"));
    assert_eq!(said("double").as_deref(), Some("3"));
    assert_eq!(said("words").as_deref(), Some("\"sum 1.5\""));
    let logic = super::Logic::of(&template).unwrap();
    assert!(logic.is_number("double") && !logic.is_number("words"));
}

#[test]
fn constraints_filters_and_rules_look_at_what_was_answered() {
    let items = vec![
        with(number("part"), json!({ "constraint": ". <= ${whole}" })),
        number("whole"),
        yes_no("wet"),
        json!({ "name": "where", "type": "select_multiple", "list": "places", "label": label(),
                "choice_filter": "${wet} != 'yes' or realm = 'water'" }),
    ];
    let rule = |name: &str, check: &str, at: &str| json!({ "name": name, "severity": "warning", "check": check, "message": label(), "at": [at] });
    let both = with(rule("r3", "${part} > ${whole}", "part"), json!({ "at": ["part", "whole"] }));
    let rules = vec![rule("r1", "${whole} < 100", "whole"), rule("r2", "${part} > 5", "part"), both];
    let template = template(items, rules).unwrap();
    let broken = |outlook: &Outlook| {
        outlook.broken_rules(&template).map(|rule| rule.name.to_string()).collect::<Vec<_>>().join(" ")
    };
    let nothing = look(&template, &[]);
    assert!(nothing.holds("part", ""));
    assert_eq!(broken(&nothing), "");
    let outlook = look(&template, &[("part", json!(7)), ("whole", json!(500)), ("wet", json!("yes"))]);
    assert!(outlook.holds("part", ""));
    assert_eq!(broken(&outlook), "r1 r3");
    assert_eq!(broken(&look(&template, &[("part", json!(7))])), "");
    let offered: Vec<String> = outlook.offered("where", "").unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(offered, ["lake", "river"]);
    let outlook = look(&template, &[("part", json!(3)), ("whole", json!(2))]);
    assert!(!outlook.holds("part", ""));
    assert_eq!(broken(&outlook), "r2");
    assert_eq!(outlook.offered("where", "").unwrap().len(), 3);
}

fn flaws(items: Vec<Json>, rules: Vec<Json>, expect: &[(&str, &str)]) {
    let found = template(items, rules).unwrap_err();
    let found: Vec<(&str, &str)> = found.iter().map(|(at, code)| (at.as_str(), code.as_str())).collect();
    assert_eq!(found, expect);
}

#[test]
fn every_flaw_of_every_expression_is_told_with_its_place() {
    let calculate =
        |name: &str, how: &str| json!({ "name": name, "type": "calculate", "label": label(), "calculation": how });
    flaws(
        vec![
            with(text("a"), json!({ "relevant": "${nobody} = 'x'" })),
            with(number("b"), json!({ "constraint": "1 + 1" })),
        ],
        vec![],
        &[("items[0].items[0].relevant", "unknown_name"), ("items[0].items[1].constraint", "type")],
    );
    flaws(vec![with(text("a"), json!({ "relevant": "${a} = 'x'" }))], vec![], &[("items[0].items[0]", "circle")]);
    flaws(
        vec![
            with(text("a"), json!({ "relevant": "${b} = 'x'" })),
            with(text("b"), json!({ "relevant": "${a} = 'x'" })),
        ],
        vec![],
        &[("items[0].items[0]", "circle")],
    );
    flaws(
        vec![calculate("a", "${b} + 1"), calculate("b", "${a} + 1"), calculate("c", "1 = 1")],
        vec![],
        &[
            ("items[0].items[2].calculation", "type"),
            ("items[0].items[0].calculation", "circle"),
            ("items[0].items[1].calculation", "circle"),
        ],
    );
    let rule = json!({ "name": "r", "severity": "error", "check": "${a} <", "message": label(), "at": ["a", "z"], "explain": true });
    flaws(
        vec![text("a")],
        vec![rule.clone()],
        &[("rules[0].explain", "contradiction"), ("rules[0].at[1]", "unknown_name")],
    );
    let rule = with(rule, json!({ "at": ["a"], "explain": false }));
    flaws(vec![text("a")], vec![rule], &[("rules[0].check", "unexpected_end")]);
}

#[test]
fn what_no_answers_bring_up_is_found() {
    let inner = |name: &str, when: &str| with(text(name), json!({ "relevant": when }));
    let group = json!({ "name": "only_no", "type": "group", "label": label(), "relevant": "${a} = 'no'", "items": [
        inner("never", "${a} = 'yes'"), inner("sometimes", "${b} = 'yes'"), inner("blank_too", "${b} != 'yes'"),
    ] });
    let hopeless = json!({ "name": "hopeless", "type": "group", "label": label(), "relevant": "false()", "items": [
        inner("deep", "${b} = 'yes'"),
    ] });
    let many = json!({ "name": "many", "type": "select_multiple", "list": "places", "label": label() });
    let items = vec![
        yes_no("a"),
        yes_no("b"),
        number("n"),
        many,
        group,
        hopeless,
        inner("both", "selected(${many}, 'lake') and selected(${many}, 'river')"),
        inner("too_many", "count-selected(${many}) > 3"),
        inner("number", "${n} > 5 and ${n} < 3"),
        inner("someday", "today() > date('2030-01-01')"),
    ];
    let template = template(items, vec![]).unwrap();
    let logic = super::Logic::of(&template).unwrap();
    let unreachable = logic.unreachable(&template);
    let parts: Vec<&str> = unreachable.parts.clone();
    assert_eq!(parts, ["never", "hopeless", "too_many"]);
    let questions: Vec<&str> = unreachable.questions.iter().copied().collect();
    assert_eq!(questions, ["deep", "never", "too_many"]);
}

/// Refused within seconds, whatever is written: every expression of a large template names fifty things that are not there.
#[test]
fn a_template_from_nobody_s_hand_is_refused() {
    let started = std::time::Instant::now();
    let name = |number: usize| format!("a_rather_long_name_of_a_question_that_nobody_asked_{number:05}");
    let wrong: Vec<String> = (0..50)
        .map(|number| format!("${{b_quite_other_name_of_a_question_that_is_not_there_{number:02}}} = 1"))
        .collect();
    let wrong = wrong.join(" or ");
    let items = (0..300).map(|number| with(text(&name(number)), json!({ "relevant": wrong }))).collect();
    let found = template(items, vec![]).unwrap_err();
    assert_eq!(found.len(), 1_001);
    assert_eq!(found.last().unwrap().1, "more");
    // Conditions with many combinations, none of which comes true.
    let one = |name: &str| json!({ "name": name, "type": "select_one", "list": "places", "label": label() });
    let names: Vec<String> = (0..7).map(|number| format!("p{number}")).collect();
    let never = names.iter().map(|name| format!("${{{name}}} = 'lake'")).collect::<Vec<_>>().join(" and ");
    let mut items: Vec<Json> = names.iter().map(|name| one(name)).collect();
    items.extend(
        (0..800)
            .map(|number| with(text(&name(number)), json!({ "relevant": format!("{never} and ${{p0}} = 'river'") }))),
    );
    let template = template(items, vec![]).unwrap();
    let parts = super::Logic::of(&template).unwrap().unreachable(&template).parts.len();
    assert!((1..300).contains(&parts), "{parts}");
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}

/// Sites by the lake and their birds: rows that people made, inside rows that a list gives.
fn in_rows() -> Template {
    let sites = json!({ "name": "sites", "type": "group", "label": label(), "repeat": { "over": "places", "where": "realm = 'water'" },
        "items": [
            number("seen"),
            json!({ "name": "birds", "type": "table", "label": label(), "rows": {}, "relevant": "${seen} > 0", "columns": [
                with(number("counted"), json!({ "constraint": ". <= ${seen}" })),
                with(text("note"), json!({ "relevant": "${counted} > 10" })) ] }),
            json!({ "name": "here", "type": "calculate", "label": label(), "calculation": "sum(${birds.counted})" }) ] });
    let all = json!({ "name": "all", "type": "calculate", "label": label(),
                      "calculation": "concat(sum(${birds.counted}), '/', count(${birds.counted}), '/', count(${seen}))" });
    template(vec![sites, all], vec![]).unwrap()
}

#[test]
fn a_row_sees_its_own_answers_and_all_others_as_many() {
    let template = in_rows();
    let lists = RowLists::of(&template, |_| Err::<Arc<_>, ()>(())).unwrap();
    let mut made = Made::default();
    for (row, place) in [("lake/b", 1), ("lake/a", 2), ("river/a", 1), ("steppe/z", 1)] {
        made.add("birds", row, place);
    }
    let rows = RowTree::of(&Outline::of(&template), &lists, &"KEN".parse().unwrap(), &made);
    let said = [
        ("seen", "lake", 20),
        ("seen", "river", 0),
        ("seen", "steppe", 9),
        ("birds.counted", "lake/a", 12),
        ("birds.counted", "lake/b", 30),
        ("birds.counted", "river/a", 5),
        ("birds.counted", "steppe/z", 7),
    ];
    let said: BTreeMap<(String, String), Json> =
        said.into_iter().map(|(key, row, n)| ((key.to_owned(), row.to_owned()), json!(n))).collect();
    let find = |key: &str, row: &str| said.get(&(key.to_owned(), row.to_owned()));
    let today = "2027-03-01".parse().unwrap();
    let outlook = super::Logic::of(&template).unwrap().look(rows, find, today);
    let keys = |frame: &str, around: &str| {
        outlook.rows_in(frame, around).map(|row| row.key.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys("sites", ""), "lake river");
    assert_eq!(
        (keys("birds", "lake"), keys("birds", "river"), keys("birds", "steppe")),
        ("b a".into(), "".into(), "".into())
    );
    let worked_out = |key: &str, row: &str| outlook.worked_out(key, row).map(ToString::to_string).unwrap_or_default();
    assert_eq!((worked_out("here", "lake"), worked_out("here", "river")), ("42".to_owned(), "0".to_owned()));
    assert_eq!(worked_out("all", ""), "\"42/2/2\"");
    assert!(
        outlook.applies("birds", "lake") && !outlook.applies("birds", "river") && !outlook.applies("seen", "steppe")
    );
    assert!(outlook.applies("birds.note", "lake/a") && !outlook.applies("birds.note", "river/a"));
    assert!(outlook.holds("birds.counted", "lake/a") && !outlook.holds("birds.counted", "lake/b"));
    assert!(!outlook.applies("seen", "sea") && !outlook.applies("birds.note", ""));
}

#[test]
fn a_page_carries_what_it_evaluates_and_nothing_that_its_reader_may_not_read() {
    let when = "${a} = 'yes' and ${elsewhere} != '' and ${secret} != ''";
    let items = vec![
        text("secret"),
        text("elsewhere"),
        yes_no("a"),
        with(text("b"), json!({ "relevant": when })),
        with(text("c"), json!({ "relevant": "${elsewhere} = 'x'" })),
    ];
    let template = template(items, vec![]).unwrap();
    let logic = super::Logic::of(&template).unwrap();
    let said = [("secret", json!("said in confidence")), ("elsewhere", json!("x")), ("b", json!("kept"))];
    let outlook = look(&template, &said);
    let here = ["a", "b", "c"].map(str::to_owned);
    let page = super::Page {
        keys: here.clone().into(),
        paths: here.into(),
        reads: &|key| key != "secret",
        bounds: &|_| Json::Null,
    };
    let find = |key: &str, _: &str| said.iter().find(|(name, _)| *name == key).map(|(_, value)| value);
    let parcel = logic.on_page(&outlook, &page, find).unwrap();
    let expect = json!({
        "today": "2027-03-01", "frames": [], "rows": {}, "facts": { "elsewhere": "x" },
        "slots": [["secret", -1, -1, "?"], ["elsewhere", -1, -1, "text"],
                  ["a", -1, -1, "one", null, null, null], ["b", -1, 0, "text", null, null, null]],
        "gates": [["b", -1, -1, ["and", ["=", 2, "yes"], ["!=", 1, null], ["!=", 0, null]]]],
    });
    assert_eq!(parcel, expect);
    let alone = super::Page { keys: ["c".to_owned()].into(), paths: ["c".to_owned()].into(), ..page };
    assert!(logic.on_page(&outlook, &alone, find).is_none(), "nothing on this page depends on what is asked there");
}
