//! A small open round: one template of text questions, one cycle, four Parties.

use godwit::access::Action;
use godwit::cycles::open::{NewCycle, open_with};
use godwit::cycles::{self, Timetable};
use godwit::reports::carry::Carrier;
use godwit::templates::publish::publish_with;
use godwit::templates::save_draft::save_with;
use godwit::templates::{self, Draft};
use godwit::web::House;
use serde_json::json;

use super::people::permit;

/// The cycle's code.
pub const CYCLE: &str = "cms-test";
/// From whom a report is due.
pub const PARTIES: [&str; 4] = ["FRA", "KEN", "UGA", "MAR"];
/// How many questions the template has: `q01`, `q02`, ...
pub const QUESTIONS: usize = 40;

/// The name of the nth question, from 1.
pub fn question(n: usize) -> String {
    format!("q{n:02}")
}

/// A template of [`QUESTIONS`] text questions in two sections, none required.
pub fn template() -> String {
    let section = |name: &str, from: usize, to: usize| {
        let ask = |n: usize| json!({"name": question(n), "type": "text", "label": {"en": format!("Invented question {n}")}, "max_length": 2000});
        json!({"name": name, "type": "section", "label": {"en": name}, "items": (from..=to).map(ask).collect::<Vec<_>>()})
    };
    json!({
        "format": "godwit-template/1", "name": "cms-test", "instrument": "CMS",
        "default_language": "en", "languages": ["en"], "title": {"en": "Invented"},
        "items": [section("first", 1, QUESTIONS / 2), section("second", QUESTIONS / 2 + 1, QUESTIONS)]
    })
    .to_string()
}

/// Publishes the template and opens the cycle; it closes ten years from now.
pub fn open(house: &House) {
    let (secret, now) = (house.secret.clone(), house.clock.now());
    let draft = Draft::read(&template()).unwrap_or_else(|flaws| panic!("{flaws:?}"));
    let saved = house
        .db
        .write(move |tx| {
            let permit = permit("CMS", Action::WriteTemplate);
            let saved = save_with(tx, &permit, &secret, draft, now)?;
            publish_with(tx, &permit, &secret, &saved.name, saved.version, now)?;
            Ok::<_, templates::Refusal>(saved)
        })
        .unwrap_or_else(|no| panic!("{no:?}"));
    let (secret, shelf) = (house.secret.clone(), house.shelf.clone());
    let cycle = NewCycle {
        code: CYCLE.parse().unwrap(),
        instrument: "CMS".parse().unwrap(),
        meeting: None,
        template: saved.name,
        version: saved.version,
        timetable: Timetable {
            opens_at: now - chrono::Duration::days(1),
            due_at: now + chrono::Duration::days(3_000),
            cut_off_at: None,
            closes_at: Some(now + chrono::Duration::days(3_650)),
        },
        time_zone: chrono_tz::UTC,
        reminders: Some(Vec::new()),
        parties: PARTIES.iter().map(|code| code.parse().unwrap()).collect(),
        exempt: Vec::new(),
        covered: Vec::new(),
    };
    house
        .db
        .write(move |tx| {
            let write = permit("CMS", Action::WriteCycle);
            open_with(tx, &write, (&secret, &mut Carrier::new(&shelf)), cycle, now).map(|_| ())
        })
        .unwrap_or_else(|no: cycles::Refusal| panic!("{no:?}"));
}
