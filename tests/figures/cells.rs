//! Cells: defused and restored, quoted, marked, of every type.

use godwit::summaries::Scope;
use godwit::summaries::columns::Table;
use godwit::summaries::defuse::restore;
use serde_json::json;

use super::model::{Answer, Party, Round, Row, document, list, question};
use super::reading::{find, line, records};
use super::support::on_both;

/// A question of every type, answered by A and left blank by B.
pub fn every_type() -> Round {
    let lists = json!({ "yes_no": list(&["yes", "no"]), "means": list(&["law", "money"]) });
    let other = json!({ "name": "other", "max_length": 500 });
    let questions = vec![
        question("one", "select_one", json!({ "list": "yes_no", "other": other })),
        question("many", "select_multiple", json!({ "list": "means", "other": other })),
        question("area", "decimal", json!({ "unit": "km2" })),
        question("words", "text", json!({ "multiline": true, "comment": true })),
        question("when", "date", json!({ "precision": "year" })),
        question("sure", "acknowledge", json!({})),
        question("links", "url", json!({})),
    ];
    let answers = vec![
        Answer {
            rows: vec![Row { code: Some("other".into()), other: Some("=maybe".into()), ..Row::default() }],
            ..Answer::of("one", "answered")
        },
        Answer {
            rows: vec![
                Row { code: Some("law".into()), ..Row::default() },
                Row { code: Some("other".into()), other: Some("songs, \"loud\"".into()), ..Row::default() },
            ],
            ..Answer::of("many", "answered")
        },
        Answer::number("area", "-12.5"),
        Answer {
            rows: vec![Row { text: Some("=1+1\nété".into()), comment: Some("'quoted".into()), ..Row::default() }],
            ..Answer::of("words", "answered")
        },
        Answer::text("when", "2025"),
        Answer::chosen("sure", &["true"]),
        Answer {
            rows: [("https://example.org/a", Some("@A")), ("https://example.org/b", None)]
                .iter()
                .zip(1..)
                .map(|((url, label), position)| Row {
                    position: Some(position),
                    text: Some((*url).into()),
                    other: label.map(Into::into),
                    ..Row::default()
                })
                .collect(),
            ..Answer::of("links", "answered")
        },
    ];
    let names = ["one", "many", "area", "words", "when", "sure", "links"];
    let blank = names.iter().map(|name| Answer::of(name, "blank")).collect();
    let parties = vec![Party::due("B", "=R").sent(91, blank), Party::due("A", "=R").sent(90, answers)];
    Round { cut_off: None, versions: vec![document(lists, questions)], parties }
}

const VALUES: &str = "position|value_code|value_label|value_number|value_text|other_text|comment|unit|status";

fn joined(row: &super::reading::Record, columns: &str) -> String {
    columns.split('|').map(|column| row[column].as_str()).collect::<Vec<_>>().join("|")
}

#[test]
fn answers_of_every_type() {
    let round = every_type();
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let rows = seeded.table(Table::Answers, Scope { raw: true, ..seeded.scope() });
        let of = |question: &str, party: &str| -> Vec<String> {
            let mine = rows.iter().filter(|row| row["question"] == question && row["party"] == party);
            mine.map(|row| joined(row, VALUES)).collect()
        };
        assert_eq!(of("one", "A"), ["|other|Other|||=maybe|||answered"]);
        assert_eq!(of("many", "A"), ["|law|Label of law||||||answered", "|other|Other|||songs, \"loud\"|||answered"]);
        assert_eq!(of("area", "A"), ["|||-12.5||||km2|answered"]);
        assert_eq!(of("words", "A"), ["||||=1+1\nété||'quoted||answered"]);
        assert_eq!(of("when", "A"), ["||||2025||||answered"]);
        assert_eq!(of("sure", "A"), ["|true|||||||answered"]);
        assert_eq!(
            of("links", "A"),
            ["1||@A||https://example.org/a||||answered", "2||||https://example.org/b||||answered"]
        );
        // Blank is never No.
        for question in ["one", "many", "words", "when", "sure", "links"] {
            assert_eq!(of(question, "B"), ["||||||||blank"], "{question}");
        }
        let order: Vec<String> = rows.iter().map(|row| line(row, "party question")).collect();
        assert_eq!(order[0], "A one");
        assert!(order.iter().is_sorted_by_key(|line| line.starts_with('B')), "{order:?}");
        assert_eq!(line(&rows[0], "region submission submitted_at section path"), "=R 1 2027-04-01T12:00:00Z part one");
    });
}

