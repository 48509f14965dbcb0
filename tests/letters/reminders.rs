//! Reminders, from the rows of a cycle to the letters of those who answer for a Party.

use std::sync::Barrier;

use diesel::connection::SimpleConnection;
use godwit::clock::Moment;
use godwit::reminders::{Round, remind};
use godwit::templates::Shelf;

use crate::office::{Office, at};
use crate::support::{Line, Sink, TestDatabase, on_both};

const BASE: &str = "https://reports.example.org";

/// An invented template, complete in English alone.
const TEMPLATE: &str = r#"{"format": "godwit-template/1", "name": "invented", "instrument": "CMS", "respondent": "party",
    "default_language": "en", "languages": ["en"], "title": {"en": "Invented report"}, "lists": {},
    "items": [{"name": "one", "type": "section", "label": {"en": "One"},
               "items": [{"name": "q", "type": "text", "label": {"en": "What?"}}]}]}"#;

/// A cycle due at the end of 30 June 2027 in Berlin, opened on 1 January, and one Party of every kind:
/// KEN in progress (two focal points and a contributor), FRA not started (in French), UGA in progress,
/// TZA submitted, MLI reopened after it submitted, EGY exempt, DEU covered by EUE, PER in another format,
/// NER with nobody who answers for it.
fn prepare(database: &TestDatabase) {
    let mut sql = format!(
        "INSERT INTO instruments (code, name) VALUES ('CMS', 'Invented Convention');
         INSERT INTO templates (name, instrument, revision) VALUES ('invented', 'CMS', 1);
         INSERT INTO template_versions (template, version, state, document, sha256, saved_at, published_at)
             VALUES ('invented', 1, 'published', '{TEMPLATE}', '', '2027-01-01 00:00:00', '2027-01-01 00:00:00');
         INSERT INTO cycles (code, instrument, template, version, opens_at, due_at, closes_at, time_zone, reminders,
                             revision, opened_at)
             VALUES ('cms-cop15', 'CMS', 'invented', 1, '2027-01-01 00:00:00', '2027-06-30 21:59:59',
                     '2027-12-31 00:00:00', 'Europe/Berlin', '[-30,-7,-1,1,14]', 1, '2027-01-01 00:00:00');"
    );
    for (party, name, duty, covered_by, report) in [
        ("KEN", "Kenya", "due", "NULL", Some(("in_progress", 0))),
        ("FRA", "France", "due", "NULL", Some(("not_started", 0))),
        ("UGA", "Uganda", "due", "NULL", Some(("in_progress", 0))),
        ("TZA", "Tanzania", "due", "NULL", Some(("submitted", 1))),
        ("MLI", "Mali", "due", "NULL", Some(("in_progress", 1))),
        ("EGY", "Egypt", "exempt", "NULL", None),
        ("EUE", "European Union", "due", "NULL", Some(("submitted", 1))),
        ("DEU", "Germany", "covered", "'EUE'", None),
        ("PER", "Peru", "other_format", "NULL", Some(("not_started", 0))),
        ("NER", "Niger", "due", "NULL", Some(("not_started", 0))),
    ] {
        sql += &format!(
            "INSERT INTO parties (code, kind, name_en, name_fr, name_es)
                 VALUES ('{party}', 'state', '{name}', '{name} (fr)', '{name} (es)');
             INSERT INTO due_list (id, cycle, party, kind, covered_by, reason, recorded_at)
                 VALUES ('due-{party}', 'cms-cop15', '{party}', '{duty}', {covered_by}, '', '2027-01-01 00:00:00');"
        );
        if let Some((state, submissions)) = report {
            sql += &format!(
                "INSERT INTO reports (id, cycle, party, state, revision, chain, submissions, shared)
                     VALUES ('report-{party}', 'cms-cop15', '{party}', '{state}', 0, '', {submissions}, FALSE);"
            );
        }
        if party != "NER" {
            sql += &person(&format!("first-{party}"), "focal_point", party, if party == "FRA" { "fr" } else { "en" });
        }
    }
    sql += &person("second-KEN", "focal_point", "KEN", "en");
    sql += &person("helper-KEN", "contributor", "KEN", "en");
    database.connect().batch_execute(&sql).unwrap();
}

/// Uganda is given until 31 July, on 25 June.
fn extend(database: &TestDatabase) {
    let sql = "INSERT INTO due_list (id, cycle, party, kind, extended_to, reason, recorded_at) VALUES
                   ('extended-UGA', 'cms-cop15', 'UGA', 'extended', '2027-07-31 21:59:59', '', '2027-06-25 08:00:00');";
    database.connect().batch_execute(sql).unwrap();
}

/// An account `ID@example.org` with one grant.
fn person(id: &str, role: &str, party: &str, language: &str) -> String {
    format!(
        "INSERT INTO accounts (id, email, email_key, name, language, epoch, active, created_at)
             VALUES ('{id}', '{id}@example.org', '{id}@example.org', 'Person {id}', '{language}', 0, TRUE,
                     '2027-01-01 00:00:00');
         INSERT INTO grants (id, account_id, instrument, role, party, sections, from_at, recorded_at)
             VALUES ('grant-{id}', '{id}', 'CMS', '{role}', '{party}', 'all', '2027-01-01 00:00:00',
                     '2027-01-01 00:00:00');"
    )
}

