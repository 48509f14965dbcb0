//! Sign in, refresh and sign out, for programs.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::refresh::refresh as exchange;
use crate::accounts::sign_in::{Pair, for_a_program};
use crate::accounts::token::Opaque;
use crate::accounts::{Refusal, sign_out};
use crate::clock;
use crate::flaw::Flaw;
use crate::web::body::Sent;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::turns::hashing;
use crate::web::{House, write};

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The e-mail address of the account.
    pub email: String,
    /// Its password.
    pub password: String,
    /// A second factor's code. No account has one yet: leave it out, or send null.
    #[schema(value_type = Option<String>)]
    pub code: Option<serde_json::Value>,
}

/// What a program shows from now on.
#[derive(Serialize, ToSchema)]
pub struct Session {
    /// For `Authorization: Bearer`.
    pub token: String,
    /// When the token ends: refresh before.
    pub expires_at: String,
    /// Works once, for the next pair. Shown a second time it closes the session.
    pub refresh_token: String,
}

impl From<Pair> for Session {
    fn from(pair: Pair) -> Self {
        Self {
            token: pair.token,
            expires_at: clock::written(pair.expires_at),
            refresh_token: pair.refresh_token.expose().to_owned(),
        }
    }
}

/// What is exchanged.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// The refresh token of the last pair.
    pub refresh_token: String,
}

/// Sign in.
///
/// An address that is not known and a password that is wrong are answered alike. At most two passwords are verified at
/// once; beyond a short queue the answer is 503 with `Retry-After`.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", security(()), request_body = SignIn,
    responses((status = 200, body = Session)))]
pub async fn open(house: web::Data<House>, sent: Sent<SignIn>) -> Result<HttpResponse, Problem> {
    let sent = sent.0?;
    if sent.code.is_some() {
        let said = "No account here asks for a second factor: leave code out.";
        return Err(vec![Flaw::new("code", "not_supported", said)].into());
    }
    let (now, secret) = (house.clock.now(), house.secret.clone());
    let pair =
        hashing(&house, move |db, hasher| for_a_program(db, hasher, &secret, &sent.email, &sent.password, now)).await?;
    Ok(HttpResponse::Ok().json(Session::from(pair)))
}

/// Exchange a refresh token for the next pair.
#[utoipa::path(post, path = "/api/v1/session/refresh", tag = "session", security(()), request_body = Refresh,
    responses((status = 200, body = Session)))]
pub async fn refresh(house: web::Data<House>, sent: Sent<Refresh>) -> Result<HttpResponse, Problem> {
    let token = Opaque::sent(&sent.0?.refresh_token);
    let (now, secret) = (house.clock.now(), house.secret.clone());
    let next = write(&house, move |tx| exchange(tx, &secret, &token, now)).await?;
    let pair = next.ok_or_else(Problem::signed_out)?;
    Ok(HttpResponse::Ok().json(Session::from(pair)))
}

/// Sign out: the session's tokens are worthless from the next request on.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses((status = 204)))]
pub async fn close(house: web::Data<House>, bearer: Bearer) -> Result<HttpResponse, Problem> {
    let now = house.clock.now();
    write(&house, move |tx| sign_out::sign_out(tx, &bearer.0, now)).await.map_err(|no: Refusal| Problem::from(no))?;
    Ok(HttpResponse::NoContent().finish())
}
