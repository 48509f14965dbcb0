//! Random rounds with rows: reports, rows, and each row that all Parties have are what a slow recount says.

use std::cell::RefCell;
use std::collections::BTreeMap;

use godwit::summaries::Scope;
use godwit::summaries::columns::Table;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

use super::model::{Answer, Duty, Party, Round, Submission};
use super::random::{PARTIES, counted_as, n, of_region, share};
use super::reading::{Record, Seeded, records};
use super::recount::View;
use super::rows::{Tape, around, given, said, versions, with_an_empty_row};
use super::support::on_both;

/// Rounds tried on each database.
const CASES: u32 = 25;
/// Numbers on the tape of one report: more than one ever reads.
const TAPE: usize = 300;

fn party(code: &'static str) -> impl Strategy<Value = Party> {
    let region = prop::sample::select(vec!["East", "West"]);
    let sent = prop::option::of((80..120_i64, 1..=2_i32, prop::collection::vec(any::<u8>(), TAPE)));
    (region, sent, any::<bool>()).prop_map(move |(region, sent, covered)| {
        let submission = |(at, version, tape): (i64, i32, Vec<u8>)| Submission {
            at,
            version,
            answers: said(version, &mut Tape(tape.into_iter())),
        };
        let mut party = Party::due(code, region);
        party.submissions.extend(sent.map(submission));
        if covered { party.duty(1, Duty::Covered(PARTIES[0].to_owned())) } else { party }
    })
}

fn round() -> impl Strategy<Value = Round> {
    let parties: Vec<_> = PARTIES.iter().take(5).map(|code| party(code)).collect();
    parties.prop_map(|parties| Round { cut_off: None, versions: versions(), parties })
}

fn run(test: impl Fn(&Round) -> Result<(), TestCaseError>) {
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let failure = RefCell::new(String::new());
    let run = runner.run(&round(), |round| test(&round));
    if let Err(TestError::Fail(why, round)) = &run {
        *failure.borrow_mut() = format!("{why}\n{:#?}", round.parties);
    }
    assert!(run.is_ok(), "{} {run:?}", failure.borrow());
}

#[test]
fn random_rows_are_counted_like_a_slow_recount() {
    on_both(|database| {
        let db = database.open();
        run(|round| {
            let seeded = round.seed(database, &db);
            let view = View { round, as_of: i64::MAX, at_cut_off: false };
            let summary = seeded.table(Table::Summary, seeded.scope());
            summary.iter().try_for_each(|row| same_counts(row, view))?;
            let wanted = summary.iter().filter(|row| row["question"] == "trend" && row["counting"] == "rows").count();
            prop_assert!(wanted > 0);
            let statistics = seeded.table(Table::Statistics, seeded.scope());
            statistics.iter().try_for_each(|row| same_numbers(row, view))?;
            let raw = Scope { raw: true, ..seeded.scope() };
            same_answers(&seeded.table(Table::Answers, raw.clone()), view)?;
            same_tables(&seeded, raw, view)
        });
    });
}

#[test]
fn an_empty_row_changes_no_count_of_reports() {
    on_both(|database| {
        let db = database.open();
        run(|round| {
            let mut emptier = round.clone();
            for sent in emptier.parties.iter_mut().flat_map(|party| &mut party.submissions) {
                sent.answers = with_an_empty_row(&sent.answers);
            }
            let of_reports = |round: &Round| {
                let seeded = round.seed(database, &db);
                let mut rows = seeded.table(Table::Summary, seeded.scope());
                rows.retain(|row| ["reports", "substantive"].contains(&row["counting"].as_str()));
                rows.iter_mut().for_each(|row| drop(row.remove("cycle")));
                rows
            };
            prop_assert_eq!(of_reports(round), of_reports(&emptier));
            Ok(())
        });
    });
}

/// One thing that is counted: what became of it, and the choices made.
type Unit<'a> = (&'static str, Vec<&'a str>);

/// What a report says that says several things: the strongest of them, and every choice once.
fn together<'a>(all: &[&'a Answer]) -> Unit<'a> {
    let order = ["answered", "unconfirmed", "blank", "not_applicable"];
    let status = order.into_iter().find(|status| all.iter().any(|answer| answer.status == *status));
    let mut codes: Vec<&str> = all.iter().flat_map(|answer| answer.codes()).collect();
    codes.sort_unstable();
    codes.dedup();
    (status.unwrap_or("not_asked"), codes)
}

