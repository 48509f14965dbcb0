//! Invented reports with rows, two repeats deep, in tables and in a matrix, made from a tape of numbers so that they shrink.

use serde_json::{Value, json};

use super::model::{Answer, document, list, question};

/// What is asked of a version, in its order: the key, and the names of what is around it.
pub const ASKED: [&[(&str, &[&str])]; 2] = [
    &[
        ("top", &[]),
        ("trend", &["kinds"]),
        ("km2", &["kinds"]),
        ("means", &["kinds", "sites"]),
        ("log", &["kinds", "sites"]),
        ("log.words", &["kinds", "sites", "log"]),
        ("grid", &[]),
        ("grid.cases", &["grid"]),
        ("free", &[]),
        ("free.amount", &["free"]),
    ],
    &[
        ("grid", &[]),
        ("grid.sure", &["grid"]),
        ("grid.cases", &["grid"]),
        ("trend", &["kinds"]),
        ("km2", &["kinds"]),
        ("log", &["kinds", "sites"]),
        ("log.words", &["kinds", "sites", "log"]),
        ("means", &["kinds", "sites"]),
        ("free", &[]),
        ("free.amount", &["free"]),
        ("top", &[]),
    ],
];

const CODES: [&str; 4] = ["yes", "no", "unknown", "na"];
const MEANS: [&str; 3] = ["law", "money", "none"];
const KINDS: [&[&str]; 2] = [&["crane", "stork"], &["stork", "ibis"]];
const THREATS: [&[&str]; 2] = [&["dams", "lines"], &["lines", "dams", "nets"]];

/// What is around a question, in whatever version has it.
pub fn around(key: &str) -> &'static [&'static str] {
    ASKED.iter().flat_map(|asked| asked.iter()).find(|(name, _)| *name == key).unwrap().1
}

/// The rows that a list gives everybody in a version; none where people make them.
pub fn given(version: i32, frame: &str) -> &'static [&'static str] {
    let lists = match frame {
        "kinds" => KINDS,
        "grid" => THREATS,
        _ => return &[],
    };
    lists[version as usize - 1]
}

/// Both versions, the second in another order, with other rows and one more column.
pub fn versions() -> Vec<Value> {
    (1..=2).map(version).collect()
}

fn version(number: i32) -> Value {
    let lists = json!({
        "codes": list(&["yes", "no", "unknown:unknown", "na:not_applicable"]),
        "means": list(&["law", "money", "none:not_applicable"]),
        "kinds_listed": list(given(number, "kinds")),
        "threats": list(given(number, "grid")),
    });
    let one = |name: &str| question(name, "select_one", json!({ "list": "codes" }));
    let plain = |name: &str, kind: &str| question(name, kind, json!({}));
    let table = |name: &str, rows: Value, columns: Vec<Value>| {
        question(name, "table", json!({ "rows": rows, "columns": columns }))
    };
    let means = question("means", "select_multiple", json!({ "list": "means" }));
    let log = table("log", json!({}), vec![plain("words", "text")]);
    let free = table("free", json!({}), vec![plain("amount", "decimal")]);
    let over = json!({ "over": "threats" });
    let kinds = |inner: Vec<Value>| {
        let sites = question("sites", "group", json!({ "repeat": {}, "items": inner }));
        let items = vec![one("trend"), plain("km2", "decimal"), sites];
        question("kinds", "group", json!({ "repeat": { "over": "kinds_listed", "add_own": true }, "items": items }))
    };
    let items = match number {
        1 => vec![one("top"), kinds(vec![means, log]), table("grid", over, vec![plain("cases", "integer")]), free],
        _ => {
            let grid = table("grid", over, vec![one("sure"), plain("cases", "integer")]);
            vec![grid, kinds(vec![log, means]), free, one("top")]
        }
    };
    document(lists, items)
}

/// Numbers that decide, one after another; after the last there are only zeros.
pub struct Tape(pub std::vec::IntoIter<u8>);

