//! On paper: a report as it stands, a submission, and the empty form. Each is one page that prints as it reads, and a file for
//! Word made from the same.

pub mod blank;
mod condition;
mod paper;
mod word;

use actix_web::{HttpResponse, web};

use super::report::ReportAt;
use super::shown_apart;
use super::submission::SubmissionAt;
use crate::ids::CycleCode;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::{House, Named};

/// `GET /reports/{cycle}/{party}/print`: the answers as they stand, of the sections that this person reaches.
pub async fn draft(house: web::Data<House>, browser: Browser, at: Named<ReportAt>) -> Result<HttpResponse, Problem> {
    shown_apart(paper::draft(&house, &browser, at.into_inner()).await?).await
}

/// `GET /reports/{cycle}/{party}/print.docx`
pub async fn draft_word(
    house: web::Data<House>,
    browser: Browser,
    at: Named<ReportAt>,
) -> Result<HttpResponse, Problem> {
    let (cycle, party) = at.into_inner();
    let name = format!("{cycle}-{party}");
    word::filled(name, paper::draft(&house, &browser, (cycle, party)).await?).await
}

/// `GET /reports/{cycle}/{party}/submissions/{number}/print`
pub async fn submitted(
    house: web::Data<House>,
    browser: Browser,
    at: Named<SubmissionAt>,
) -> Result<HttpResponse, Problem> {
    shown_apart(paper::submitted(&house, &browser, at.into_inner()).await?).await
}

/// `GET /reports/{cycle}/{party}/submissions/{number}/print.docx`
pub async fn submitted_word(
    house: web::Data<House>,
    browser: Browser,
    at: Named<SubmissionAt>,
) -> Result<HttpResponse, Problem> {
    let paper = paper::submitted(&house, &browser, at.into_inner()).await?;
    word::filled(paper.state.replace('/', "-"), paper).await
}

/// `GET /cycles/{cycle}/form`: everything that is asked, with room for the answers.
pub async fn form(house: web::Data<House>, browser: Browser, code: Named<CycleCode>) -> Result<HttpResponse, Problem> {
    shown_apart(paper::empty(&house, &browser, code.into_inner()).await?).await
}

/// `GET /cycles/{cycle}/form.docx`
pub async fn form_word(
    house: web::Data<House>,
    browser: Browser,
    code: Named<CycleCode>,
) -> Result<HttpResponse, Problem> {
    let code = code.into_inner();
    let name = format!("{code}-form");
    word::empty(name, paper::empty(&house, &browser, code).await?).await
}
