//! Random rounds: every identity holds, and every figure is what a slow recount says.

use std::cell::RefCell;

use godwit::summaries::Scope;
use godwit::summaries::columns::Table;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use serde_json::{Value, json};

use super::model::{Answer, Duty, Party, Round, Submission, day, document, list, question};
use super::reading::Record;
use super::recount::View;
use super::support::on_both;

/// Rounds tried on each database: a minute of them would be wrong nowhere else.
const CASES: u32 = 60;
const CODES: [&str; 4] = ["yes", "no", "unknown", "na"];
const MEANS: [&str; 3] = ["law", "money", "none"];
pub const PARTIES: [&str; 7] = ["AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG"];

/// The questions of each version, in its order.
const ASKED: [&[&str]; 2] = [&["one", "many", "gone"], &["many", "new", "one"]];

fn versions() -> Vec<Value> {
    let lists = json!({
        "codes": list(&["yes", "no", "unknown:unknown", "na:not_applicable"]),
        "means": list(&["law", "money", "none:not_applicable"]),
    });
    let asked = |name: &&str| match *name {
        "one" => question(name, "select_one", json!({ "list": "codes" })),
        "many" => question(name, "select_multiple", json!({ "list": "means" })),
        _ => question(name, "text", json!({})),
    };
    ASKED.iter().map(|names| document(lists.clone(), names.iter().map(asked).collect())).collect()
}

fn answer(name: &'static str) -> BoxedStrategy<Answer> {
    let empty = prop::sample::select(vec!["blank", "not_applicable", "unconfirmed"]);
    let empty = empty.prop_map(move |status| Answer::of(name, status));
    let answered = match name {
        "one" => prop::sample::select(CODES.to_vec()).prop_map(|code| Answer::chosen("one", &[code])).boxed(),
        "many" => prop::sample::subsequence(MEANS.to_vec(), 1..=MEANS.len())
            .prop_map(|codes| Answer::chosen("many", &codes))
            .boxed(),
        _ => Just(Answer::text(name, "=invented")).boxed(),
    };
    prop_oneof![1 => empty, 2 => answered].boxed()
}

fn submission(at: i64) -> impl Strategy<Value = Submission> {
    (1..=2_i32).prop_flat_map(move |version| {
        let answers: Vec<_> = ASKED[version as usize - 1].iter().map(|name| answer(name)).collect();
        answers.prop_map(move |answers| Submission { at, version, answers })
    })
}

pub fn duty() -> impl Strategy<Value = Duty> {
    prop_oneof![
        3 => Just(Duty::Due),
        1 => Just(Duty::Exempt),
        1 => Just(Duty::OtherFormat),
        2 => prop::sample::select(PARTIES.to_vec()).prop_map(|by| Duty::Covered(by.to_owned())),
        1 => (90..140_i64).prop_map(Duty::Extended),
    ]
}

/// Days that increase, so that no two things happen at once.
pub fn days(most: usize) -> impl Strategy<Value = Vec<i64>> {
    prop::collection::btree_set(1..160_i64, 0..=most).prop_map(|days| days.into_iter().collect())
}

fn party(code: &'static str) -> impl Strategy<Value = Party> {
    let region = prop::sample::select(vec!["", "East", "West"]);
    let duties = days(3).prop_flat_map(|at| {
        let duties: Vec<_> = at.iter().map(|_| duty()).collect();
        duties.prop_map(move |duties| at.iter().copied().zip(duties).collect::<Vec<_>>())
    });
    let sent = days(3).prop_flat_map(|at| at.into_iter().map(submission).collect::<Vec<_>>());
    (region, any::<bool>(), duties, sent).prop_map(move |(region, opened, duties, submissions)| {
        let first = opened.then_some((0, Duty::Due));
        let duties = first.into_iter().chain(duties).collect();
        Party { code: code.to_owned(), region: region.to_owned(), duties, submissions }
    })
}

type Case = (Round, Option<i64>, bool);

fn case() -> impl Strategy<Value = Case> {
    let parties: Vec<_> = PARTIES.iter().map(|code| party(code)).collect();
    let cut_off = prop::option::of(100..140_i64);
    (parties, cut_off, prop::option::of(0..160_i64), any::<bool>()).prop_map(|(parties, cut_off, as_of, at_cut_off)| {
        (Round { cut_off, versions: versions(), parties }, as_of, at_cut_off && cut_off.is_some())
    })
}

#[test]
fn random_rounds_are_counted_like_a_slow_recount() {
    on_both(|database| {
        let db = database.open();
        let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
        let failure = RefCell::new(String::new());
        let run = runner.run(&case(), |(round, as_of, at_cut_off)| {
            let seeded = round.seed(database, &db);
            let scope = Scope { as_of: as_of.map(day), at_cut_off, ..seeded.scope() };
            let view = View { round: &round, as_of: as_of.unwrap_or(i64::MAX), at_cut_off };
            let rates = seeded.table(Table::Rates, scope.clone());
            let summary = seeded.table(Table::Summary, scope);
            rates.iter().try_for_each(|row| same_rates(row, view))?;
            summary.iter().try_for_each(|row| same_counts(row, view))
        });
        if let Err(TestError::Fail(why, (round, as_of, at_cut_off))) = &run {
            *failure.borrow_mut() = format!("{why}\nas of {as_of:?}, at the cut-off: {at_cut_off}\n{round:#?}");
        }
        assert!(run.is_ok(), "{} {run:?}", failure.borrow());
    });
}

