//! Proves that what a report holds is what people saved and submitted. Reads, compares, writes nothing.
//!
//! Saved answers are sealed to one another within their report. A submission is sealed by its deed in the instrument's
//! chain: the deed holds the hash of the frozen document, and the rows that figures read follow from the document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::proof_store::{self as store, Head};
use super::submissions::Submission;
use super::{chain, facts, freeze};
use crate::audit::store::Recorded;
use crate::db::Conn;
use crate::digest;
use crate::fault::Fault;
use crate::ids::{ReportId, TemplateName};
use crate::templates::Shelf;

/// The deed that records a submission.
pub const SUBMITTED: &str = "report.submitted";

/// The deed that records a submission that was made elsewhere.
pub const IMPORTED: &str = "report.imported";

/// Everything that is wrong with any report, a sentence each. `deeds` are the recorded submissions of all instruments.
///
/// # Errors
/// A fault when the database fails or a stored text no longer reads.
pub fn proof(tx: &mut Conn, shelf: &Shelf, deeds: &[Recorded]) -> Result<Vec<String>, Fault> {
    let mut wrong = Vec::new();
    let mut open: BTreeMap<(String, i64), &Recorded> =
        deeds.iter().map(|deed| ((deed.instrument.clone(), deed.sequence), deed)).collect();
    for head in store::heads(tx)? {
        let mut flaws = Vec::new();
        flaws.extend(answers_flaw(tx, &head)?);
        for (submission, version, document) in store::submitted(tx, &head.id)? {
            let deed = open.remove(&(head.instrument.clone(), submission.audit.0));
            let flaw = match submission_flaw(&head, &submission, deed, document.as_deref()) {
                None => facts_flaw(tx, shelf, &submission, &version, document.as_deref().unwrap_or_default())?,
                flaw => flaw,
            };
            flaws.extend(flaw.map(|flaw| format!("submission {}: {flaw}", submission.number)));
        }
        wrong.extend(flaws.into_iter().map(|flaw| format!("{}: {flaw}.", head.code)));
    }
    wrong.extend(
        open.values()
            .map(|deed| format!("{}: row {} records a submission that is gone.", deed.instrument, deed.sequence)),
    );
    Ok(wrong)
}

/// What is wrong with the saved answers: their chain, or a current answer that is not the one saved last.
fn answers_flaw(tx: &mut Conn, head: &Head) -> Result<Option<String>, Fault> {
    let kept = store::saved(tx, &head.id)?;
    if let Some(flaw) = chain::flaw((head.revision, &head.chain), &kept) {
        return Ok(Some(flaw));
    }
    let newest: BTreeMap<(&str, &str), &chain::Kept> =
        kept.iter().map(|one| ((one.question.as_str(), one.row_path.as_str()), one)).collect();
    let mut seen = BTreeSet::new();
    for ((question, row), said, revision, saved_at, [saved_by, carried_from]) in store::current(tx, &head.id)? {
        let last = newest.get(&(question.as_str(), row.as_str()));
        let same = last.is_some_and(|last| {
            (&last.said, last.revision, last.saved_at) == (&said, revision, saved_at)
                && (&last.saved_by, &last.carried_from) == (&saved_by, &carried_from)
        });
        if !same {
            return Ok(Some(format!("the answer {question} is not the one that was saved last")));
        }
        seen.insert((question, row));
    }
    let gone = newest.keys().find(|(question, row)| !seen.contains(&((*question).to_owned(), (*row).to_owned())));
    Ok(gone.map(|(question, _)| format!("the answer {question} is gone")))
}

/// What is wrong with a submission and its document, held against its deed.
fn submission_flaw(
    head: &Head,
    submission: &Submission,
    deed: Option<&Recorded>,
    document: Option<&str>,
) -> Option<String> {
    let Some(deed) = deed else { return Some("no deed records it".to_owned()) };
    let same = deed.subject == head.id.as_str()
        && deed.detail_sha256 == digest::sha256(submission.sha256.as_bytes())
        && deed.link == submission.audit.1
        && deed.recorded_at == submission.imported.as_ref().map_or(submission.submitted_at, |imported| imported.at);
    if !same {
        return Some("it is not the one that its deed records".to_owned());
    }
    match document {
        Some(document) if digest::sha256(document.as_bytes()) == submission.sha256 => None,
        Some(_) => Some("its document was changed".to_owned()),
        None => Some("its document is gone".to_owned()),
    }
}

/// Whether the rows that figures read are those that follow from the document.
fn facts_flaw(
    tx: &mut Conn,
    shelf: &Shelf,
    submission: &Submission,
    (template, version): &(TemplateName, i32),
    document: &str,
) -> Result<Option<String>, Fault> {
    let published = shelf.published(tx, template, *version)?;
    let document = serde_json::from_str(document).map_err(|error| Fault::Broken(format!("a document: {error}")))?;
    let meant: Vec<store::Row> =
        facts::facts(&published.template, &freeze::read(&document)).iter().map(store::meant).collect();
    let same = store::facts(tx, &submission.id)? == meant;
    Ok((!same).then(|| "the rows that figures read are not those of its document".to_owned()))
}

/// A file that a submission names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The report, as people call it, and the submission's number.
    pub submission: String,
    /// Whose folder it lies in.
    pub report: ReportId,
    /// What it is called.
    pub name: String,
    /// What its bytes must hash to.
    pub sha256: String,
}

/// Every file that a frozen document names.
///
/// # Errors
/// A fault when the database fails or a document no longer reads.
pub fn named_files(tx: &mut Conn) -> Result<Vec<Named>, Fault> {
    let mut named = Vec::new();
    for head in store::heads(tx)? {
        for (submission, _, document) in store::submitted(tx, &head.id)? {
            let document: Json = serde_json::from_str(&document.unwrap_or_else(|| "null".to_owned()))
                .map_err(|error| Fault::Broken(format!("a document: {error}")))?;
            let submission = format!("{}: submission {}", head.code, submission.number);
            let mut each = |name: &str, sha256: &str| {
                let (report, name, sha256) = (head.id.clone(), name.to_owned(), sha256.to_owned());
                named.push(Named { submission: submission.clone(), report, name, sha256 });
            };
            files_in(&document, &mut each);
        }
    }
    Ok(named)
}

/// Every description of a file, wherever it stands in a document.
fn files_in(document: &Json, each: &mut impl FnMut(&str, &str)) {
    match document {
        Json::Array(values) => values.iter().for_each(|value| files_in(value, each)),
        Json::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Json::as_str);
            if let (Some(name), Some(sha256)) = (text("name"), text("sha256")) {
                each(name, sha256);
            }
            members.values().for_each(|value| files_in(value, each));
        }
        _ => {}
    }
}