fn units<'a>(row: &Record, view: View<'_>, parties: &[&'a Party]) -> Vec<Unit<'a>> {
    let mut units = Vec::new();
    for party in parties {
        let all = view.in_rows(party, &row["question"]);
        let unit = |answer: &&'a Answer| (answer.status, answer.codes());
        if row["counting"].ends_with("rows") {
            units.extend(all.iter().filter(|answer| !answer.row.is_empty()).map(unit));
        } else if row["row"].is_empty() {
            units.push(together(&all));
        } else {
            let there = all.iter().find(|answer| answer.row == row["row"]).map(unit);
            let frame = around(&row["question"])[0];
            let listed =
                view.version(party).is_some_and(|version| given(version, frame).contains(&row["row"].as_str()));
            let absent = if all.is_empty() || !listed { "not_asked" } else { "not_applicable" };
            units.push(there.unwrap_or((absent, Vec::new())));
        }
    }
    units.into_iter().map(|(status, codes)| counted_as(status, codes, &row["counting"])).collect()
}

fn submitted<'a>(row: &Record, view: View<'a>) -> Vec<&'a Party> {
    of_region(row, view).into_iter().filter(|party| view.submitted(party, &row["basis"])).collect()
}

fn same_counts(row: &Record, view: View<'_>) -> Result<(), TestCaseError> {
    let parties = submitted(row, view);
    let units = units(row, view, &parties);
    let of_rows = row["counting"].ends_with("rows");
    let option = row["option"].as_str();
    let of = |wanted: &str| units.iter().filter(|(status, _)| *status == wanted).count();
    for column in ["not_applicable", "blank", "unconfirmed", "answered"] {
        prop_assert_eq!(n(row, column), of(column), "{} of {:?}", column, row);
    }
    prop_assert_eq!(n(row, "shown"), n(row, "answered") + n(row, "blank") + n(row, "unconfirmed"));
    let chose = |(_, codes): &&Unit<'_>| codes.contains(&option);
    let count = if option.is_empty() { of("answered") } else { units.iter().filter(chose).count() };
    prop_assert_eq!(n(row, "count"), count, "{:?}", row);
    let mut denominators = vec!["shown", "answered"];
    if !row["ticks"].is_empty() {
        prop_assert_eq!(n(row, "ticks"), units.iter().map(|(_, codes)| codes.len()).sum::<usize>(), "{:?}", row);
        denominators.extend((!option.is_empty()).then_some("ticks"));
    }
    if of_rows {
        for column in
            "eligible exempt due submitted not_asked percent_of_eligible percent_of_due percent_of_submitted".split(' ')
        {
            prop_assert_eq!(row[column].as_str(), "", "{} of {:?}", column, row);
        }
    } else {
        prop_assert_eq!(n(row, "not_asked"), of("not_asked"), "{:?}", row);
        prop_assert_eq!(n(row, "submitted"), parties.len(), "{:?}", row);
        prop_assert_eq!(n(row, "submitted"), n(row, "not_asked") + n(row, "not_applicable") + n(row, "shown"));
        denominators.extend(["eligible", "due", "submitted"]);
    }
    for of in denominators {
        prop_assert_eq!(&row[&format!("percent_of_{of}")], &share(count, n(row, of)), "{} of {:?}", of, row);
    }
    Ok(())
}

fn same_numbers(row: &Record, view: View<'_>) -> Result<(), TestCaseError> {
    prop_assert_eq!(row["counting"].as_str(), if row["row"].is_empty() { "rows" } else { "reports" });
    let parties = submitted(row, view);
    let all = parties.iter().flat_map(|party| view.in_rows(party, &row["question"]));
    let mine = all.filter(|answer| row["row"].is_empty() || answer.row == row["row"]);
    let numbers: Vec<i64> = mine.filter_map(|answer| answer.rows[0].number.as_ref()?.parse().ok()).collect();
    prop_assert_eq!(n(row, "n"), numbers.len(), "{:?}", row);
    let expect = if numbers.is_empty() { String::new() } else { numbers.iter().sum::<i64>().to_string() };
    prop_assert_eq!(&row["sum"], &expect, "{:?}", row);
    Ok(())
}

