//! What is downloaded from a page: the same as the API's, behind the browser's own session.

use actix_web::{HttpResponse, web};

use crate::ids::{AttachmentId, CycleCode, PartyCode};
use crate::web::api::figures::{FiguresAsked, send_package, send_table};
use crate::web::api::reports::attachments;
use crate::web::body::Asked;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::{House, Named};

/// `GET /cycles/{cycle}/exports/{name}.csv`; a button adds `?bom=true`, for Excel.
pub async fn table(
    house: web::Data<House>,
    browser: Browser,
    named: Named<(CycleCode, String)>,
    asked: Asked<FiguresAsked>,
) -> Result<HttpResponse, Problem> {
    let (cycle, name) = named.into_inner();
    send_table(&house, &browser.credential, cycle, &name, asked).await
}

/// `GET /cycles/{cycle}/exports/package.zip`
pub async fn package(
    house: web::Data<House>,
    browser: Browser,
    cycle: Named<CycleCode>,
    asked: Asked<FiguresAsked>,
) -> Result<HttpResponse, Problem> {
    send_package(&house, &browser.credential, cycle.into_inner(), asked).await
}

/// `GET /reports/{cycle}/{party}/attachments/{attachment}`
pub async fn attachment(
    house: web::Data<House>,
    browser: Browser,
    named: Named<(CycleCode, PartyCode, AttachmentId)>,
) -> Result<HttpResponse, Problem> {
    attachments::send(&house, &browser.credential, named.into_inner()).await
}
