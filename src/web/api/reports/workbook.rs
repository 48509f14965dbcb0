//! A report as a workbook to fill in without a line.

use actix_web::{HttpResponse, web};

use super::Report;
use crate::web::House;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::pages::workbook;

/// What you reach of a report as an .xlsx workbook, in your language, with the answers that are there. It is filled in with a
/// spreadsheet and brought back on the page of the report.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/workbook", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN")),
    responses((status = 200, description = "The workbook", body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub async fn show(house: web::Data<House>, bearer: Bearer, report: Report) -> Result<HttpResponse, Problem> {
    workbook::send(&house, &bearer.0, report.into_inner()).await
}
