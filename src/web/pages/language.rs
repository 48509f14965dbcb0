//! The language a person reads: kept with the account, and on this browser for the pages before signing in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{form, see_other};
use crate::accounts::choose_language::choose_language;
use crate::flaw::Flaw;
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::{Browser, TOKEN_FIELD};
use crate::web::{House, tongue, write};

/// `POST /language`: from the foot of every page that has no form of its own with words in it.
pub async fn choose(
    house: web::Data<House>,
    browser: Result<Browser, Problem>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    let language = tongue::chosen(&filled);
    let language = language.ok_or_else(|| vec![Flaw::new(tongue::FIELD, "unknown", "Choose one of the languages.")])?;
    match browser {
        // A page that was refused may not have known whose it was: then this browser alone remembers.
        Ok(_) if filled.first(TOKEN_FIELD) == Some("") => {}
        Ok(browser) => {
            browser.check(&filled)?;
            keep(&house, &browser, language).await?;
        }
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => {}
        Err(problem) => return Err(problem),
    }
    let mut answer = see_other(form::own_path(filled.first("next")));
    tongue::remember(&mut answer, &house, language)?;
    Ok(answer)
}

/// Keeps it with the account.
async fn keep(house: &House, browser: &Browser, language: &'static str) -> Result<(), Problem> {
    let (credential, now) = (browser.credential.clone(), house.clock.now());
    Ok(write(house, move |tx| choose_language(tx, &credential, language, now)).await?)
}

/// The person at the browser, who reads the language that the form asks to go on in, if it asks for one.
///
/// # Errors
/// As whatever writes.
pub(super) async fn switched(house: &House, browser: &Browser, filled: &Filled) -> Result<Browser, Problem> {
    let mut browser = browser.clone();
    if let Some(language) = tongue::chosen(filled) {
        keep(house, &browser, language).await?;
        language.clone_into(&mut browser.actor.language);
    }
    Ok(browser)
}

/// An answer after which this browser remembers the language that the form asked to go on in, if it asked for one.
///
/// # Errors
/// When the cookie cannot be written.
pub(super) fn remembered(mut answer: HttpResponse, house: &House, filled: &Filled) -> Result<HttpResponse, Problem> {
    if let Some(language) = tongue::chosen(filled) {
        tongue::remember(&mut answer, house, language)?;
    }
    Ok(answer)
}
