//! The register that ships, the templates that ship, and a small invented one.

use godwit::access::SystemReason;
use godwit::mandates::{file, import};
use serde_json::{Value, json};

use crate::support::{TestDatabase, TestServer, registers};

pub const REGISTER: &[u8] = include_bytes!("../../schemas/registers/mandates.json");
pub const CONNECTIVITY: &str = include_str!("../../schemas/templates/cms-cop15-connectivity.json");
pub const NGO: &str = include_str!("../../schemas/templates/cms-ngo-partner.json");

/// A server whose database holds the shipped registers of mandates and species.
pub fn server(database: &TestDatabase) -> TestServer {
    let server = TestServer::start(database);
    let register = file::read(REGISTER).unwrap();
    server.house.db.write(move |tx| import::import(tx, SystemReason::Demo, &register)).unwrap();
    registers::species(&server.house);
    server
}

/// An invented template of one question.
pub fn small(question: &str) -> Value {
    let words = |text: &str| json!({ "en": text });
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS",
        "default_language": "en", "languages": ["en"], "title": words("Invented for a test"),
        "items": [{"name": "s", "type": "section", "label": words("Section"), "items": [
            {"name": question, "type": "text", "label": words("What was done?"),
             "mandates": ["CMS Resolution 12.26 (Rev.COP13) para 3"]}]}]
    })
}
