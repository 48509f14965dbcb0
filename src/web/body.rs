//! What a request carries, read with limits and turned into a [`Shaped`] value.
//!
//! The shape is read before the transaction, and verbs look at it only after they know that the sender may:
//! 401, 404 and 403 come before 400 and 422. Only what is too large, too slow or encoded is refused at once.

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use super::How;
use super::failure::Problem;
use super::shape;
use crate::flaw::{self, Flaw, Shaped};

/// Most bytes a request may carry: a template of 50,000 items is refused below it, a section's answers are far below.
pub const BODY_BYTES: usize = 2 * 1024 * 1024;
/// Largest body that is read on the thread that talks HTTP: about a millisecond. Larger ones would hold up its others.
const READ_HERE_BYTES: usize = 64 * 1024;

/// A JSON body. Taking it apart never fails a request by itself: the verb is told what is wrong when it asks.
pub struct Sent<T>(pub Shaped<T>);

impl<T: DeserializeOwned + Send + 'static> FromRequest for Sent<T> {
    type Error = Problem;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = is_media_type(request, "application/json");
        let bytes = all_bytes(request, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            if !is_json {
                let said = "Send JSON, with the header Content-Type: application/json.";
                return Ok(Self(Err(vec![Flaw::new("", flaw::WRONG_MEDIA_TYPE, said)])));
            }
            if bytes.len() <= READ_HERE_BYTES {
                return Ok(Self(shape::read(&bytes)));
            }
            let read = web::block(move || shape::read(&bytes)).await;
            read.map(Self).map_err(|_| Problem::broken("reading a body panicked"))
        })
    }
}

/// The fields of a form as they were sent, in order; a field may come more than once.
pub struct Filled(pub Vec<(String, String)>);

impl Filled {
    /// The first value of a field.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest for Filled {
    type Error = Problem;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = is_media_type(request, "application/x-www-form-urlencoded");
        let bytes = all_bytes(request, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            let text = std::str::from_utf8(&bytes).ok().filter(|_| is_form);
            let text = text.ok_or_else(|| Problem::unreadable("Send the form as the page does."))?;
            let fields = web::Query::<Vec<(String, String)>>::from_query(text);
            fields.map(|fields| Self(fields.into_inner())).map_err(|_| Problem::unreadable("The form cannot be read."))
        })
    }
}

/// The query of a URL, unknown parameters refused by the type.
pub struct Asked<T>(pub Shaped<T>);

impl<T: DeserializeOwned> FromRequest for Asked<T> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let query = request.query_string();
        let shaped = if query.contains("%00") {
            Err(vec![Flaw::new("", "control_character", "A query holds no NUL character.")])
        } else {
            web::Query::<T>::from_query(query).map(web::Query::into_inner).map_err(|error| {
                let said = error.to_string();
                let said = said.strip_prefix("Query deserialize error: ").unwrap_or(&said);
                vec![shape::flaw("", said)]
            })
        };
        std::future::ready(Ok(Self(shaped)))
    }
}

/// 413.
pub fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        format!("Send at most {} MiB.", BODY_BYTES / (1024 * 1024)),
    )
}

fn is_media_type(request: &HttpRequest, expect: &str) -> bool {
    let said = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    said.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case(expect))
}

fn all_bytes(
    request: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<Bytes, Problem>> + 'static + use<> {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced = announced.and_then(|length| length.parse::<usize>().ok()).unwrap_or(0);
    let time = request.app_data::<How>().copied().unwrap_or_default().body_time;
    let payload = web::Payload::from_request(request, payload);
    async move {
        if announced > BODY_BYTES {
            return Err(too_large());
        }
        let payload = payload.await.map_err(|error| Problem::unreadable(error.to_string()))?;
        match tokio::time::timeout(time, payload.to_bytes_limited(BODY_BYTES)).await {
            Ok(Ok(Ok(bytes))) => Ok(bytes),
            Ok(Ok(Err(_))) => Err(Problem::unreadable("The request broke off.")),
            Ok(Err(_)) => Err(too_large()),
            Err(_) => Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "The request took too long.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
    use actix_web::{App, HttpResponse};

    use super::*;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Size {
        size: u8,
    }

    async fn take(sent: Sent<Size>) -> Result<HttpResponse, Problem> {
        Ok(HttpResponse::Ok().body(sent.0?.size.to_string()))
    }

    async fn ask(asked: Asked<Size>) -> Result<HttpResponse, Problem> {
        Ok(HttpResponse::Ok().body(asked.0?.size.to_string()))
    }

    async fn check(request: TestRequest, status: u16, at: Option<&str>) {
        let app = App::new().route("/", web::post().to(take)).route("/", web::get().to(ask));
        let app = init_service(app).await;
        let answer = call_service(&app, request.to_request()).await;
        assert_eq!(answer.status().as_u16(), status);
        if let Some(at) = at {
            let problem: serde_json::Value = read_body_json(answer).await;
            assert_eq!(problem["errors"][0]["at"], at, "{problem}");
        }
    }

    fn json(body: impl Into<Bytes>) -> TestRequest {
        TestRequest::post().insert_header(("content-type", "Application/JSON; charset=utf-8")).set_payload(body)
    }

    #[actix_web::test]
    async fn a_body_is_taken_or_refused_with_its_status() {
        check(json(r#"{"size": 3}"#), 200, None).await;
        check(json(""), 400, Some("")).await;
        check(json("{"), 400, Some("")).await;
        check(json("[".repeat(200_000)), 400, Some("")).await;
        check(json(r#"{"size": 300}"#), 422, Some("size")).await;
        check(json(r#"{"size": "3"}"#), 422, Some("size")).await;
        check(json(r#"{"size": 3, "colour": 1}"#), 422, Some("colour")).await;
        check(json(r#"{"size": 3, "size": 4}"#), 422, Some("size")).await;
        check(json(r#"{}"#), 422, Some("size")).await;
        check(TestRequest::post().set_payload(r#"{"size": 3}"#), 415, Some("")).await;
        let form = TestRequest::post().insert_header(("content-type", "text/plain")).set_payload(r#"{"size": 3}"#);
        check(form, 415, Some("")).await;
        check(json(" ".repeat(BODY_BYTES + 1)), 413, None).await;
        let at_the_limit = format!("{{\"size\": 3}}{}", " ".repeat(BODY_BYTES - 11));
        check(json(at_the_limit), 200, None).await;
    }

    #[actix_web::test]
    async fn a_query_is_taken_or_refused() {
        check(TestRequest::get().uri("/?size=3"), 200, None).await;
        check(TestRequest::get().uri("/?size=3&colour=red"), 422, Some("colour")).await;
        check(TestRequest::get().uri("/"), 422, Some("size")).await;
        check(TestRequest::get().uri("/?size=%00"), 422, Some("")).await;
        check(TestRequest::get().uri("/?size=300"), 422, Some("")).await;
    }
}
