//! The own account: who I am here, my password, my sessions.

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
use crate::fault::Fault;
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
}

impl Role {
    fn of(grant: &Grant, language: &str) -> Self {
        let mut said = words::text(language, &format!("role.{}", grant.role.word()), &[]);
        if let Some(party) = &grant.party {
            said = format!("{said}, {party}");
        }
        if let Sections::Only(names) = &grant.sections {
            let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
            said = format!("{said}: {}", names.join(", "));
        }
        Self { instrument: grant.instrument.to_string(), said }
    }
}

async fn page(house: &House, browser: &Browser, flaws: Flaws) -> Result<AccountPage, Problem> {
    let account = browser.actor.account.clone();
    let account = read(house, move |tx| store::account(tx, &account)).await?;
    let account = account.ok_or_else(|| Fault::Broken("an actor without account".to_owned()))?;
    let language = browser.actor.language.as_str();
    let roles = browser.actor.grants.iter().map(|grant| Role::of(grant, language)).collect();
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
