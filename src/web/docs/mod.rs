//! The API's reference as a page, made from the OpenAPI document: readable without any script of anybody's.

mod view;

use std::sync::LazyLock;

use actix_web::HttpResponse;
use askama::Template;

use super::failure::{Problem, WORDS};
use super::openapi;
use super::pages::{Frame, shown};
use view::{Operation, Schema};

/// The two lists that the page shows.
static SHOWN: LazyLock<(Vec<Operation>, Vec<Schema>)> = LazyLock::new(|| {
    let document = serde_json::to_value(openapi::document()).unwrap_or_default();
    (view::operations(&document), view::schemas(&document))
});

#[derive(Template)]
#[template(path = "docs.html", config = "src/web/askama.toml")]
struct DocsPage {
    frame: Frame,
    operations: &'static [Operation],
    schemas: &'static [Schema],
    words: &'static [(&'static str, u16, &'static str)],
}

/// `GET /api/docs`
pub async fn show() -> Result<HttpResponse, Problem> {
    let (operations, schemas) = &*SHOWN;
    shown(&DocsPage { frame: Frame::plain("The API"), operations, schemas, words: WORDS })
}
