use serde_json::{Value as Json, json};

use super::*;
use crate::ids::ItemName;
use crate::templates::{Choice, CountsAs, List, Respondent, Texts};

fn name(text: &str) -> ItemName {
    text.parse().unwrap()
}

fn template() -> Template {
    let choice = |text: &str, exclusive| Choice {
        name: name(text),
        label: Texts::default(),
        counts_as: CountsAs::Answer,
        exclusive,
        attributes: Default::default(),
    };
    let choices = vec![choice("yes", false), choice("no", false), choice("none", true)];
    Template {
        name: "t".parse().unwrap(),
        instrument: "CMS".parse().unwrap(),
        respondent: Respondent::Party,
        default_language: "en".to_owned(),
        languages: vec!["en".to_owned()],
        title: Texts::default(),
        lists: [(name("l"), List { ordered: false, choices, reference: None })].into(),
        sections: Vec::new(),
        rules: Vec::new(),
    }
}

fn question(kind: Kind) -> Question {
    Question { comment: true, ..Question::asking(name("q"), Texts::default(), kind) }
}

/// The value as it is kept, or the codes of the flaws.
fn check_raw(kind: Kind, raw: Raw, expect: Result<Option<Json>, &[&str]>) {
    let got = parse(&template(), &question(kind), "q", &raw);
    let got =
        got.map(|answer| answer.value).map_err(|flaws| flaws.into_iter().map(|flaw| flaw.code).collect::<Vec<_>>());
    let expect = expect.map_err(|codes| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>());
    assert_eq!(got, expect, "{raw:?}");
}

fn check(kind: Kind, sent: &str, expect: Result<Option<&str>, &[&str]>) {
    let raw = Raw { value: serde_json::from_str(sent).unwrap(), ..Raw::default() };
    check_raw(kind, raw, expect.map(|kept| kept.map(|kept| serde_json::from_str(kept).unwrap())));
}

fn words() -> Kind {
    Kind::Text { max_length: 5, multiline: true }
}

fn decimal() -> Kind {
    Kind::Decimal(Number { min: Some(Decimal::ZERO), decimals: Some(2), ..Number::default() })
}

fn one() -> Kind {
    Kind::SelectOne { list: name("l"), other: Some(Other { name: name("other"), max_length: 4 }) }
}

fn several() -> Kind {
    Kind::SelectMultiple { list: name("l"), other: None, min_selected: Some(2), max_selected: Some(2) }
}

