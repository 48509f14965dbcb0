//! Whatever is asked and however it is answered: a workbook that nobody changed changes nothing.

use serde_json::{Value, json};

use crate::hand::Paper;
use crate::scene::{Browser, scene};
use crate::support::{Client, on_both};

/// Rounds of invented questions and answers on each database.
const ROUNDS: u64 = 4;

/// Texts that a spreadsheet or an archive could trip over.
const AWKWARD: [&str; 16] = [
    "=1+1",
    "+33 1",
    "-5",
    "@sum",
    "'quoted'",
    " spaces ",
    "two\nlines\n\nmore",
    "tab\tinside",
    "_x000A_ _x005F_",
    "<&>\"]]>",
    "مرحبا بالعالم",
    "🐦‍⬛ crane",
    "3.10",
    "2025-03",
    "TRUE",
    "\u{2028}\u{200f}x\u{a0}",
];

/// Numbers drawn from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn coin(&mut self) -> bool {
        self.roll(2) == 0
    }

    fn text(&mut self) -> String {
        format!("{}{}", AWKWARD[self.roll(AWKWARD.len())], AWKWARD[self.roll(AWKWARD.len())])
    }

    fn number(&mut self, whole: bool) -> Value {
        let digits = 1 + self.roll(26);
        let mut text: String = (0..digits).map(|_| char::from(b'1' + u8::try_from(self.roll(9)).unwrap())).collect();
        if !whole && self.coin() {
            text.insert(self.roll(digits.min(10)), '.');
        }
        if text.starts_with('.') {
            text.insert(0, '0');
        }
        serde_json::from_str(&if self.coin() { format!("-{text}") } else { text }).unwrap()
    }
}

const KINDS: [&str; 12] = [
    "text",
    "integer",
    "decimal",
    "percentage",
    "year",
    "month",
    "day",
    "select_one",
    "select_multiple",
    "rank",
    "acknowledge",
    "url",
];

fn label(text: &str) -> Value {
    let text = text.replace('\t', " ");
    json!({"en": text, "fr": format!("{text} en français")})
}

/// A question of some kind, with some of what it can have.
fn question(dice: &mut Dice, name: &str, kind: &str) -> Value {
    let mut question = json!({"name": name, "type": kind, "label": label(&dice.text()), "comment": dice.coin()});
    match kind {
        "year" | "month" | "day" => {
            question["precision"] = json!(kind);
            question["type"] = json!("date");
        }
        "text" => question["multiline"] = json!(dice.coin()),
        "integer" | "decimal" | "percentage" if dice.coin() => {
            question["qualifiers"] = json!(["exact", "estimate", "at_least", "unknown"]);
        }
        "select_one" | "select_multiple" => {
            question["list"] = json!("choices");
            if dice.coin() {
                question["other"] = json!({"name": "other", "max_length": 200});
            }
        }
        "rank" => question["list"] = json!("choices"),
        _ => {}
    }
    question
}

/// An answer to it.
fn answer(dice: &mut Dice, question: &Value) -> Value {
    let kind = question["type"].as_str().unwrap();
    let names = ["a", "b", "c", "d"];
    let mut answer = json!({"revision": 0});
    let has_other = question.get("other").is_some() && dice.coin();
    answer["value"] = match kind {
        "text" => {
            json!(if question["multiline"] == json!(true) { dice.text() } else { dice.text().replace('\n', " ") })
        }
        "integer" => dice.number(true),
        "decimal" => dice.number(false),
        "percentage" => serde_json::from_str(&format!("{}.{}", dice.roll(100), 1 + dice.roll(9))).unwrap(),
        "date" => json!(match question["precision"].as_str().unwrap() {
            "year" => "2025",
            "month" => "2025-03",
            _ => "2025-03-14",
        }),
        "select_one" if has_other => json!("other"),
        "select_one" => json!(names[dice.roll(4)]),
        "select_multiple" if has_other => json!(["b", "other"]),
        "select_multiple" => json!(&names[dice.roll(3)..]),
        "rank" => json!([names[dice.roll(2)], names[2 + dice.roll(2)]]),
        "acknowledge" => json!(true),
        _ => json!([{"url": "https://a.example/x?y=1&z=2", "label": "A  <b>"}, {"url": "https://b.example"}]),
    };
    if has_other {
        answer["other"] = json!(dice.text());
    }
    if question.get("qualifiers").is_some() {
        answer["qualifier"] = json!(["exact", "estimate", "at_least"][dice.roll(3)]);
    }
    if question["comment"] == json!(true) && dice.coin() {
        answer["comment"] = json!(dice.text());
    }
    answer
}

