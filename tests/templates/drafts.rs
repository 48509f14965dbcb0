//! Saving a draft.

use godwit::canonical::canonical;
use godwit::digest;
use serde_json::json;

use crate::scene::{server, small};
use crate::support::on_both;

#[test]
fn a_draft_is_replaced_until_it_is_published() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        let first = admin.post("/api/v1/templates", &small("first")).expect(201).json();
        assert_eq!((&first["name"], &first["version"]), (&json!("invented"), &json!(1)));
        let second = admin.post("/api/v1/templates", &small("second")).expect(201).json();
        assert_eq!(second["version"], 1);
        let version = "/api/v1/templates/invented/versions/1";
        let shown = admin.get(version).expect(200);
        assert_eq!(shown.text, canonical(&small("second")));
        assert_eq!(second["sha256"], digest::sha256(shown.text.as_bytes()));
        admin.post(&format!("{version}/publish"), &json!({})).expect(200);
        let third = admin.post("/api/v1/templates", &small("third")).expect(201).json();
        assert_eq!(third["version"], 2);
        assert_eq!(admin.post("/api/v1/templates", &small("fourth")).expect(201).json()["version"], 2);
        assert_eq!(admin.get(version).expect(200).text, shown.text);
        let draft = admin.get("/api/v1/templates/invented/versions/2").expect(200);
        assert_eq!(draft.text, canonical(&small("fourth")));
    });
}

#[test]
fn every_flaw_is_told_and_nothing_is_kept() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        let mut document = small("q");
        document["colour"] = json!("green");
        document["items"][0]["items"][0]["max_length"] = json!(0);
        document["items"][0]["items"][0]["visible"] = json!("${a} = 1");
        let refused = admin.post("/api/v1/templates", &document).expect(422).json();
        let places: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|flaw| flaw["at"].clone()).collect();
        assert_eq!(places, ["colour", "items[0].items[0].max_length", "items[0].items[0].visible"]);

        let mut document = small("q");
        document["items"][0]["items"][0]["mandates"] = json!(["Decision 14.AA", "Resolution 99.9"]);
        let refused = admin.post("/api/v1/templates", &document).expect(422);
        assert_eq!(refused.codes(), ["ambiguous", "unknown_mandate"]);
        assert!(refused.text.contains("UNEP/CMS/COP14/Doc.18.1"), "the candidates are named: {}", refused.text);
        admin.get("/api/v1/templates/invented/versions/1").expect(404);
    });
}

#[test]
fn warnings_come_with_the_answer() {
    on_both(|database| {
        let server = server(database);
        let mut document = small("q");
        document["languages"] = json!(["en", "fr"]);
        let cited = json!(["Decision 14.AA (b) [UNEP/CMS/ScC-SC6/Doc.12.2.1.1]", "Resolution 12.26 para 4"]);
        document["items"][0]["items"][0]["mandates"] = cited;
        let saved = server.secretariat_admin().post("/api/v1/templates", &document).expect(201).json();
        let codes: Vec<_> = saved["warnings"].as_array().unwrap().iter().map(|flaw| flaw["code"].clone()).collect();
        assert_eq!(codes, ["untranslated", "draft_mandate", "not_addressed"]);
    });
}
