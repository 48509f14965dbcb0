//! The style sheet and the scripts, in the program itself, under names that change with them.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::digest;
use crate::web::Named;
use crate::web::failure::Problem;

struct Asset {
    name: String,
    media_type: &'static str,
    text: &'static str,
}

impl Asset {
    fn new(stem: &str, extension: &str, media_type: &'static str, text: &'static str) -> Self {
        let hash = digest::sha256(text.as_bytes());
        Self { name: format!("{stem}-{}.{extension}", hash.get(..12).unwrap_or_default()), media_type, text }
    }

    fn path(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("style", "css", "text/css; charset=utf-8", include_str!("style.css")));
static ICON: LazyLock<Asset> = LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("icon.svg")));
static INVITATION: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("invitation", "js", "text/javascript; charset=utf-8", include_str!("invitation.js")));

static STYLE_PATH: LazyLock<String> = LazyLock::new(|| STYLE.path());
static ICON_PATH: LazyLock<String> = LazyLock::new(|| ICON.path());
static INVITATION_PATH: LazyLock<String> = LazyLock::new(|| INVITATION.path());

/// Where the style sheet is.
pub fn style_path() -> &'static str {
    &STYLE_PATH
}

/// Where the bird is that stands in a browser's tab.
pub fn icon_path() -> &'static str {
    &ICON_PATH
}

/// Where the script of the invitation's page is.
pub fn invitation_path() -> &'static str {
    &INVITATION_PATH
}

/// `GET /assets/{name}`: kept by browsers for good, for another content has another name.
pub async fn show(name: Named<String>) -> Result<HttpResponse, Problem> {
    let all = [&STYLE, &ICON, &INVITATION];
    let asset = all.into_iter().find(|asset| asset.name == *name).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type(asset.media_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.text))
}
