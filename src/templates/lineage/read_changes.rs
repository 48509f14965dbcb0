//! What a version changes against an earlier one, for a person and for a command.

use super::{Change, Lineage, compare, flaws};
use crate::access::Actor;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::TemplateName;
use crate::templates::read_version::read_version;
use crate::templates::{Refusal, Template, document, store};

/// What a version changes.
pub struct Changes {
    /// The version it is held against; none where there is none before it.
    pub since: Option<i32>,
    /// Every difference.
    pub changes: Vec<Change>,
}

/// What a version changes for those who may read it: against `since`, or the newest published one before it.
///
/// # Errors
/// `NotFound` when there is none, or none that this person may see; `Flaws` where `since` is no published version.
pub fn read_changes(
    tx: &mut Conn,
    actor: &Actor,
    name: &TemplateName,
    version: i32,
    since: Shaped<Option<i32>>,
) -> Result<Changes, Refusal> {
    let row = read_version(tx, actor, name, version)?;
    let since = since?;
    let template = read(name, version, &row.document)?;
    let published = published(tx, name)?;
    let named = |number: i32| published.iter().find(|(version, _)| *version == number);
    let before = match since {
        Some(since) if since == version || named(since).is_none() => {
            let known: Vec<String> = published.iter().map(|(number, _)| number.to_string()).collect();
            let message = format!("Write another published version of {name}; there are {}.", known.join(", "));
            return Err(vec![Flaw::new("since", "unknown", message)].into());
        }
        Some(since) => named(since),
        None => published.iter().rfind(|(number, _)| *number < version),
    };
    let latest = since.unwrap_or(version).max(version);
    let mut line = numbered(&published);
    line.retain(|(number, _)| *number <= latest && *number != version);
    line.push((version, &template));
    line.sort_by_key(|(number, _)| *number);
    let lineage = Lineage::of(line.into_iter().map(|(_, template)| template));
    let changes = before.map_or_else(Vec::new, |(_, before)| compare(before, &template, &lineage));
    Ok(Changes { since: before.map(|(number, _)| *number), changes })
}

/// What a template that was not saved yet would change, and all that speaks against it; none before the first
/// published version.
///
/// # Errors
/// A fault when the database fails or a published version no longer reads.
pub fn would_change(tx: &mut Conn, template: &Template) -> Result<Option<(Changes, Vec<Flaw>)>, Fault> {
    let published = published(tx, &template.name)?;
    let Some((since, before)) = published.last() else { return Ok(None) };
    let lineage = Lineage::of(published.iter().map(|(_, template)| template).chain([template]));
    let changes = compare(before, template, &lineage);
    let found = flaws(template, &numbered(&published));
    Ok(Some((Changes { since: Some(*since), changes }, found)))
}

/// What in a template speaks against the published versions before it.
///
/// # Errors
/// As [`would_change`].
pub fn flaws_against(tx: &mut Conn, template: &Template) -> Result<Vec<Flaw>, Fault> {
    Ok(flaws(template, &numbered(&published(tx, &template.name)?)))
}

fn numbered(published: &[(i32, Template)]) -> Vec<(i32, &Template)> {
    published.iter().map(|(number, template)| (*number, template)).collect()
}

/// The published versions of a template, the first one first.
fn published(tx: &mut Conn, name: &TemplateName) -> Result<Vec<(i32, Template)>, Fault> {
    let rows = store::published(tx, name)?;
    rows.into_iter().map(|(number, text)| Ok((number, read(name, number, &text)?))).collect()
}

fn read(name: &TemplateName, version: i32, text: &str) -> Result<Template, Fault> {
    let (_, template) = document::read(text)
        .map_err(|flaws| Fault::Broken(format!("{name} version {version} no longer reads: {flaws:?}")))?;
    Ok(template)
}
