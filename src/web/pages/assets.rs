//! The style sheet, in the program itself, under a name that changes with it.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::digest;
use crate::web::Named;
use crate::web::failure::Problem;

const STYLE: &str = include_str!("style.css");

static STYLE_PATH: LazyLock<String> = LazyLock::new(|| {
    let hash = digest::sha256(STYLE.as_bytes());
    format!("/assets/style-{}.css", hash.get(..12).unwrap_or_default())
});

/// Where the style sheet is.
pub fn style_path() -> &'static str {
    &STYLE_PATH
}

/// `GET /assets/{name}`: kept by browsers for good, for another content has another name.
pub async fn show(name: Named<String>) -> Result<HttpResponse, Problem> {
    if style_path().strip_prefix("/assets/") != Some(name.as_str()) {
        return Err(Problem::not_found());
    }
    Ok(HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(STYLE))
}
