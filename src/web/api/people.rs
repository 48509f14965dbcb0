//! Adding people and switching them off, for those who manage people.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::person::{NewPerson, Written};
use crate::accounts::{Refusal, add, deactivate};
use crate::flaw::{Flaw, Shaped};
use crate::ids::{AccountId, InstrumentCode};
use crate::web::body::Sent;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, Named, write};

/// A person to be added, and the grant they are to have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// Where the letter goes.
    pub email: String,
    /// What to call them.
    pub name: String,
    /// The language they read: `en`, `fr` or `es`.
    pub language: String,
    /// In which instrument.
    pub instrument: String,
    /// As what: `focal_point` and so on.
    pub role: String,
    /// For which Party; left out for the Secretariat's roles.
    pub party: Option<String>,
    /// For a contributor: the word `all`, or section names.
    pub sections: Option<SentSections>,
}

/// The word `all`, or section names.
#[derive(Deserialize, ToSchema)]
#[serde(untagged, expecting = "the word all, or a list of section names")]
pub enum SentSections {
    /// `all`
    Word(String),
    /// Section names.
    Names(Vec<String>),
}

impl NewAccount {
    fn read(self) -> Shaped<(InstrumentCode, NewPerson)> {
        let sections = self.sections.map(|sections| match sections {
            SentSections::Word(word) => vec![word],
            SentSections::Names(names) => names,
        });
        let person = Written {
            email: &self.email,
            name: &self.name,
            language: &self.language,
            role: &self.role,
            party: self.party.as_deref(),
            sections: sections.as_deref(),
        };
        let instrument = self.instrument.parse().map_err(|_| Flaw::new("instrument", "malformed", "write it as CMS"));
        match (instrument, person.read()) {
            (Ok(instrument), Ok(person)) => Ok((instrument, person)),
            (Ok(_), Err(flaws)) => Err(flaws),
            (Err(flaw), person) => Err(std::iter::once(flaw).chain(person.err().unwrap_or_default()).collect()),
        }
    }
}

/// What the person has now.
#[derive(Serialize, ToSchema)]
pub struct AddedAccount {
    /// The account's id.
    pub account: String,
    /// The grant's id.
    pub grant: String,
}

/// Add a person with a grant. They get a letter: an invitation, or the news where they can sign in already.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "people", request_body = NewAccount,
    responses((status = 201, body = AddedAccount)))]
pub async fn create(house: web::Data<House>, bearer: Bearer, sent: Sent<NewAccount>) -> Result<HttpResponse, Problem> {
    let asked = sent.0.and_then(NewAccount::read);
    let now = house.clock.now();
    let needs = add::House { secret: (*house.secret).clone(), base: house.base_url.to_string() };
    let added = write(&house, move |tx| add::by_a_person(tx, &bearer.0, asked, &needs, now)).await?;
    let added = AddedAccount { account: added.account.into(), grant: added.grant.into() };
    Ok(HttpResponse::Created().json(added))
}

/// Switch an account off, for somebody who manages people in every instrument where it holds a grant.
#[utoipa::path(delete, path = "/api/v1/accounts/{account}", tag = "people",
    params(("account" = String, Path, description = "the account's id")), responses((status = 204)))]
pub async fn remove(
    house: web::Data<House>,
    bearer: Bearer,
    account: Named<AccountId>,
) -> Result<HttpResponse, Problem> {
    let (now, secret, account) = (house.clock.now(), house.secret.clone(), account.into_inner());
    let done = write(&house, move |tx| deactivate::by_a_person(tx, &bearer.0, &account, &secret, now)).await;
    done.map_err(|no: Refusal| Problem::from(no))?;
    Ok(HttpResponse::NoContent().finish())
}
