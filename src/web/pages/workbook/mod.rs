//! A report as a workbook, for those who cannot work on line: taken away here, filled in with colleagues, and brought back.

pub mod book;
mod brought;
pub mod codes;
mod difference;
mod gather;
mod grid;
mod guide;
pub mod layout;
mod listing;
mod offer;
pub mod parts;
mod questions;
mod take_in;
mod upload;
mod values;
mod xlsx;

pub use upload::{bring, save, show};

use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpResponse, web};

use super::heading::Heading;
use super::report::ReportAt;
use crate::accounts::Credential;
use crate::reports::{Refusal, reading};
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::upload::on_disk;
use crate::web::{House, Named, read_as};
use guide::Facts;

/// What a workbook is, to programs.
const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /reports/{cycle}/{party}/workbook.xlsx`
pub async fn download(house: web::Data<House>, browser: Browser, at: Named<ReportAt>) -> Result<HttpResponse, Problem> {
    send(&house, &browser.credential, at.into_inner()).await
}

/// The workbook of a report for the person behind a credential, in their language: what they reach of it.
///
/// # Errors
/// As reading a draft.
pub async fn send(house: &House, credential: &Credential, (cycle, party): ReportAt) -> Result<HttpResponse, Problem> {
    let (shelf, name, base) = (house.shelf.clone(), format!("{cycle}-{party}.xlsx"), house.base_url.clone());
    let read = read_as::<_, Refusal>(house, credential, move |tx, actor, now| {
        let opened = reading::draft(tx, actor, &shelf, &cycle, &party, now)?;
        let heading = Heading::of(tx, &opened, &actor.language, now)?;
        let address = format!("{base}{}/workbook", heading.path);
        let person = actor.name.clone();
        let facts = Facts { heading, now, person, address, carried: false, files: false };
        Ok((opened, actor.language.clone(), facts))
    });
    let (opened, language, facts) = read.await?;
    let bytes = on_disk(move || xlsx::write(&layout::book(&opened, &language, facts))).await?;
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name)],
    };
    Ok(HttpResponse::Ok()
        .content_type(MEDIA_TYPE)
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .body(bytes))
}
