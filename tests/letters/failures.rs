//! Everything a mail server does to us.

use std::time::{Duration, Instant};

use crate::office::{Office, letter, minutes};
use crate::support::smtp::closed_port;
use crate::support::{Does, Line, Sink, TestDatabase, on_both};

#[test]
fn a_letter_refused_for_now_leaves_later() {
    on_both(|database| {
        let sink = Sink::open(Line::Plain);
        let office = Office::to(database, &sink);
        office.write("a");
        sink.next(&[Does::Refuse("450 4.2.0 greylisted"), Does::Refuse("451 4.3.0 try again")]);
        let report = office.post();
        assert_eq!((report.posted, report.deferred, report.stopped), (0, 1, None));
        assert_eq!(office.post().deferred, 0, "it is not tried before its time");
        office.later(minutes(1));
        assert_eq!(office.post().deferred, 1);
        office.later(minutes(1));
        assert_eq!(office.post().posted, 0, "the second pause is longer");
        office.later(minutes(4));
        assert_eq!((office.post().posted, sink.letters().len()), (1, 1));
        assert_eq!((office.outbox().waiting, office.outbox().abandoned), (0, 0));
    });
}

#[test]
fn a_letter_refused_for_good_is_given_up_with_its_reason_and_holds_up_no_other() {
    on_both(|database| {
        let sink = Sink::open(Line::Plain);
        let office = Office::to(database, &sink);
        office.write("a");
        for (pause, deferred, abandoned) in [(0, 1, 0), (1, 1, 0), (5, 0, 1)] {
            office.later(minutes(pause));
            sink.next(&[Does::Refuse("550 5.1.1 no such mailbox")]);
            let report = office.post();
            assert_eq!((report.deferred, report.abandoned, report.stopped), (deferred, abandoned, None));
        }
        assert_eq!((office.outbox().waiting, office.outbox().abandoned), (0, 1));
        assert!(crate::once::rows(database).contains("no such mailbox"));
        office.write("b");
        office.later(minutes(100_000));
        assert_eq!(office.post().posted, 1);
        assert_eq!(sink.letters()[0].header("Subject"), "Rapport reçu b");
    });
}

#[test]
fn an_address_that_is_none_is_given_up_and_holds_up_no_other() {
    let (database, sink) = (TestDatabase::sqlite(), Sink::open(Line::Plain));
    let office = Office::to(&database, &sink);
    let mut wrong = letter("a", office.clock.now());
    wrong.address = "amina@example.org>\r\nRCPT TO:<all@example.org".to_owned();
    office.enqueue(wrong);
    office.write("b");
    let report = office.post();
    assert_eq!((report.posted, report.deferred), (1, 1));
    for pause in [1, 5] {
        office.later(minutes(pause));
        office.post();
    }
    assert_eq!((office.outbox().abandoned, sink.letters().len()), (1, 1));
}

#[test]
fn a_server_that_is_not_there_or_sends_us_away_ends_the_run_and_loses_nothing() {
    let closed = format!("smtp://localhost:{}", closed_port());
    for (is_there, says) in [(false, "Connection"), (true, "421")] {
        let (database, sink) = (TestDatabase::sqlite(), Sink::open(Line::Plain));
        let url = if is_there { sink.url() } else { closed.clone() };
        let office = Office::over(&database, &url, None, Duration::from_secs(20));
        office.write("a");
        office.write("b");
        if is_there {
            sink.next(&[Does::Greet("421 4.3.2 closing")]);
        }
        let report = office.post();
        assert_eq!((report.posted, report.deferred, report.abandoned), (0, 1, 0), "one letter is enough to find out");
        assert!(report.stopped.as_ref().is_some_and(|why| why.contains(says)), "{report:?}");
        let recovered = Office::to(&database, &sink);
        recovered.later(minutes(1));
        assert_eq!((recovered.post().posted, sink.letters().len(), recovered.outbox().waiting), (2, 2, 0));
    }
}

#[test]
fn a_server_that_falls_silent_costs_its_time_and_no_more() {
    const PATIENCE: Duration = Duration::from_millis(150);
    for (line, does) in [
        (Line::Plain, Does::Hang),
        (Line::StartTls, Does::Hang),
        (Line::Tls, Does::Hang),
        (Line::Plain, Does::HangAfterDot),
    ] {
        let (database, sink) = (TestDatabase::sqlite(), Sink::open(line));
        let office = Office::over(&database, &sink.url(), Some(sink.authority()), PATIENCE);
        office.write("a");
        office.write("b");
        sink.next(&[does]);
        let started = Instant::now();
        let report = office.post();
        assert!(started.elapsed() < Duration::from_secs(15), "{line:?} {does:?} took {:?}", started.elapsed());
        assert_eq!((report.posted, report.deferred), (0, 1), "{line:?} {does:?}");
        assert!(report.stopped.is_some(), "{line:?} {does:?}");
    }
}
