//! What README.md shows of templates is so.

use godwit::access::Sections;
use godwit::reports::path::find;
use godwit::templates::xlsform::{self, Given};
use godwit::templates::{Shelf, document};
use serde_json::{Value, json};

use crate::scene::server;
use crate::support::on_both;

const README: &str = include_str!("../../README.md");

/// What stands in the first fence of this kind behind a heading.
fn fenced<'a>(heading: &str, fence: &str) -> &'a str {
    let (_, behind) = README.split_once(heading).expect("the heading is there");
    let (_, behind) = behind.split_once(&format!("\n{fence}\n")).expect("it begins");
    behind.split_once("\n```").expect("it ends").0
}

#[test]
fn the_example_of_rows_is_published_and_its_paths_lead_somewhere() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        let document: Value = godwit::json::read(fenced("## Questions in rows", "```json")).unwrap();
        document::parse(&document).unwrap();
        assert!(xlsform::read(&xlsform::write(&document).unwrap(), &Given::default()).unwrap().document == document);
        admin.post("/api/v1/templates", &document).expect(201);
        admin.post("/api/v1/templates/rows/versions/1/publish", &json!({})).expect(200);
        let published = server.house.db.read(|tx| Shelf::new().published(tx, &"rows".parse().unwrap(), 1)).unwrap();
        let (_, behind) = README.split_once("An answer's path names").expect("paths are told");
        let (_, behind) = behind.split_once("\n```\n").expect("paths are shown");
        let paths: Vec<&str> = behind.split_once("\n```").expect("the paths end").0.lines().collect();
        assert_eq!(paths.len(), 5);
        let kenya = "KEN".parse().unwrap();
        for path in paths {
            assert!(find(&published, &Sections::All, &kenya, path).is_some(), "{path} leads nowhere");
        }
        // A bird that is not Kenya's is nobody's to add.
        assert!(find(&published, &Sections::All, &kenya, "each/spheniscus-demersus/trend").is_none());
    });
}
