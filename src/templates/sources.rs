//! Whether the questions that answers are carried forward from are there.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::Outline;
use super::places::by_key;
use super::prefill::{Source, carried};
use super::{Template, document, store};
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::Flaw;

/// A warning for each question whose answer is to be carried forward from one that no published version asks. It stops
/// nothing: last round's template may be taken in later.
///
/// # Errors
/// A `Fault` when the database fails or a published version no longer reads.
pub fn missing(tx: &mut Conn, template: &Template) -> Result<Vec<Flaw>, Fault> {
    let places = by_key(template);
    let mut wanted: BTreeMap<Source, Vec<String>> = BTreeMap::new();
    for (slot, prefill) in carried(template) {
        let Some(source) = &prefill.from else { continue };
        let itself = source.template == template.name && asks(template, &source.question);
        if !itself {
            let at = places.get(slot.key.as_ref()).map_or("", String::as_str);
            wanted.entry(source.clone()).or_default().push(format!("{at}.prefill.from"));
        }
    }
    let templates: BTreeSet<_> = wanted.keys().map(|source| source.template.clone()).collect();
    for name in templates {
        for version in store::published_versions(tx, &name)? {
            if !wanted.keys().any(|source| source.template == name) {
                break;
            }
            let Some(row) = store::version(tx, &name, version)? else { continue };
            let (_, earlier) = document::read(&row.document)
                .map_err(|flaws| Fault::Broken(format!("{name} version {version} no longer reads: {flaws:?}")))?;
            wanted.retain(|source, _| source.template != name || !asks(&earlier, &source.question));
        }
    }
    let said = |(source, places): (Source, Vec<String>)| {
        let message = format!("No published version has the question {source}: nothing is carried forward from it.");
        places.into_iter().map(move |at| Flaw::new(at, "unknown_source", message.clone()))
    };
    Ok(wanted.into_iter().flat_map(said).collect())
}

/// Whether a template asks a question of this name; `table.column` for the cell of a table.
fn asks(template: &Template, name: &str) -> bool {
    Outline::of(template).slots.iter().any(|slot| slot.key == name)
}
