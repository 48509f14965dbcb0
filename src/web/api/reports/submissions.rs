//! Submitting, reading what was submitted, reopening.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Report;
use crate::clock;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, PartyCode};
use crate::reports::freeze::Declaration;
use crate::reports::reopen::{Reopening, reopen};
use crate::reports::save_answers::OPERATION_LENGTH;
use crate::reports::submissions::Submission;
use crate::reports::submit::{Submit, submit};
use crate::reports::{Desk, Refusal, reading};
use crate::web::body::Sent;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, Named, read, write};

/// A submission to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSubmission {
    /// Who stands for it.
    pub declaration: DeclarationIn,
    /// The report revision that was seen; refused as stale when it is no longer that.
    pub revision: Option<i64>,
}

/// Who stands for a report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclarationIn {
    /// A name.
    pub name: String,
    /// In what capacity: "National Focal Point".
    pub capacity: String,
}

/// The receipt of a submission.
#[derive(Serialize, ToSchema)]
pub struct Receipt {
    /// 1 for a report's first.
    pub number: i32,
    /// What people cite.
    pub reference: String,
    /// SHA-256 of the frozen document.
    pub sha256: String,
    /// When it was submitted.
    pub submitted_at: String,
    /// The report revision that was frozen.
    pub report_revision: i64,
    /// The head of the instrument's chain of deeds: sequence and link.
    pub audit_sequence: i64,
    /// Its link.
    pub audit_link: String,
}

impl Receipt {
    fn of(submission: &Submission) -> Self {
        Self {
            number: submission.number,
            reference: submission.reference.clone(),
            sha256: submission.sha256.clone(),
            submitted_at: clock::written(submission.submitted_at),
            report_revision: submission.report_revision,
            audit_sequence: submission.audit.0,
            audit_link: submission.audit.1.clone(),
        }
    }
}

/// A reopening.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReopening {
    /// Why.
    pub reason: String,
    /// Until when it can be saved though the cycle is closed.
    pub until: Option<String>,
}

/// A reopened report.
#[derive(Serialize, ToSchema)]
pub struct ReopenedOut {
    /// Its code.
    pub report: String,
    /// in_progress.
    pub state: &'static str,
    /// Until when it can be saved though the cycle is closed.
    pub reopened_until: Option<String>,
}

/// Submit the report: once, however often the same `Idempotency-Key` is sent. 422 with every gap.
#[utoipa::path(post, path = "/api/v1/reports/{cycle}/{party}/submissions", tag = "reports", request_body = NewSubmission,
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("Idempotency-Key" = Option<String>, Header, description = "makes a repeat return the first result")),
    responses((status = 201, body = Receipt)))]
pub async fn create(
    house: web::Data<House>,
    bearer: Bearer,
    report: Report,
    request: HttpRequest,
    sent: Sent<NewSubmission>,
) -> Result<HttpResponse, Problem> {
    let (cycle, party) = report.into_inner();
    let input = sent.0.and_then(|sent| {
        let declaration = Declaration { name: sent.declaration.name, capacity: sent.declaration.capacity };
        Ok(Submit { declaration, revision: sent.revision, key: key(&request)? })
    });
    let (now, desk) = (house.clock.now(), house.clone());
    let submission = write(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        let desk = Desk { shelf: &desk.shelf, secret: &desk.secret, base: &desk.base_url };
        submit(tx, &actor, &desk, (&cycle, &party), input, now)
    })
    .await?;
    Ok(HttpResponse::Created().json(Receipt::of(&submission)))
}

fn key(request: &HttpRequest) -> Shaped<Option<String>> {
    let Some(sent) = request.headers().get("Idempotency-Key") else { return Ok(None) };
    match sent.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= OPERATION_LENGTH => Ok(Some(key.to_owned())),
        _ => {
            let said = format!("an idempotency key has 1 to {OPERATION_LENGTH} visible ASCII characters");
            Err(vec![Flaw::new("Idempotency-Key", "malformed", said)])
        }
    }
}

/// The frozen document: exactly the bytes whose SHA-256 the receipt names.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/submissions/{number}", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("number" = i32, Path, description = "1 for the first")),
    responses((status = 200, description = "The frozen document", body = serde_json::Value)))]
pub async fn show(
    house: web::Data<House>,
    bearer: Bearer,
    named: Named<(CycleCode, PartyCode, i32)>,
) -> Result<HttpResponse, Problem> {
    let (now, (cycle, party, number)) = (house.clock.now(), named.into_inner());
    let (_, document) = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        reading::submission(tx, &actor, &cycle, &party, number)
    })
    .await?;
    Ok(HttpResponse::Ok().content_type("application/json").body(document))
}

/// Reopen a submitted report: the Party before the cut-off, the Secretariat afterwards at its request.
#[utoipa::path(post, path = "/api/v1/reports/{cycle}/{party}/reopenings", tag = "reports", request_body = NewReopening,
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN")),
    responses((status = 201, body = ReopenedOut)))]
pub async fn reopenings(
    house: web::Data<House>,
    bearer: Bearer,
    report: Report,
    sent: Sent<NewReopening>,
) -> Result<HttpResponse, Problem> {
    let (cycle, party) = report.into_inner();
    let input = sent.0.and_then(|sent| {
        let until = match sent.until.as_deref().map(clock::read) {
            Some(None) => return Err(vec![Flaw::new("until", "moment", "write it as 2027-06-30T21:59:59Z")]),
            Some(until) => until,
            None => None,
        };
        Ok(Reopening { reason: sent.reason, until })
    });
    let (now, desk) = (house.clock.now(), house.clone());
    let reopened = write(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        let desk = Desk { shelf: &desk.shelf, secret: &desk.secret, base: &desk.base_url };
        reopen(tx, &actor, &desk, (&cycle, &party), input, now)
    })
    .await?;
    Ok(HttpResponse::Created().json(ReopenedOut {
        report: reopened.code(),
        state: reopened.state.word(),
        reopened_until: reopened.reopened_until.map(clock::written),
    }))
}
