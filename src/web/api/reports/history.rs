//! Every revision of one answer.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, Said};
use crate::reports::{Refusal, reading};
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, read};

/// What was ever said at a path, the oldest first.
#[derive(Serialize, ToSchema)]
pub struct HistoryOut {
    /// The revisions.
    pub revisions: Vec<Said>,
}

/// Every revision of one answer, the oldest first.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/history/{path}", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("path" = String, Path, description = "the question's name")),
    responses((status = 200, body = HistoryOut)))]
pub async fn show(house: web::Data<House>, bearer: Bearer, answer: Answer) -> Result<HttpResponse, Problem> {
    let (now, shelf, (cycle, party, path)) = (house.clock.now(), house.shelf.clone(), answer.into_inner());
    let revisions = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        reading::history(tx, &actor, &shelf, (&cycle, &party), &path, now)
    })
    .await?;
    Ok(HttpResponse::Ok().json(HistoryOut { revisions: revisions.iter().map(Said::of).collect() }))
}
