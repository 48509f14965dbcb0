//! What a sign-in hands out: opaque secrets of 256 bits, of which we keep the SHA-256 alone, and JWTs of ten minutes.
//!
//! A JWT says which session it belongs to and nothing about rights. One algorithm, one key of its own, every claim
//! demanded and typed; the time is an argument, for the library's own check reads the system's clock.

use chrono::{DateTime, Duration};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::Credential;
use crate::audit::Secret;
use crate::clock::Moment;
use crate::digest;
use crate::fault::Fault;
use crate::ids::{AccountId, SessionId};

/// How long a JWT is good for. Short, for programs keep them in memory and logs happen.
pub const JWT_LASTS: Duration = Duration::minutes(10);
/// Two servers' clocks may differ by this much, in seconds.
const LEEWAY_SECONDS: i64 = 5;
/// A longer token is not ours: it is refused unread.
const MOST_BYTES: usize = 1_024;
const ISSUER: &str = "godwit";
const AUDIENCE: &str = "godwit-api";
const TYPE: &str = "JWT";

/// A value that whoever holds it may use. Written to a cookie or a letter once, never stored and never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Opaque(String);

impl Opaque {
    /// 256 bits from the system's generator, as 64 hexadecimal digits.
    ///
    /// # Errors
    /// `Fault::Io` when the system has no random bytes.
    pub fn fresh() -> Result<Self, Fault> {
        Ok(Self(digest::hex(&digest::random::<32>()?)))
    }

    /// What somebody sent. Anything: what it is worth, the look-up of its hash decides.
    pub fn sent(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The value itself, for the one who is to hold it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What we keep of it.
    pub fn sha256(&self) -> String {
        digest::sha256(self.0.as_bytes())
    }
}

impl std::fmt::Debug for Opaque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opaque(…)")
    }
}

/// What a page's forms carry to show that they come from a page of this session.
pub fn csrf_token(secret: &Secret, session: &SessionId) -> String {
    digest::hmac(&secret.key_for("csrf"), session.as_str().as_bytes())
}

/// The token as one page shows it: under a mask of its own, so that what a compressed page weighs tells nobody of it (BREACH).
///
/// # Errors
/// When the system gives no random bytes.
pub fn masked(token: &str) -> Result<String, Fault> {
    let mask: [u8; MASK_BYTES] = digest::random()?;
    Ok(digest::hex(&mask) + &digest::hex(&under(&mask, token.as_bytes())))
}

/// Whether what a form sent is this token under some mask.
pub fn is_masked(sent: &str, token: &str) -> bool {
    let bytes: Option<Vec<u8>> =
        (0..sent.len() / 2).map(|at| u8::from_str_radix(sent.get(at * 2..at * 2 + 2)?, 16).ok()).collect();
    let bytes = bytes.filter(|_| sent.len() == 2 * (MASK_BYTES + token.len()));
    bytes
        .and_then(|bytes| bytes.split_at_checked(MASK_BYTES).map(|(mask, rest)| under(mask, rest)))
        .is_some_and(|seen| digest::same(&seen, token.as_bytes()))
}

fn under(mask: &[u8], bytes: &[u8]) -> Vec<u8> {
    bytes.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect()
}

/// As many bytes as the token has: no two of its digits lie under the same byte.
const MASK_BYTES: usize = 64;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    epoch: i32,
    iat: i64,
    exp: i64,
}

/// A JWT for a session, and the moment it ends.
///
/// # Errors
/// `Fault::Broken` when the library cannot sign.
pub fn issue(
    secret: &Secret,
    credential: &Credential,
    account: &AccountId,
    now: Moment,
) -> Result<(String, Moment), Fault> {
    let iat = now.and_utc().timestamp();
    let exp = iat + JWT_LASTS.num_seconds();
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: account.as_str().to_owned(),
        sid: credential.session.as_str().to_owned(),
        epoch: credential.epoch,
        iat,
        exp,
    };
    let key = EncodingKey::from_secret(&secret.key_for("jwt"));
    let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
        .map_err(|error| Fault::Broken(format!("a JWT could not be signed: {error}")))?;
    Ok((token, DateTime::from_timestamp(exp, 0).unwrap_or_default().naive_utc()))
}

/// The credential in a JWT of ours that is good now; none for every other text, and why is nobody's business.
pub fn read(secret: &Secret, token: &str, now: Moment) -> Option<Credential> {
    if token.len() > MOST_BYTES {
        return None;
    }
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["iss", "aud", "sub"]);
    // Checked below against `now`: the library would ask the system's clock.
    rules.validate_exp = false;
    let key = DecodingKey::from_secret(&secret.key_for("jwt"));
    let token = jsonwebtoken::decode::<Claims>(token, &key, &rules).ok()?;
    let claims = token.claims;
    let seconds = now.and_utc().timestamp();
    let in_time = claims.exp.saturating_add(LEEWAY_SECONDS) > seconds
        && claims.iat.saturating_sub(LEEWAY_SECONDS) <= seconds
        && claims.exp.saturating_sub(claims.iat) == JWT_LASTS.num_seconds();
    let ours = token.header.typ.as_deref() == Some(TYPE) && claims.iss == ISSUER && claims.aud == AUDIENCE;
    (in_time && ours && claims.sub.parse::<AccountId>().is_ok())
        .then(|| claims.sid.parse().ok())
        .flatten()
        .map(|session| Credential { session, epoch: claims.epoch })
}

#[cfg(test)]
mod tests;
