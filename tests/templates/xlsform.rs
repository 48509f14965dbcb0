//! Templates as workbooks: there and back, and workbooks that nobody made by hand.

use std::path::Path;

use godwit::templates::xlsform::{self, Given};
use serde_json::Value;

use crate::book::book;
use crate::scene::{CONNECTIVITY, NGO};
use crate::support::godwit::run;
use crate::support::{Folder, on_both};

#[test]
fn the_templates_that_ship_come_back_from_workbooks() {
    for text in [CONNECTIVITY, NGO] {
        let document: Value = godwit::json::read(text).unwrap();
        let bytes = xlsform::write(&document).unwrap();
        let imported = xlsform::read(&bytes, &Given::default()).unwrap();
        assert!(imported.document == document);
        assert!(imported.warnings.is_empty(), "{:?}", imported.warnings);
    }
}

fn on_disk(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

#[test]
fn a_workbook_is_checked_like_a_document() {
    let folder = Folder::fresh();
    let check = |bytes: &[u8], more: &[&str]| {
        let path = on_disk(folder.path(), "form.xlsx", bytes);
        run(&[&["check", "template", &path], more].concat(), folder.path(), &[])
    };
    let bytes = xlsform::write(&godwit::json::read(CONNECTIVITY).unwrap()).unwrap();
    let (code, out, said) = check(&bytes, &[]);
    assert!(code == 0 && out.contains("cms-cop15-connectivity: 12 sections, 119 questions."), "{said}");
    let form = |mandate: &str| {
        book(&[
            ("survey", &[&["type", "name", "label", "default", "bind::nr_mandate"], &["text", "a", "A", "x", mandate]]),
            ("settings", &[&["form_title", "form_id"], &["A form", "my-form"]]),
        ])
    };
    let (code, out, said) = check(&form("CMS Resolution 12.26 (Rev.COP13) para 3"), &["--instrument", "CMS"]);
    assert!(code == 0 && out.contains("my-form: 1 sections, 1 questions."), "{said}");
    assert!(said.contains("Warning: survey!D2: "), "{said}");
    // What the document's own reader and the register of mandates say is told by cell too.
    let (code, _, said) = check(&form("Resolution 99.9"), &["--instrument", "CMS", "--name", "other"]);
    assert!(code == 1 && said.contains("survey!E2: "), "{said}");
    let (code, _, said) = check(&form(""), &[]);
    assert!(code == 1 && said.contains("name the instrument"), "{said}");
    let twice: &[&[&str]] = &[&["type", "name", "label"], &["text", "a", "A"], &["integer", "a", "B"]];
    let (code, _, said) = check(&book(&[("survey", twice)]), &["--instrument", "CMS", "--name", "other"]);
    assert!(code == 1 && said.contains("survey!B3: \"a\" is the name of survey!B2 already"), "{said}");
    let path = on_disk(folder.path(), "template.json", CONNECTIVITY.as_bytes());
    let (code, _, said) = run(&["check", "template", &path, "--instrument", "CMS"], folder.path(), &[]);
    assert!(code == 1 && said.contains("says its instrument"), "{said}");
    let (code, _, _) = run(&["check", "template", &path, "--instrument", "cms!"], folder.path(), &[]);
    assert_eq!(code, 2);
}

#[test]
fn a_workbook_is_imported_and_a_version_exported() {
    on_both(|database| {
        let server = crate::scene::server(database);
        let folder = database.folder.path();
        let secret = on_disk(folder, "secret", b"invented, and at least thirty-two bytes long");
        let url = database.url();
        let settings = [("GODWIT_DATABASE_URL", url.as_str()), ("GODWIT_SECRET_FILE", secret.as_str())];
        let godwit = |arguments: &[&str]| run(arguments, folder, &settings);
        let document: Value = godwit::json::read(NGO).unwrap();
        let path = on_disk(folder, "ngo.xlsx", &xlsform::write(&document).unwrap());
        let name = "cms-ngo-partner".parse().unwrap();
        let kept = || server.house.db.read(|tx| godwit::templates::store::version(tx, &name, 1)).unwrap();

        let (code, _, said) = godwit(&["import", "template", &path, "--dry-run"]);
        assert!(code == 0 && said.contains("Nothing was kept") && kept().is_none(), "{said}");
        let (code, _, said) = godwit(&["import", "template", &path, "--publish"]);
        assert!(code == 0 && said.contains("version 1 published"), "{said}");
        assert!(godwit::json::read(&kept().unwrap().document).unwrap() == document);

        let to = folder.join("again.xlsx").display().to_string();
        let export = |version: &str| godwit(&["template", "export", "cms-ngo-partner", version, "--to", &to]);
        let (code, out, said) = export("1");
        assert!(code == 0 && out.is_empty() && said.contains("again.xlsx"), "{said}");
        let again = xlsform::read(&std::fs::read(&to).unwrap(), &Given::default()).unwrap();
        assert!(again.document == document);
        let (code, _, said) = export("1");
        assert!(code == 1 && said.contains("is there already"), "{said}");
        let (code, _, said) = export("7");
        assert!(code == 1 && said.contains("There is no version 7"), "{said}");
        assert_eq!(godwit(&["template", "export", "cms-ngo-partner"]).0, 2);
        assert_eq!(godwit(&["template", "export", "--help"]).0, 0);
    });
}
