//! Files beside a report: taken by what they are, within bounds, once, and handed out as downloads alone.

use std::io::{Read, Write};
use std::net::TcpStream;

use godwit::fault::Fault;
use godwit::reports::attachments::sweep::sweep;
use godwit::reports::attachments::{FILE_BYTES, REPORT_BYTES};
use serde_json::{Value, json};

use crate::scene::Scene;
use crate::support::client::{MULTIPART, form};
use crate::support::{Answer, Client, TestDatabase, on_both};

const FILES: &str = "/api/v1/reports/cms-cop15/KEN/attachments";
const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\ninvented\n%%EOF\n";

fn sent(person: &Client, name: &str, bytes: &[u8]) -> Answer {
    person.upload(FILES, &[], &[], (name, bytes))
}

/// Every file below the folder of files.
fn on_disk(database: &TestDatabase) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).map(|entries| entries.map(Result::unwrap).collect::<Vec<_>>());
        let one = |entry: &std::fs::DirEntry| if entry.path().is_dir() { count(&entry.path()) } else { 1 };
        entries.unwrap_or_default().iter().map(one).sum()
    }
    count(&database.folder.path().join("files"))
}

#[test]
fn a_file_is_taken_by_what_it_is_and_handed_out_as_a_download() {
    on_both(|database| {
        let scene = Scene::open(database);
        let kenya = scene.focal_point("KEN");
        for (name, bytes, kept, media) in [
            ("plan.pdf", PDF, "plan.pdf", "application/pdf"),
            ("../../etc/page.html", PDF, "page.html.pdf", "application/pdf"),
            (
                "..\\..\\\"a\"\r\nSet-Cookie: x\u{202e}gnp.exe",
                PDF,
                "_22a_22_0D_0ASet-Cookie_ xgnp.exe.pdf",
                "application/pdf",
            ),
            ("Données été.csv", "Pays;Année\r\nKEN;2026\r\n".as_bytes(), "Données été.csv", "text/plain"),
        ] {
            let file = sent(&kenya, name, bytes).expect(201).json();
            assert_eq!((file["name"].as_str(), file["media_type"].as_str()), (Some(kept), Some(media)), "{name}");
            assert_eq!(file["sha256"], godwit::digest::sha256(bytes));
            let got = kenya.get(&format!("{FILES}/{}", file["id"].as_str().unwrap())).expect(200);
            assert_eq!(got.text, String::from_utf8_lossy(bytes));
            assert_eq!((got.header("content-type"), got.header("cache-control")), (Some(media), Some("no-store")));
            assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
            assert!(got.header("content-security-policy").unwrap().ends_with("; sandbox"), "{got:?}");
            let said = got.header("content-disposition").unwrap();
            assert!(said.starts_with("attachment; filename=\"") && said.contains("filename*=UTF-8''"), "{said}");
        }
        let listed = kenya.get(FILES).expect(200).json();
        assert_eq!(listed["attachments"].as_array().unwrap().len(), 4);
        assert!(!database.folder.path().join("etc").exists());
        for (name, bytes, code) in [
            ("plan.pdf", &b"<!DOCTYPE html><script>alert(1)</script>"[..], "file_type"),
            ("plan.pdf", b"MZ\x90\0\x03\0\0\0", "file_type"),
            ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type"),
            ("run.js", b"alert(1)", "file_type"),
            ("all.zip", b"PK\x03\x04\x14\0\0\0\0\0", "file_type"),
            ("nothing.pdf", b"", "empty"),
        ] {
            let refused = sent(&kenya, name, bytes).expect(422);
            assert_eq!(refused.codes(), [code], "{name}");
        }
        assert_eq!(on_disk(database), 2, "the same bytes lie there once, what was refused not at all");
    });
}

