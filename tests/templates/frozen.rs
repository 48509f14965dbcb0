//! Whatever a person can answer and submit fits the schema made from the template version, here and anywhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use godwit::clock;
use godwit::cycles::{Cycle, Timetable};
use godwit::ids::ReportId;
use godwit::reports::answer::{Answer, Raw, parse};
use godwit::reports::freeze::{Cover, Declaration, document};
use godwit::reports::sheet::{Given, Sheet};
use godwit::reports::{Report, State, gaps};
use godwit::templates::Template;
use godwit::templates::document::read;
use godwit::templates::logic::Logic;
use godwit::templates::outline::Outline;
use godwit::templates::reference::{Members, ReferenceList, ReferenceRow};
use godwit::templates::rows::{Made, RowLists, RowTree};
use godwit::templates::submission_schema::submission_schema;
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::scene::{CONNECTIVITY, NGO};

fn report(template: &Template) -> Report {
    let at = |text| clock::read(text).unwrap();
    let opens_at = at("2027-01-01T00:00:00Z");
    let due_at = at("2027-06-30T21:59:59Z");
    let cycle = Cycle {
        code: "cms-cop15".parse().unwrap(),
        instrument: template.instrument.clone(),
        meeting: None,
        template: template.name.clone(),
        version: 1,
        timetable: Timetable { opens_at, due_at, cut_off_at: None, closes_at: None },
        time_zone: chrono_tz::UTC,
        reminders: Vec::new(),
        revision: 1,
    };
    Report {
        id: ReportId::fresh(),
        cycle,
        party: "KEN".parse().unwrap(),
        state: State::InProgress,
        revision: 7,
        chain: String::new(),
        submissions: 0,
        reopened_until: None,
        shared: false,
        extended_to: None,
    }
}

/// What is sent for a question: mostly of a kind that one of them takes.
fn sent() -> impl Strategy<Value = Value> {
    let words = prop_oneof![
        "\\PC{0,40}",
        "[ \u{feff}\u{a0}\u{2003}\n\t]{0,4}",
        "a{450,520}",
        "(https?|ftp)://[a-z@?# \u{feff}/]{0,12}",
    ];
    let dates = prop_oneof!["(19|20)[0-9]{2}", "20[0-3][0-9]-[01][0-9]", "20[0-3][0-9]-[01][0-9]-[0-3][0-9]"];
    let number = |text: String| serde_json::from_str::<Value>(&text).unwrap_or(Value::Null);
    let numbers = prop_oneof![
        (0i64..200).prop_map(Value::from),
        "-?(0|[1-9][0-9]{0,27})(\\.[0-9]{1,4})?".prop_map(number),
        "[1-9](e|E)-?[0-9]{1,2}".prop_map(number),
    ];
    let names = prop_oneof!["yes", "no", "other", "none", "full", "partly", "not_known", "always", "dams", "roads"];
    let links = ("https?://[a-z]{1,8}(/[a-z?#]{0,9})?", proptest::option::of(words.clone()));
    let link = links.prop_map(|(url, label)| match label {
        Some(label) => json!({ "url": url, "label": label }),
        None => json!({ "url": url }),
    });
    prop_oneof![
        words.prop_map(Value::from),
        dates.prop_map(Value::from),
        numbers,
        names.clone().prop_map(Value::from),
        proptest::collection::vec(names, 0..4).prop_map(Value::from),
        proptest::collection::vec(link, 0..3).prop_map(Value::from),
        Just(json!(true)),
        Just(Value::Null),
    ]
}

/// An answer to a question by its place in the template; for one with a list, sometimes out of that list.
#[derive(Debug, Clone)]
struct Said {
    value: Value,
    picks: Vec<proptest::sample::Index>,
    other: Option<String>,
    qualifier: Option<String>,
    comment: Option<String>,
}

fn said() -> impl Strategy<Value = Said> {
    let words = || proptest::option::of("[\\PC\n\t]{0,20}");
    let qualifier = proptest::option::of("exact|estimate|at_least|unknown");
    let picks = proptest::collection::vec(any::<proptest::sample::Index>(), 0..4);
    (sent(), picks, words(), qualifier, words()).prop_map(|(value, picks, other, qualifier, comment)| Said {
        value,
        picks,
        other,
        qualifier,
        comment,
    })
}

fn raw(template: &Template, kind: &godwit::templates::Kind, said: &Said) -> Raw {
    let names: Vec<&str> = kind.choices().map_or_else(Vec::new, |(list, other)| {
        let listed = template.choices(list).iter().map(|choice| choice.name.as_str());
        listed.chain(other.map(|other| other.name.as_str())).collect()
    });
    let mut picked: Vec<&str> =
        said.picks.iter().filter(|_| !names.is_empty()).map(|pick| names[pick.index(names.len())]).collect();
    picked.sort_unstable();
    picked.dedup();
    let value = match (picked.as_slice(), kind.word()) {
        ([], _) => said.value.clone(),
        ([first, ..], "select_one") => json!(first),
        (picked, _) => json!(picked),
    };
    let (other, qualifier, comment) = (said.other.clone(), said.qualifier.clone(), said.comment.clone());
    Raw { value, other, qualifier, comment, language: Some("en".to_owned()), ..Raw::default() }
}

struct Frozen {
    template: Template,
    validator: Validator,
    lists: RowLists,
}

