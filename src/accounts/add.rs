//! Add a person: an account where there is none yet, a grant, and the letter that says so.

use super::person::NewPerson;
use super::{Account, Credential, Refusal, letters, store};
use crate::access::store::NewGrant;
use crate::access::{self, Action, Denied, Permit, Place, Role, Sections};
use crate::audit::{self, Secret, store::Deed};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{AccountId, GrantId, InstrumentCode};
use crate::parties;

/// What a person who was added has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Whose.
    pub account: AccountId,
    /// The grant, new or the same one that was in force already.
    pub grant: GrantId,
}

/// What adding a person needs of the house.
#[derive(Debug, Clone)]
pub struct House {
    /// Seals the audit chain.
    pub secret: Secret,
    /// What people type to get here, for the letter.
    pub base: String,
}

/// Adds a person at the word of somebody signed in, who must manage people in the instrument.
///
/// # Errors
/// `Denied`; `Flaws` of what was sent, or for a Party or an account that cannot be taken.
pub fn by_a_person(
    tx: &mut Conn,
    credential: &Credential,
    asked: Shaped<(InstrumentCode, NewPerson)>,
    house: &House,
    now: Moment,
) -> Result<Added, Refusal> {
    let actor = credential.actor::<Refusal>(tx, now)?;
    let may = |instrument: &InstrumentCode| {
        access::permit(&actor, Action::ManagePeople, &Place::of_instrument(instrument.clone()))
    };
    let (instrument, person) = match asked {
        Ok(asked) => asked,
        // Who manages nobody anywhere learns nothing of what would be right.
        Err(_) if !actor.grants.iter().any(|grant| may(&grant.instrument).is_ok()) => {
            return Err(Denied::Forbidden.into());
        }
        Err(flaws) => return Err(Refusal::Flaws(flaws)),
    };
    let permit = may(&instrument)?;
    add(tx, &permit, &person, house, now)
}

/// Adds a person in the instrument the permit holds for, and writes the letter: an invitation to choose a password, or,
/// to somebody who has one, the news of the grant. Whether there was an account already the answer does not tell.
///
/// # Errors
/// `Flaws` at `instrument`, `party` or `email`.
pub fn add(tx: &mut Conn, permit: &Permit, person: &NewPerson, house: &House, now: Moment) -> Result<Added, Refusal> {
    let (added, account, deeds) = account_and_grant(tx, permit, person, now)?;
    tell(tx, permit, person, (&added, &account), house, now)?;
    record(tx, &house.secret, permit, &added, person, &deeds, now)?;
    Ok(added)
}

/// Adds a person as [`add`] does, but writes no letter where the account has this grant already. Answers whether anything
/// is new: for files that are taken in once more with a few lines added.
///
/// # Errors
/// As [`add`].
pub fn add_what_is_new(
    tx: &mut Conn,
    permit: &Permit,
    person: &NewPerson,
    house: &House,
    now: Moment,
) -> Result<bool, Refusal> {
    let (added, account, deeds) = account_and_grant(tx, permit, person, now)?;
    if deeds.is_empty() {
        return Ok(false);
    }
    tell(tx, permit, person, (&added, &account), house, now)?;
    record(tx, &house.secret, permit, &added, person, &deeds, now)?;
    Ok(true)
}

/// Writes the letter: an invitation, or the news of the grant.
fn tell(
    tx: &mut Conn,
    permit: &Permit,
    person: &NewPerson,
    (added, account): (&Added, &Account),
    house: &House,
    now: Moment,
) -> Result<(), Fault> {
    let invite = store::known_by_id(tx, &account.id)?.is_some_and(|known| known.password.is_none());
    let party = match &person.party {
        Some(code) => parties::store::name(tx, code, &account.language)?,
        None => None,
    };
    let news = letters::News {
        account,
        grant: &added.grant,
        instrument: &permit.place().instrument,
        role: person.role,
        party: party.as_deref(),
        base: &house.base,
    };
    letters::tell(tx, &news, invite, now)
}

