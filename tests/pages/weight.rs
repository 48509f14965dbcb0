//! What a section's page weighs on the line: many who write reports have a slow one, and pay by the megabyte.

use serde_json::{Value, json};

use crate::html;
use crate::scene::{Browser, FIRST};
use crate::support::{TestServer, on_both};

/// Most bytes of the page with its style and script, as a browser gets them that was never there,
const FIRST_VISIT: usize = 45_000;
/// and of the page alone.
const LATER: usize = 20_000;

/// Words as reports use them, in an order that repeats nothing: what repeats would weigh too little.
const WORDS: [&str; 24] = [
    "measures",
    "species",
    "habitats",
    "taken",
    "national",
    "authority",
    "corridors",
    "describe",
    "monitoring",
    "since",
    "legislation",
    "bycatch",
    "wetlands",
    "conservation",
    "agreements",
    "progress",
    "migratory",
    "threats",
    "implemented",
    "population",
    "ranges",
    "bilateral",
    "funding",
    "awareness",
];

fn sentence(seed: usize, length: usize) -> Value {
    let word = |at: usize| WORDS[(seed * 31 + at * at * 7 + at * 5) % WORDS.len()];
    json!({"en": format!("{} {}?", seed, (0..length).map(word).collect::<Vec<_>>().join(" "))})
}

fn question(number: usize) -> Value {
    let mut question = json!({
        "name": format!("question_{number}"), "number": format!("1.{number}"), "label": sentence(number, 14),
        "hint": sentence(number + 100, 10), "comment": true
    });
    let kind = match number % 5 {
        0 => json!({"type": "text", "multiline": true, "max_length": 2000, "guidance": sentence(number + 200, 30)}),
        1 => json!({"type": "select_one", "list": "levels", "required": "submit"}),
        2 => json!({"type": "select_multiple", "list": "levels", "other": {"name": "other", "max_length": 200}}),
        3 => json!({"type": "integer", "unit": "sites", "qualifiers": ["exact", "estimate", "unknown"]}),
        _ => json!({"type": "text", "max_length": 200, "links": true}),
    };
    question.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
    question
}

fn template() -> Value {
    let level = |at: usize| json!({"name": format!("level_{at}"), "label": sentence(at + 300, 5)});
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": {"en": "Invented national report"},
        "lists": {"levels": {"choices": (0..5).map(level).collect::<Vec<_>>()}},
        "items": [{"name": "first", "type": "section", "label": {"en": "First"},
            "items": (1..=40).map(question).collect::<Vec<_>>()}]
    })
}

#[test]
fn a_section_of_forty_questions_is_light() {
    on_both(|database| {
        let server = TestServer::start(database);
        let admin = server.secretariat_admin();
        admin.post("/api/v1/templates", &template()).expect(201);
        admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
        let cycle = json!({
            "cycle": "invented-1", "instrument": "CMS", "meeting": "COP15", "template": "invented", "version": 1,
            "opens_at": "2027-01-01T00:00:00Z", "due_at": "2027-06-30T20:59:59Z", "time_zone": "Africa/Nairobi",
            "parties": ["KEN"]
        });
        admin.post("/api/v1/cycles", &cycle).expect(201);
        server.focal_point();
        let kenya = Browser::kenya(&server);
        let page = kenya.get(FIRST).expect(200);
        let assets: Vec<String> = html::elements(&page.text)
            .iter()
            .filter_map(|element| element.get("src").or_else(|| element.get("href")).map(str::to_owned))
            .filter(|path| path.starts_with("/assets/"))
            .collect();
        assert!(assets.iter().any(|path| path.starts_with("/assets/form-en-")), "{assets:?}");
        let (later, rest) = (kenya.weight(FIRST), assets.iter().map(|path| kenya.weight(path)).collect::<Vec<_>>());
        let first = later + rest.iter().sum::<usize>();
        eprintln!("{first} bytes at first, {later} later: {assets:?} {rest:?}");
        assert!(first <= FIRST_VISIT && later <= LATER, "{first} bytes at first, {later} later: {assets:?} {rest:?}");
    });
}
