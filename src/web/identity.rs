//! Who a request comes from.
//!
//! Two ways that never meet: the API reads `Authorization: Bearer` alone, pages read a cookie alone. Either yields a
//! [`Credential`], which proves a session and says nothing of rights; whether the session still counts, and what its
//! person may do, is read inside the transaction that acts.

use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};

use super::body::Filled;
use super::failure::Problem;
use super::pages::Frame;
use super::tongue::{self, Tongue};
use super::{House, bridge};
use crate::access::{Actor, Denied};
use crate::accounts::store::{self, BrowserSession};
use crate::accounts::token::{self, Opaque};
use crate::accounts::{Credential, Refusal, session};
use crate::fault::Fault;

/// The session cookie over https: the prefix binds it to this host, to `/` and to https.
const COOKIE: &str = "__Host-godwit";
/// The session cookie on loopback http, where browsers refuse the prefix.
const PLAIN_COOKIE: &str = "godwit";
/// The field of every form that carries its session's token.
pub const TOKEN_FIELD: &str = "token";

/// A program that showed a JWT of ours. 401 without one.
#[derive(Debug, Clone)]
pub struct Bearer(pub Credential);

impl FromRequest for Bearer {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(bearer(request).map(Self).ok_or_else(Problem::signed_out))
    }
}

fn bearer(request: &HttpRequest) -> Option<Credential> {
    let house = request.app_data::<web::Data<House>>()?;
    let mut said = request.headers().get_all(header::AUTHORIZATION);
    let (first, second) = (said.next()?, said.next());
    let (scheme, jwt) = first.to_str().ok()?.split_once(' ')?;
    if second.is_some() || !scheme.eq_ignore_ascii_case("Bearer") {
        return None;
    }
    token::read(&house.secret, jwt.trim(), house.clock.now())
}

/// A person at a page, signed in. Without a session that counts: a page is answered by the way to sign in, a write by 401.
#[derive(Debug, Clone)]
pub struct Browser {
    /// What the verbs are handed. They ask again whether it counts.
    pub credential: Credential,
    /// The person, for the frame of the page and for links worth showing; rights are asked of the transaction.
    pub actor: Actor,
    /// What the forms of this answer carry in [`TOKEN_FIELD`].
    pub token: String,
    /// The address at which they are.
    here: String,
    /// What that is without its mask.
    session_token: String,
}

impl Browser {
    /// The frame of a page for this person.
    pub fn frame(&self, title: impl Into<String>) -> Frame {
        Frame {
            language: self.actor.language.clone(),
            person: Some(self.actor.name.clone()),
            token: self.token.clone(),
            here: self.here.clone(),
            ..Frame::plain(title)
        }
    }

    /// How to speak to this person where there is no more than that to know.
    pub fn tongue(&self) -> Tongue {
        let language = crate::words::known(&self.actor.language).unwrap_or(crate::words::FALLBACK);
        Tongue { language, here: self.here.clone(), token: self.token.clone() }
    }

    /// Refuses a form that does not carry this session's token.
    ///
    /// # Errors
    /// 403.
    pub fn check(&self, form: &Filled) -> Result<(), Problem> {
        let sent = form.first(TOKEN_FIELD).unwrap_or_default();
        if token::is_masked(sent, &self.session_token) {
            Ok(())
        } else {
            Err(Problem::forbidden("This form is from another session. Open the page again and send it from there."))
        }
    }
}

impl FromRequest for Browser {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = signed_in(request);
        Box::pin(async move {
            let (house, browser, session) = found.await?;
            note(&house, session).await;
            Ok(browser)
        })
    }
}

/// A browser that asks by itself, with nobody at it who does anything: it keeps no session alive.
#[derive(Debug, Clone)]
pub struct Onlooker(pub Browser);

impl FromRequest for Onlooker {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = signed_in(request);
        Box::pin(async move { found.await.map(|(_, browser, _)| Self(browser)) })
    }
}

/// The person behind a request's cookie, with the session.
fn signed_in(
    request: &HttpRequest,
) -> impl Future<Output = Result<(web::Data<House>, Browser, BrowserSession), Problem>> + 'static + use<> {
    let house = request.app_data::<web::Data<House>>().cloned();
    let secret = house.as_ref().and_then(|house| cookie(request, house));
    let (request, here) = (request.clone(), Tongue::of(request).here);
    async move {
        let (Some(house), Some(secret)) = (house, secret) else { return Err(Problem::signed_out()) };
        let now = house.clock.now();
        let (found, actor) = bridge::read(&house, move |tx| {
            let found = store::browser_session(tx, &secret, now)?.ok_or(Denied::SignedOut)?;
            let actor = found.credential.actor::<Refusal>(tx, now)?;
            Ok::<_, Refusal>((found, actor))
        })
        .await?;
        let session_token = token::csrf_token(&house.secret, &found.credential.session);
        let token = token::masked(&session_token)?;
        tongue::note(&request, &actor.language, &token);
        let browser = Browser { credential: found.credential.clone(), actor, token, here, session_token };
        Ok((house, browser, found))
    }
}

/// Writes down that a session is in use, once a minute. A page is shown even where that fails.
async fn note(house: &House, found: BrowserSession) {
    let now = house.clock.now();
    if session::worth_noting(found.seen_at, now)
        && let Err(fault) = bridge::write(house, move |tx| store::note_seen(tx, &found, now)).await
    {
        let fault: Fault = fault;
        tracing::warn!(%fault, "the use of a session was not noted");
    }
}

/// The value of the session cookie, if there is one.
pub fn cookie(request: &HttpRequest, house: &House) -> Option<Opaque> {
    request.cookie(cookie_name(house)).map(|cookie| Opaque::sent(cookie.value()))
}

fn cookie_name(house: &House) -> &'static str {
    if house.is_https() { COOKIE } else { PLAIN_COOKIE }
}

/// The cookie that signs a browser in. It ends with the browser, or before that with the session.
pub fn signed_in_cookie(house: &House, secret: &Opaque) -> Cookie<'static> {
    // Lax: a link in a letter finds its reader signed in; a form of another site does not.
    Cookie::build(cookie_name(house), secret.expose().to_owned())
        .path("/")
        .secure(house.is_https())
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish()
}

/// The cookie that takes it away.
pub fn signed_out_cookie(house: &House) -> Cookie<'static> {
    let mut cookie = Cookie::build(cookie_name(house), "")
        .path("/")
        .secure(house.is_https())
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish();
    cookie.make_removal();
    cookie
}
