//! Rows of repeats and tables.

use actix_web::{HttpResponse, web};

use super::Answer;
use crate::reports::Refusal;
use crate::reports::remove_row::remove_row;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, write};

/// Take a row away that somebody made. What was in it is kept: a save into the row brings it back.
#[utoipa::path(delete, path = "/api/v1/reports/{cycle}/{party}/rows/{path}", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("path" = String, Path, description = "(group/row/)* group/row or table/row")),
    responses((status = 204, description = "The row is not there any more.")))]
pub async fn remove(house: web::Data<House>, bearer: Bearer, row: Answer) -> Result<HttpResponse, Problem> {
    let (now, shelf, (cycle, party, path)) = (house.clock.now(), house.shelf.clone(), row.into_inner());
    write(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        remove_row(tx, &actor, &shelf, (&cycle, &party), &path, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
