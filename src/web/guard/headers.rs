//! The headers of every answer, errors too.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::web::House;

/// No script but our own files, which ask nobody but us; no frame, no form to elsewhere. Pages need our style, our images and
/// nothing more.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'";
/// A year, as ASVS 3.4.1 asks.
const STRICT_TRANSPORT: &str = "max-age=31536000; includeSubDomains";

/// Adds what is not there yet. An answer is private unless its handler said otherwise.
pub fn add(headers: &mut HeaderMap, house: &House, id: &str) {
    // What is sent as a file keeps its own, which is narrower.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
    let mut put = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(header::REFERRER_POLICY, "same-origin");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if house.is_https() {
        put(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