impl Tape {
    fn below(&mut self, most: usize) -> usize {
        usize::from(self.0.next().unwrap_or_default()) % most
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// The rows of a report: by frame, their paths; no frame that is closed.
type Turns = Vec<(&'static str, Option<Vec<String>>)>;

/// What a report of a version says, as a submission keeps it: question by question, row by row.
pub fn said(version: i32, tape: &mut Tape) -> Vec<Answer> {
    let mut turns: Turns = Vec::new();
    for (frame, outer) in [("kinds", ""), ("sites", "kinds"), ("log", "sites"), ("grid", ""), ("free", "")] {
        let places = if outer.is_empty() { Some(vec![String::new()]) } else { rows(&turns, outer).cloned() };
        let closed = tape.below(6) == 1 || places.as_ref().is_none_or(Vec::is_empty);
        turns.push((frame, places.filter(|_| !closed).map(|places| inside(version, frame, &places, tape))));
    }
    let mut answers = Vec::new();
    for (key, around) in ASKED[version as usize - 1] {
        match around.last().map(|frame| (*frame, rows(&turns, frame))) {
            None => answers.push(answer(key, "", &turns, tape)),
            Some((_, Some(rows))) if !rows.is_empty() => {
                answers.extend(rows.iter().map(|row| answer(key, row, &turns, tape)));
            }
            Some((_, rows)) => {
                answers.push(Answer::of(key, if rows.is_some() { "blank" } else { "not_applicable" }));
            }
        }
    }
    answers
}

fn rows<'t>(turns: &'t Turns, frame: &str) -> Option<&'t Vec<String>> {
    turns.iter().find(|(name, _)| *name == frame).and_then(|(_, rows)| rows.as_ref())
}

/// The rows of a frame in each row around it: those given, then some that people made.
fn inside(version: i32, frame: &str, places: &[String], tape: &mut Tape) -> Vec<String> {
    let mut rows = Vec::new();
    for place in places {
        let own: Vec<&str> = if frame == "grid" { Vec::new() } else { ["a", "b"][..tape.below(3)].to_vec() };
        for key in given(version, frame).iter().chain(&own) {
            rows.push(if place.is_empty() { (*key).to_owned() } else { format!("{place}/{key}") });
        }
    }
    rows
}

fn answer(key: &str, row: &str, turns: &Turns, tape: &mut Tape) -> Answer {
    let answered = match key {
        // A table whose rows cannot be is not asked; of any other the cells say what was said.
        "grid" | "free" if rows(turns, key).is_none() => Answer::of(key, "not_applicable"),
        "grid" | "free" | "log" => Answer::of(key, tape.pick(&["answered", "blank", "unconfirmed"])),
        _ if tape.below(3) == 0 => Answer::of(key, tape.pick(&["blank", "not_applicable", "unconfirmed"])),
        "top" | "trend" | "grid.sure" => Answer::chosen(key, &[tape.pick(&CODES)]),
        "means" => {
            let some = tape.below(7) + 1;
            let ticked: Vec<&str> = (0..3).filter(|bit| some >> bit & 1 == 1).map(|bit| MEANS[bit]).collect();
            Answer::chosen(key, &ticked)
        }
        "km2" | "grid.cases" | "free.amount" => Answer::number(key, &tape.below(50).to_string()),
        _ => Answer::text(key, "=invented"),
    };
    answered.within(row)
}

/// The same report with one more row, in which nothing is said, in the outermost repeat and in the free table, where these apply.
pub fn with_an_empty_row(answers: &[Answer]) -> Vec<Answer> {
    let mut more: Vec<Answer> = Vec::new();
    let keys: Vec<&str> = answers.iter().map(|answer| answer.question.as_str()).collect();
    for (place, answer) in answers.iter().enumerate() {
        let key = answer.question.as_str();
        let mine = || answers.iter().filter(|other| other.question == key);
        let (frame, last) = (around(key), keys.get(place + 1) != Some(&key));
        let is_new = [["kinds"].as_slice(), &["free"]].contains(&frame);
        let closed = answer.row.is_empty() && answer.status == "not_applicable";
        if !is_new || closed || !answer.row.is_empty() {
            more.push(answer.clone());
        }
        if is_new && last && !closed {
            // A question that applies in no row does not apply in this one either.
            let applies = mine().any(|other| other.status != "not_applicable");
            let status = if applies { "blank" } else { "not_applicable" };
            more.push(Answer::of(key, status).within("empty"));
        }
    }
    more
}
