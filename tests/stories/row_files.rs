//! Files in rows: the answer itself and beside one, frozen with their row, and what becomes of them when it is taken away.

use godwit::reports::attachments::sweep::sweep;
use serde_json::{Value, json};

use crate::scene::{Scene, declaration};
use crate::support::{Client, TestDatabase, on_both};

const REPORT: &str = "/api/v1/reports/first/KEN";

fn scene(database: &TestDatabase) -> Scene<'_> {
    let scene = Scene::open(database);
    let label = |text: &str| json!({ "en": text });
    let template = json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label("Invented"),
        "items": [{ "name": "main", "type": "section", "label": label("Projects"), "items": [
            { "name": "projects", "type": "group", "label": label("Each project"), "repeat": { "max": 4 }, "items": [
                { "name": "title", "type": "text", "label": label("Title"), "attachments": true },
                { "name": "papers", "type": "file", "label": label("Its papers"), "max_files": 2 } ] } ] }],
    });
    let admin = scene.admin();
    admin.post("/api/v1/templates", &template).expect(201);
    admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
    let mut round = crate::scene::round("first");
    round["template"] = json!("invented");
    admin.post("/api/v1/cycles", &round).expect(201);
    scene
}

/// Sends a file; its id.
fn sent(person: &Client, name: &str) -> String {
    let file = person.upload(&format!("{REPORT}/attachments"), &[], &[], (name, name.as_bytes())).expect(201).json();
    file["id"].as_str().unwrap().to_owned()
}

fn put(person: &Client, path: &str, body: &Value) {
    person.put(&format!("{REPORT}/answers/{path}"), body).expect(200);
}

/// What each of these files answers to a person.
fn found(person: &Client, ids: &[&String]) -> Vec<u16> {
    ids.iter().map(|id| person.get(&format!("{REPORT}/attachments/{id}")).status).collect()
}

#[test]
fn files_in_rows_are_frozen_with_their_row_and_proven() {
    on_both(|database| {
        let scene = scene(database);
        let kenya = scene.focal_point("KEN");
        let [paper, plan, gone, map] = ["paper.txt", "plan.txt", "gone.txt", "map.txt"].map(|name| sent(&kenya, name));
        let loose = sent(&kenya, "loose.txt");
        put(&kenya, "projects/one/papers", &json!({ "value": [paper], "revision": 0 }));
        put(&kenya, "projects/one/title", &json!({ "value": "One", "attachments": [plan], "revision": 0 }));
        put(&kenya, "projects/two/papers", &json!({ "value": [gone, map], "revision": 0 }));
        put(&kenya, "projects/three/papers", &json!({ "value": [map], "revision": 0 }));
        kenya.delete(&format!("{REPORT}/rows/projects/two")).expect(204);
        // The row can come back: its files stay, whatever time goes by.
        scene.server.wait(chrono::Duration::days(11));
        let house = &scene.server.house;
        assert_eq!(sweep(&house.db, &house.files, house.clock.now()).unwrap(), (1, 1), "only the loose one goes");
        let kenya = scene.server.client("ken@parties.example");
        assert_eq!(found(&kenya, &[&paper, &plan, &gone, &map, &loose]), [200, 200, 200, 200, 404]);
        let admin = scene.admin();
        assert_eq!(found(&admin, &[&paper]), [404], "a draft's files are its Party's");
        kenya.post(&format!("{REPORT}/submissions"), &declaration()).expect(201);
        let frozen = admin.get(&format!("{REPORT}/submissions/1")).expect(200).json();
        let described = |id: &str, name: &str| {
            let (sha256, bytes) = (godwit::digest::sha256(name.as_bytes()), name.len());
            json!([{ "id": id, "name": name, "sha256": sha256, "bytes": bytes, "media_type": "text/plain" }])
        };
        assert_eq!(frozen["answers"]["projects/one/papers"]["value"], described(&paper, "paper.txt"));
        assert_eq!(frozen["answers"]["projects/one/title"]["attachments"], described(&plan, "plan.txt"));
        assert_eq!(frozen["answers"]["projects/three/papers"]["value"], described(&map, "map.txt"));
        assert!(!frozen.to_string().contains("gone.txt"), "{frozen}");
        // What stood in a row that was taken away was not submitted, and is not shown.
        assert_eq!(found(&admin, &[&paper, &plan, &gone, &map]), [200, 200, 404, 200]);
        let schema = admin.get("/api/v1/templates/invented/versions/1/answers.schema.json").expect(200).json();
        assert!(jsonschema::draft202012::new(&schema).unwrap().is_valid(&frozen));
        let wide = admin.get("/api/v1/cycles/first/exports/wide-projects.csv").expect(200).text;
        assert!(wide.contains("paper.txt") && wide.contains("map.txt") && !wide.contains("gone.txt"), "{wide}");
        proven(&scene, database);
        back(&scene, &gone);
    });
}

/// Whoever verifies the chain finds a row's file that was changed; of one that was not submitted nothing is proven.
fn proven(scene: &Scene<'_>, database: &TestDatabase) {
    let verify = || scene.godwit(&["audit", "verify"]);
    assert_eq!(verify().0, 0, "{}", verify().2);
    let place = |name: &str| {
        let folders = std::fs::read_dir(database.folder.path().join("files")).unwrap();
        let places = folders.map(|folder| folder.unwrap().path().join(godwit::digest::sha256(name.as_bytes())));
        places.filter(|place| place.is_file()).collect::<Vec<_>>().remove(0)
    };
    for name in ["paper.txt", "plan.txt", "map.txt"] {
        std::fs::write(place(name), b"changed").unwrap();
        let (code, _, said) = verify();
        assert!(code == 1 && said.contains(&format!("{name:?} was changed")), "{said}");
        std::fs::write(place(name), name.as_bytes()).unwrap();
    }
    assert_eq!(verify().0, 0);
}

/// The report is opened again and the row comes back with its files, which the next submission names.
fn back(scene: &Scene<'_>, gone: &String) {
    let admin = scene.admin();
    let kenya = scene.server.client("ken@parties.example");
    kenya.post(&format!("{REPORT}/reopenings"), &json!({ "reason": "A project is missing" })).expect(201);
    put(&kenya, "projects/two/title", &json!({ "value": "Two", "revision": 0 }));
    let papers = kenya.get(&format!("{REPORT}/answers/projects/two/papers")).expect(200).json();
    assert_eq!((&papers["state"], papers["value"].as_array().unwrap().len()), (&json!("answered"), 2));
    assert_eq!(found(&admin, &[gone]), [404]);
    kenya.post(&format!("{REPORT}/submissions"), &declaration()).expect(201);
    assert_eq!(found(&admin, &[gone]), [200]);
    assert_eq!(scene.godwit(&["audit", "verify"]).0, 0);
}
