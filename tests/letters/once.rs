//! Once: whatever runs at the same time, and whoever dies in between.

use std::collections::BTreeSet;
use std::sync::Barrier;

use diesel::RunQueryDsl;
use godwit::mail::post::{LEASE, PostReport};
use godwit::mail::store::{lease, mark_posted};

use crate::office::{Office, minutes};
use crate::support::{Does, Line, Sink, TestDatabase, on_both};

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    row: String,
}

/// All rows of the outbox as text: subject, body, attempts, what was said last.
pub fn rows(database: &TestDatabase) -> String {
    let sql = "SELECT subject || ' ' || body || ' attempts ' || attempts || ' ' || COALESCE(last_error, '') AS row \
               FROM letters ORDER BY message_key";
    let rows: Vec<Row> = diesel::sql_query(sql).load(&mut database.connect()).unwrap();
    rows.into_iter().map(|row| row.row).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_key_is_written_once() {
    on_both(|database| {
        let sink = Sink::open(Line::Plain);
        let office = Office::to(database, &sink);
        assert_eq!((office.write("a"), office.write("a"), office.write("b")), (true, false, true));
        assert_eq!(office.post().posted, 2);
        assert!(!office.write("a"), "also when it has left");
    });
}

#[test]
fn two_posters_at_once_send_each_letter_once() {
    const LETTERS: usize = 24;
    on_both(|database| {
        let sink = Sink::open(Line::Plain);
        let office = Office::to(database, &sink);
        for key in 0..LETTERS {
            office.write(&format!("{key:02}"));
        }
        let start = Barrier::new(3);
        let reports: Vec<PostReport> = std::thread::scope(|scope| {
            let run = || {
                // A process of its own, as far as the database can tell.
                let own = Office::to(database, &sink);
                start.wait();
                own.post()
            };
            let running: Vec<_> = (0..3).map(|_| scope.spawn(run)).collect();
            running.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let posted: u32 = reports.iter().map(|report| report.posted).sum();
        let ids: BTreeSet<String> = sink.letters().iter().map(|letter| letter.header("Message-ID")).collect();
        assert_eq!((posted, sink.letters().len(), ids.len()), (24, LETTERS, LETTERS), "{reports:?}");
        assert!(reports.iter().all(|report| report.repeated == 0 && report.deferred == 0));
    });
}

#[test]
fn a_letter_whose_acceptance_was_not_heard_leaves_again_under_the_same_message_id() {
    on_both(|database| {
        let sink = Sink::open(Line::Plain);
        let office = Office::to(database, &sink);
        office.write("a");
        sink.next(&[Does::DropAfterDot]);
        let report = office.post();
        assert_eq!((report.posted, report.deferred, sink.letters().len()), (0, 1, 1));
        office.later(minutes(1));
        assert_eq!(office.post().posted, 1);
        let ids: Vec<String> = sink.letters().iter().map(|letter| letter.header("Message-ID")).collect();
        assert_eq!(ids.len(), 2);
        assert_eq!(ids[0], ids[1]);
        assert!(rows(database).contains("attempts 2"));
    });
}

#[test]
fn a_letter_whose_poster_died_leaves_after_the_lease_and_is_counted() {
    on_both(|database| {
        let sink = Sink::open(Line::Plain);
        let office = Office::to(database, &sink);
        office.write("a");
        let now = office.clock.now();
        let dead = office.db.write(move |tx| lease(tx, "dead", LEASE, now)).unwrap().unwrap();
        office.later(LEASE - minutes(1));
        assert_eq!(office.post(), PostReport::default(), "the dead one still holds it");
        office.later(minutes(1));
        let report = office.post();
        assert_eq!((report.posted, report.repeated), (1, 1));
        assert!(rows(database).contains("attempts 2"));
        let id = sink.letters()[0].header("Message-ID");
        assert_eq!(id, format!("<{}@reports.example.org>", dead.id), "what the dead one may have sent had the same");
    });
}

#[test]
fn a_poster_that_was_thought_dead_and_sent_after_all_stops_a_second_sending() {
    on_both(|database| {
        let sink = Sink::open(Line::Plain);
        let office = Office::to(database, &sink);
        office.write("a");
        let now = office.clock.now();
        let slow = office.db.write(move |tx| lease(tx, "slow", LEASE, now)).unwrap().unwrap();
        office.later(LEASE);
        let now = office.clock.now();
        let second = office.db.write(move |tx| lease(tx, "second", LEASE, now)).unwrap().unwrap();
        office.db.write(move |tx| mark_posted(tx, &slow, now)).unwrap();
        office.later(LEASE);
        assert_eq!((second.interrupted, office.post()), (true, PostReport::default()));
    });
}