#[test]
fn the_same_file_twice_is_one_and_other_parties_files_are_none() {
    on_both(|database| {
        let scene = Scene::open(database);
        let (kenya, uganda) = (scene.focal_point("KEN"), scene.focal_point("UGA"));
        let first = sent(&kenya, "plan.pdf", PDF).expect(201).json();
        let again = sent(&kenya, "plan.pdf", PDF).expect(200).json();
        assert_eq!(first["id"], again["id"]);
        let other = sent(&kenya, "annex.pdf", PDF).expect(201).json();
        assert_ne!(first["id"], other["id"]);
        assert_eq!(on_disk(database), 1);
        let id = first["id"].as_str().unwrap();
        uganda.get(&format!("{FILES}/{id}")).expect(404);
        uganda.get(&format!("/api/v1/reports/cms-cop15/UGA/attachments/{id}")).expect(404);
        for id in ["..", "%2e%2e%2fsecret", "x", "00000000-0000-7000-8000-000000000000"] {
            kenya.get(&format!("{FILES}/{id}")).expect(404);
        }
        uganda.upload(FILES, &[], &[], ("plan.pdf", PDF)).expect(404);
        scene.admin().upload(FILES, &[], &[], ("plan.pdf", PDF)).expect(403);
    });
}

#[test]
fn what_is_too_much_is_refused_and_leaves_nothing() {
    on_both(|database| {
        let scene = Scene::open(database);
        let kenya = scene.focal_point("KEN");
        let most = usize::try_from(FILE_BYTES).unwrap();
        let mut large = PDF.to_vec();
        large.resize(most, b'\n');
        sent(&kenya, "large.pdf", &large).expect(201);
        large.push(b'\n');
        // Unannounced, as a stream: counted as it comes.
        let body = form(&[], ("larger.pdf", &large));
        let said = chunked(&scene, &kenya, &body);
        assert!(said.starts_with("HTTP/1.1 413"), "{said}");
        let announced = format!("content-length: {}\r\n", most * 2);
        let said = raw(&scene, &kenya, &format!("{announced}content-type: {MULTIPART}\r\n"), b"");
        assert!(said.starts_with("HTTP/1.1 413"), "{said}");
        // Whoever hangs up half-way leaves nothing.
        let half = format!("content-length: 1000\r\ncontent-type: {MULTIPART}\r\n");
        drop(raw_open(&scene, &kenya, &half, body.get(..500).unwrap()));
        fill_quota(&scene, most);
        let refused = sent(&kenya, "more.pdf", PDF).expect(422);
        assert_eq!(refused.codes(), ["quota"]);
        wait_until(|| on_disk(database) == 1);
        for body in [&b"--parted\r\nnothing"[..], b"{}", b""] {
            let answer = kenya.send("POST", FILES, &[("content-type", MULTIPART)], Some(body));
            assert!([400, 422].contains(&answer.status), "{answer:?}");
        }
        kenya.send("POST", FILES, &[("content-type", "application/json")], Some(b"{}")).expect(415);
        wait_until(|| on_disk(database) == 1);
    });
}

/// Looks again until something is so, for as long as anything in a test may take.
fn wait_until(is_so: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < crate::support::server::PATIENCE, "it never came to be");
        std::thread::yield_now();
    }
}

/// Makes the one file that is there as large as all that fit together, less a little.
fn fill_quota(scene: &Scene<'_>, one: usize) {
    use diesel::connection::SimpleConnection;
    let left = i64::try_from(REPORT_BYTES).unwrap() - 10;
    let sql = format!("UPDATE attachments SET bytes = {left} WHERE bytes = {one}");
    let made = scene.server.house.db.write(move |tx| Ok::<_, Fault>(tx.batch_execute(&sql)?));
    made.unwrap();
}

fn raw_open(scene: &Scene<'_>, person: &Client, headers: &str, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(scene.server.address()).unwrap();
    stream.set_read_timeout(Some(crate::support::server::PATIENCE)).unwrap();
    let bearer = person.bearer().unwrap();
    let head = format!("POST {FILES} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {bearer}\r\n");
    stream.write_all(format!("{head}{headers}\r\n").as_bytes()).unwrap();
    // The server may have answered and closed already.
    let _ = stream.write_all(body);
    stream
}

