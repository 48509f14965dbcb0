//! What changed between two submissions of a report.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::ids::{CycleCode, PartyCode};
use crate::reports::Refusal;
use crate::reports::answer::Answer;
use crate::reports::compare::{self, Compared, State};
use crate::reports::sheet::Status;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, Named, read};

/// What changed.
#[derive(Serialize, ToSchema)]
pub struct ChangesOut {
    /// The reference of the older submission.
    pub before: String,
    /// Of the newer one.
    pub after: String,
    /// Every difference.
    pub changes: Vec<ChangeOut>,
}

/// A difference.
#[derive(Serialize, ToSchema)]
pub struct ChangeOut {
    /// changed, asked (the question is new), not_asked (it is gone), row_added, row_taken.
    pub what: &'static str,
    /// Where it stands in the newer submission; in the older one, where the newer lacks it.
    pub path: String,
    /// What the older submission says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<SideOut>,
    /// What the newer one says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<SideOut>,
}

/// What a submission says to a question.
#[derive(Serialize, ToSchema)]
pub struct SideOut {
    /// answered, blank, not_applicable or unconfirmed.
    pub status: &'static str,
    /// The value.
    #[schema(value_type = Object)]
    pub value: Json,
    /// The words of the choice beyond the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// How sure a number is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<&'static str>,
    /// A word beside the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Since which submission.
#[derive(Debug, Default, Deserialize)]
pub struct Since {
    since: Option<i32>,
}

impl SideOut {
    fn of((status, answer): &(Status, Answer)) -> Self {
        Self {
            status: status.word(),
            value: answer.value.clone().unwrap_or_default(),
            other: answer.other.clone(),
            qualifier: answer.qualifier.map(|qualifier| qualifier.word()),
            comment: answer.comment.clone(),
        }
    }
}

impl ChangesOut {
    fn of(compared: &Compared) -> Self {
        let reference = |state: &State| state.submission.as_ref().map(|one| one.reference.clone()).unwrap_or_default();
        let side = |state: &State, path: Option<&String>| state.frozen.answers.get(path?).map(SideOut::of);
        let changes = compared.changes.iter().map(|change| ChangeOut {
            what: change.what.word(),
            path: change.after.clone().or_else(|| change.before.clone()).unwrap_or_default(),
            before: side(&compared.before, change.before.as_ref()),
            after: side(&compared.after, change.after.as_ref()),
        });
        Self { before: reference(&compared.before), after: reference(&compared.after), changes: changes.collect() }
    }
}

/// What changed since the submission before, or since another one: answer by answer, row by row.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/submissions/{number}/changes", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("number" = i32, Path, description = "the newer one"),
        ("since" = Option<i32>, Query, description = "the older one; without it the one before")),
    responses((status = 200, body = ChangesOut)))]
pub async fn show(
    house: web::Data<House>,
    bearer: Bearer,
    named: Named<(CycleCode, PartyCode, i32)>,
    since: web::Query<Since>,
) -> Result<HttpResponse, Problem> {
    let (now, shelf, (cycle, party, number)) = (house.clock.now(), house.shelf.clone(), named.into_inner());
    let out = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        let (_, compared) = compare::submitted(tx, &actor, &shelf, (&cycle, &party), (number, since.since), now)?;
        Ok::<_, Refusal>(ChangesOut::of(&compared))
    })
    .await?;
    Ok(HttpResponse::Ok().json(out))
}
