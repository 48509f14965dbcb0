//! Takes a register of mandates in: all of the file or nothing.

use std::collections::BTreeMap;

use super::file::File;
use super::{Document, Entry, Mandate, Refusal, store};
use crate::access::{Action, Permit, Place, SystemReason};
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::InstrumentCode;
use crate::parties::{Difference, Instrument, store as parties};

/// What the register holds, to compare a file with.
#[derive(Debug, Default)]
pub struct Held {
    /// Every instrument.
    pub instruments: Vec<Instrument>,
    /// Every document.
    pub documents: Vec<Document>,
    /// Every mandate.
    pub mandates: Vec<Mandate>,
}

/// What has to be written.
#[derive(Debug, Default, PartialEq, Eq)]
struct Plan<'a> {
    instruments: Vec<&'a Instrument>,
    documents: Vec<&'a Document>,
    entries: Vec<&'a Entry>,
}

/// Imports a file, on an operator's word.
///
/// # Errors
/// A `Fault`: what a file can do wrong was found when it was read.
pub fn import(tx: &mut Conn, reason: SystemReason, file: &File) -> Result<Difference, Refusal> {
    let permits: BTreeMap<&InstrumentCode, Permit> = file
        .instruments
        .iter()
        .map(|body| &body.code)
        .map(|code| (code, Permit::system(reason, Action::WriteRegisters, Place::of_instrument(code.clone()))))
        .collect();
    for permit in permits.values() {
        parties::touch_instrument(tx, permit)?;
    }
    let held = store::held(tx)?;
    let (plan, difference) = decide(file, &held);
    let permit = |code| permits.get(code).ok_or_else(|| Fault::Broken("an import without its permit".to_owned()));
    for body in plan.instruments {
        parties::write_instrument(tx, permit(&body.code)?, &body.name, body.contact.as_deref())?;
    }
    for document in plan.documents {
        store::write_document(tx, permit(&document.instrument)?, document)?;
    }
    for entry in &plan.entries {
        store::write_mandate(tx, permit(&entry.key.instrument)?, entry)?;
    }
    // Only now, for they may name each other.
    for entry in &plan.entries {
        store::write_links(tx, permit(&entry.key.instrument)?, entry)?;
    }
    Ok(difference)
}

/// What [`import`] would do.
///
/// # Errors
/// Those of [`import`].
pub fn compare(tx: &mut Conn, file: &File) -> Result<Difference, Refusal> {
    Ok(decide(file, &store::held(tx)?).1)
}

fn decide<'a>(file: &'a File, held: &Held) -> (Plan<'a>, Difference) {
    let (mut plan, mut difference) = (Plan::default(), Difference::default());
    for body in &file.instruments {
        let old = held.instruments.iter().find(|old| old.code == body.code);
        // A file that names no contact leaves the one that is there.
        let kept = body.contact.clone().or_else(|| old?.contact.clone());
        let new = Instrument { contact: kept, ..body.clone() };
        if difference.note(old, &new, &format!("instrument {}", body.code), said_of_body) {
            plan.instruments.push(body);
        }
    }
    for document in &file.documents {
        let old = held.documents.iter().find(|old| old.symbol == document.symbol);
        let said = |document: &Document| format!("{}, {}", document.meeting, document.title);
        if difference.note(old, document, &format!("document {}", document.symbol), said) {
            plan.documents.push(document);
        }
    }
    let by_key: BTreeMap<_, _> = held.mandates.iter().map(|mandate| (&mandate.entry.key, &mandate.entry)).collect();
    for entry in &file.entries {
        let old = by_key.get(&entry.key).copied();
        match old {
            Some(old) if old != entry => {
                difference.changed.push(format!("{}: {}", entry.key, changes(old, entry).join(", ")));
                plan.entries.push(entry);
            }
            _ if difference.note(old, entry, &entry.key.to_string(), said) => plan.entries.push(entry),
            _ => {}
        }
    }
    (plan, difference)
}

fn said_of_body(body: &Instrument) -> String {
    let contact = body.contact.iter().map(String::as_str);
    std::iter::once(body.name.as_str()).chain(contact).collect::<Vec<_>>().join(", ")
}

fn said(entry: &Entry) -> String {
    format!("{}, {} ({} provisions)", entry.status.word(), entry.title, entry.provisions.len())
}

/// What differs between two entries of one mandate.
fn changes(old: &Entry, new: &Entry) -> Vec<String> {
    let mut changes = Vec::new();
    if old.status != new.status {
        changes.push(format!("{} -> {}", old.status.word(), new.status.word()));
    }
    if old.title != new.title {
        changes.push(format!("{} -> {}", old.title, new.title));
    }
    let parts = [
        ("note", old.note != new.note),
        ("revisions", old.revisions != new.revisions),
        ("links", old.links != new.links),
    ];
    changes.extend(parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| format!("{part} changed")));
    let differing = new.provisions.iter().filter(|provision| !old.provisions.contains(provision)).count();
    let gone = old.provisions.iter().filter(|provision| !new.provisions.contains(provision)).count();
    if differing + gone > 0 {
        changes.push(format!("{differing} provisions new or changed, {gone} no longer so"));
    } else if old.provisions != new.provisions {
        changes.push("provisions in another order".to_owned());
    }
    changes
}
