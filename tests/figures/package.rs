//! The package: complete, described as it is, the same as a zip and as files.

use std::io::Read;

use godwit::digest;
use godwit::summaries::Scope;
use godwit::summaries::columns::Table;
use serde_json::Value;

use super::cells::every_type;
use super::model::day;
use super::reading::records;
use super::support::{Folder, on_both};

fn zipped(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|place| {
            let mut file = archive.by_index(place).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn the_package_holds_what_its_descriptor_says() {
    let round = every_type();
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let mut bytes = Vec::new();
        let scope = Scope { as_of: Some(day(500)), ..seeded.scope() };
        seeded.open(scope, |tx, mut export| export.package(tx, &mut bytes)).unwrap();
        let files = zipped(bytes);
        let (last, descriptor) = files.last().unwrap();
        assert_eq!(last, "datapackage.json");
        let descriptor: Value = serde_json::from_slice(descriptor).unwrap();
        let schema: Value = serde_json::from_str(include_str!("../../schemas/datapackage.schema.json")).unwrap();
        let wrong: Vec<String> = jsonschema::draft202012::new(&schema)
            .unwrap()
            .iter_errors(&descriptor)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(descriptor["as_of"], "2028-05-15T12:00:00Z");
        assert_eq!(descriptor["provisional"], false);
        let resources = descriptor["resources"].as_array().unwrap();
        assert_eq!((resources.len(), files.len()), (Table::ALL.len(), Table::ALL.len() + 1));
        for (resource, (name, bytes)) in resources.iter().zip(&files) {
            assert_eq!(resource["path"], name.as_str());
            assert_eq!(resource["bytes"], bytes.len());
            assert_eq!(resource["hash"], format!("sha256:{}", digest::sha256(bytes)));
            let fields = resource["schema"]["fields"].as_array().unwrap();
            let named: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), named, "{name}");
            for field in fields {
                assert!(!field["description"].as_str().unwrap().is_empty(), "{name} {field}");
            }
            unique_by_key(name, bytes, &resource["schema"]["primaryKey"]);
        }
    });
}

fn unique_by_key(name: &str, bytes: &[u8], key: &Value) {
    let mut seen = std::collections::BTreeSet::new();
    for row in records(bytes) {
        let key: Vec<String> = key.as_array().unwrap().iter().map(|c| row[c.as_str().unwrap()].clone()).collect();
        assert!(seen.insert(key.clone()), "{name} {key:?}");
    }
}

#[test]
fn files_and_zip_are_the_same() {
    let round = every_type();
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let folder = Folder::fresh();
        let mut told = Vec::new();
        seeded
            .open(seeded.scope(), |tx, mut export| export.files(tx, folder.path(), |name| told.push(name.to_owned())))
            .unwrap();
        let mut bytes = Vec::new();
        seeded.open(seeded.scope(), |tx, mut export| export.package(tx, &mut bytes)).unwrap();
        let files = zipped(bytes);
        assert_eq!(told, files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
        for (name, bytes) in files {
            assert_eq!(std::fs::read(folder.path().join(&name)).unwrap(), bytes, "{name}");
        }
        // A directory that holds a package already is not written over.
        assert!(seeded.open(seeded.scope(), |tx, mut export| export.files(tx, folder.path(), |_| {})).is_err());
    });
}
