//! Writes by pages come from our own pages. The API takes no cookie, so that nobody can borrow one there.

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;

use crate::web::House;
use crate::web::failure::Problem;

/// Refuses a write that another site's page sent. A client that is no browser says nothing and needs the form's token still.
pub fn refuse(request: &ServiceRequest, house: &House) -> Option<Problem> {
    let harmless = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if harmless || request.path().starts_with("/api/") {
        return None;
    }
    let said = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = said("host").unwrap_or_default();
    let ours = is_ours(said("sec-fetch-site"), said("origin"), host, &house.base_url);
    (!ours).then(|| Problem::forbidden("This form was sent from another site. Open the page here and send it again."))
}

/// The browser's own word first; where it is silent, the origin against our address or the host that was asked.
fn is_ours(site: Option<&str>, origin: Option<&str>, host: &str, base_url: &str) -> bool {
    match (site, origin) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            origin == base_url || origin.split_once("://").is_some_and(|(_, at)| !host.is_empty() && at == host)
        }
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(site: Option<&str>, origin: Option<&str>, expect: bool) {
        let base = "https://reports.example.org";
        assert_eq!(is_ours(site, origin, "10.0.0.7:8080", base), expect, "{site:?} {origin:?}");
    }

    #[test]
    fn only_our_own_pages_write() {
        check(Some("same-origin"), None, true);
        check(Some("cross-site"), Some("https://reports.example.org"), false);
        check(Some("same-site"), None, false);
        check(None, Some("https://reports.example.org"), true);
        check(None, Some("http://10.0.0.7:8080"), true);
        check(None, Some("https://reports.example.org.evil.example"), false);
        check(None, Some("null"), false);
        check(None, None, true);
    }
}
