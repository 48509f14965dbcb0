//! Confirming what was carried forward.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Report;
use super::shape::{AnswerOut, AnswersOut, operation};
use crate::flaw::{Flaw, Shaped};
use crate::reports::Refusal;
use crate::reports::confirm::{Confirmations, confirm};
use crate::reports::save_answers::MOST_AT_ONCE;
use crate::web::House;
use crate::web::body::Sent;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::write;

/// Answers that a person stands for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConfirmations {
    /// The section whose answers these are: then all that wait in it must be named.
    pub section: Option<String>,
    /// The answers, each as it was shown.
    pub answers: Vec<ShownAnswer>,
    /// Makes a repeat harmless.
    pub operation: Option<String>,
}

/// An answer as it was shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownAnswer {
    /// Its path.
    pub path: String,
    /// Its revision.
    pub revision: i32,
}

impl NewConfirmations {
    fn read(self) -> Shaped<Confirmations> {
        let operation = operation(self.operation)?;
        if self.answers.is_empty() || self.answers.len() > MOST_AT_ONCE {
            let said = format!("name at least one answer and at most {MOST_AT_ONCE}: each is confirmed by itself");
            return Err(vec![Flaw::new("answers", "count", said)]);
        }
        let unknown = |no| vec![Flaw::new("section", "malformed", format!("{no}"))];
        let section =
            self.section.map(|name| name.parse().map_err(|no: crate::ids::Malformed| unknown(no))).transpose()?;
        let answers = self.answers.into_iter().map(|shown| (shown.path, shown.revision)).collect();
        Ok(Confirmations { section, answers, operation })
    }
}

/// Confirm answers that were carried forward from an earlier cycle, each as it was shown. 409 `stale` when one was changed
/// meanwhile. With `section`, 422 names every answer of it that waits too and was not named; a whole report is never
/// confirmed at once.
#[utoipa::path(post, path = "/api/v1/reports/{cycle}/{party}/confirmations", tag = "reports",
    request_body = NewConfirmations,
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN")),
    responses((status = 200, body = AnswersOut)))]
pub async fn create(
    house: web::Data<House>,
    bearer: Bearer,
    report: Report,
    sent: Sent<NewConfirmations>,
) -> Result<HttpResponse, Problem> {
    let (cycle, party) = report.into_inner();
    let input = sent.0.and_then(NewConfirmations::read);
    let (now, shelf) = (house.clock.now(), house.shelf.clone());
    let saved = write(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        confirm(tx, &actor, &shelf, (&cycle, &party), input, now)
    })
    .await?;
    Ok(HttpResponse::Ok().json(AnswersOut { answers: saved.iter().map(AnswerOut::saved).collect() }))
}
