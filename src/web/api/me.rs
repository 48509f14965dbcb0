//! Who is signed in, and as what.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{self, Sections};
use crate::accounts::{Account, Refusal, store};
use crate::fault::Fault;
use crate::ids::ItemName;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, read};

/// The person and what they may do now.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// Who.
    pub person: Person,
    /// As what, in the order of instrument, role and Party.
    pub grants: Vec<Grant>,
}

/// A person.
#[derive(Serialize, ToSchema)]
pub struct Person {
    /// The account's id.
    pub account: String,
    /// The e-mail address.
    pub email: String,
    /// What to call them.
    pub name: String,
    /// The language they read.
    pub language: String,
}

impl From<Account> for Person {
    fn from(account: Account) -> Self {
        Self { account: account.id.into(), email: account.email, name: account.name, language: account.language }
    }
}

/// One grant in force.
#[derive(Serialize, ToSchema)]
pub struct Grant {
    /// In which instrument.
    pub instrument: String,
    /// As what.
    pub role: &'static str,
    /// For which Party; null in the Secretariat.
    pub party: Option<String>,
    /// The word `all`, or the names of the sections it reaches.
    pub sections: Reach,
}

/// The word `all`, or section names.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Reach {
    /// `all`
    Word(&'static str),
    /// Section names.
    Names(Vec<String>),
}

impl From<&Sections> for Reach {
    fn from(sections: &Sections) -> Self {
        match sections {
            Sections::All => Self::Word("all"),
            Sections::Only(names) => Self::Names(names.iter().map(ItemName::to_string).collect()),
        }
    }
}

impl From<&access::Grant> for Grant {
    fn from(grant: &access::Grant) -> Self {
        Self {
            instrument: grant.instrument.to_string(),
            role: grant.role.word(),
            party: grant.party.as_ref().map(ToString::to_string),
            sections: Reach::from(&grant.sections),
        }
    }
}

/// Who am I, and what may I do?
#[utoipa::path(get, path = "/api/v1/me", tag = "people", responses((status = 200, body = Me)))]
pub async fn show(house: web::Data<House>, bearer: Bearer) -> Result<HttpResponse, Problem> {
    let now = house.clock.now();
    let (account, mut grants) = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        let account = store::account(tx, &actor.account)?;
        let account = account.ok_or_else(|| Fault::Broken("an actor without account".to_owned()))?;
        Ok::<_, Refusal>((account, actor.grants))
    })
    .await?;
    grants.sort_by(|a, b| (&a.instrument, a.role, &a.party).cmp(&(&b.instrument, b.role, &b.party)));
    Ok(HttpResponse::Ok().json(Me { person: account.into(), grants: grants.iter().map(Grant::from).collect() }))
}
