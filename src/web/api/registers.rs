//! The registers: instruments, Parties, and the mandates that questions are keyed to. For everybody who is signed in.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::mandate_view::{MandateView, Mandates};
use crate::accounts::{Credential, Refusal};
use crate::clock::Moment;
use crate::db::Conn;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{InstrumentCode, PartyCode};
use crate::mandates::{self, citation};
use crate::parties::{self, Instrument, Membership, Party};
use crate::web::body::Asked;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, read};

/// Longest page: every Party of the largest convention fits on one.
const MOST: usize = 500;
/// Length of a page when nobody says.
const USUAL: usize = 100;

/// Which page of a register.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegisterAsked {
    /// The last code of the page before.
    after: Option<String>,
    /// How many, up to 500; 100 where it is not said.
    limit: Option<usize>,
}

/// Which Parties.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PartiesAsked {
    /// Only those that this instrument has or had as members: `CMS`.
    instrument: Option<String>,
    /// The last code of the page before.
    after: Option<String>,
    /// How many, up to 500; 100 where it is not said.
    limit: Option<usize>,
}

/// Which mandates.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MandatesAsked {
    /// Only those of this instrument; with a citation that names no body, this instrument first.
    instrument: Option<String>,
    /// A citation as people write it: `Res. 12.7 (Rev. COP13)`, `Decisions 13.114-115`.
    citation: Option<String>,
    /// The label of the last mandate on the page before.
    after: Option<String>,
    /// How many, up to 500; 100 where it is not said.
    limit: Option<usize>,
}

/// Instruments and other bodies that adopt mandates.
#[derive(Serialize, ToSchema)]
pub struct Instruments {
    /// By code.
    pub instruments: Vec<InstrumentView>,
}

/// An instrument.
#[derive(Serialize, ToSchema)]
pub struct InstrumentView {
    /// What addresses call it.
    pub code: String,
    /// Its name in full, in English.
    pub name: String,
    /// The mailbox of its Secretariat, for questions about reports.
    pub contact: Option<String>,
}

/// Parties.
#[derive(Serialize, ToSchema)]
pub struct Parties {
    /// By code.
    pub parties: Vec<PartyView>,
}

/// A Party with its memberships.
#[derive(Serialize, ToSchema)]
pub struct PartyView {
    /// Its own stable code.
    pub code: String,
    /// `state`, `regional_organisation`, `territory`, `non_party` or `organisation`.
    pub kind: &'static str,
    /// What it is called.
    pub name: NamesView,
    /// Where it stands or stood, by instrument and first day.
    pub memberships: Vec<MembershipView>,
}

/// A name in the languages of the register.
#[derive(Serialize, ToSchema)]
pub struct NamesView {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
    /// Spanish.
    pub es: String,
    /// Arabic; null where the register has none.
    pub ar: Option<String>,
    /// Russian; null where the register has none.
    pub ru: Option<String>,
}

/// A Party in an instrument, from one day to another.
#[derive(Serialize, ToSchema)]
pub struct MembershipView {
    /// In what.
    pub instrument: String,
    /// The region it is counted in.
    pub region: String,
    /// `party`, `signatory`, `range_state` or `accredited_ngo`.
    pub status: &'static str,
    /// The first day.
    pub from: String,
    /// The last day; null while it is open.
    pub until: Option<String>,
}

/// A page of a register, understood.
struct Page<A> {
    instrument: Option<InstrumentCode>,
    after: Option<A>,
    limit: usize,
}

fn page<A: std::str::FromStr>(
    instrument: Option<String>,
    after: Option<String>,
    limit: Option<usize>,
) -> Shaped<Page<A>> {
    let mut flaws = Vec::new();
    let mut wrong = |at: &str, message: String| flaws.push(Flaw::new(at, "malformed", message));
    let instrument = instrument.map(|code| code.parse::<InstrumentCode>());
    if let Some(Err(error)) = &instrument {
        wrong("instrument", error.to_string());
    }
    let after = after.map(|after| after.parse::<A>());
    if after.as_ref().is_some_and(Result::is_err) {
        wrong("after", "send the last code of the page before".to_owned());
    }
    let limit = limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        wrong("limit", format!("ask for 1 to {MOST}"));
    }
    let page = Page { instrument: instrument.and_then(Result::ok), after: after.and_then(Result::ok), limit };
    if flaws.is_empty() { Ok(page) } else { Err(flaws) }
}

/// Whether the sender is signed in; only then what is wrong with what was asked.
fn for_a_person<T>(tx: &mut Conn, who: &Credential, asked: Shaped<T>, now: Moment) -> Result<T, Refusal> {
    who.actor::<Refusal>(tx, now)?;
    asked.map_err(Refusal::Flaws)
}

/// Instruments, and the bodies that mandates come from.
#[utoipa::path(get, path = "/api/v1/instruments", tag = "registers", params(RegisterAsked),
    responses((status = 200, body = Instruments)))]