/// Adds a person with a password that is hashed already and writes no letter: for `demo`, whose people are invented.
///
/// # Errors
/// As [`add`].
pub fn with_password(
    tx: &mut Conn,
    permit: &Permit,
    person: &NewPerson,
    phc: &str,
    secret: &Secret,
    now: Moment,
) -> Result<Added, Refusal> {
    let (added, _, deeds) = account_and_grant(tx, permit, person, now)?;
    store::set_password(tx, &added.account, phc)?;
    record(tx, secret, permit, &added, person, &deeds, now)?;
    Ok(added)
}

/// The account and the grant, and which of the two are new, in the words of the chain.
fn account_and_grant(
    tx: &mut Conn,
    permit: &Permit,
    person: &NewPerson,
    now: Moment,
) -> Result<(Added, Account, Vec<&'static str>), Refusal> {
    let mut touched = store::touch_email(tx, &person.email)?;
    if touched.is_none() {
        // The account has no row to wait at: two who add it wait for each other at their instrument's. Whoever was faster
        // has added it by now.
        parties::store::touch_instrument(tx, permit)?;
        touched = store::touch_email(tx, &person.email)?;
    }
    let flaws = flaws(tx, permit, person)?;
    if !flaws.is_empty() {
        return Err(Refusal::Flaws(flaws));
    }
    let mut deeds = Vec::new();
    let account = match touched {
        Some((_, false)) if permit.account().is_some() => {
            let why = "this account was switched off; whoever runs the server can add it again";
            return Err(Flaw::new("email", "switched_off", why).into());
        }
        Some((account, false)) => {
            store::switch_on(tx, permit, &account.id)?;
            deeds.push("account.added");
            account
        }
        Some((account, true)) => account,
        None => {
            let account = Account {
                id: AccountId::fresh(),
                email: person.email.written().to_owned(),
                name: person.name.clone(),
                language: person.language.clone(),
            };
            store::add(tx, permit, &person.email, &account, now)?;
            deeds.push("account.added");
            account
        }
    };
    let new = NewGrant {
        account: account.id.clone(),
        role: person.role,
        party: person.party.clone(),
        sections: person.sections.clone(),
        until: None,
    };
    let grant = match access::store::same_grant(tx, permit, &new, now)? {
        Some(grant) => grant,
        None => {
            deeds.push("grant.given");
            access::store::add_grant(tx, permit, &new, now)?
        }
    };
    Ok((Added { account: account.id.clone(), grant }, account, deeds))
}

fn flaws(tx: &mut Conn, permit: &Permit, person: &NewPerson) -> Result<Vec<Flaw>, Fault> {
    let mut flaws = Vec::new();
    let instrument = &permit.place().instrument;
    if !store::has_instrument(tx, instrument)? {
        flaws.push(Flaw::new("instrument", "unknown", format!("there is no instrument {instrument}")));
    }
    let Some(code) = &person.party else { return Ok(flaws) };
    let kind = store::party_kind(tx, code)?;
    let organisation = kind.as_deref() == Some("organisation");
    match (kind.is_some(), person.role) {
        (false, _) => flaws.push(Flaw::new("party", "unknown", format!("there is no Party {code}"))),
        (true, Role::NgoReporter) if !organisation => {
            flaws.push(Flaw::new("party", "not_an_organisation", "an NGO reporter answers for an organisation"));
        }
        (true, Role::FocalPoint) if organisation => {
            flaws.push(Flaw::new("party", "an_organisation", "for an organisation the role is ngo_reporter"));
        }
        _ => {}
    }
    Ok(flaws)
}

fn record(
    tx: &mut Conn,
    secret: &Secret,
    permit: &Permit,
    added: &Added,
    person: &NewPerson,
    deeds: &[&'static str],
    now: Moment,
) -> Result<(), Fault> {
    let detail = serde_json::json!({
        "account": added.account, "grant": added.grant, "role": person.role.word(), "party": person.party,
        "sections": match &person.sections { Sections::All => None, Sections::Only(names) => Some(names) },
    })
    .to_string();
    let instrument = &permit.place().instrument;
    for action in deeds {
        let subject = if action.starts_with("account.") { added.account.as_str() } else { added.grant.as_str() };
        let deed = Deed { instrument, actor: permit.account(), action, subject, detail: &detail };
        audit::store::record(tx, secret, &deed, now)?;
    }
    Ok(())
}
