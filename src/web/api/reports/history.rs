//! Every revision of one answer.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::shape::CarriedFrom;
use super::{Answer, Said};
use crate::reports::history_store::Revision;
use crate::reports::{Refusal, reading};
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, read};

/// What was ever said at a path, the oldest first.
#[derive(Serialize, ToSchema)]
pub struct HistoryOut {
    /// The revisions.
    pub revisions: Vec<RevisionOut>,
}

/// One revision.
#[derive(Serialize, ToSchema)]
pub struct RevisionOut {
    /// Where it was saved: under a former name, where the question had one then.
    pub path: String,
    /// The former name that it was brought from when the cycle moved to another version; null where a person saved it.
    pub was: Option<String>,
    /// Where it was carried from, by the opening of the cycle or by a person; left out of what was written here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<CarriedFrom>,
    /// What was said.
    #[serde(flatten)]
    pub said: Said,
}

impl From<&Revision> for RevisionOut {
    fn from(revision: &Revision) -> Self {
        let said = Said::of(&revision.stored);
        let carried_from = revision.stored.carried.as_ref().map(CarriedFrom::of);
        Self { path: revision.question.clone(), was: revision.moved_from.clone(), carried_from, said }
    }
}

/// Every revision of one answer, the oldest first, those under the former names of its question included.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/history/{path}", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("path" = String, Path, description = "a question's name, group/row/question, or table/row/column")),
    responses((status = 200, body = HistoryOut)))]
pub async fn show(house: web::Data<House>, bearer: Bearer, answer: Answer) -> Result<HttpResponse, Problem> {
    let (now, shelf, (cycle, party, path)) = (house.clock.now(), house.shelf.clone(), answer.into_inner());
    let revisions = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        reading::history(tx, &actor, &shelf, (&cycle, &party), &path, now)
    })
    .await?;
    Ok(HttpResponse::Ok().json(HistoryOut { revisions: revisions.iter().map(RevisionOut::from).collect() }))
}
