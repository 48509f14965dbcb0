//! Submits a report: freezes it, numbers it, seals it, and says so in a receipt. One transaction, once.

use serde_json::{Value as Json, json};

use super::attachments::{self, named};
use super::freeze::{self, Cover, Declaration, Imported};
use super::gaps::{self, Severity};
use super::proof::{IMPORTED, SUBMITTED};
use super::reading::outlook;
use super::sheet::{Given, Sheet};
use super::submissions::{self, Submission};
use super::{Desk, Refusal, Report, State, facts, letters, store};
use crate::access::{Action, Actor, Denied, Permit, Sections, permit};
use crate::audit::{self, store::Deed};
use crate::canonical::canonical;
use crate::clock::Moment;
use crate::db::Conn;
use crate::digest;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, PartyCode, SubmissionId};
use crate::templates::Published;

/// Most characters of a declaration's name and capacity.
pub const DECLARATION_LENGTH: usize = 200;

/// A submission as a door hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submit {
    /// Who stands for it.
    pub declaration: Declaration,
    /// The report revision the person saw, if the door knows it.
    pub revision: Option<i64>,
    /// Makes a repeat harmless.
    pub key: Option<String>,
}

/// Submits for a person.
///
/// # Errors
/// In this order: `Denied`, `Flaws`, `OperationReused`, `Submitted`/`NotOpen`/`Closed`, `StaleReport`, `Gaps` with all of them.
pub fn submit(
    tx: &mut Conn,
    actor: &Actor,
    desk: &Desk<'_>,
    (cycle, party): (&CycleCode, &PartyCode),
    input: Shaped<Submit>,
    now: Moment,
) -> Result<Submission, Refusal> {
    let report = store::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let permit = permit(actor, Action::Submit, &report.place())?;
    let input = input?;
    let flaws = declaration_flaws(&input.declaration);
    if !flaws.is_empty() {
        return Err(flaws.into());
    }
    let request = request(&input);
    if let Some(first) = replayed(tx, &report, &input, &request)? {
        return Ok(first);
    }
    report.open(now)?;
    if input.revision.is_some_and(|seen| seen != report.revision) {
        return Err(Refusal::StaleReport(report.revision));
    }
    let who = Who { permit: &permit, name: Some(&actor.name) };
    let sealing = Sealing {
        declaration: &input.declaration,
        key: input.key.as_deref(),
        request: &request,
        submitted_at: now,
        imported: None,
    };
    let submission = seal(tx, desk, &report, &who, &sealing, now)?;
    let published = desk.shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    letters::receipt(tx, desk, &report, &published, &submission, now)?;
    Ok(submission)
}

/// Who submits.
pub struct Who<'a> {
    /// Under which permit.
    pub permit: &'a Permit,
    /// The name the receipt gives.
    pub name: Option<&'a str>,
}

/// What a submission says beside its answers.
pub struct Sealing<'a> {
    /// Who stands for it.
    pub declaration: &'a Declaration,
    /// Makes a repeat harmless.
    pub key: Option<&'a str>,
    /// The hash of what was sent.
    pub request: &'a str,
    /// When it counts as submitted.
    pub submitted_at: Moment,
    /// Where it comes from, if it was submitted elsewhere.
    pub imported: Option<&'a Imported>,
}

/// Freezes a report that may be submitted: its door is open and its revision was checked, or it comes from elsewhere, and
/// then it may lack answers.
pub fn seal(
    tx: &mut Conn,
    desk: &Desk<'_>,
    report: &Report,
    who: &Who<'_>,
    sealing: &Sealing<'_>,
    now: Moment,
) -> Result<Submission, Refusal> {
    let published = desk.shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    let stored = store::all(tx, &report.id)?;
    let outlook = outlook(&published, &report.party, &stored, report.day(sealing.submitted_at));
    let sheet = Sheet::of(&published.template, &outlook, |key, row| stored.get(key, row).map(Given::from));
    if sealing.imported.is_none() {
        complete(&sheet)?;
    }
    let number = report.submissions + 1;
    let reference = format!("{}/{number}", report.code());
    let (submitted_at, declaration, imported) = (sealing.submitted_at, sealing.declaration, sealing.imported);
    let files = &attachments::store::by_id(tx, &report.id)?;
    let cover = Cover { report, number, reference: &reference, submitted_at, declaration, imported, files };
    let document = freeze::document(&sheet, &cover);
    hold(&published, &document)?;
    let bytes = canonical(&document);
    let sha256 = digest::sha256(bytes.as_bytes());
    let (action, said) = if imported.is_some() { (IMPORTED, "imported") } else { (SUBMITTED, "submitted") };
    store::enter(tx, who.permit, State::Submitted, said, now)?;
    store::keep_open_until(tx, who.permit, None)?;
    let deed = Deed {
        instrument: &report.cycle.instrument,
        actor: who.permit.account(),
        action,
        subject: report.id.as_str(),
        detail: &sha256,
    };
    let head = audit::store::record(tx, desk.secret, &deed, now)?;
    let submission = Submission {
        id: SubmissionId::fresh(),
        number,
        reference,
        sha256,
        report_revision: report.revision,
        submitted_at,
        submitted_by: who.name.map(str::to_owned),
        declaration: declaration.clone(),
        imported: imported.cloned(),
        audit: (head.sequence, head.link),
        request_sha256: sealing.request.to_owned(),
    };
    let frozen = freeze::read(&document);
    attachments::store::mark_submitted(tx, who.permit, &named::frozen_ids(&frozen))?;
    let facts = facts::facts(&published.template, &frozen);
    submissions::store::insert(tx, who.permit, report, &submission, sealing.key, &bytes, &facts)?;
    Ok(submission)
}

/// Refuses a report with gaps: all of them.
fn complete(sheet: &Sheet<'_>) -> Result<(), Refusal> {
    let mut missing = gaps::gaps(sheet, &Sections::All);
    missing.retain(|gap| gap.severity == Severity::Error);
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Gaps(missing)) }
}

/// What does not validate here would validate nowhere: better no submission than one that breaks its own schema.
fn hold(published: &Published, document: &Json) -> Result<(), Fault> {
    let held = published.validate(document);
    held.map_err(|why| Fault::Broken(format!("a frozen document breaks its schema at {why}")))
}

/// What an earlier request with the same key gave.
fn replayed(tx: &mut Conn, report: &Report, input: &Submit, request: &str) -> Result<Option<Submission>, Refusal> {
    let Some(key) = &input.key else { return Ok(None) };
    let Some(number) = submissions::store::by_key(tx, &report.id, key)? else { return Ok(None) };
    let first = submissions::store::all(tx, &report.id)?.into_iter().find(|submission| submission.number == number);
    match first {
        Some(first) if first.request_sha256 == request => Ok(Some(first)),
        _ => Err(Refusal::OperationReused(key.clone())),
    }
}

fn request(input: &Submit) -> String {
    let sent = json!([input.declaration.name, input.declaration.capacity, input.revision]);
    digest::sha256(sent.to_string().as_bytes())
}

fn declaration_flaws(declaration: &Declaration) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (at, text) in [("declaration.name", &declaration.name), ("declaration.capacity", &declaration.capacity)] {
        if text.trim().is_empty() {
            flaws.push(Flaw::new(at, "required", "say who stands for this report, and in what capacity"));
        } else if text.chars().count() > DECLARATION_LENGTH {
            flaws.push(Flaw::new(at, "too_long", format!("at most {DECLARATION_LENGTH} characters fit")));
        } else if text.chars().any(char::is_control) {
            flaws.push(Flaw::new(at, "control_character", "take out the control character"));
        }
    }
    flaws
}
