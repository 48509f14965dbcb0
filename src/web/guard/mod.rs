//! What stands around every request: its id and log line, what is refused unread, and the headers of every answer.

mod headers;
mod origin;
pub mod packed;
mod panics;

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

use super::failure::Problem;
use super::tongue::Tongue;
use super::{House, pages};

pub use panics::caught;

/// Around every request.
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(house) = request.app_data::<web::Data<House>>().cloned() else {
        return Ok(request.error_response(Problem::broken("the application has no house")));
    };
    let started = Instant::now();
    let id = uuid::Uuid::new_v4().to_string();
    let method = request.method().clone();
    house.tally.begin();
    let answered = match refuse_unread(&request, &house) {
        Some(problem) => Ok(request.error_response(problem)),
        None => next.call(request).await.map(ServiceResponse::map_into_boxed_body),
    };
    // Errors of handlers and extractors are answers by now; what is left is the server's own.
    let response = match answered {
        Ok(response) => response,
        Err(error) => {
            house.tally.end(500, started.elapsed());
            tracing::error!(%error, %id, "a request failed outside its handler");
            return Err(error);
        }
    };
    let mut response = dress(response, &id);
    headers::add(response.headers_mut(), &house, &id);
    if !method.is_safe() && response.status().as_u16() < 400 {
        nudge(&response, &house);
    }
    let response = packed::pack(response);
    let took = started.elapsed();
    house.tally.end(response.status().as_u16(), took);
    // The pattern instead of the path: nothing that somebody wrote gets into the log.
    let pattern = response.request().match_pattern().unwrap_or_else(|| "-".to_owned());
    let status = response.status().as_u16();
    tracing::info!(%method, path = pattern, status, ms = took.as_millis(), %id, "answered");
    Ok(response)
}

/// Whoever listens to a report that was written to is told at once.
fn nudge(response: &ServiceResponse<BoxBody>, house: &House) {
    let named = response.request().match_info();
    let (cycle, party) = (named.get("cycle").map(str::parse), named.get("party").map(str::parse));
    if let (Some(Ok(cycle)), Some(Ok(party))) = (cycle, party) {
        house.live.nudge((cycle, party));
    }
}

/// What is refused before anybody looks at it, whoever asks.
fn refuse_unread(request: &ServiceRequest, house: &House) -> Option<Problem> {
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        let said = "Send it without a content encoding.";
        return Some(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_encoding", said));
    }
    origin::refuse(request, house)
}

/// Says a refusal the way its reader wants it, and logs what was our doing.
fn dress(response: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    let Some(error) = response.response().error() else { return response };
    let problem = match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => foreign(response.status(), error),
    };
    if let Some(fault) = problem.fault() {
        tracing::error!(fault, id, status = problem.status.as_u16(), "a request failed");
    }
    let (request, _) = response.into_parts();
    let path = request.path();
    let rendered = if path.starts_with("/api/") || path == "/api" || asks_for_json(&request) {
        problem.as_json(id)
    } else if problem.status == StatusCode::UNAUTHORIZED && request.method() == Method::GET {
        sign_in_first(request.uri().path_and_query().map_or("/", |asked| asked.as_str()))
    } else {
        problem.as_page(id, &Tongue::of(&request))
    };
    ServiceResponse::new(request, rendered)
}

/// Whether a page's script asks, for JSON or to listen: it says what it reads, and a browser that opens a page says neither.
pub fn asks_for_json(request: &actix_web::HttpRequest) -> bool {
    let said = request.headers().get(header::ACCEPT).and_then(|said| said.to_str().ok());
    said.is_some_and(|said| said.contains("application/json") || said.contains("text/event-stream"))
}

/// An error that is not ours, in our words: its own may quote what was sent.
fn foreign(status: StatusCode, error: &Error) -> Problem {
    match status {
        StatusCode::NOT_FOUND => Problem::not_found(),
        StatusCode::PAYLOAD_TOO_LARGE => super::body::too_large(),
        status if status.is_client_error() => Problem::new(status, "unreadable", "The request cannot be read."),
        _ => Problem::broken(error.to_string()),
    }
}

/// Whoever asks for a page signed out is brought back to it after signing in.
fn sign_in_first(asked: &str) -> HttpResponse {
    pages::see_other(&format!("/sign-in?next={}", pages::in_query(asked)))
}