pub async fn instruments(
    house: web::Data<House>,
    bearer: Bearer,
    asked: Asked<RegisterAsked>,
) -> Result<HttpResponse, Problem> {
    let now = house.clock.now();
    let asked = asked.0.and_then(|asked| page::<InstrumentCode>(None, asked.after, asked.limit));
    let instruments = read(&house, move |tx| {
        let Page { after, limit, .. } = for_a_person(tx, &bearer.0, asked, now)?;
        let mut all = parties::store::instruments(tx)?;
        all.retain(|instrument| after.as_ref().is_none_or(|after| instrument.code > *after));
        all.truncate(limit);
        Ok::<_, Refusal>(all)
    })
    .await?;
    let seen = |Instrument { code, name, contact }| InstrumentView { code: code.into(), name, contact };
    Ok(HttpResponse::Ok().json(Instruments { instruments: instruments.into_iter().map(seen).collect() }))
}

/// Parties, with where each stands or stood.
#[utoipa::path(get, path = "/api/v1/parties", tag = "registers", params(PartiesAsked),
    responses((status = 200, body = Parties)))]
pub async fn parties(
    house: web::Data<House>,
    bearer: Bearer,
    asked: Asked<PartiesAsked>,
) -> Result<HttpResponse, Problem> {
    let now = house.clock.now();
    let asked = asked.0.and_then(|asked| page::<PartyCode>(asked.instrument, asked.after, asked.limit));
    let (listed, memberships) = read(&house, move |tx| {
        let page = for_a_person(tx, &bearer.0, asked, now)?;
        let listed = parties::store::list(tx, page.instrument.as_ref(), page.after.as_ref(), page.limit)?;
        let memberships = parties::store::memberships_of(tx, &listed)?;
        Ok::<_, Refusal>((listed, memberships))
    })
    .await?;
    let parties = listed.into_iter().map(|party| party_view(party, &memberships)).collect();
    Ok(HttpResponse::Ok().json(Parties { parties }))
}

fn party_view(party: Party, memberships: &[Membership]) -> PartyView {
    let own = memberships.iter().filter(|membership| membership.party == party.code);
    let memberships = own.map(|membership| MembershipView {
        instrument: membership.instrument.to_string(),
        region: membership.region.clone(),
        status: membership.status.word(),
        from: membership.from.to_string(),
        until: membership.until.map(|until| until.to_string()),
    });
    PartyView {
        memberships: memberships.collect(),
        code: party.code.into(),
        kind: party.kind.word(),
        name: NamesView {
            en: party.names.en,
            fr: party.names.fr,
            es: party.names.es,
            ar: party.names.ar,
            ru: party.names.ru,
        },
    }
}

/// Mandates: a page of the register, or all that a citation can mean.
#[utoipa::path(get, path = "/api/v1/mandates", tag = "registers", params(MandatesAsked),
    responses((status = 200, body = Mandates)))]
pub async fn mandates(
    house: web::Data<House>,
    bearer: Bearer,
    asked: Asked<MandatesAsked>,
) -> Result<HttpResponse, Problem> {
    let now = house.clock.now();
    let asked = asked.0.and_then(|asked| {
        let page = page::<String>(asked.instrument, asked.after, asked.limit);
        // Not understood is the sender's mistake; understood and not found is an answer.
        let wrong = asked.citation.as_deref().and_then(|text| citation::parse(text).err());
        match (page, wrong) {
            (Ok(page), None) => Ok((page, asked.citation)),
            (page, wrong) => {
                let wrong = wrong.map(|flaw| Flaw {
                    message: format!("{}: {}", flaw.at, flaw.message),
                    at: "citation".to_owned(),
                    ..flaw
                });
                Err(page.err().into_iter().flatten().chain(wrong).collect())
            }
        }
    });
    let found = read(&house, move |tx| {
        let (page, citation) = for_a_person(tx, &bearer.0, asked, now)?;
        let register = mandates::store::register(tx)?;
        Ok::<_, Refusal>(match citation {
            Some(text) => Mandates::cited(&register.resolve(page.instrument.as_ref(), &text)),
            None => {
                let own = |mandate: &&mandates::Mandate| {
                    page.instrument.as_ref().is_none_or(|code| mandate.entry.key.instrument == *code)
                };
                let mut listed: Vec<_> = register.mandates().iter().filter(own).collect();
                if let Some(after) = &page.after {
                    let at = listed.iter().position(|mandate| mandate.label() == *after);
                    let unknown = || vec![Flaw::new("after", "malformed", "send the last label of the page before")];
                    listed.drain(..=at.ok_or_else(unknown).map_err(Refusal::Flaws)?);
                }
                let listed = listed.into_iter().take(page.limit).map(MandateView::listed).collect();
                Mandates { mandates: listed, ambiguous: false, flaw: None }
            }
        })
    })
    .await?;
    Ok(HttpResponse::Ok().json(found))
}
