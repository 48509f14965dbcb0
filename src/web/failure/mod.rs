//! What we say when the answer is no, or when we failed: one type, and for each room's refusals one file beside this one.
//!
//! Under `/api` it is an RFC 9457 problem, elsewhere a page with the same words. Details of a fault go to the log alone.

mod figures;
mod render;
pub mod reports;
mod rooms;
mod rounds;
mod words;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::flaw::{self, Flaw};

pub use render::Body;
pub use words::WORDS;

/// A refusal or a failure on its way out.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// A stable word for programs: `stale`, `closed`, `not_found`.
    pub code: &'static str,
    /// A sentence for the person who asked.
    pub detail: String,
    /// What is wrong, each with its place.
    pub errors: Vec<Flaw>,
    /// Further members of the problem: both values of a conflict.
    pub members: Box<serde_json::Map<String, serde_json::Value>>,
    /// Seconds after which another try is worth it.
    pub retry_after: Option<u32>,
    /// Methods that the path does take.
    allow: Option<Box<str>>,
    /// What happened, for the log.
    fault: Option<Box<str>>,
}

impl Problem {
    /// A problem of a status, under a stable word, in a plain sentence.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            members: Box::default(),
            retry_after: None,
            allow: None,
            fault: None,
        }
    }

    /// 400: what was sent cannot be read at all.
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable", detail)
    }

    /// 401: nobody is signed in, or no longer.
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", "Sign in first.")
    }

    /// 404: it does not exist, or not for whoever asks.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is no such thing here.")
    }

    /// 403: seen, but not theirs to do.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 405: the path is there, the method is not.
    pub fn wrong_method(allowed: String) -> Self {
        let detail = format!("This address takes {allowed}.");
        Self { allow: Some(allowed.into()), ..Self::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", detail) }
    }

    /// 409: right in itself, but not as things stand. The word stands in `errors` too.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let errors = vec![Flaw::new("", code, detail.clone())];
        Self { errors, ..Self::new(StatusCode::CONFLICT, code, detail) }
    }

    /// 422: readable, but not right. All of what is wrong.
    pub fn unfit(errors: Vec<Flaw>) -> Self {
        let detail = match errors.as_slice() {
            [one] => one.message.clone(),
            many => format!("{} things are not right.", many.len()),
        };
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unfit", detail) }
    }

    /// 503: worth another try after so many seconds.
    pub fn later(code: &'static str, detail: impl Into<String>, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail) }
    }

    /// 500: our doing. What happened goes to the log, under an id that the answer carries.
    pub fn broken(fault: impl Into<String>) -> Self {
        let said = "Something went wrong on our side. It has been logged.";
        Self { fault: Some(fault.into().into()), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", said) }
    }

    /// Adds a member to the problem document.
    #[must_use]
    pub fn with(mut self, name: &str, value: serde_json::Value) -> Self {
        self.members.insert(name.to_owned(), value);
        self
    }

    /// What the log is told, beyond the status.
    pub(super) fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.status.as_u16(), self.code, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    // The guard renders it once more, as a page where the path wants one and with the request's id.
    fn error_response(&self) -> HttpResponse {
        self.as_json("")
    }
}

/// Flaws of a shape: 422, or what its one flaw says when nothing could be read.
impl From<Vec<Flaw>> for Problem {
    fn from(flaws: Vec<Flaw>) -> Self {
        match flaws.as_slice() {
            [one] if one.code == flaw::UNREADABLE => {
                Self { errors: flaws.clone(), ..Self::unreadable(one.message.clone()) }
            }
            [one] if one.code == flaw::WRONG_MEDIA_TYPE => Self {
                errors: flaws.clone(),
                ..Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_media_type", one.message.clone())
            },
            _ => Self::unfit(flaws),
        }
    }
}
