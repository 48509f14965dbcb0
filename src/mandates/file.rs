//! A register of mandates as a file, `godwit-mandates/1`: all that it says, or every flaw. Pure.
//!
//! The shape is that of `schemas/mandates.schema.json`; what a schema cannot say is checked here.

use std::collections::BTreeSet;

use super::written::{Written, WrittenDocument, WrittenInstrument, WrittenMandate};
use super::{Document, Entry, Key};
use crate::flaw::{Flaw, Shaped};
use crate::ids::InstrumentCode;
use crate::parties::Instrument;

/// Most bytes of a file: sixty times the register that ships.
pub const MOST_BYTES: usize = 4 << 20;
/// Most characters shown of a message that repeats what is wrong.
const MOST_SHOWN: usize = 300;
/// The shape of the file.
const SCHEMA: &str = include_str!("../../schemas/mandates.schema.json");

/// A file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The bodies, with their names in full.
    pub instruments: Vec<Instrument>,
    /// The meeting documents it was read from.
    pub documents: Vec<Document>,
    /// The mandates.
    pub entries: Vec<Entry>,
}

/// Reads a file.
///
/// # Errors
/// Every flaw with its place: `/mandates/3/provisions/0/change`, `line 7, column 2` where it is no JSON.
pub fn read(bytes: &[u8]) -> Shaped<File> {
    let one = |at: &str, code: &str, message: String| Err(vec![Flaw::new(at, code, message)]);
    if bytes.len() > MOST_BYTES {
        return one("file", "too_large", format!("at most {} MiB, please", MOST_BYTES >> 20));
    }
    let value: serde_json::Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => {
            let at = format!("line {}, column {}", error.line(), error.column());
            return one(&at, "malformed", shortened(&error.to_string()));
        }
    };
    shape(&value)?;
    // The schema has let it through: what fails now is a difference between it and the types below.
    let written: Written = match serde_json::from_value(value) {
        Ok(written) => written,
        Err(error) => return one("file", "malformed", shortened(&error.to_string())),
    };
    let mut file = File {
        instruments: written.instruments.into_iter().map(WrittenInstrument::read).collect(),
        documents: written.documents.into_iter().map(WrittenDocument::read).collect(),
        entries: written.mandates.into_iter().map(WrittenMandate::read).collect::<Option<_>>().ok_or_else(|| {
            vec![Flaw::new("file", "unknown_word", "a word of the schema is unknown to this program")]
        })?,
    };
    let flaws = contradictions(&file);
    // Only now, for flaws tell where things stood in the file.
    file.entries.iter_mut().for_each(Entry::settle);
    if flaws.is_empty() { Ok(file) } else { Err(flaws) }
}

fn shortened(text: &str) -> String {
    let shown: String = text.chars().take(MOST_SHOWN).collect();
    if shown.len() < text.len() { format!("{shown}…") } else { shown }
}

fn shape(value: &serde_json::Value) -> Shaped<()> {
    let broken = |error: String| vec![Flaw::new("schema", "broken", error)];
    let schema = serde_json::from_str(SCHEMA).map_err(|error| broken(error.to_string()))?;
    let validator = jsonschema::validator_for(&schema).map_err(|error| broken(error.to_string()))?;
    let flaw = |error: jsonschema::ValidationError<'_>| {
        let at = match error.instance_path().to_string() {
            at if at.is_empty() => "/".to_owned(),
            at => at,
        };
        Flaw::new(at, "shape", shortened(&error.to_string()))
    };
    let flaws: Vec<Flaw> = validator.iter_errors(value).map(flaw).collect();
    if flaws.is_empty() { Ok(()) } else { Err(flaws) }
}

/// What a schema cannot say: that names are unique and that what is named is there.
fn contradictions(file: &File) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut bodies = BTreeSet::new();
    for (at, body) in file.instruments.iter().enumerate() {
        if !bodies.insert(&body.code) {
            flaws.push(Flaw::new(
                format!("/instruments/{at}/code"),
                "duplicate",
                format!("{} is there twice", body.code),
            ));
        }
    }
    let unnamed = |code: &InstrumentCode| format!("{code} is not among the instruments: give its name there");
    let mut documents = BTreeSet::new();
    for (at, document) in file.documents.iter().enumerate() {
        let symbol = document.symbol.as_str();
        if !documents.insert(symbol) {
            flaws.push(Flaw::new(format!("/documents/{at}/symbol"), "duplicate", format!("{symbol} is there twice")));
        }
        if !bodies.contains(&document.instrument) {
            flaws.push(Flaw::new(format!("/documents/{at}/instrument"), "unknown", unnamed(&document.instrument)));
        }
    }
    let all: BTreeSet<&Key> = file.entries.iter().map(|entry| &entry.key).collect();
    let mut seen = BTreeSet::new();
    for (at, entry) in file.entries.iter().enumerate() {
        if !seen.insert(&entry.key) {
            flaws.push(Flaw::new(format!("/mandates/{at}"), "duplicate", format!("{} is there twice", entry.key)));
        }
        if !bodies.contains(&entry.key.instrument) {
            flaws.push(Flaw::new(format!("/mandates/{at}/instrument"), "unknown", unnamed(&entry.key.instrument)));
        }
        entry_contradictions(&format!("/mandates/{at}"), entry, &all, &documents, &mut flaws);
    }
    flaws
}

