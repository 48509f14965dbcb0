//! `godwit export`: a whole package or none.

use std::path::Path;

use godwit::summaries::columns::Table;

use super::cells::every_type;
use super::reading::{Seeded, find, records};
use super::support::godwit::run;
use super::support::{TestDatabase, on_both};

fn export(database: &TestDatabase, arguments: &[&str]) -> (i32, String, String) {
    let secret = database.folder.path().join("secret");
    std::fs::write(&secret, "invented, and at least thirty-two bytes long").unwrap();
    let url = database.url();
    let settings = [("GODWIT_DATABASE_URL", url.as_str()), ("GODWIT_SECRET_FILE", secret.to_str().unwrap())];
    let arguments: Vec<&str> = ["export"].iter().chain(arguments).copied().collect();
    run(&arguments, database.folder.path(), &settings)
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn it_writes_the_whole_package_or_nothing() {
    on_both(|database| {
        let seeded: Seeded<'_> = every_type().seed(database, &database.open());
        let place = database.folder.path().join("out");
        let to = place.join("figures");
        let written = to.to_str().unwrap();
        let (code, out, said) = export(database, &[&seeded.cycle, "--to", written]);
        assert_eq!((code, out.as_str()), (0, ""), "{said}");
        let mut expect: Vec<String> = Table::ALL.iter().map(|table| format!("{}.csv", table.word())).collect();
        expect.push("datapackage.json".to_owned());
        expect.sort();
        assert_eq!(files(&to), expect);
        assert_eq!(std::fs::read(to.join("answers.csv")).unwrap(), seeded.bytes(Table::Answers, seeded.scope()));
        assert_eq!(files(&place), ["figures"]);
        for (arguments, says) in [
            (vec![seeded.cycle.as_str(), "--to", written], "already"),
            (vec!["no-such", "--to", "x"], "no cycle no-such"),
            (vec![seeded.cycle.as_str(), "--to", "x", "--as-of", "2999-01-01T00:00:00Z"], "as_of"),
        ] {
            let arguments: Vec<String> = arguments
                .into_iter()
                .map(|word| if word == "x" { place.join("x").to_str().unwrap().to_owned() } else { word.to_owned() })
                .collect();
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let (code, out, said) = export(database, &arguments);
            assert_eq!((code, out.as_str()), (1, ""), "{said}");
            assert!(said.contains(says), "{said}");
        }
        assert_eq!(files(&place), ["figures"]);
    });
}

#[test]
fn a_dated_package_is_as_of_its_date() {
    on_both(|database| {
        let seeded = every_type().seed(database, &database.open());
        let to = database.folder.path().join("dated");
        let arguments = [seeded.cycle.as_str(), "--to", to.to_str().unwrap(), "--as-of", "2026-01-01T00:00:00Z"];
        let (code, _, said) = export(database, &arguments);
        assert_eq!(code, 0, "{said}");
        let rates = records(&std::fs::read(to.join("rates.csv")).unwrap());
        let all = find(&rates, &[("region", "ALL")]);
        assert_eq!((all["eligible"].as_str(), all["as_of"].as_str()), ("0", "2026-01-01T00:00:00Z"));
    });
}
