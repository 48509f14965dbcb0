//! Rounds: opening them, changing them, and who stands where.

pub mod moves;
pub mod shape;
pub mod shown;

use actix_web::{HttpResponse, web};

use crate::cycles::Refusal;
use crate::cycles::change::change_cycle;
use crate::cycles::open::open_cycle;
use crate::cycles::read_cycle::{list_cycles, read_cycle, read_standings};
use crate::ids::CycleCode;
use crate::reports::carry::Carrier;
use crate::web::body::Sent;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, Named, read_as, write_as};
use shape::{ChangedCycle, OpenedCycle};
use shown::{Cycle, Cycles, Standing, Standings};

/// Open a cycle: one report for each Party from whom one is due.
#[utoipa::path(post, path = "/api/v1/cycles", tag = "cycles", request_body = OpenedCycle,
    responses((status = 201, body = Cycle)))]
pub async fn open(house: web::Data<House>, bearer: Bearer, sent: Sent<OpenedCycle>) -> Result<HttpResponse, Problem> {
    let asked = sent.0.and_then(OpenedCycle::read);
    let (secret, shelf) = (house.secret.clone(), house.shelf.clone());
    let job = move |tx: &mut _, actor: &_, now| {
        let mut carrier = Carrier::new(&shelf);
        let opened = open_cycle(tx, actor, (&secret, &mut carrier), asked, now)?;
        Ok((opened, carrier.tally))
    };
    let (opened, tally) = write_as::<_, Refusal>(&house, &bearer.0, job).await?;
    Ok(HttpResponse::Created().json(Cycle::with(opened, &tally)))
}

/// The cycles you may see, the newest deadline first.
#[utoipa::path(get, path = "/api/v1/cycles", tag = "cycles", responses((status = 200, body = Cycles)))]
pub async fn list(house: web::Data<House>, bearer: Bearer) -> Result<HttpResponse, Problem> {
    let cycles = read_as(&house, &bearer.0, |tx, actor, _| list_cycles(tx, actor)).await?;
    Ok(HttpResponse::Ok().json(Cycles { cycles: cycles.into_iter().map(Cycle::from).collect() }))
}

/// One cycle.
#[utoipa::path(get, path = "/api/v1/cycles/{cycle}", tag = "cycles",
    params(("cycle" = String, Path, description = "its code, like `cms-cop15`")),
    responses((status = 200, body = Cycle)))]
pub async fn show(house: web::Data<House>, bearer: Bearer, cycle: Named<CycleCode>) -> Result<HttpResponse, Problem> {
    let cycle = cycle.into_inner();
    let found = read_as(&house, &bearer.0, move |tx, actor, _| read_cycle(tx, actor, &cycle)).await?;
    Ok(HttpResponse::Ok().json(Cycle::from(found)))
}

/// Change a cycle: its dates and reminders, and what is asked of single Parties.
///
/// What is left out stays as it is; `null` takes the cut-off or the close away.
#[utoipa::path(patch, path = "/api/v1/cycles/{cycle}", tag = "cycles", request_body = ChangedCycle,
    params(("cycle" = String, Path, description = "its code")), responses((status = 200, body = Cycle)))]
pub async fn change(
    house: web::Data<House>,
    bearer: Bearer,
    cycle: Named<CycleCode>,
    sent: Sent<ChangedCycle>,
) -> Result<HttpResponse, Problem> {
    let (cycle, asked) = (cycle.into_inner(), sent.0.and_then(ChangedCycle::read));
    let (secret, shelf) = (house.secret.clone(), house.shelf.clone());
    let job = move |tx: &mut _, actor: &_, now| {
        let mut carrier = Carrier::new(&shelf);
        let changed = change_cycle(tx, actor, (&secret, &mut carrier), &cycle, asked, now)?;
        Ok((changed, carrier.tally))
    };
    let (changed, tally) = write_as::<_, Refusal>(&house, &bearer.0, job).await?;
    Ok(HttpResponse::Ok().json(Cycle::with(changed, &tally)))
}

/// Who stands where: every Party of the cycle with its state, for the Secretariat.
#[utoipa::path(get, path = "/api/v1/cycles/{cycle}/reports", tag = "cycles",
    params(("cycle" = String, Path, description = "its code")), responses((status = 200, body = Standings)))]
pub async fn standings(
    house: web::Data<House>,
    bearer: Bearer,
    cycle: Named<CycleCode>,
) -> Result<HttpResponse, Problem> {
    let code = cycle.into_inner();
    let (cycle, found) = read_as(&house, &bearer.0, move |tx, actor, _| read_standings(tx, actor, &code)).await?;
    let reports = found.into_iter().map(|standing| Standing::of(&cycle, standing)).collect();
    Ok(HttpResponse::Ok().json(Standings { cycle: cycle.code.to_string(), reports }))
}