#[test]
fn wide_is_one_or_zero_only_where_it_was_answered() {
    let round = every_type();
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let rows = seeded.table(Table::Wide, Scope { raw: true, ..seeded.scope() });
        let columns = "one|one__other|one__status|many__law|many__money|many__option__other|\
                       many__other|many__status|area|words|when|sure|links";
        let a = joined(find(&rows, &[("party", "A")]), columns);
        assert_eq!(
            a,
            "other|=maybe|answered|1|0|1|songs, \"loud\"|answered|-12.5|=1+1\nété|2025|true|\
             https://example.org/a https://example.org/b"
        );
        assert_eq!(joined(find(&rows, &[("party", "B")]), columns), "||blank|||||blank|||||");
        let header = String::from_utf8(seeded.bytes(Table::Wide, seeded.scope())).unwrap();
        let names: Vec<&str> = header.lines().next().unwrap().split(',').collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len(), "{names:?}");
    });
}

#[test]
fn a_question_that_is_called_like_a_column_has_one_of_its_own() {
    let fixed = ["cycle", "party", "region", "submission", "submitted_at", "row_1", "row_2", "table_row"];
    let labels = ["row_1_label", "row_2_label", "table_row_label"];
    let names: Vec<&str> = fixed.into_iter().chain(labels).collect();
    let questions = names.iter().chain(&["region_label"]).map(|name| question(name, "text", json!({}))).collect();
    let answers =
        names.iter().chain(&["region_label"]).map(|name| Answer::text(name, &format!("said {name}"))).collect();
    let parties = vec![Party::due("A", "Africa").sent(90, answers)];
    let round = Round { cut_off: None, versions: vec![document(json!({}), questions)], parties };
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let rows = seeded.table(Table::Wide, Scope { raw: true, ..seeded.scope() });
        let row = find(&rows, &[("party", "A")]);
        assert_eq!(row["region"], "Africa");
        for name in &names {
            assert_eq!(row[&format!("{name}__answer")], format!("said {name}"));
            assert_eq!(row[&format!("{name}__status")], "answered");
        }
        assert_eq!(row["region_label"], "said region_label");
        let header = String::from_utf8(seeded.bytes(Table::Wide, seeded.scope())).unwrap();
        let columns: Vec<&str> = header.lines().next().unwrap().split(',').collect();
        let once: std::collections::BTreeSet<&str> = columns.iter().copied().collect();
        assert_eq!(once.len(), columns.len(), "{columns:?}");
    });
}

#[test]
fn cells_are_defused_unless_raw_and_come_back() {
    let round = every_type();
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        for table in Table::ALL {
            let raw = seeded.table(table, Scope { raw: true, ..seeded.scope() });
            let safe = seeded.table(table, seeded.scope());
            for (raw, safe) in raw.iter().zip(&safe) {
                for (column, cell) in raw {
                    assert_eq!(restore(&safe[column]), cell, "{table:?} {column}");
                    let formula = safe[column].starts_with(['=', '+', '@', '\t', '\r']);
                    assert!(!formula, "{table:?} {column} {:?}", safe[column]);
                }
            }
            assert_eq!(raw.len(), safe.len());
        }
        let safe = seeded.table(Table::Answers, seeded.scope());
        let words = find(&safe, &[("party", "A"), ("question", "words")]);
        assert_eq!(joined(words, "value_text|comment|region"), "'=1+1\nété|''quoted|'=R");
        assert_eq!(find(&safe, &[("party", "A"), ("question", "area")])["value_number"], "-12.5");
    });
}

#[test]
fn excel_gets_a_mark_and_every_line_ends_in_crlf() {
    let round = every_type();
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        for table in Table::ALL {
            let plain = seeded.bytes(table, seeded.scope());
            let marked = seeded.bytes(table, Scope { bom: true, ..seeded.scope() });
            assert_eq!(marked, [b"\xef\xbb\xbf".as_slice(), &plain].concat(), "{table:?}");
            assert!(plain.ends_with(b"\r\n"), "{table:?}");
            assert!(!records(&plain).is_empty() || table == Table::Mandates, "{table:?}");
        }
    });
}
