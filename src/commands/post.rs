//! `godwit post`

use std::sync::Arc;

use super::{No, say};
use crate::accounts;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::fault::Fault;
use crate::mail::post::{MakeToken, PostReport, Postbox, post};

/// Posts every letter that is due, and says what became of them.
///
/// # Errors
/// When the settings for mail are wrong, the database fails, or the mail server did not take what it was given.
pub fn run(settings: &Settings) -> Result<(), No> {
    let postbox = Postbox::of(settings).map_err(No::Said)?;
    let db = Db::join(&settings.database)?;
    let report = post(&db, &postbox, &tokens(), &Clock::system())?;
    say(&sentence(&report));
    match report.stopped {
        Some(why) => Err(No::because(format!("The mail server failed, the rest waits: {why}"))),
        None => Ok(()),
    }
}

/// Makes the tokens of all letters that have one. The one table of what a letter's token is for.
pub fn tokens() -> MakeToken {
    Arc::new(|tx, letter, now| match (letter.token_purpose.as_deref(), &letter.account) {
        (Some("invitation"), Some(account)) => accounts::invite::make_token(tx, account, now),
        (purpose, _) => Err(Fault::Broken(format!("a letter wants a token for {purpose:?}"))),
    })
}

/// What a run did, in one line.
fn sentence(report: &PostReport) -> String {
    let PostReport { posted, repeated, deferred, abandoned, .. } = report;
    let mut said = format!("Letters posted: {posted}; waiting for another try: {deferred}; given up: {abandoned}.");
    if *repeated > 0 {
        said.push_str(&format!(" Of those posted, {repeated} may have left before, under the same Message-ID."));
    }
    said
}
