//! Choose the language that pages and letters come in.

use super::{Credential, Refusal, store};
use crate::clock::Moment;
use crate::db::Conn;
use crate::flaw::Flaw;
use crate::words;

/// Keeps the language a person reads.
///
/// # Errors
/// `Flaws` at `language` when nobody here speaks it; `Denied::SignedOut`.
pub fn choose_language(tx: &mut Conn, credential: &Credential, language: &str, now: Moment) -> Result<(), Refusal> {
    if !words::speaks(language) {
        return Err(Refusal::Flaws(vec![Flaw::new("language", "unknown", "this language is not spoken here")]));
    }
    let actor = credential.actor::<Refusal>(tx, now)?;
    Ok(store::set_language(tx, &actor.account, language)?)
}
