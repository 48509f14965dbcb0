//! The same from the command line.

use std::path::{Path, PathBuf};

use godwit::templates::Shelf;
use serde_json::{Value, json};

use crate::scene::{CONNECTIVITY, small};
use crate::support::godwit::run;
use crate::support::{Folder, TestDatabase, TestServer, on_both, registers};

fn file(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("template.json");
    std::fs::write(&path, text).unwrap();
    path
}

fn check(folder: &Folder, text: &str) -> (i32, String, String) {
    run(&["check", "template", &file(folder.path(), text).display().to_string()], folder.path(), &[])
}

#[test]
fn check_says_what_a_secretariat_needs_to_know() {
    let folder = Folder::fresh();
    let (code, out, said) = check(&folder, CONNECTIVITY);
    assert_eq!(code, 0, "{said}");
    for line in [
        "cms-cop15-connectivity: 12 sections, 119 questions.",
        "Flaws: 0.",
        "Texts missing, by language: en 0, fr 0, es 0.",
        "Questions with no mandate: 0.",
        "superseded: 0, repealed: 0.",
    ] {
        assert!(out.contains(line), "{line} is not in {out}");
    }
    assert!(said.contains("register that ships") && said.contains("reference lists were not checked"), "{said}");
    assert!(out.contains("Asked once for each row of a repeat or a table: 18 of them."), "{out}");
    // Looking makes no database.
    assert!(std::fs::read_dir(folder.path()).unwrap().count() == 1);
}

#[test]
fn check_asks_the_database_for_reference_lists() {
    on_both(|database| {
        let server = TestServer::start(database);
        let settings = settings(database);
        let settings: Vec<(&str, &str)> =
            settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let path = file(database.folder.path(), CONNECTIVITY).display().to_string();
        let check = || run(&["check", "template", &path], database.folder.path(), &settings);
        let (code, out, said) = check();
        assert!(code == 1 && out.contains("Flaws: 1."), "{out} {said}");
        assert!(
            said.contains("lists.species.reference: CMS has no reference list species: import it first."),
            "{said}"
        );
        registers::species(&server.house);
        let (code, out, said) = check();
        assert!(code == 0 && out.contains("Flaws: 0.") && !said.contains("not checked"), "{out} {said}");
    });
}

#[test]
fn check_ends_with_1_and_every_flaw() {
    let folder = Folder::fresh();
    let mut document = small("q");
    document["items"][0]["items"][0]["mandates"] = json!(["Resolution 99.9", "Decision 14.AA"]);
    let (code, out, said) = check(&folder, &document.to_string());
    assert_eq!(code, 1);
    assert!(out.contains("Flaws: 2."), "{out}");
    assert!(said.contains("items[0].items[0].mandates[0]: ") && said.contains("mandates[1]: "), "{said}");
    let (code, _, said) = check(&folder, "{\"items\": [");
    assert!(code == 1 && said.contains("line 1"), "{said}");
    let (code, _, said) = run(&["check", "template", "no-such-file.json"], folder.path(), &[]);
    assert!(code == 1 && said.contains("no-such-file.json"), "{said}");
}

fn settings(database: &TestDatabase) -> Vec<(String, String)> {
    let secret = database.folder.path().join("secret");
    std::fs::write(&secret, "invented, and at least thirty-two bytes long").unwrap();
    vec![
        ("GODWIT_DATABASE_URL".to_owned(), database.url()),
        ("GODWIT_SECRET_FILE".to_owned(), secret.display().to_string()),
    ]
}

#[test]
fn import_keeps_a_template_or_says_what_would_become_of_it() {
    on_both(|database| {
        let server = crate::scene::server(database);
        let db = server.house.db.clone();
        let settings = settings(database);
        let settings: Vec<(&str, &str)> =
            settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let path = file(database.folder.path(), CONNECTIVITY).display().to_string();
        let import = |more: &[&str]| {
            let arguments = [&["import", "template", &path], more].concat();
            run(&arguments, database.folder.path(), &settings)
        };
        let name = "cms-cop15-connectivity".parse().unwrap();
        let published = |version| db.read(|tx| Shelf::new().find(tx, &name, version)).unwrap().is_some();
        let newest = || db.read(|tx| godwit::templates::store::newest(tx, &name)).unwrap().map(|(version, _)| version);

        let (code, _, said) = import(&["--publish", "--dry-run"]);
        assert!(
            code == 0 && said.contains("version 1 would be published") && said.contains("Nothing was kept"),
            "{said}"
        );
        assert_eq!(newest(), None);
        let (code, _, said) = import(&[]);
        assert!(code == 0 && said.contains("version 1 saved as a draft"), "{said}");
        assert!(newest() == Some(1) && !published(1));
        let (code, _, said) = import(&["--publish"]);
        assert!(code == 0 && said.contains("version 1 published"), "{said}");
        assert!(published(1));

        let mut document: Value = serde_json::from_str(CONNECTIVITY).unwrap();
        document["instrument"] = json!("AEWA");
        file(database.folder.path(), &document.to_string());
        let (code, _, said) = import(&[]);
        assert!(code == 1 && said.contains("instrument: "), "{said}");
        assert_eq!(newest(), Some(1));
    });
}