#[test]
fn words_keep_their_lines_and_nothing_unseen() {
    check(words(), r#""a\r\nb""#, Ok(Some(r#""a\nb""#)));
    check(words(), r#""a\tb""#, Ok(Some(r#""a\tb""#)));
    check(words(), r#""  ""#, Ok(None));
    check(words(), "null", Ok(None));
    check(words(), r#""a\u0000""#, Err(&["control_character"]));
    check(words(), r#""a\u001b""#, Err(&["control_character"]));
    check(words(), r#""ééééé""#, Ok(Some(r#""ééééé""#)));
    check(words(), r#""eeeeee""#, Err(&["too_long"]));
    check(words(), "5", Err(&["type"]));
}

#[test]
fn numbers_are_kept_exactly() {
    check(decimal(), "1.50", Ok(Some("1.5")));
    check(decimal(), "0.1", Ok(Some("0.1")));
    check(decimal(), "1e3", Ok(Some("1000")));
    check(decimal(), "1.234", Err(&["decimals"]));
    check(decimal(), "-1", Err(&["out_of_range"]));
    check(decimal(), r#""1""#, Err(&["type"]));
    check(Kind::Decimal(Number::default()), "12345678901234567890.12345678", Ok(Some("12345678901234567890.12345678")));
    check(Kind::Decimal(Number::default()), "123456789012345678901234567890", Err(&["out_of_range"]));
    check(Kind::Decimal(Number::default()), "1e400", Err(&["out_of_range"]));
    check(Kind::Integer(Number::default()), "1.5", Err(&["decimals"]));
    check(Kind::Integer(Number::default()), "2.0", Ok(Some("2")));
    check(Kind::Percentage(Number::default()), "100.1", Err(&["out_of_range"]));
}

#[test]
fn dates_exist() {
    let date = |precision| Kind::Date { precision, min: None, max: None };
    check(date(Precision::Day), r#""2024-02-29""#, Ok(Some(r#""2024-02-29""#)));
    check(date(Precision::Day), r#""2025-02-29""#, Err(&["date"]));
    check(date(Precision::Day), r#""2025-2-9""#, Err(&["date"]));
    check(date(Precision::Month), r#""2025-13""#, Err(&["date"]));
    check(date(Precision::Year), r#""2025""#, Ok(Some(r#""2025""#)));
    check(date(Precision::Year), r#""+2025""#, Err(&["date"]));
    let within = Kind::Date { precision: Precision::Year, min: Some("2000".into()), max: Some("2027".into()) };
    check(within.clone(), r#""1999""#, Err(&["out_of_range"]));
    check(within, r#""2028""#, Err(&["out_of_range"]));
}

#[test]
fn choices_come_from_the_list() {
    check(one(), r#""yes""#, Ok(Some(r#""yes""#)));
    check(one(), r#""maybe""#, Err(&["not_in_list"]));
    check(one(), r#"["yes"]"#, Err(&["type"]));
    check(several(), r#"["no","yes"]"#, Ok(Some(r#"["yes","no"]"#)));
    check(several(), "[]", Ok(None));
    check(several(), r#"["yes","yes"]"#, Err(&["duplicate"]));
    check(several(), r#"["yes","none"]"#, Err(&["exclusive"]));
    check(several(), r#"["yes","maybe"]"#, Err(&["not_in_list"]));
    // Fewer than asked for is unfinished, not wrong: the draft saves.
    check(several(), r#"["yes"]"#, Ok(Some(r#"["yes"]"#)));
}

#[test]
fn an_order_is_kept_as_it_was_given() {
    let order = || Kind::Rank { list: name("l"), min_ranked: Some(2), max_ranked: Some(2) };
    check(order(), r#"["no","yes"]"#, Ok(Some(r#"["no","yes"]"#)));
    check(order(), r#"["no"]"#, Ok(Some(r#"["no"]"#)));
    check(order(), "[]", Ok(None));
    check(order(), r#"["no","no"]"#, Err(&["duplicate"]));
    check(order(), r#"["no","none"]"#, Err(&["exclusive"]));
    check(order(), r#"["no","yes","none"]"#, Err(&["too_many", "exclusive"]));
}

#[test]
fn words_beside_a_choice_are_never_dropped() {
    let raw = |value: Json, other: &str| Raw { value, other: Some(other.to_owned()), ..Raw::default() };
    check_raw(one(), raw(json!("other"), "kelp"), Ok(Some(json!("other"))));
    check_raw(one(), raw(json!("yes"), "kelp"), Err(&["other"]));
    check_raw(one(), raw(json!("other"), "kelps"), Err(&["too_long"]));
    check_raw(words(), raw(json!("a"), "kelp"), Err(&["other"]));
}

#[test]
fn a_number_can_be_unknown() {
    let kind = || Kind::Integer(Number { qualifiers: vec![Qualifier::Exact, Qualifier::Unknown], ..Number::default() });
    let raw = |value: Json, word: &str| Raw { value, qualifier: Some(word.to_owned()), ..Raw::default() };
    let unknown = parse(&template(), &question(kind()), "q", &raw(Json::Null, "unknown")).unwrap();
    assert!(unknown.is_answered() && unknown.value.is_none());
    check_raw(kind(), raw(json!(5), "unknown"), Err(&["value"]));
    check_raw(kind(), raw(json!(5), "roughly"), Err(&["qualifier"]));
    check_raw(words(), raw(json!("a"), "exact"), Err(&["qualifier"]));
}

#[test]
fn links_open_pages_only() {
    check(
        Kind::Url,
        r#"[{"url":"https://cms.int/a","label":"CMS"}]"#,
        Ok(Some(r#"[{"url":"https://cms.int/a","label":"CMS"}]"#)),
    );
    for bad in ["javascript:alert(1)", "data:text/html,x", "https://", "https://a b", "https://user@host/", "ftp://a"] {
        check(Kind::Url, &json!([{ "url": bad }]).to_string(), Err(&["url"]));
    }
    check(Kind::Url, r#"[{"url":"https://a.org","title":"x"}]"#, Err(&["type"]));
    check(Kind::Url, r#""https://a.org""#, Err(&["type"]));
}

#[test]
fn confirming_is_true_or_nothing() {
    check(Kind::Acknowledge, "true", Ok(Some("true")));
    check(Kind::Acknowledge, "false", Err(&["type"]));
    check(Kind::Acknowledge, "null", Ok(None));
}
