//! The registers and templates that ship, taken in for the demonstration, with the NGO partners it invents.

use crate::access::{Action, Permit, Place, SystemReason};
use crate::clock::Moment;
use crate::commands::No;
use crate::commands::input::refused;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{InstrumentCode, ListCode, PartyCode};
use crate::templates::reference::{self, sheet::Sheet};
use crate::web::House;
use crate::{mandates, parties, templates};

const PARTIES: &[u8] = include_bytes!("../../../schemas/registers/cms-parties.csv");
const MANDATES: &[u8] = include_bytes!("../../../schemas/registers/mandates.json");
const SPECIES: &[u8] = include_bytes!("../../../schemas/registers/cms-species.csv");
/// Where the invented Secretariat is asked.
const CONTACT: &str = "reporting@secretariat.example.org";
/// The templates that ship, the Parties' first.
const TEMPLATES: [&str; 2] = [
    include_str!("../../../schemas/templates/cms-cop15-connectivity.json"),
    include_str!("../../../schemas/templates/cms-ngo-partner.json"),
];
/// Invented NGO partners: code, name in English, French and Spanish, region.
const NGOS: [(&str, &str, &str, &str, &str); 5] = [
    (
        "NGO-DEMO-1",
        "Invented Wetlands Trust",
        "Fondation inventée des zones humides",
        "Fundación inventada de humedales",
        "Africa",
    ),
    (
        "NGO-DEMO-2",
        "Invented Flyway Society",
        "Société inventée des voies de migration",
        "Sociedad inventada de rutas migratorias",
        "Asia",
    ),
    (
        "NGO-DEMO-3",
        "Invented Bat Watch",
        "Observatoire inventé des chauves-souris",
        "Observatorio inventado de murciélagos",
        "Europe",
    ),
    (
        "NGO-DEMO-4",
        "Invented Ocean Corridor Fund",
        "Fonds inventé des corridors océaniques",
        "Fondo inventado de corredores oceánicos",
        "Oceania",
    ),
    (
        "NGO-DEMO-5",
        "Invented River Alliance",
        "Alliance inventée des fleuves",
        "Alianza inventada de ríos",
        "South and Central America and the Caribbean",
    ),
];

/// The instrument of the demonstration.
pub fn cms() -> InstrumentCode {
    InstrumentCode::stored("CMS".to_owned())
}

/// A permit for the demonstration's own hand.
pub fn permit(action: Action) -> Permit {
    Permit::system(SystemReason::Demo, action, Place::of_instrument(cms()))
}

/// Read outside the transaction: parsing is slow, and a writer waits for nothing.
pub struct Shipped {
    parties: Vec<parties::sheet::Row>,
    mandates: mandates::file::File,
    species: Sheet,
    templates: Vec<templates::Draft>,
}

impl Shipped {
    /// Reads what ships. A flaw in it is ours; a test holds that there is none.
    pub fn read() -> Result<Self, No> {
        let mut drafts = Vec::new();
        for text in TEMPLATES {
            drafts.push(templates::Draft::read(text).map_err(refused)?);
        }
        let mut rows = parties::sheet::read(PARTIES).map_err(refused)?;
        rows.extend(parties::sheet::read(ngos().as_bytes()).map_err(refused)?);
        let code = ListCode::stored("species".to_owned());
        let species = Sheet::read(cms(), code, Some("Migratory species".to_owned()), "en", SPECIES).map_err(refused)?;
        let mut mandates = mandates::file::read(MANDATES).map_err(refused)?;
        for body in mandates.instruments.iter_mut().filter(|body| body.code == cms()) {
            body.contact = Some(CONTACT.to_owned());
        }
        Ok(Self { parties: rows, mandates, species, templates: drafts })
    }

    /// Takes it all in, and publishes the templates.
    pub fn take_in(self, tx: &mut Conn, house: &House, now: Moment) -> Result<(), Fault> {
        let broken = |what: &str, why: &dyn std::fmt::Debug| Fault::Broken(format!("{what}: {why:?}"));
        mandates::import::import(tx, SystemReason::Demo, &self.mandates).map_err(|why| broken("mandates", &why))?;
        parties::import::import(tx, SystemReason::Demo, &self.parties, now).map_err(|why| broken("Parties", &why))?;
        reference::import::import(tx, SystemReason::Demo, &house.secret, &self.species, now)
            .map_err(|why| broken("species", &why))?;
        let write = permit(Action::WriteTemplate);
        for draft in self.templates {
            let saved = templates::save_draft::save_with(tx, &write, &house.secret, draft, now)
                .map_err(|why| broken("a template", &why))?;
            templates::publish::publish_with(tx, &write, &house.secret, &saved.name, saved.version, now)
                .map_err(|why| broken("a template", &why))?;
        }
        Ok(())
    }
}

/// The invented NGO partners as a register.
fn ngos() -> String {
    let mut text = "code,kind,name_en,name_fr,name_es,instrument,region,status,from,until\n".to_owned();
    for (code, en, fr, es, region) in NGOS {
        text.push_str(&format!("{code},organisation,{en},{fr},{es},CMS,{region},accredited_ngo,2024-02-17,\n"));
    }
    text
}

/// The codes of the invented NGO partners.
pub fn ngo_codes() -> Vec<PartyCode> {
    NGOS.iter().map(|(code, ..)| PartyCode::stored((*code).to_owned())).collect()
}
