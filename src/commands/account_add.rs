//! `godwit account add`

use clap::Args;

use super::{No, say};
use crate::access::{Action, Permit, Place, SystemReason};
use crate::accounts::Refusal;
use crate::accounts::add::{House, add};
use crate::accounts::person::Written;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::flaw::Flaw;
use crate::ids::InstrumentCode;
use crate::words;

/// A person and the grant they are to have.
#[derive(Debug, Args)]
pub struct AccountAdd {
    /// Where the invitation goes.
    #[arg(long)]
    email: String,
    /// What to call them.
    #[arg(long)]
    name: String,
    /// The language they read: en, fr or es.
    #[arg(long, default_value = words::FALLBACK)]
    language: String,
    /// In which instrument: CMS.
    #[arg(long)]
    instrument: String,
    /// secretariat_admin, secretariat_reader, focal_point, contributor or ngo_reporter.
    #[arg(long)]
    role: String,
    /// For which Party: KEN. The Secretariat's roles have none.
    #[arg(long)]
    party: Option<String>,
    /// For a contributor: all, or section names separated by commas.
    #[arg(long, value_delimiter = ',')]
    sections: Option<Vec<String>>,
}

/// Adds the person and writes the letter, which waits in the outbox until it is posted.
///
/// # Errors
/// A sentence for each thing that is wrong with what was asked, or the fault.
pub fn run(settings: &Settings, asked: &AccountAdd) -> Result<(), No> {
    let written = Written {
        email: &asked.email,
        name: &asked.name,
        language: &asked.language,
        role: &asked.role,
        party: asked.party.as_deref(),
        sections: asked.sections.as_deref(),
    };
    let instrument = asked.instrument.parse::<InstrumentCode>();
    let (instrument, person) = match (instrument, written.read()) {
        (Ok(instrument), Ok(person)) => (instrument, person),
        (instrument, person) => {
            let malformed = instrument.err().map(|error| Flaw::new("instrument", "malformed", error.to_string()));
            return Err(said(malformed.into_iter().chain(person.err().unwrap_or_default()).collect()));
        }
    };
    let house = House { secret: settings.secret()?, base: settings.base() };
    let db = Db::join(&settings.database)?;
    let permit = Permit::system(SystemReason::CommandLine, Action::ManagePeople, Place::of_instrument(instrument));
    let now = Clock::system().now();
    db.write(move |tx| add(tx, &permit, &person, &house, now)).map_err(no)?;
    say(&format!("{} is added. The letter waits in the outbox: serve posts it, or godwit post.", asked.email.trim()));
    Ok(())
}

fn no(refusal: Refusal) -> No {
    match refusal {
        Refusal::Flaws(flaws) => said(flaws),
        Refusal::Fault(fault) => fault.into(),
        Refusal::Wrong | Refusal::Denied(_) => No::because(refusal.to_string()),
    }
}

/// As on the command line: `--email: write an e-mail address`.
fn said(flaws: Vec<Flaw>) -> No {
    No::Said(flaws.into_iter().map(|flaw| format!("--{}: {}.", flaw.at, flaw.message)).collect())
}
