//! A problem as JSON and as a page.

use actix_web::HttpResponse;
use actix_web::HttpResponseBuilder;
use actix_web::http::{StatusCode, header};
use askama::Template;
use serde::Serialize;

use super::Problem;
use crate::flaw::Flaw;
use crate::web::pages::Frame;
use crate::web::tongue::Tongue;
use crate::words;

/// A problem (RFC 9457). Further members may stand beside these: both values of a conflict.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct Body {
    /// Where the word is explained.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The status.
    pub status: u16,
    /// A stable word for programs.
    pub code: String,
    /// A sentence for people.
    pub detail: String,
    /// The request's id, as the log has it, when the failure is ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What is wrong, each with its place; empty where the detail says it all.
    pub errors: Vec<Flaw>,
    #[serde(flatten)]
    #[schema(ignore)]
    members: serde_json::Map<String, serde_json::Value>,
}

#[derive(Template)]
#[template(path = "problem.html", config = "src/web/askama.toml")]
struct ProblemPage<'a> {
    frame: Frame,
    detail: String,
    errors: &'a [Flaw],
    reference: Option<&'a str>,
    signed_out: bool,
}

impl Problem {
    /// The status in words: the key of a text.
    fn title(&self) -> &'static str {
        match self.status {
            StatusCode::NOT_FOUND => "problem.title.not_found",
            StatusCode::UNAUTHORIZED => "page.sign_in",
            StatusCode::FORBIDDEN => "problem.title.forbidden",
            StatusCode::METHOD_NOT_ALLOWED => "problem.title.wrong_method",
            StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST => "problem.title.unfit",
            StatusCode::CONFLICT => "problem.title.conflict",
            StatusCode::SERVICE_UNAVAILABLE => "problem.title.later",
            StatusCode::INTERNAL_SERVER_ERROR => "problem.title.internal",
            _ => "problem.title.refused",
        }
    }

    /// The sentence for the person, in their language. In English it says more than its stable word does.
    pub fn said(&self, language: &str) -> String {
        let key = format!("problem.{}", self.code);
        let own = words::known(language).is_some_and(|code| code != words::FALLBACK) && words::has(&key);
        if own { words::text(language, &key, &[]) } else { self.detail.clone() }
    }

    fn instance<'a>(&self, id: &'a str) -> Option<&'a str> {
        (self.status.is_server_error() && !id.is_empty()).then_some(id)
    }

    fn head(&self) -> HttpResponseBuilder {
        let mut head = HttpResponse::build(self.status);
        if let Some(seconds) = self.retry_after {
            head.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Some(allowed) = &self.allow {
            head.insert_header((header::ALLOW, allowed.as_ref()));
        }
        head
    }

    /// The problem as JSON. `id` is the request's; it is told when the failure is ours.
    pub fn as_json(&self, id: &str) -> HttpResponse {
        let body = Body {
            kind: format!("/api/docs#{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Refused").to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.clone(),
            instance: self.instance(id).map(|id| format!("urn:uuid:{id}")),
            errors: self.errors.clone(),
            members: *self.members.clone(),
        };
        let mut head = self.head();
        if self.status == StatusCode::UNAUTHORIZED {
            head.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        head.content_type("application/problem+json")
            .body(serde_json::to_string(&body).unwrap_or_else(|_| "{}".to_owned()))
    }

    /// The problem as a page, for somebody of a language.
    pub fn as_page(&self, id: &str, tongue: &Tongue) -> HttpResponse {
        let page = ProblemPage {
            frame: tongue.frame(self.title()),
            detail: self.said(tongue.language),
            errors: &self.errors,
            reference: self.instance(id),
            signed_out: self.status == StatusCode::UNAUTHORIZED,
        };
        // A page that cannot be rendered still says what it is.
        let text = page.render().unwrap_or_else(|_| self.detail.clone());
        self.head().content_type("text/html; charset=utf-8").body(text)
    }
}
