//! The binary: how it starts, what it refuses, how it ends.

use crate::support::godwit::{command, run};
use crate::support::{Client, Folder, Godwit, on_both};

fn settings(database: &crate::support::TestDatabase) -> Vec<(String, String)> {
    let secret = database.folder.path().join("secret");
    std::fs::write(&secret, "invented, and at least thirty-two bytes long").unwrap();
    vec![
        ("GODWIT_DATABASE_URL".to_owned(), database.url()),
        ("GODWIT_SECRET_FILE".to_owned(), secret.display().to_string()),
    ]
}

fn borrowed(settings: &[(String, String)]) -> Vec<(&str, &str)> {
    settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn it_serves_until_it_is_told_to_stop() {
    on_both(|database| {
        let settings = settings(database);
        let server = Godwit::spawn(&["serve"], database.folder.path(), &borrowed(&settings));
        Client::new(&server.url(), None).get("/healthz").expect(200);
        assert!(server.stop().success());
    });
}

#[test]
fn a_second_server_in_a_data_directory_is_refused() {
    let data = Folder::fresh();
    let first = Godwit::spawn(&["serve"], data.path(), &[]);
    let (code, _, said) = run(&["serve"], data.path(), &[("GODWIT_BIND", "127.0.0.1:0")]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("already serves"), "{said}");
    Client::new(&first.url(), None).get("/readyz").expect(200);
    drop(first);
    // The lock went with its holder, however it ended.
    drop(Godwit::spawn(&["serve"], data.path(), &[]));
}

#[test]
fn wrong_usage_is_two_and_says_what_is_wrong() {
    let data = Folder::fresh();
    for (arguments, settings, says) in [
        (vec!["sing"], vec![], "sing"),
        (vec!["serve"], vec![("GODWIT_BIND", "here")], "GODWIT_BIND"),
        (vec!["serve"], vec![("GODWIT_COLOUR", "red")], "GODWIT_COLOUR"),
        (vec!["serve"], vec![("GODWIT_DATABASE_URL", "mysql://x")], "GODWIT_DATABASE_URL"),
        (vec!["serve", "--config", "no-such-file"], vec![], "no-such-file"),
    ] {
        let (code, out, said) = run(&arguments, data.path(), &settings);
        assert_eq!((code, out.as_str()), (2, ""), "{said}");
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn every_command_explains_itself() {
    let (code, help, _) = run(&["--help"], Folder::fresh().path(), &[]);
    assert_eq!(code, 0);
    let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let commands: Vec<&str> =
        listed.take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.contains(&"serve"), "{help}");
    for name in commands.iter().filter(|name| **name != "help") {
        let output = command(&[name, "--help"]).output().unwrap();
        assert!(output.status.success() && output.stdout.len() > 40, "godwit {name} --help says nothing");
    }
}

#[test]
fn a_database_that_is_down_is_one_and_says_so() {
    let data = Folder::fresh();
    let secret = data.path().join("secret");
    std::fs::write(&secret, "invented, and at least thirty-two bytes long").unwrap();
    let settings = [
        ("GODWIT_DATABASE_URL", "postgres://godwit@127.0.0.1:1/godwit"),
        ("GODWIT_SECRET_FILE", secret.to_str().unwrap()),
        ("GODWIT_BIND", "127.0.0.1:0"),
    ];
    let (code, _, said) = run(&["serve"], data.path(), &settings);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("database"), "{said}");
}
