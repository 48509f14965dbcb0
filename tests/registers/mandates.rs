//! The register of mandates, and the citations of the templates that ship.

use godwit::db::Db;
use godwit::fault::Fault;
use godwit::ids::InstrumentCode;
use godwit::mandates::{Register, store};
use godwit::parties;
use serde_json::Value;

use crate::support::on_both;
use crate::{import_mandates, import_parties, now, shipped, written};

fn register(db: &Db) -> Register {
    db.read::<_, Fault>(store::register).unwrap()
}

fn labels(register: &Register, text: &str) -> Vec<String> {
    let cms: InstrumentCode = "CMS".parse().unwrap();
    register.resolve(Some(&cms), text).found.iter().map(godwit::mandates::Found::label).collect()
}

#[test]
fn the_register_comes_in_once() {
    on_both(|database| {
        let db = database.open();
        import_parties(&db, &shipped("registers/cms-parties.csv"), false, now()).unwrap();
        let file = shipped("registers/mandates.json");
        let dry = import_mandates(&db, &file, true).unwrap();
        let cms = "~ instrument CMS: CMS -> Convention on the Conservation of Migratory Species of Wild Animals";
        assert!(dry.contains(cms) && dry.contains("72 added, 1 changed, 0 unchanged"), "{dry}");
        assert!(register(&db).mandates().is_empty(), "a dry run leaves nothing");
        import_mandates(&db, &file, false).unwrap();
        let ids =
            |register: &Register| register.mandates().iter().map(|mandate| mandate.id.clone()).collect::<Vec<_>>();
        let first = register(&db);
        let again = import_mandates(&db, &file, false).unwrap();
        assert!(again.starts_with("0 added, 0 changed, 73 unchanged"), "{again}");
        assert_eq!(ids(&first), ids(&register(&db)), "a second import keeps every row");
        // The names stay when Parties are imported after.
        import_parties(&db, &shipped("registers/cms-parties.csv"), false, now()).unwrap();
        let named = db.read::<_, Fault>(parties::store::instruments).unwrap();
        assert!(named.iter().any(|body| body.code.as_str() == "CMS" && body.name.starts_with("Convention")));
    });
}

