//! Every kind of line, and whom we trust at its end.

use std::sync::Arc;
use std::time::Duration;

use godwit::mail::Transport;
use godwit::mail::post::{MakeToken, post};

use crate::office::{Office, letter, minutes, with_token};
use crate::support::smtp::Authority;
use crate::support::{Folder, Line, Received, Sink, TestDatabase, on_both};

#[test]
fn a_letter_arrives_as_it_was_written_on_every_line() {
    for line in [Line::Plain, Line::StartTls, Line::Tls] {
        let (database, sink) = (TestDatabase::sqlite(), Sink::open(line));
        let office = Office::to(&database, &sink);
        office.write("a");
        assert_eq!(office.post().posted, 1, "{line:?}");
        let letters = sink.letters();
        let letter = &letters[0];
        assert_eq!((letters.len(), letter.is_private), (1, line != Line::Plain), "{line:?}");
        assert_eq!(
            (letter.from.as_str(), letter.to.as_slice()),
            ("godwit@example.org", &["amina@example.org".to_owned()][..])
        );
        assert_eq!(letter.header("Subject"), "Rapport reçu a");
        assert_eq!(letter.header("Date"), "Mon, 01 Mar 2027 08:00:00 +0000");
        assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
        assert!(letter.header("Message-ID").ends_with("@reports.example.org>"), "{}", letter.header("Message-ID"));
        assert_eq!(letter.text().trim_end(), "Le rapport a a été reçu.\n\n.\nUne ligne qui commence par un point.");
    }
}

#[test]
fn a_certificate_nobody_vouches_for_is_refused_and_nothing_is_told() {
    let stranger = Authority::fresh();
    for line in [Line::StartTls, Line::Tls] {
        for authority in [None, Some(stranger.pem.as_str())] {
            let (database, sink) = (TestDatabase::sqlite(), Sink::open(line));
            let office = Office::over(&database, &sink.url(), authority, Duration::from_secs(20));
            office.write("a");
            let report = office.post();
            assert_eq!((report.posted, report.deferred, report.abandoned), (0, 1, 0), "{line:?}");
            assert!(report.stopped.as_ref().is_some_and(|why| why.contains("certificate")), "{line:?} {report:?}");
            assert_eq!(sink.letters(), []);
        }
    }
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let (database, sink) = (TestDatabase::sqlite(), Sink::open(Line::Tls));
    let url = sink.url().replace("localhost", "127.0.0.1");
    let office = Office::over(&database, &url, Some(sink.authority()), Duration::from_secs(20));
    office.write("a");
    let report = office.post();
    assert!(report.stopped.as_ref().is_some_and(|why| why.contains("certificate")), "{report:?}");
    assert_eq!(sink.letters(), []);
}

#[test]
fn a_server_without_starttls_gets_no_letter() {
    let (database, sink) = (TestDatabase::sqlite(), Sink::open(Line::Plain));
    let url = sink.url().replace("smtp://", "smtp+starttls://");
    let office = Office::over(&database, &url, Some(sink.authority()), Duration::from_secs(20));
    office.write("a");
    assert!(office.post().stopped.is_some_and(|why| why.contains("STARTTLS")));
    assert_eq!(sink.letters(), []);
}

#[test]
fn a_wrong_password_is_the_server_s_matter_and_loses_no_letter() {
    let (database, sink) = (TestDatabase::sqlite(), Sink::with_login(Line::StartTls, "godwit", "p@ss"));
    let tries = |credentials: &str| {
        let office =
            Office::over(&database, &sink.url_as(credentials), Some(sink.authority()), Duration::from_secs(20));
        office.clock.set(office.clock.now() + chrono::TimeDelta::days(1));
        (office.post(), office.outbox())
    };
    let office = Office::to(&database, &sink);
    office.write("a");
    office.write("b");
    let (report, outbox) = tries("godwit:wrong@");
    assert_eq!((report.posted, report.deferred, report.abandoned), (0, 1, 0));
    assert!(report.stopped.is_some_and(|why| why.contains("535")));
    assert_eq!((outbox.waiting, outbox.abandoned), (2, 0));
    let (report, _) = tries("godwit:p%40ss@");
    assert_eq!((report.posted, report.stopped), (1, None), "the other one waits for its next try");
}

#[test]
fn without_a_server_letters_lie_in_a_folder() {
    let (database, folder) = (TestDatabase::sqlite(), Folder::fresh());
    let office = Office::with(&database, Transport::Folder(folder.path().join("letters")));
    office.write("a");
    office.write("b");
    assert_eq!(office.post().posted, 2);
    let mut files: Vec<_> =
        std::fs::read_dir(folder.path().join("letters")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 2, "{files:?}");
    for (file, key) in files.iter().zip(["a", "b"]) {
        let name = file.file_name().unwrap().to_str().unwrap();
        let letter = Received::from_file(std::fs::read(file).unwrap());
        assert_eq!(letter.header("Subject"), format!("Rapport reçu {key}"));
        assert_eq!(
            letter.header("Message-ID"),
            format!("<{}@reports.example.org>", name.strip_suffix(".eml").unwrap())
        );
    }
}

#[test]
fn a_token_is_made_when_the_letter_leaves_and_never_lies_in_the_outbox() {
    on_both(|database| {
        let sink = Sink::open(Line::Plain);
        let office = Office::to(database, &sink);
        office.enqueue(with_token("invitation:1", office.clock.now()));
        let make: MakeToken =
            Arc::new(|_, letter, now| Ok(format!("{}-{}-live", letter.attempts, now.and_utc().timestamp())));
        let report = post(&office.db, &office.postbox, &make, &office.clock).unwrap();
        assert_eq!((report.posted, sink.letters().len()), (1, 1));
        let live = format!("1-{}-live", office.clock.now().and_utc().timestamp());
        assert_eq!(sink.letters()[0].text().trim_end(), format!("https://reports.example.org/invitation#{live}"));
        assert!(!crate::once::rows(database).contains("live"));
    });
}

#[test]
fn a_letter_waits_until_it_may_leave() {
    let (database, sink) = (TestDatabase::sqlite(), Sink::open(Line::Plain));
    let office = Office::to(&database, &sink);
    office.enqueue(letter("a", office.clock.now() + minutes(1)));
    assert_eq!((office.post().posted, office.outbox().waiting), (0, 1));
    office.later(minutes(1));
    assert_eq!((office.post().posted, office.outbox().waiting), (1, 0));
}
