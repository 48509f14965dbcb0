//! Signing in and out in a browser.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::flaws::Flaws;
use super::form::{self, Done};
use super::{Frame, kept, see_other, see_other_done, shown, shown_as};
use crate::accounts::token::{csrf_token, masked};
use crate::accounts::{Refusal, sign_in, sign_out};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::{self, Browser};
use crate::web::tongue::{self, Tongue};
use crate::web::turns::hashing;
use crate::web::{House, write};
use crate::words;

#[derive(Template)]
#[template(path = "sign_in.html", config = "src/web/askama.toml")]
struct SignInPage<'a> {
    frame: Frame,
    flaws: Flaws,
    email: &'a str,
    next: &'a str,
    /// Why it is shown where something else was asked for.
    notice: Option<String>,
    /// What was typed into a form before the session was found to have ended.
    kept: &'a [(String, String)],
}

/// Where to go on, and what was done before.
#[derive(Debug, Default, Deserialize)]
pub struct SignInAsked {
    next: Option<String>,
    done: Option<Done>,
}

/// `GET /sign-in`
pub async fn show(request: HttpRequest, tongue: Tongue) -> Result<HttpResponse, Problem> {
    // Whatever else stands in the address, the page can be shown.
    let asked = web::Query::<SignInAsked>::from_query(request.query_string());
    let asked = asked.map(web::Query::into_inner).unwrap_or_default();
    let frame = Frame { done: asked.done.map(|done| done.said(tongue.language)), ..frame(&tongue) };
    let next = form::own_path(asked.next.as_deref());
    shown(&SignInPage { frame, flaws: Flaws::default(), email: "", next, notice: None, kept: &[] })
}

/// The way to sign in for whoever sent a section after the session had ended. What was typed stays in the page.
pub(super) fn again(next: &str, kept: &[(String, String)], tongue: &Tongue) -> Result<HttpResponse, Problem> {
    let notice = Some(words::text(tongue.language, "page.session_ended", &[]));
    let frame = frame(tongue);
    shown_as(StatusCode::UNAUTHORIZED, &SignInPage { frame, flaws: Flaws::default(), email: "", next, notice, kept })
}

/// What stands around the way to sign in. Its form changes the language too: what was typed before goes on in it.
fn frame(tongue: &Tongue) -> Frame {
    Frame { form: Some("sign-in"), ..tongue.frame("page.sign_in") }
}

/// `POST /sign-in`
pub async fn open(
    house: web::Data<House>,
    request: HttpRequest,
    tongue: Tongue,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    if let Some(language) = tongue::chosen(&filled) {
        return elsewise(&house, &Tongue { language, ..tongue }, &filled);
    }
    let field = |name: &str| filled.first(name).unwrap_or_default().to_owned();
    let (email, password, now) = (field("email"), field("password"), house.clock.now());
    let given = email.clone();
    let opened = hashing(&house, move |db, hasher| sign_in::in_a_browser(db, hasher, &given, &password, now)).await;
    let next = form::own_path(filled.first("next"));
    let kept = kept::sent_on(next, &filled);
    let again = |message: &str| {
        let (frame, flaws) = (frame(&tongue), Flaws::one("email", message));
        unfit(shown(&SignInPage { frame, flaws, email: &email, next, notice: None, kept: &kept })?)
    };
    let (credential, secret) = match opened {
        Ok(opened) => opened,
        Err(Refusal::Wrong) => return again(&words::text(tongue.language, "page.sign_in.wrong", &[])),
        // What was typed into a section is worth more than the right status.
        Err(refusal) if !kept.is_empty() => return again(&Problem::from(refusal).said(tongue.language)),
        Err(refusal) => return Err(refusal.into()),
    };
    if let Some(old) = identity::cookie(&request, &house) {
        write(&house, move |tx| sign_out::replaced(tx, &old, now)).await?;
    }
    let onward = if kept.is_empty() {
        see_other(next)
    } else {
        kept::resume(masked(&csrf_token(&house.secret, &credential.session))?, next, &kept, &tongue)?
    };
    with_cookie(onward, &identity::signed_in_cookie(&house, &secret))
}

/// The same page in another language, with all that stood in it but the password.
fn elsewise(house: &House, tongue: &Tongue, filled: &Filled) -> Result<HttpResponse, Problem> {
    let next = form::own_path(filled.first("next"));
    let (email, kept) = (filled.first("email").unwrap_or_default(), kept::sent_on(next, filled));
    let notice = (!kept.is_empty()).then(|| words::text(tongue.language, "page.session_ended", &[]));
    let page = SignInPage { frame: frame(tongue), flaws: Flaws::default(), email, next, notice, kept: &kept };
    let mut answer = shown(&page)?;
    tongue::remember(&mut answer, house, tongue.language)?;
    Ok(answer)
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
