//! Publishing, and what readers of a published version get.

use godwit::templates::Shelf;
use serde_json::{Value, json};

use crate::scene::{CONNECTIVITY, NGO, server, small};
use crate::support::on_both;

#[test]
fn a_published_version_never_changes() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        admin.post("/api/v1/templates", &small("first")).expect(201);
        let publish = "/api/v1/templates/invented/versions/1/publish";
        let published = admin.post(publish, &json!({})).expect(200).json();
        assert_eq!(published["published_at"], "2027-03-01T08:00:00Z");
        assert_eq!(admin.post(publish, &json!({})).expect(409).json()["code"], "published");
        admin.post("/api/v1/templates/invented/versions/2/publish", &json!({})).expect(404);
        admin.post("/api/v1/templates/unknown/versions/1/publish", &json!({})).expect(404);
        let (shelf, name) = (Shelf::new(), "invented".parse().unwrap());
        let before = server.house.db.read(|tx| shelf.published(tx, &name, 1)).unwrap();
        admin.post("/api/v1/templates", &small("second")).expect(201);
        admin.post("/api/v1/templates/invented/versions/2/publish", &json!({})).expect(200);
        let fresh = server.house.db.read(|tx| Shelf::new().published(tx, &name, 1)).unwrap();
        assert_eq!((&before.document, &before.sha256), (&fresh.document, &fresh.sha256));
        assert_eq!(before.sha256, published["sha256"]);
        assert!(before.template.question("first").is_some() && before.template.question("second").is_none());
    });
}

#[test]
fn a_draft_is_not_on_the_shelf() {
    on_both(|database| {
        let server = server(database);
        server.secretariat_admin().post("/api/v1/templates", &small("first")).expect(201);
        let name = "invented".parse().unwrap();
        let shelf = Shelf::new();
        assert!(server.house.db.read(|tx| shelf.find(tx, &name, 1)).unwrap().is_none());
        assert!(server.house.db.read(|tx| shelf.published(tx, &name, 1)).is_err());
    });
}

#[test]
fn the_shipped_templates_are_published_with_what_they_cite() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        for (text, questions, at_the_top) in [(CONNECTIVITY, 113, 106), (NGO, 67, 67)] {
            let document: Value = serde_json::from_str(text).unwrap();
            let name = document["name"].as_str().unwrap();
            admin.post("/api/v1/templates", &document).expect(201);
            let at = format!("/api/v1/templates/{name}/versions/1");
            let published = admin.post(&format!("{at}/publish"), &json!({})).expect(200).json();
            let codes = |flaw: &Value| flaw["code"].as_str().unwrap().to_owned();
            let warnings: Vec<String> = published["warnings"].as_array().unwrap().iter().map(codes).collect();
            assert!(!warnings.contains(&"untranslated".to_owned()));

            let name = name.parse().unwrap();
            let kept = server.house.db.read(|tx| Shelf::new().published(tx, &name, 1)).unwrap();
            assert_eq!(kept.citations.len(), questions);
            for (_, question) in kept.template.questions() {
                let cited: Vec<_> = kept.cited_by(&question.name).iter().map(|cited| &cited.citation).collect();
                assert_eq!(cited, question.mandates.iter().collect::<Vec<_>>());
            }

            let schema = admin.get(&format!("{at}/answers.schema.json")).expect(200);
            assert_eq!(schema.header("content-type"), Some("application/schema+json"));
            assert!(jsonschema::draft202012::new(&schema.json()).is_ok());
            let required = schema.json()["properties"]["answers"]["required"].as_array().unwrap().len();
            assert_eq!(required, at_the_top);
        }
    });
}

/// The live (b) of the draft is the former (c): the tracked changes deleted the former (b).
#[test]
fn a_citation_is_kept_as_the_register_reads_it() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        let mut document = small("q");
        let cited =
            json!(["Decision 14.AA (b) [UNEP/CMS/ScC-SC6/Doc.12.2.1.1]", "Res. 12.26 (Rev. COP13) para 1 (iii)"]);
        document["items"][0]["items"][0]["mandates"] = cited;
        admin.post("/api/v1/templates", &document).expect(201);
        admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
        let name = "invented".parse().unwrap();
        let kept = server.house.db.read(|tx| Shelf::new().published(tx, &name, 1)).unwrap();
        let shown: Vec<_> = kept
            .cited_by(&"q".parse().unwrap())
            .iter()
            .map(|cited| (cited.mandate.as_str(), cited.provision.as_deref()))
            .collect();
        let expect = [
            ("CMS Decision 14.AA [UNEP/CMS/ScC-SC6/Doc.12.2.1.1]", Some("(b)")),
            ("CMS Resolution 12.26 (Rev.COP13)", Some("para 1 (iii)")),
        ];
        assert_eq!(shown, expect);
        assert!(kept.cited_by(&"q".parse().unwrap()).iter().all(|cited| !cited.title.is_empty()));
    });
}