fn raw(scene: &Scene<'_>, person: &Client, headers: &str, body: &[u8]) -> String {
    let mut answer = Vec::new();
    let _ = raw_open(scene, person, headers, body).read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn chunked(scene: &Scene<'_>, person: &Client, body: &[u8]) -> String {
    let mut chunks = Vec::new();
    for piece in body.chunks(60_000) {
        chunks.extend(format!("{:x}\r\n", piece.len()).bytes());
        chunks.extend(piece);
        chunks.extend(b"\r\n");
    }
    chunks.extend(b"0\r\n\r\n");
    let headers = format!("transfer-encoding: chunked\r\ncontent-type: {MULTIPART}\r\n");
    raw(scene, person, &headers, &chunks)
}

#[test]
fn what_no_answer_names_is_swept_after_days() {
    on_both(|database| {
        let scene = Scene::open(database);
        let kenya = scene.focal_point("KEN");
        let house = &scene.server.house;
        let id = sent(&kenya, "plan.pdf", PDF).expect(201).json()["id"].as_str().unwrap().to_owned();
        assert_eq!(sweep(&house.db, &house.files, house.clock.now()).unwrap(), (0, 0));
        kenya.get(&format!("{FILES}/{id}")).expect(200);
        scene.server.wait(chrono::Duration::days(11));
        assert_eq!(sweep(&house.db, &house.files, house.clock.now()).unwrap(), (1, 1));
        scene.focal_point("KEN").get(&format!("{FILES}/{id}")).expect(404);
        assert_eq!(on_disk(database), 0);
        let after = scene.focal_point("KEN");
        sent(&after, "plan.pdf", PDF).expect(201);
    });
}

const ANSWER: &str = "/api/v1/reports/invented-1/KEN/answers/plans";
const ROUND_FILES: &str = "/api/v1/reports/invented-1/KEN/attachments";

fn asked(scene: &Scene<'_>) {
    let label = |text: &str| json!({ "en": text });
    let template = json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label("Invented"),
        "items": [{ "name": "main", "type": "section", "label": label("Plans"), "items": [
            { "name": "plans", "type": "file", "label": label("Which plans?"), "max_files": 2, "required": "submit" },
            { "name": "why", "type": "text", "label": label("Why?"), "relevant": "${plans} != ''" }] },
            { "name": "more", "type": "section", "label": label("More"), "items": [
            { "name": "maps", "type": "file", "label": label("Which maps?") }] }],
    });
    let admin = scene.admin();
    admin.post("/api/v1/templates", &template).expect(201);
    admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
    let mut round = crate::scene::round("invented-1");
    round["template"] = json!("invented");
    admin.post("/api/v1/cycles", &round).expect(201);
}

fn id_of(person: &Client, path: &str, name: &str, bytes: &[u8]) -> String {
    person.upload(path, &[], &[], (name, bytes)).expect(201).json()["id"].as_str().unwrap().to_owned()
}

#[test]
fn files_are_answers_frozen_with_their_hash_and_read_with_the_submission() {
    on_both(|database| {
        let scene = Scene::open(database);
        asked(&scene);
        let (kenya, uganda) = (scene.focal_point("KEN"), scene.focal_point("UGA"));
        let plan = id_of(&kenya, ROUND_FILES, "plan.pdf", PDF);
        let notes = id_of(&kenya, ROUND_FILES, "notes.txt", b"invented notes");
        let draft = id_of(&kenya, ROUND_FILES, "draft.txt", b"not for others");
        let foreign = id_of(&uganda, &ROUND_FILES.replace("KEN", "UGA"), "plan.pdf", PDF);
        let put = |value: Value, revision: i32| kenya.put(ANSWER, &json!({ "value": value, "revision": revision }));
        for (value, code) in [
            (json!([foreign]), "not_found"),
            (json!(["00000000-0000-7000-8000-000000000000"]), "not_found"),
            (json!(["../plan.pdf"]), "type"),
            (json!(plan), "type"),
            (json!([plan, plan]), "duplicate"),
            (json!([plan, notes, draft]), "too_many"),
        ] {
            let refused = put(value.clone(), 0).expect(422);
            assert!(refused.codes().iter().any(|found| found == code), "{value}: {refused:?}");
        }
        let gaps = kenya.get("/api/v1/reports/invented-1/KEN/gaps").expect(200).json();
        assert_eq!(gaps["gaps"][0]["code"], "required");
        put(json!([notes, plan]), 0).expect(200);
        assert_eq!(kenya.get(ANSWER).expect(200).json()["value"], json!([notes, plan]));
        let answers = kenya.get("/api/v1/reports/invented-1/KEN/answers").expect(200).json();
        assert_eq!(answers["answers"][1]["state"], "blank", "a condition reads that there is a file");
        let at = |id: &str| format!("{ROUND_FILES}/{id}");
        scene.admin().get(&at(&plan)).expect(404);
        kenya.post("/api/v1/reports/invented-1/KEN/submissions", &crate::scene::declaration()).expect(201);
        scene.admin().get(&at(&plan)).expect(200);
        scene.admin().get(&at(&draft)).expect(404);
        uganda.get(&at(&plan)).expect(404);
        let frozen = scene.admin().get("/api/v1/reports/invented-1/KEN/submissions/1").expect(200).json();
        let sha256 = godwit::digest::sha256(PDF);
        let expect = json!({"id": plan, "name": "plan.pdf", "sha256": sha256, "bytes": PDF.len(), "media_type": "application/pdf"});
        assert_eq!(frozen["answers"]["plans"]["value"][1], expect);
        let csv = scene.admin().get("/api/v1/cycles/invented-1/exports/answers.csv").expect(200).text;
        assert!(csv.contains(&format!(",2,{sha256},,,plan.pdf,")), "{csv}");
        let wide = scene.admin().get("/api/v1/cycles/invented-1/exports/wide.csv").expect(200).text;
        assert!(wide.contains("notes.txt; plan.pdf"), "{wide}");
        let schema = kenya.get("/api/v1/templates/invented/versions/1/answers.schema.json").expect(200).json();
        assert!(jsonschema::draft202012::new(&schema).unwrap().is_valid(&frozen));
        proven(&scene, database, &sha256);
    });
}