pub fn n(row: &Record, column: &str) -> usize {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// The Parties that a row is about.
pub fn of_region<'a>(row: &Record, view: View<'a>) -> Vec<&'a Party> {
    let region = row["region"].as_str();
    let own = |party: &Party| if party.region.is_empty() { "(none)".to_owned() } else { party.region.clone() };
    let view_round = view.round;
    let eligible: Vec<String> = view.eligible().iter().map(|party| party.code.clone()).collect();
    let mine = view_round.parties.iter().filter(|party| eligible.contains(&party.code));
    mine.filter(|party| region == "ALL" || own(party) == region).collect()
}

/// Half up to one digit, in the test's own way.
pub fn share(count: usize, of: usize) -> String {
    if of == 0 {
        return String::new();
    }
    let tenths = (count * 10_000 + of * 5) / (of * 10);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn same_rates(row: &Record, view: View<'_>) -> Result<(), TestCaseError> {
    let parties = of_region(row, view);
    for class in ["exempt", "on_time", "late", "after_cut_off", "other_format", "missing"] {
        let expect = parties.iter().filter(|party| view.class(party) == class).count();
        prop_assert_eq!(n(row, class), expect, "{} of {:?}", class, row);
    }
    prop_assert_eq!(n(row, "eligible"), parties.len());
    prop_assert_eq!(n(row, "eligible"), n(row, "due") + n(row, "exempt"));
    let due = ["on_time", "late", "after_cut_off", "other_format", "missing"].map(|column| n(row, column));
    prop_assert_eq!(n(row, "due"), due.iter().sum::<usize>());
    let after = if view.at_cut_off { 0 } else { n(row, "after_cut_off") };
    prop_assert_eq!(n(row, "submitted"), n(row, "on_time") + n(row, "late") + after);
    prop_assert_eq!(&row["percent_of_due"], &share(n(row, "submitted"), n(row, "due")));
    prop_assert_eq!(&row["percent_of_eligible"], &share(n(row, "submitted"), n(row, "eligible")));
    Ok(())
}

/// What choices mean, as the lists above say it.
pub fn means(code: &str) -> &'static str {
    match code {
        "unknown" => "blank",
        "na" | "none" => "not_applicable",
        _ => "answered",
    }
}

/// What a Party said, and the choices it made, in one way of counting.
fn status<'a>(said: Option<&'a Answer>, counting: &str) -> (&'static str, Vec<&'a str>) {
    let Some(answer) = said else { return ("not_asked", Vec::new()) };
    counted_as(answer.status, answer.codes(), counting)
}

/// What was said, and the choices made, in one way of counting.
pub fn counted_as<'a>(status: &'static str, mut codes: Vec<&'a str>, counting: &str) -> (&'static str, Vec<&'a str>) {
    if status != "answered" || !counting.starts_with("substantive") || codes.is_empty() {
        return (status, codes);
    }
    let meanings: Vec<&str> = codes.iter().map(|code| means(code)).collect();
    codes.retain(|code| means(code) == "answered");
    let status = ["answered", "not_applicable", "blank"].into_iter().find(|status| meanings.contains(status));
    (status.unwrap(), codes)
}

fn same_counts(row: &Record, view: View<'_>) -> Result<(), TestCaseError> {
    let parties = of_region(row, view);
    let submitted: Vec<&&Party> = parties.iter().filter(|party| view.submitted(party, &row["basis"])).collect();
    let said: Vec<_> =
        submitted.iter().map(|party| status(view.said(party, &row["question"]), &row["counting"])).collect();
    let option = row["option"].as_str();
    let mut count = 0;
    let mut ticks = 0;
    for (status, codes) in &said {
        let chosen = if option.is_empty() { *status == "answered" } else { codes.contains(&option) };
        count += usize::from(chosen);
        ticks += codes.len();
    }
    for column in ["not_asked", "not_applicable", "blank", "unconfirmed", "answered"] {
        let expect = said.iter().filter(|(status, _)| *status == column).count();
        prop_assert_eq!(n(row, column), expect, "{} of {:?}", column, row);
    }
    prop_assert_eq!(n(row, "count"), count, "{:?}", row);
    prop_assert_eq!(n(row, "submitted"), submitted.len(), "{:?}", row);
    prop_assert_eq!(n(row, "submitted"), n(row, "not_asked") + n(row, "not_applicable") + n(row, "shown"));
    prop_assert_eq!(n(row, "shown"), n(row, "answered") + n(row, "blank") + n(row, "unconfirmed"));
    prop_assert_eq!(n(row, "eligible"), n(row, "due") + n(row, "exempt"));
    let mut denominators = vec!["eligible", "due", "submitted", "shown", "answered"];
    if ["one", "many"].contains(&row["question"].as_str()) {
        prop_assert_eq!(n(row, "ticks"), ticks, "{:?}", row);
        denominators.extend((!option.is_empty()).then_some("ticks"));
    }
    for of in denominators {
        prop_assert_eq!(&row[&format!("percent_of_{of}")], &share(count, n(row, of)), "{} of {:?}", of, row);
    }
    Ok(())
}