/// The path of an answer, in the test's own way.
fn path(key: &str, row: &str) -> String {
    let mut path = String::new();
    let keys: Vec<&str> = row.split('/').collect();
    for (place, frame) in around(key).iter().enumerate() {
        path += &format!("{frame}/");
        path += &if row.is_empty() { String::new() } else { format!("{}/", keys[place]) };
    }
    path + key.rsplit('.').next().unwrap()
}

/// Every answer once, and nothing else; of a table its cells, or itself where it has no rows.
fn same_answers(rows: &[Record], view: View<'_>) -> Result<(), TestCaseError> {
    let mut found: Vec<String> = Vec::new();
    for row in rows.iter().filter(|row| row["status"] != "not_asked") {
        found.push(format!("{} {} {} {}", row["party"], row["path"], row["value_code"], row["status"]));
        let keys = [&row["row_1"], &row["row_2"], &row["table_row"]].map(String::as_str);
        prop_assert!(keys.iter().filter(|key| !key.is_empty()).all(|key| row["path"].contains(key)), "{:?}", row);
    }
    let mut expect: Vec<String> = Vec::new();
    for party in view.round.parties.iter().filter(|party| view.submitted(party, "all")) {
        let Some(sent) = party.submissions.last() else { continue };
        let has_cells = |table: &Answer| {
            let under = if table.row.is_empty() { String::new() } else { format!("{}/", table.row) };
            let column = format!("{}.", table.question);
            let mut cells = sent.answers.iter().filter(|cell| cell.question.starts_with(&column));
            cells.any(|cell| !cell.row.is_empty() && cell.row.starts_with(&under))
        };
        for answer in &sent.answers {
            let (key, is_cell) = (answer.question.as_str(), answer.question.contains('.'));
            let is_table = ["grid", "log", "free"].contains(&key);
            if (is_cell && answer.row.is_empty()) || (is_table && has_cells(answer)) {
                continue;
            }
            let line = |code: &str| format!("{} {} {code} {}", party.code, path(key, &answer.row), answer.status);
            let codes = answer.codes();
            expect.extend(if codes.is_empty() { vec![line("")] } else { codes.into_iter().map(line).collect() });
        }
    }
    found.sort();
    expect.sort();
    prop_assert_eq!(found, expect);
    Ok(())
}

/// A row for each row there is, and in it what was said there.
fn same_tables(seeded: &Seeded<'_>, scope: Scope, view: View<'_>) -> Result<(), TestCaseError> {
    for (frame, key) in
        [("kinds", "trend"), ("sites", "means"), ("log", "log.words"), ("grid", "grid.cases"), ("free", "free.amount")]
    {
        let mut found = BTreeMap::new();
        let mut bytes = Vec::new();
        let write = |tx: &mut _, mut export: godwit::summaries::export::Export| {
            let table = export.find(&format!("wide-{frame}")).unwrap();
            export.table(tx, table, &mut bytes)
        };
        seeded.open(scope.clone(), write).unwrap();
        for row in records(&bytes) {
            let keys = [&row["row_1"], &row["row_2"], &row["table_row"]].map(String::as_str);
            let keys: Vec<&str> = keys.into_iter().filter(|key| !key.is_empty()).collect();
            let said = if key == "means" { row["means__law"].clone() } else { row[key].clone() };
            found.insert(
                format!("{} {}", row["party"], keys.join("/")),
                format!("{said} {}", row[&format!("{key}__status")]),
            );
        }
        let mut expect = BTreeMap::new();
        for party in view.round.parties.iter().filter(|party| view.submitted(party, "all")) {
            for answer in view.in_rows(party, key).into_iter().filter(|answer| !answer.row.is_empty()) {
                let first = &answer.rows[0];
                let value = [&first.code, &first.number, &first.text].into_iter().flatten().next().cloned();
                let law = if answer.codes().contains(&"law") { "1" } else { "0" };
                let value = if key == "means" { value.map(|_| law.to_owned()) } else { value };
                expect.insert(
                    format!("{} {}", party.code, answer.row),
                    format!("{} {}", value.unwrap_or_default(), answer.status),
                );
            }
        }
        prop_assert_eq!(found, expect, "{}", frame);
    }
    Ok(())
}
