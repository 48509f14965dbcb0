//! Signing in and out in a browser.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::flaws::Flaws;
use super::form::{self, Done};
use super::{Frame, see_other, see_other_done, shown};
use crate::accounts::{Refusal, sign_in, sign_out};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::{self, Browser};
use crate::web::turns::hashing;
use crate::web::{House, write};

#[derive(Template)]
#[template(path = "sign_in.html", config = "src/web/askama.toml")]
struct SignInPage<'a> {
    frame: Frame,
    flaws: Flaws,
    email: &'a str,
    next: &'a str,
}

/// Where to go on, and what was done before.
#[derive(Debug, Default, Deserialize)]
pub struct SignInAsked {
    next: Option<String>,
    done: Option<Done>,
}

/// `GET /sign-in`
pub async fn show(request: HttpRequest) -> Result<HttpResponse, Problem> {
    // Whatever else stands in the address, the page can be shown.
    let asked = web::Query::<SignInAsked>::from_query(request.query_string());
    let asked = asked.map(web::Query::into_inner).unwrap_or_default();
    let frame = Frame { done: asked.done.map(Done::said), ..Frame::plain("Sign in") };
    shown(&SignInPage { frame, flaws: Flaws::default(), email: "", next: form::own_path(asked.next.as_deref()) })
}

/// `POST /sign-in`
pub async fn open(house: web::Data<House>, request: HttpRequest, filled: Filled) -> Result<HttpResponse, Problem> {
    let field = |name: &str| filled.first(name).unwrap_or_default().to_owned();
    let (email, password, now) = (field("email"), field("password"), house.clock.now());
    let given = email.clone();
    let opened = hashing(&house, move |db, hasher| sign_in::in_a_browser(db, hasher, &given, &password, now)).await;
    let next = form::own_path(filled.first("next"));
    let secret = match opened {
        Ok((_, secret)) => secret,
        Err(Refusal::Wrong) => {
            let flaws = Flaws::one("email", "The e-mail address or the password is not right.");
            let page = SignInPage { frame: Frame::plain("Sign in"), flaws, email: &email, next };
            return unfit(shown(&page)?);
        }
        Err(refusal) => return Err(refusal.into()),
    };
    if let Some(old) = identity::cookie(&request, &house) {
        write(&house, move |tx| sign_out::replaced(tx, &old, now)).await?;
    }
    with_cookie(see_other(next), &identity::signed_in_cookie(&house, &secret))
}

/// `POST /sign-out`
pub async fn close(house: web::Data<House>, browser: Browser, filled: Filled) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let now = house.clock.now();
    write(&house, move |tx| sign_out::sign_out(tx, &browser.credential, now)).await?;
    signed_out(&house)
}

/// The way out: the cookie goes, and the sign-in page says so.
pub(super) fn signed_out(house: &House) -> Result<HttpResponse, Problem> {
    with_cookie(see_other_done("/sign-in", Done::SignedOut), &identity::signed_out_cookie(house))
}

fn with_cookie(mut response: HttpResponse, cookie: &actix_web::cookie::Cookie<'_>) -> Result<HttpResponse, Problem> {
    response.add_cookie(cookie).map_err(|error| Problem::broken(format!("a cookie cannot be set: {error}")))?;
    Ok(response)
}

/// The same page again, with what is wrong on it.
pub(super) fn unfit(mut response: HttpResponse) -> Result<HttpResponse, Problem> {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