/// A reference list of three invented species, one of them another Party's.
fn species() -> Arc<ReferenceList> {
    let row = |(key, party): (&str, &str)| ReferenceRow {
        key: key.parse().unwrap(),
        labels: godwit::templates::Texts::default(),
        parent: None,
        attributes: BTreeMap::new(),
        parties: Members::Only([party.parse().unwrap()].into()),
        retired: false,
        position: 1,
    };
    let rows = [("crane", "KEN"), ("oryx", "FRA"), ("stork", "KEN")].map(row).to_vec();
    Arc::new(ReferenceList::new("species".parse().unwrap(), "en".to_owned(), 1, rows).unwrap())
}

/// The rows of Kenya's report: those that lists give it, and one of its own in each place that takes one.
fn rows(template: &Template, lists: &RowLists) -> RowTree {
    let (outline, party) = (Outline::of(template), "KEN".parse().unwrap());
    let mut made = Made::default();
    for frame in &outline.frames {
        let so_far = RowTree::of(&outline, lists, &party, &made);
        for around in 0..so_far.count(frame.around) {
            let around = so_far.path(frame.around, around);
            made.add(frame.name().as_str(), format!("{around}/own").trim_start_matches('/'), 1);
        }
    }
    RowTree::of(&outline, lists, &party, &made)
}

fn frozen(text: &str) -> Frozen {
    let (_, template) = read(text).unwrap();
    let validator = jsonschema::draft202012::new(&submission_schema(&template, 1)).unwrap();
    let lists = RowLists::of(&template, |_| Ok::<_, ()>(species())).unwrap();
    Frozen { template, validator, lists }
}

thread_local! {
    static BOTH: [Frozen; 2] = [frozen(CONNECTIVITY), frozen(NGO)];
}

/// Saves what can be saved and freezes it. How many questions are answered, and what the schema has against the rest.
fn freeze(frozen: &Frozen, all: &[Said]) -> (usize, Vec<String>) {
    let template = &frozen.template;
    let (outline, rows) = (Outline::of(template), rows(template, &frozen.lists));
    let places = outline.slots.iter().flat_map(|slot| {
        let rows = (0..rows.count(slot.frame)).map(|row| rows.path(slot.frame, row).to_owned());
        rows.map(move |row| (slot, row))
    });
    let mut answers: BTreeMap<(String, String), Answer> = BTreeMap::new();
    for ((slot, row), said) in places.zip(all.iter().cycle()) {
        // What is refused with its trimmings may stand without them.
        let mut raw = raw(template, &slot.question.kind, said);
        for _ in 0..4 {
            if let Ok(answer) = parse(template, slot.question, &slot.key, &raw) {
                answers.insert((slot.key.to_string(), row), answer);
                break;
            }
            if let (None, None) = (raw.comment.take(), raw.qualifier.take()) {
                raw.other = None;
            }
        }
    }
    let count = answers.values().filter(|answer| answer.is_answered()).count();
    let today = "2027-05-01".parse().unwrap();
    let found = |key: &str, row: &str| answers.get(&(key.to_owned(), row.to_owned()));
    let logic = Logic::of(template).unwrap();
    let outlook = logic.look(rows, |key, row| found(key, row).and_then(|said| said.value.as_ref()), today);
    let sheet = Sheet::of(template, &outlook, |key, row| found(key, row).map(Given::from));
    let missing = gaps::gaps(&sheet, &godwit::access::Sections::All);
    let open: Vec<&str> =
        missing.iter().filter(|gap| gap.severity == gaps::Severity::Error).map(|gap| gap.path.as_str()).collect();
    let (report, declaration) =
        (report(template), Declaration { name: "Invented Person".to_owned(), capacity: "Focal point".to_owned() });
    let cover = Cover {
        report: &report,
        number: 1,
        reference: "cms-cop15/KEN/1",
        submitted_at: clock::read("2027-05-01T00:00:00Z").unwrap(),
        declaration: &declaration,
        imported: None,
        files: &BTreeMap::new(),
    };
    let document = document(&sheet, &cover);
    let of_a_gap = |place: &str| {
        let path = place.strip_prefix("/answers/").and_then(|rest| rest.split('/').next());
        path.is_some_and(|path| open.contains(&path.replace("~1", "/").as_str()))
    };
    let wrong = frozen.validator.iter_errors(&document).filter(|error| !of_a_gap(&error.instance_path().to_string()));
    (count, wrong.map(|error| format!("{}: {}", error.instance_path(), error.instance())).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_can_be_submitted_fits_the_schema(all in proptest::collection::vec(said(), 1..60)) {
        BOTH.with(|both| {
            for frozen in both {
                let (_, wrong) = freeze(frozen, &all);
                prop_assert!(wrong.is_empty(), "{wrong:?}");
            }
            Ok(())
        })?;
    }
}

/// The property above means something: with a fixed answer of each kind, most questions are answered.
#[test]
fn answers_of_every_kind_are_frozen() {
    let values = [json!("2025"), json!("2025-03"), json!("2025-03-14"), json!(7), json!(true), json!("words")];
    let links = json!([{"url": "https://example.org"}]);
    let mut answered = 0;
    for value in values.into_iter().chain([links, json!(["yes"])]) {
        let said = Said { value, picks: Vec::new(), other: None, qualifier: None, comment: Some("why".to_owned()) };
        BOTH.with(|both| {
            let (count, wrong) = freeze(&both[0], std::slice::from_ref(&said));
            assert_eq!(wrong, Vec::<String>::new());
            answered += count;
        });
    }
    assert!(answered > 40, "{answered}");
}
