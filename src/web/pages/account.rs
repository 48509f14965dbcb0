//! The own account: who I am here, my password, my sessions.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use askama::Template;

use super::flaws::Flaws;
use super::form::{After, Done};
use super::sign_in::{signed_out, unfit};
use super::{Frame, passwords, see_other_done, shown};
use crate::access::{Grant, Sections};
use crate::accounts::change_password::change_password;
use crate::accounts::rules::PASSWORD_LEAST;
use crate::accounts::{Account, Refusal, sign_out, store};
use crate::cycles::store as cycles;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::ItemName;
use crate::reports::store as reports;
use crate::templates::Shelf;
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::turns::hashing;
use crate::web::{House, read, write};
use crate::words;

#[derive(Template)]
#[template(path = "account.html", config = "src/web/askama.toml")]
struct AccountPage {
    frame: Frame,
    flaws: Flaws,
    account: Account,
    roles: Vec<Role>,
    least: usize,
}

struct Role {
    instrument: String,
    said: String,
    /// For whom.
    party: Option<String>,
    /// The sections it reaches, where it does not reach all of them.
    sections: Vec<String>,
}

impl Role {
    fn of(tx: &mut Conn, shelf: &Shelf, grant: &Grant, language: &str) -> Result<Self, Fault> {
        let party = grant.party.as_ref().map(|party| reports::party_name(tx, party, language));
        Ok(Self {
            instrument: grant.instrument.to_string(),
            said: words::text(language, &format!("role.{}", grant.role.word()), &[]),
            party: party.transpose()?,
            sections: sections(tx, shelf, grant, language)?,
        })
    }
}

/// What the sections are called that a grant is limited to: as the newest round of its Party names them.
fn sections(tx: &mut Conn, shelf: &Shelf, grant: &Grant, language: &str) -> Result<Vec<String>, Fault> {
    let (Sections::Only(names), Some(party)) = (&grant.sections, &grant.party) else { return Ok(Vec::new()) };
    let mut called: BTreeMap<ItemName, String> = BTreeMap::new();
    for (cycle, _) in reports::of_parties(tx, grant.instrument.as_str(), &[party.as_str()])? {
        let Some(cycle) = cycles::find(tx, &cycle)? else { continue };
        let published = shelf.published(tx, &cycle.template, cycle.version)?;
        let template = &published.template;
        for section in template.sections.iter().filter(|section| names.contains(&section.name)) {
            let label = section.label.in_language(language, &template.default_language);
            called.entry(section.name.clone()).or_insert_with(|| label.to_owned());
        }
    }
    Ok(names.iter().map(|name| called.get(name).cloned().unwrap_or_else(|| name.to_string())).collect())
}

async fn page(house: &House, browser: &Browser, flaws: Flaws) -> Result<AccountPage, Problem> {
    let (actor, shelf) = (browser.actor.clone(), house.shelf.clone());
    let (account, roles) = read(house, move |tx| {
        let roles: Result<Vec<Role>, Fault> =
            actor.grants.iter().map(|grant| Role::of(tx, &shelf, grant, &actor.language)).collect();
        Ok::<_, Fault>((store::account(tx, &actor.account)?, roles?))
    })
    .await?;
    let account = account.ok_or_else(|| Fault::Broken("an actor without account".to_owned()))?;
    let language = browser.actor.language.as_str();
    Ok(AccountPage {
        frame: browser.frame(words::text(language, "page.account", &[])),
        flaws,
        account,
        roles,
        least: PASSWORD_LEAST,
    })
}

/// `GET /account`
pub async fn show(
    house: web::Data<House>,
    browser: Browser,
    after: Option<web::Query<After>>,
) -> Result<HttpResponse, Problem> {
    let mut page = page(&house, &browser, Flaws::default()).await?;
    page.frame.done = after.and_then(|after| after.said(&browser.actor.language));
    shown(&page)
}

/// `POST /account/password`
pub async fn password(house: web::Data<House>, browser: Browser, filled: Filled) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let field = |name: &str| filled.first(name).unwrap_or_default().to_owned();
    let (current, new, now) = (field("current"), field("password"), house.clock.now());
    let credential = browser.credential.clone();
    let changed =
        hashing(&house, move |db, hasher| change_password(db, hasher, &credential, &current, &new, now)).await;
    match changed {
        Ok(_) => Ok(see_other_done("/account", Done::PasswordSet)),
        Err(Refusal::Flaws(flaws)) => {
            let flaws = passwords::said(flaws, &browser.actor.language);
            unfit(shown(&page(&house, &browser, flaws).await?)?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /account/sign-out-everywhere`
pub async fn everywhere(house: web::Data<House>, browser: Browser, filled: Filled) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let now = house.clock.now();
    write(&house, move |tx| sign_out::everywhere(tx, &browser.credential, now)).await?;
    signed_out(&house)
}