/// Questions of each kind under a prefix.
fn questions(dice: &mut Dice, prefix: &str) -> Vec<Value> {
    KINDS.iter().map(|kind| question(dice, &format!("{prefix}_{kind}"), kind)).collect()
}

/// A round of questions in every place there is, and answers to most of them.
fn invent(dice: &mut Dice, admin: &Client, kenya: &Client, round: &str) {
    let (top, inside, cells) = (questions(dice, "top"), questions(dice, "inside"), questions(dice, "cell"));
    let choices: Vec<Value> =
        ["a", "b", "c", "d"].iter().map(|name| json!({"name": name, "label": label(&dice.text())})).collect();
    let mut first = top.clone();
    first.push(
        json!({"name": "turn", "type": "group", "label": label("Turns"), "repeat": {"over": "choices"}, "items":
        inside.iter().cloned().chain([json!({"name": "grid", "type": "table", "label": label("Grid"), "rows": {},
            "columns": cells.clone()})]).collect::<Vec<_>>()}),
    );
    first.push(json!({"name": "hidden", "type": "text", "label": label("Hidden"), "relevant": "${top_integer} = 0"}));
    let template = json!({"format": "godwit-template/1", "name": round, "instrument": "CMS", "default_language": "en",
        "languages": ["en", "fr"], "title": label("Invented"), "lists": {"choices": {"choices": choices}},
        "items": [{"name": "s", "type": "section", "label": label("S"), "items": first}]});
    admin.post("/api/v1/templates", &template).expect(201);
    admin.post(&format!("/api/v1/templates/{round}/versions/1/publish"), &json!({})).expect(200);
    let cycle = json!({"cycle": round, "instrument": "CMS", "template": round, "version": 1,
        "opens_at": "2027-01-01T00:00:00Z", "due_at": "2027-06-30T20:59:59Z", "time_zone": "Africa/Nairobi",
        "parties": ["KEN"]});
    admin.post("/api/v1/cycles", &cycle).expect(201);
    let mut answers = Vec::new();
    let mut add = |dice: &mut Dice, place: &str, questions: &[Value]| {
        for question in questions {
            if dice.roll(5) > 0 {
                let mut one = answer(dice, question);
                one["path"] = json!(format!("{place}{}", question["name"].as_str().unwrap()));
                answers.push(one);
            }
        }
    };
    add(dice, "", &top);
    add(dice, "turn/a/", &inside);
    add(dice, "turn/a/grid/r1/", &cells);
    add(dice, "turn/c/grid/r2/", &cells);
    kenya.patch(&format!("/api/v1/reports/{round}/KEN/answers"), &json!({"answers": answers})).expect(200);
}

#[test]
fn a_workbook_that_nobody_changed_changes_nothing() {
    on_both(|database| {
        let server = scene(database);
        let (admin, kenya, browser) = (server.secretariat_admin(), server.focal_point(), Browser::kenya(&server));
        for seed in 0..ROUNDS {
            let (round, mut dice) = (format!("round-{seed}"), Dice(seed * 7_919 + 17));
            invent(&mut dice, &admin, &kenya, &round);
            let api = format!("/api/v1/reports/{round}/KEN");
            let before = kenya.get(&api).expect(200).json()["revision"].clone();
            let bytes = kenya.download(&format!("{api}/workbook"));
            for bytes in [bytes.clone(), Paper::open(&bytes).save()] {
                let action = format!("/reports/{round}/KEN/workbook");
                let token = browser.get(&action).expect(200).value(&action, "token");
                let page = browser.send_file(&action, &[("token", &token)], ("a.xlsx", &bytes)).expect(200);
                page.holds("This workbook says what the report says");
            }
            assert_eq!(kenya.get(&api).expect(200).json()["revision"], before);
        }
    });
}