/// `PARTY days address`, one for each letter.
fn told(rounds: &[Round]) -> Vec<String> {
    let reminders = rounds.iter().flat_map(|round| &round.reminders);
    reminders.map(|one| format!("{} {:+} {}", one.party, one.milestone.days, one.letter.address)).collect()
}

fn run(office: &Office, dry: bool, now: Moment) -> Vec<Round> {
    remind(&office.db, &Shelf::new(), BASE, dry, now).unwrap()
}

#[test]
fn who_owes_a_report_is_reminded_once_and_nobody_else() {
    on_both(|database| {
        prepare(database);
        let sink = Sink::open(Line::Plain);
        let office = Office::to(database, &sink);
        let check = |now: &str, expect: &[&str]| assert_eq!(told(&run(&office, false, at(now))), expect, "{now}");
        check("2027-05-30T21:59:59Z", &[]);
        let month =
            ["FRA -30 first-FRA@example.org", "KEN -30 first-KEN@example.org", "KEN -30 second-KEN@example.org"];
        check("2027-05-30T22:00:00Z", &[&month[..], &["UGA -30 first-UGA@example.org"]].concat());
        check("2027-05-31T12:00:00Z", &[]);
        // Down until the last day: the week is passed over.
        extend(database);
        let last = ["FRA -1 first-FRA@example.org", "KEN -1 first-KEN@example.org", "KEN -1 second-KEN@example.org"];
        check("2027-06-30T12:00:00Z", &last);
        let late = ["FRA +1 first-FRA@example.org", "KEN +1 first-KEN@example.org", "KEN +1 second-KEN@example.org"];
        check("2027-07-01T12:00:00Z", &[&late[..], &["UGA -30 first-UGA@example.org"]].concat());
        check("2027-07-01T12:00:01Z", &[]);
        let both = ["FRA +14 first-FRA@example.org", "KEN +14 first-KEN@example.org", "KEN +14 second-KEN@example.org"];
        check("2027-07-24T12:00:00Z", &[&both[..], &["UGA -7 first-UGA@example.org"]].concat());
        check("2027-12-31T00:00:00Z", &[]);
    });
}

#[test]
fn a_dry_run_tells_the_same_and_writes_nothing() {
    on_both(|database| {
        prepare(database);
        extend(database);
        let sink = Sink::open(Line::Plain);
        let office = Office::to(database, &sink);
        let now = at("2027-06-29T12:00:00Z");
        let dry = run(&office, true, now);
        assert_eq!(office.outbox().waiting, 0);
        assert_eq!(dry[0].unanswered.iter().map(|party| party.as_str()).collect::<Vec<_>>(), ["NER"]);
        assert_eq!(run(&office, false, now), dry);
        assert_eq!(office.outbox().waiting, 3);
        assert_eq!(told(&run(&office, true, now)), Vec::<String>::new());
    });
}

#[test]
fn two_runs_at_once_write_each_reminder_once() {
    on_both(|database| {
        prepare(database);
        let sink = Sink::open(Line::Plain);
        let start = Barrier::new(3);
        let told: usize = std::thread::scope(|scope| {
            let go = || {
                let own = Office::to(database, &sink);
                start.wait();
                told(&run(&own, false, at("2027-05-31T12:00:00Z"))).len()
            };
            let running: Vec<_> = (0..3).map(|_| scope.spawn(go)).collect();
            running.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        let office = Office::to(database, &sink);
        assert_eq!((told, office.outbox().waiting), (4, 4));
    });
}

#[test]
fn a_reminder_reads_like_a_letter_in_the_reader_s_language() {
    let (database, sink) = (TestDatabase::sqlite(), Sink::open(Line::Plain));
    prepare(&database);
    extend(&database);
    let office = Office::to(&database, &sink);
    let now = at("2027-06-29T06:00:00Z");
    run(&office, false, now);
    office.clock.set(now);
    assert_eq!(office.post().posted, 3);
    let letters = sink.letters();
    let to = |address: &str| letters.iter().find(|letter| letter.to == [address]).unwrap();
    let kenya = to("first-KEN@example.org");
    assert_eq!(kenya.header("Subject"), "Invented report: the report of Kenya is due on 30 June 2027");
    let expect = "Dear Person first-KEN,\n\nThe report of Kenya is due on 30 June 2027, 23:59 (Europe/Berlin). That is in \
                  1 day.\n\nIt has been started and not yet submitted. Go on here:\n\n\
                  https://reports.example.org/reports/cms-cop15/KEN\n";
    assert!(kenya.text().starts_with(expect), "{}", kenya.text());
    let france = to("first-FRA@example.org");
    assert_eq!(france.header("Subject"), "Invented report : rapport à remettre pour le 30 juin 2027, France (fr)");
    assert!(france.text().contains("Il n'a pas encore été commencé. Commencez ici :"), "{}", france.text());
    for letter in &letters {
        assert!(!letter.text().contains(['{', '}']), "a place was left open: {}", letter.text());
    }
    let later = at("2027-07-15T12:00:00Z");
    run(&office, false, later);
    office.clock.set(later);
    office.post();
    let late = sink.letters().into_iter().rfind(|letter| letter.to == ["first-KEN@example.org"]).unwrap();
    assert!(late.text().contains("was due on 30 June 2027, 23:59 (Europe/Berlin)"), "{}", late.text());
    assert!(late.text().contains("That was 15 days ago."), "{}", late.text());
}