fn entry_contradictions(
    at: &str,
    entry: &Entry,
    all: &BTreeSet<&Key>,
    documents: &BTreeSet<&str>,
    flaws: &mut Vec<Flaw>,
) {
    let revisions = entry.revisions.iter().enumerate();
    let named =
        revisions.filter_map(|(n, revision)| Some((format!("revisions/{n}/document"), revision.document.as_ref()?)));
    let sources = entry.links.iter().enumerate().map(|(n, link)| (format!("links/{n}/source"), &link.source));
    let own = entry.key.document.iter().map(|symbol| ("document".to_owned(), symbol));
    for (place, symbol) in own.chain(named).chain(sources) {
        if !documents.contains(symbol.as_str()) {
            let message = format!("{symbol} is not among the documents");
            flaws.push(Flaw::new(format!("{at}/{place}"), "unknown", message));
        }
    }
    let mut twice = |place: String, what: &str| {
        flaws.push(Flaw::new(format!("{at}/{place}"), "duplicate", format!("{what} is there twice")));
    };
    let (mut names, mut numbers, mut formers, mut links) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (n, revision) in entry.revisions.iter().enumerate() {
        if !names.insert(&revision.revision) {
            twice(format!("revisions/{n}"), &revision.revision);
        }
    }
    for (n, provision) in entry.provisions.iter().enumerate() {
        for (seen, number, column) in
            [(&mut numbers, &provision.number, "number"), (&mut formers, &provision.former, "former")]
        {
            if let Some(number) = number.as_ref().filter(|number| !seen.insert(number.as_str())) {
                twice(format!("provisions/{n}/{column}"), number);
            }
        }
    }
    for (n, link) in entry.links.iter().enumerate() {
        if !links.insert((link.kind, &link.target)) {
            twice(format!("links/{n}"), "this link");
        }
    }
    for (n, link) in entry.links.iter().enumerate().filter(|(_, link)| !all.contains(&link.target)) {
        flaws.push(Flaw::new(format!("{at}/links/{n}"), "unknown", format!("{} is not in this file", link.target)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../schemas/registers/mandates.json");

    /// The flaws of the shipped register after one change to it.
    fn check(change: impl Fn(&mut serde_json::Value), expect: &[(&str, &str)]) {
        let mut value = serde_json::from_str(SHIPPED).unwrap();
        change(&mut value);
        let flaws = read(value.to_string().as_bytes()).err().unwrap_or_default();
        let said: Vec<_> = flaws.iter().map(|flaw| (flaw.at.as_str(), flaw.code.as_str())).collect();
        assert_eq!(said, expect, "{flaws:#?}");
    }

    /// Where Resolution 12.26 stands.
    fn at(value: &serde_json::Value) -> usize {
        value["mandates"].as_array().unwrap().iter().position(|mandate| mandate["number"] == "12.26").unwrap()
    }

    #[test]
    fn the_register_that_ships_has_no_flaw() {
        check(|_| {}, &[]);
        let file = read(SHIPPED.as_bytes()).unwrap();
        assert!(file.entries.len() >= 65 && file.documents.len() == 2);
    }

    #[test]
    fn every_flaw_of_the_shape_is_told() {
        check(
            |value| {
                value["mandates"][0]["status"] = "valid".into();
                value["mandates"][1]["number"] = "12.07".into();
                value["instruments"][0]["colour"] = "green".into();
                value["instruments"][1]["contact"] = "the third floor".into();
            },
            &[
                ("/instruments/0", "shape"),
                ("/instruments/1/contact", "shape"),
                ("/mandates/0/status", "shape"),
                ("/mandates/1/number", "shape"),
            ],
        );
        assert_eq!(read(b"{\n  \"format\": }").unwrap_err()[0].at, "line 2, column 13");
        assert_eq!(read(b"[]").unwrap_err()[0].at, "/");
    }

    #[test]
    fn what_is_named_must_be_there_and_once() {
        let place = at(&serde_json::from_str(SHIPPED).unwrap());
        let in_it = |rest: &str| format!("/mandates/{place}{rest}");
        let twice = in_it("/provisions/2/number");
        check(
            |value| {
                let number = value["mandates"][place]["provisions"][1]["number"].clone();
                value["mandates"][place]["provisions"][2]["number"] = number;
            },
            &[(&twice, "duplicate")],
        );
        let (source, unknown) = (in_it("/links/0/source"), in_it("/links/0"));
        check(
            |value| {
                value["mandates"][place]["links"] = serde_json::json!([{
                    "kind": "repeals", "instrument": "CMS", "mandate": "resolution", "number": "1.99", "document": null,
                    "source": "Doc.1"
                }]);
            },
            &[(&source, "unknown"), (&unknown, "unknown")],
        );
        check(
            |value| {
                let first = value["mandates"][0].clone();
                value["mandates"][1] = first;
            },
            &[("/mandates/1", "duplicate")],
        );
    }
}
