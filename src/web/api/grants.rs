//! The grants of an instrument, for those who manage people there.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::me::{Grant, Person};
use crate::access::Denied;
use crate::access::store::HeldGrant;
use crate::accounts::list_grants::{MOST, Page, USUAL, list_grants};
use crate::accounts::{Refusal, end_grant};
use crate::clock;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{GrantId, InstrumentCode};
use crate::web::body::Asked;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, Named, read, write};

/// Which grants.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GrantsAsked {
    /// The instrument: `CMS`.
    instrument: String,
    /// The last grant of the page before.
    after: Option<String>,
    /// How many, up to 500; 100 where it is not said.
    limit: Option<u32>,
}

impl GrantsAsked {
    fn read(self) -> (Option<InstrumentCode>, Shaped<Page>) {
        let mut flaws = Vec::new();
        let mut wrong = |at: &str, message: String| flaws.push(Flaw::new(at, "malformed", message));
        let after = self.after.map(|text| text.parse::<GrantId>());
        if after.as_ref().is_some_and(Result::is_err) {
            wrong("after", "send the id of the last grant on the page before".to_owned());
        }
        let limit = self.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            wrong("limit", format!("ask for 1 to {MOST}"));
        }
        let page = Page { after: after.and_then(Result::ok), limit };
        (self.instrument.parse().ok(), if flaws.is_empty() { Ok(page) } else { Err(flaws) })
    }
}

/// The grants in force.
#[derive(Serialize, ToSchema)]
pub struct Grants {
    /// In the order of their ids.
    pub grants: Vec<Held>,
}

/// A grant with the person who holds it.
#[derive(Serialize, ToSchema)]
pub struct Held {
    /// The grant's id.
    pub id: String,
    /// Who holds it.
    pub person: Person,
    /// What it gives.
    pub grant: Grant,
    /// Since when.
    pub from: String,
    /// Until when; null as long as nobody ends it.
    pub until: Option<String>,
}

impl From<HeldGrant> for Held {
    fn from(held: HeldGrant) -> Self {
        let holder = held.holder;
        Self {
            id: held.id.into(),
            person: Person {
                account: holder.account.into(),
                email: holder.email,
                name: holder.name,
                language: holder.language,
            },
            grant: Grant::from(&held.grant),
            from: clock::written(held.from),
            until: held.until.map(clock::written),
        }
    }
}

/// The grants in force in an instrument, for those who manage people there.
#[utoipa::path(get, path = "/api/v1/grants", tag = "people", params(GrantsAsked),
    responses((status = 200, body = Grants)))]
pub async fn list(house: web::Data<House>, bearer: Bearer, asked: Asked<GrantsAsked>) -> Result<HttpResponse, Problem> {
    let now = house.clock.now();
    let asked = asked.0.map(GrantsAsked::read);
    let held = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now);
        let (instrument, page) = match asked {
            Ok(asked) => asked,
            Err(flaws) => return actor.and(Err(Refusal::Flaws(flaws))),
        };
        let instrument = instrument.ok_or(Denied::NotFound)?;
        list_grants(tx, &bearer.0, &instrument, page, now)
    })
    .await?;
    Ok(HttpResponse::Ok().json(Grants { grants: held.into_iter().map(Held::from).collect() }))
}

/// End a grant: what it allowed is refused from the next request on.
#[utoipa::path(delete, path = "/api/v1/grants/{grant}", tag = "people",
    params(("grant" = String, Path, description = "the grant's id")), responses((status = 204)))]
pub async fn end(house: web::Data<House>, bearer: Bearer, grant: Named<GrantId>) -> Result<HttpResponse, Problem> {
    let (now, secret, grant) = (house.clock.now(), house.secret.clone(), grant.into_inner());
    let done = write(&house, move |tx| end_grant::by_a_person(tx, &bearer.0, &grant, &secret, now)).await;
    done.map_err(|no: Refusal| Problem::from(no))?;
    Ok(HttpResponse::NoContent().finish())
}
