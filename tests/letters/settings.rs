//! Settings for mail: where letters go, and a bad one is named.

use godwit::config::Settings;
use godwit::mail::Transport;
use godwit::mail::post::Postbox;

use crate::office::Office;
use crate::support::{Folder, Line, Sink, TestDatabase};

fn postbox(pairs: &[(&str, &str)]) -> Result<Postbox, Vec<String>> {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Postbox::of(&Settings::read(pairs, None).unwrap())
}

#[test]
fn without_a_server_letters_go_to_the_data_directory() {
    let found = postbox(&[("GODWIT_DATA_DIR", "/d")]).unwrap();
    assert!(matches!(found.transport, Transport::Folder(folder) if folder.ends_with("d/letters")));
}

#[test]
fn every_bad_setting_is_named_and_no_password_told() {
    let folder = Folder::fresh();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let empty = file("empty.pem", "");
    let torn = file("torn.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let absent = folder.path().join("absent.pem").display().to_string();
    for (pairs, names) in [
        (vec![("GODWIT_SMTP_URL", "smtp://a:s3cret@mail.example.org")], vec!["GODWIT_SMTP_URL"]),
        (
            vec![("GODWIT_SMTP_URL", "mail"), ("GODWIT_MAIL_FROM", "Godwit\r\nBcc: a@b")],
            vec!["GODWIT_SMTP_URL", "GODWIT_MAIL_FROM"],
        ),
        (vec![("GODWIT_SMTP_URL", "smtps://mail"), ("GODWIT_SMTP_CA_FILE", &empty)], vec!["GODWIT_SMTP_CA_FILE"]),
        (vec![("GODWIT_SMTP_URL", "smtps://mail"), ("GODWIT_SMTP_CA_FILE", &absent)], vec!["GODWIT_SMTP_CA_FILE"]),
        (vec![("GODWIT_SMTP_URL", "smtps://mail"), ("GODWIT_SMTP_CA_FILE", &torn)], vec!["GODWIT_SMTP_CA_FILE"]),
    ] {
        let said = postbox(&pairs).unwrap_err();
        assert_eq!(said.len(), names.len(), "{said:?}");
        for (sentence, name) in said.iter().zip(names) {
            assert!(sentence.contains(name) && !sentence.contains("s3cret"), "{sentence}");
        }
    }
}

#[test]
fn an_authority_of_one_s_own_is_trusted_beside_the_public_ones() {
    let (folder, sink) = (Folder::fresh(), Sink::open(Line::Tls));
    let path = folder.path().join("authority.pem");
    std::fs::write(&path, sink.authority()).unwrap();
    let path = path.display().to_string();
    let found = postbox(&[("GODWIT_SMTP_URL", &sink.url()), ("GODWIT_SMTP_CA_FILE", &path)]).unwrap();
    let database = TestDatabase::sqlite();
    let office = Office::with(&database, found.transport);
    office.write("a");
    assert_eq!((office.post().posted, sink.letters().len()), (1, 1));
}