#[test]
fn the_mailbox_of_a_secretariat_stays_where_a_file_names_none() {
    on_both(|database| {
        let db = database.open();
        let body = |contact: &str| {
            let cms = format!(r#"{{"code": "CMS", "name": "Invented Convention"{contact}}}"#);
            let rest = r#""format": "godwit-mandates/1", "documents": [], "mandates": []"#;
            written(database, &format!(r#"{{{rest}, "instruments": [{cms}]}}"#))
        };
        let contact = |db: &Db| {
            let cms = "CMS".parse().unwrap();
            db.read::<_, Fault>(move |tx| parties::store::contact(tx, &cms)).unwrap()
        };
        let said = import_mandates(&db, &body(""), false).unwrap();
        assert!(said.contains("+ instrument CMS: Invented Convention\n"), "{said}");
        assert_eq!(contact(&db), None);
        let said = import_mandates(&db, &body(r#", "contact": "reports@cms.example""#), false).unwrap();
        let told = "~ instrument CMS: Invented Convention -> Invented Convention, reports@cms.example\n";
        assert!(said.contains(told), "{said}");
        let said = import_mandates(&db, &body(""), false).unwrap();
        assert!(said.contains("0 added, 0 changed, 1 unchanged"), "{said}");
        assert_eq!(contact(&db).as_deref(), Some("reports@cms.example"));
        let flaws = import_mandates(&db, &body(r#", "contact": "the third floor""#), false).unwrap_err();
        assert!(flaws[0].contains("/instruments/0/contact"), "{flaws:?}");
    });
}

#[test]
fn what_is_stored_is_what_the_file_says() {
    on_both(|database| {
        let db = database.open();
        import_mandates(&db, &shipped("registers/mandates.json"), false).unwrap();
        let stored = register(&db);
        let file = godwit::mandates::file::read(&std::fs::read(shipped("registers/mandates.json")).unwrap()).unwrap();
        assert_eq!(stored.mandates().len(), file.entries.len());
        for entry in &file.entries {
            assert_eq!(stored.find(&entry.key).map(|mandate| &mandate.entry), Some(entry));
        }
        let twelve_seven =
            &stored.mandates()[stored.mandates().iter().position(|m| m.entry.key.number == "12.7").unwrap()];
        assert_eq!(twelve_seven.entry.provisions.len(), 40);
        assert_eq!(twelve_seven.entry.links.len(), 4);
    });
}

#[test]
fn citations_resolve_over_what_is_stored() {
    on_both(|database| {
        let db = database.open();
        import_mandates(&db, &shipped("registers/mandates.json"), false).unwrap();
        let register = register(&db);
        for (text, expect) in [
            ("Resolution 12.07 (Rev.COP13)", "CMS Resolution 12.7 (Rev.COP13)"),
            ("Res. 12.7 (Rev. COP13)", "CMS Resolution 12.7 (Rev.COP13)"),
            ("UNEP/CMS/Resolution 12.3", "CMS Resolution 12.3"),
            ("Decisions 13.114-115", "CMS Decision 13.114; CMS Decision 13.115"),
            ("COP Decision 13.114 (a)", "CMS Decision 13.114 (a)"),
            ("resolution 73/333", "UNGA Resolution 73/333"),
            ("CBD decision XI/17", "CBD Decision XI/17"),
            ("Article III.4", "CMS Article III.4"),
            ("Target 3", "CBD Target GBF-3"),
            ("decision XIII/15", ""),
            ("IPBES-2/8", ""),
        ] {
            assert_eq!(labels(&register, text).join("; "), expect, "{text}");
        }
        let cms: InstrumentCode = "CMS".parse().unwrap();
        assert!(register.resolve(Some(&cms), "Decision 14.AA").ambiguous);
        assert!(!register.resolve(Some(&cms), "Decisions 13.114-115").ambiguous);
    });
}

#[test]
fn a_changed_mandate_keeps_its_row_and_a_broken_file_changes_nothing() {
    on_both(|database| {
        let db = database.open();
        let file = shipped("registers/mandates.json");
        import_mandates(&db, &file, false).unwrap();
        let mut value: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let at = value["mandates"].as_array().unwrap().iter().position(|m| m["number"] == "13.114").unwrap();
        value["mandates"][at]["status"] = "repealed".into();
        value["mandates"][at]["provisions"].as_array_mut().unwrap().pop();
        let before = register(&db);
        let difference = import_mandates(&db, &written(database, &value.to_string()), false).unwrap();
        let line = "~ CMS Decision 13.114: in_force -> repealed, 0 provisions new or changed, 1 no longer so\n";
        assert!(difference.starts_with(line), "{difference}");
        let after = register(&db);
        let key = &before.mandates()[before.mandates().iter().position(|m| m.entry.key.number == "13.114").unwrap()]
            .entry
            .key;
        assert_eq!(before.find(key).unwrap().id, after.find(key).unwrap().id);
        assert_eq!(after.find(key).unwrap().entry.provisions.len(), 5);
        value["mandates"][at]["status"] = "valid".into();
        value["mandates"][0]["kind"] = "law".into();
        for dry_run in [true, false] {
            let flaws = import_mandates(&db, &written(database, &value.to_string()), dry_run).unwrap_err();
            let places: Vec<&str> = flaws.iter().map(|flaw| flaw.split(':').next().unwrap()).collect();
            assert_eq!(places, ["/mandates/0/kind", &format!("/mandates/{at}/status")], "{flaws:#?}");
        }
        assert_eq!(register(&db).mandates(), after.mandates());
    });
}

/// Every citation under `items`.
fn citations(items: &Value, found: &mut Vec<String>) {
    for item in items.as_array().into_iter().flatten() {
        let cited = item["mandates"].as_array().into_iter().flatten();
        found.extend(cited.map(|citation| citation.as_str().unwrap().to_owned()));
        citations(&item["items"], found);
    }
}

#[test]
fn the_templates_that_ship_cite_one_provision_each_and_none_that_is_deleted() {
    let file = godwit::mandates::file::read(&std::fs::read(shipped("registers/mandates.json")).unwrap()).unwrap();
    let mandates =
        file.entries.into_iter().map(|entry| godwit::mandates::Mandate { id: godwit::ids::RowId::fresh(), entry });
    let register = Register::new(mandates.collect());
    for name in ["cms-cop15-connectivity", "cms-ngo-partner"] {
        let path = shipped(&format!("templates/{name}.json"));
        let template: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let mut cited = Vec::new();
        citations(&template["items"], &mut cited);
        assert!(cited.len() >= 20, "{name} cites only {}", cited.len());
        let cms: InstrumentCode = "CMS".parse().unwrap();
        for citation in cited {
            let found =
                register.cite(Some(&cms), &citation).unwrap_or_else(|flaw| panic!("{name}: {citation}: {flaw:?}"));
            assert!(found.len() == 1 && found[0].provision.is_some(), "{name}: {citation}");
            assert_eq!(found[0].label(), citation, "{name}: written the one way");
        }
    }
}
