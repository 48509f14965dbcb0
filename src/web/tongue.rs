//! Which language a page speaks. To a person it is the account's; to whoever is not signed in, the one they chose here
//! before, or the one their browser asks for.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{AcceptLanguage, Header, Preference};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};

use super::House;
use super::body::Filled;
use super::failure::Problem;
use super::pages::Frame;
use super::routes::ROUTES;
use crate::words;

/// Remembers the choice on this browser. It says nothing of the person, and goes to this site alone.
const COOKIE: &str = "godwit-language";
/// How long: as long as browsers keep a cookie at all.
const COOKIE_DAYS: i64 = 400;
/// The field of every form that can change the language.
pub const FIELD: &str = "language";

/// How to speak to whoever sent a request, and where they are.
#[derive(Debug, Clone)]
pub struct Tongue {
    /// A language of the house.
    pub language: &'static str,
    /// The address to come back to after the language was changed.
    pub here: String,
    /// The token of the person's session, where one was found.
    pub token: String,
}

impl Tongue {
    /// What a request says of it: the account's language where that was found already, the choice made on this browser,
    /// the languages the browser asks for.
    pub fn of(request: &HttpRequest) -> Self {
        // Taken out before the cookies are read, which stand in the same place.
        let noted = request.extensions().get::<Noted>().map(|Noted(language, token)| (*language, token.clone()));
        let (account, token) = noted.map_or((None, String::new()), |(language, token)| (Some(language), token));
        let chosen = || request.cookie(COOKIE).and_then(|cookie| words::known(cookie.value()));
        let language = account.or_else(chosen).or_else(|| asked_for(request)).unwrap_or(words::FALLBACK);
        // What a form sent is not sent again by coming back: there may be no page at its address.
        let here = match *request.method() {
            Method::GET | Method::HEAD => request.uri().path_and_query().map_or("/", |all| all.as_str()),
            _ if is_page(request) => request.path(),
            _ => "/",
        };
        Self { language, here: here.to_owned(), token }
    }

    /// The frame of a page for somebody who is not signed in; its title is a text of the house.
    pub fn frame(&self, title: &str) -> Frame {
        let title = words::text(self.language, title, &[]);
        let (language, here, token) = (self.language.to_owned(), self.here.clone(), self.token.clone());
        Frame { language, here, token, ..Frame::plain(title) }
    }
}

impl FromRequest for Tongue {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// The person behind a request: the language of the account, and the token of the session's forms.
struct Noted(&'static str, String);

/// Keeps with the request what its page needs to know of the person when the handler refuses.
pub fn note(request: &HttpRequest, language: &str, token: &str) {
    if let Some(known) = words::known(language) {
        request.extensions_mut().insert(Noted(known, token.to_owned()));
    }
}

/// Whether the address that took a form shows a page as well.
fn is_page(request: &HttpRequest) -> bool {
    let pattern = request.match_pattern().unwrap_or_default().replace(":.+}", "}");
    ROUTES.iter().any(|(method, path)| *method == "GET" && *path == pattern)
}

/// The first of the languages that the browser asks for, and that the house speaks.
fn asked_for(request: &HttpRequest) -> Option<&'static str> {
    let asked = AcceptLanguage::parse(request).ok()?;
    asked.ranked().iter().find_map(|preference| match preference {
        Preference::Any => Some(words::FALLBACK),
        Preference::Specific(tag) => words::known(tag.as_str()),
    })
}

/// The language that a form asks to go on in.
pub fn chosen(filled: &Filled) -> Option<&'static str> {
    filled.first(FIELD).and_then(words::known)
}

/// Remembers a language on the browser that is answered.
///
/// # Errors
/// When the cookie cannot be written.
pub fn remember(response: &mut HttpResponse, house: &House, language: &'static str) -> Result<(), Problem> {
    let cookie = Cookie::build(COOKIE, language)
        .path("/")
        .secure(house.is_https())
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(COOKIE_DAYS))
        .finish();
    response.add_cookie(&cookie).map_err(|error| Problem::broken(format!("a cookie cannot be set: {error}")))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn check(asked: &str, cookie: Option<&str>, expect: &str) {
        let mut request = TestRequest::get().uri("/sign-in?next=/").insert_header(("accept-language", asked));
        if let Some(value) = cookie {
            request = request.cookie(Cookie::new(COOKIE, value.to_owned()));
        }
        assert_eq!(Tongue::of(&request.to_http_request()).language, expect, "{asked} {cookie:?}");
    }

    #[test]
    fn a_choice_goes_before_what_the_browser_asks_for() {
        check("ar-EG,ar;q=0.9,en;q=0.8", None, "ar");
        check("de,pt;q=0.9,ru;q=0.5,en;q=0.1", None, "ru");
        check("en;q=0.2,fr;q=0.9", None, "fr");
        check("de", None, "en");
        check("de,*;q=0.1", None, "en");
        check("", None, "en");
        check("not a language, at all;;;", None, "en");
        check("fr", Some("es"), "es");
        check("fr", Some("xx"), "fr");
        check("fr", Some("en"), "en");
    }

    #[test]
    fn the_account_goes_before_both() {
        let request = TestRequest::get().insert_header(("accept-language", "fr")).to_http_request();
        note(&request, "ru", "t");
        assert_eq!(Tongue::of(&request).language, "ru");
        note(&request, "xx", "t");
        assert_eq!(Tongue::of(&request).language, "ru");
    }
}
