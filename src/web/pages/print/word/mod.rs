//! On paper, for the focal point's colleagues who clear the text in Word: a ministry hands round one file, in which each office
//! writes, before anything is submitted. It says what the printed page says, made from the same.

mod document;
mod form;
mod parts;
mod report;
mod runs;
mod span;

use actix_web::HttpResponse;
use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType};

use super::paper::{Empty, Filled};
use crate::fault::Fault;
use crate::web::failure::Problem;
use crate::web::pages::Frame;
use crate::web::upload::on_disk;
use crate::words;
use span::{Tongue, Tongues};

/// What a Word document is, to programs.
const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// Most columns of a table that upright sheets show; those of wider ones lie on their side.
const MOST_UPRIGHT: usize = 6;

/// A report as a file that is taken away.
///
/// # Errors
/// A `Fault` alone.
pub async fn filled(name: String, paper: Filled) -> Result<HttpResponse, Problem> {
    send(name, on_disk(move || written(report::write(&paper))).await?)
}

/// The empty form as a file that is taken away.
///
/// # Errors
/// A `Fault` alone.
pub async fn empty(name: String, paper: Empty) -> Result<HttpResponse, Problem> {
    send(name, on_disk(move || written(form::write(&paper))).await?)
}

fn written(bytes: std::io::Result<Vec<u8>>) -> Result<Vec<u8>, Fault> {
    bytes.map_err(|error| Fault::Broken(format!("no document: {error}")))
}

fn send(name: String, bytes: Vec<u8>) -> Result<HttpResponse, Problem> {
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(format!("{name}.docx"))],
    };
    Ok(HttpResponse::Ok()
        .content_type(MEDIA_TYPE)
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .body(bytes))
}

/// The languages of what a page says.
fn tongues(frame: &Frame) -> Tongues {
    let of = |code: &str| Tongue { code: code.to_owned(), from_right: words::direction(code).word() == "rtl" };
    let house = of(words::known(&frame.language).unwrap_or(words::FALLBACK));
    let asked = frame.asked.as_ref().map_or_else(|| house.clone(), |(code, _)| of(code));
    Tongues { house, asked }
}