/// Whoever verifies the chain finds a file that was changed or taken away.
fn proven(scene: &Scene<'_>, database: &TestDatabase, sha256: &str) {
    let verify = || scene.godwit(&["audit", "verify"]);
    let (code, _, said) = verify();
    assert_eq!(code, 0, "{said}");
    let root = database.folder.path().join("files");
    let folders = std::fs::read_dir(&root).unwrap().map(|folder| folder.unwrap().path().join(sha256));
    // Uganda's copy of the same bytes is no part of any submission.
    for place in folders.filter(|place| place.is_file()) {
        std::fs::write(&place, b"changed").unwrap();
    }
    let (code, _, said) = verify();
    assert!(code == 1 && said.contains("\"plan.pdf\" was changed"), "{said}");
    for folder in std::fs::read_dir(&root).unwrap() {
        let _ = std::fs::remove_file(folder.unwrap().path().join(sha256));
    }
    let (code, _, said) = verify();
    assert!(code == 1 && said.contains("\"plan.pdf\" is gone"), "{said}");
}

#[test]
fn a_colleague_sees_the_files_of_the_own_section_and_what_is_used_stays() {
    on_both(|database| {
        let scene = Scene::open(database);
        asked(&scene);
        let kenya = scene.focal_point("KEN");
        let colleague = scene.server.contributor(&["more"]);
        let (plan, map) =
            (id_of(&kenya, ROUND_FILES, "plan.pdf", PDF), id_of(&kenya, ROUND_FILES, "map.txt", b"a map"));
        let maps = ANSWER.replace("plans", "maps");
        kenya.put(ANSWER, &json!({ "value": [plan], "revision": 0 })).expect(200);
        kenya.put(&maps, &json!({ "value": [map], "revision": 0 })).expect(200);
        colleague.get(&format!("{ROUND_FILES}/{map}")).expect(200);
        colleague.get(&format!("{ROUND_FILES}/{plan}")).expect(404);
        let stolen = colleague.put(&maps, &json!({ "value": [map, plan], "revision": 1 })).expect(422);
        assert_eq!(stolen.codes(), ["not_found"]);
        let own = id_of(&colleague, ROUND_FILES, "own.txt", b"drawn by hand");
        colleague.put(&maps, &json!({ "value": [own, map], "revision": 1 })).expect(200);
        kenya.put(ANSWER, &json!({ "value": null, "revision": 1 })).expect(200);
        scene.server.wait(chrono::Duration::days(30));
        let house = &scene.server.house;
        assert_eq!(sweep(&house.db, &house.files, house.clock.now()).unwrap(), (0, 0));
        scene.server.client("ken@parties.example").get(&format!("{ROUND_FILES}/{plan}")).expect(200);
    });
}
