//! Pages go over the line packed: on a slow one that is most of the time they take. Streams and downloads stay as they are.

use std::io::Write;

use actix_web::HttpRequest;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use flate2::Compression;
use flate2::write::GzEncoder;

/// What is packed: pages, and what their script is answered.
const KINDS: [&str; 2] = ["text/html", "application/json"];
/// Smaller answers fit one packet as they are.
const WORTH_BYTES: usize = 1_000;

/// Packs an answer that is a page, where its reader takes that.
pub fn pack(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let (request, answer) = response.into_parts();
    if !is_page(&request, answer.headers()) || !takes_gzip(&request) {
        return ServiceResponse::new(request, answer);
    }
    let (head, body) = answer.into_parts();
    let bytes = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        // A stream has no end to wait for.
        Err(body) => return ServiceResponse::new(request, head.set_body(body)),
    };
    let packed = if bytes.len() < WORTH_BYTES { None } else { gzip(&bytes, Compression::default()) };
    let Some(packed) = packed else { return ServiceResponse::new(request, head.set_body(BoxBody::new(bytes))) };
    let mut answer = head.set_body(BoxBody::new(packed));
    mark(answer.headers_mut());
    ServiceResponse::new(request, answer)
}

/// Whether a reader takes gzip.
///
/// What another site made a browser ask for is not packed: how long it is could tell that site what stands in it (BREACH).
pub fn takes_gzip(request: &HttpRequest) -> bool {
    let said = |name: &str| request.headers().get(name).and_then(|said| said.to_str().ok()).unwrap_or_default();
    let refused = |part: &str| part.contains(";q=0") && !part.contains(";q=0.");
    let mut parts = said("accept-encoding").split(',').map(|part| part.replace(' ', ""));
    !said("sec-fetch-site").starts_with("cross") && parts.any(|part| part.starts_with("gzip") && !refused(&part))
}

/// Says that an answer is packed, and that others get it otherwise.
pub fn mark(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
}

/// Bytes as gzip; none where that fails.
pub fn gzip(bytes: &[u8], how: Compression) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), how);
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn is_page(request: &HttpRequest, headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_page = KINDS.iter().any(|page| kind.starts_with(page)) && !request.path().starts_with("/api/");
    is_page && !headers.contains_key(header::CONTENT_ENCODING) && !headers.contains_key(header::CONTENT_DISPOSITION)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn check(encoding: &str, site: &str, expect: bool) {
        let request =
            TestRequest::get().insert_header(("accept-encoding", encoding)).insert_header(("sec-fetch-site", site));
        assert_eq!(takes_gzip(&request.to_http_request()), expect, "{encoding} {site}");
    }

    #[test]
    fn a_page_is_packed_for_who_takes_it() {
        check("gzip, deflate, br", "same-origin", true);
        check("br, gzip;q=0.5", "none", true);
        check("br", "none", false);
        check("gzip;q=0, br", "none", false);
        check("gzip", "cross-site", false);
    }
}
