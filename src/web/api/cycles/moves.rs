//! The move of a cycle to another version of its template: what it would touch, then the move.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shown::Cycle;
use crate::ids::CycleCode;
use crate::reports::moves::impact::{Impact, Line};
use crate::reports::moves::{Move, move_cycle, read_impact};
use crate::reports::{Desk, Refusal};
use crate::web::api::changes::ChangeOut;
use crate::web::body::{Asked, Sent};
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, Named, read_as, write_as};

/// Where a cycle would go.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MoveAsked {
    /// Another published version of its template.
    pub to: i32,
}

/// What a move would touch.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImpactOut {
    /// The cycle.
    pub cycle: String,
    /// Its template.
    pub template: String,
    /// The version it asks.
    pub from: i32,
    /// The version it would ask.
    pub to: i32,
    /// SHA-256 of the list: sent with the move, it says what was seen.
    pub impact: String,
    /// Every change, with what it touches.
    pub changes: Vec<TouchedOut>,
}

/// A change, and what it touches.
#[derive(Debug, Serialize, ToSchema)]
pub struct TouchedOut {
    /// The change.
    #[serde(flatten)]
    pub change: ChangeOut,
    /// How many reports have an answer to the question.
    pub reports: usize,
    /// How many answers they have.
    pub answers: usize,
    /// How many of these no longer fit: they are kept, and a gap until they are changed.
    pub no_longer_fit: usize,
}

impl From<&Impact> for ImpactOut {
    fn from(impact: &Impact) -> Self {
        let touched = |line: &Line| TouchedOut {
            change: ChangeOut::from(&line.change),
            reports: line.reports,
            answers: line.answers,
            no_longer_fit: line.unfit,
        };
        Self {
            cycle: impact.cycle.to_string(),
            template: impact.template.to_string(),
            from: impact.from,
            to: impact.to,
            impact: impact.sha256(),
            changes: impact.lines.iter().map(touched).collect(),
        }
    }
}

/// A move to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMove {
    /// To which published version.
    pub version: i32,
    /// Why: it is kept, and told to the Parties.
    pub reason: String,
    /// The SHA-256 of the impact list that was seen.
    pub impact: String,
}

/// A move that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedOut {
    /// The cycle as it is now.
    #[serde(flatten)]
    pub cycle: Cycle,
    /// SHA-256 of the impact list.
    pub impact: String,
    /// How many answers went to the new name of their question.
    pub carried: usize,
    /// How many letters tell of it.
    pub letters: usize,
}

/// What moving a cycle to another version would touch.
#[utoipa::path(get, path = "/api/v1/cycles/{cycle}/moves", tag = "cycles",
    params(("cycle" = String, Path, description = "its code"), MoveAsked), responses((status = 200, body = ImpactOut)))]
pub async fn impact(
    house: web::Data<House>,
    bearer: Bearer,
    cycle: Named<CycleCode>,
    asked: Asked<MoveAsked>,
) -> Result<HttpResponse, Problem> {
    let (cycle, shelf, to) = (cycle.into_inner(), house.shelf.clone(), asked.0.map(|asked| asked.to));
    let job = move |tx: &mut _, actor: &_, _| read_impact(tx, actor, &shelf, &cycle, to);
    let found = read_as::<_, Refusal>(&house, &bearer.0, job).await?;
    Ok(HttpResponse::Ok().json(ImpactOut::from(&found)))
}

/// Move a cycle to another version, or back. Nothing is lost: answers go with questions that were renamed, and what is no
/// longer asked is kept.
#[utoipa::path(post, path = "/api/v1/cycles/{cycle}/moves", tag = "cycles", request_body = NewMove,
    params(("cycle" = String, Path, description = "its code")), responses((status = 201, body = MovedOut)))]
pub async fn create(
    house: web::Data<House>,
    bearer: Bearer,
    cycle: Named<CycleCode>,
    sent: Sent<NewMove>,
) -> Result<HttpResponse, Problem> {
    let cycle = cycle.into_inner();
    let input = sent.0.map(|sent| Move { version: sent.version, reason: sent.reason, impact: Some(sent.impact) });
    let (shelf, secret, base) = (house.shelf.clone(), house.secret.clone(), house.base_url.clone());
    let job = move |tx: &mut _, actor: &_, now| {
        let desk = Desk { shelf: &shelf, secret: &secret, base: &base };
        move_cycle(tx, actor, &desk, &cycle, input, now)
    };
    let moved = write_as::<_, Refusal>(&house, &bearer.0, job).await?;
    Ok(HttpResponse::Created().json(MovedOut {
        impact: moved.impact.sha256(),
        carried: moved.carried,
        letters: moved.letters,
        cycle: Cycle::from(moved.cycle),
    }))
}
