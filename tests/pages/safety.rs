//! Who may not: other Parties, other sites, other sessions. And whatever somebody wrote stays text.

use serde_json::json;

use crate::scene::{Browser, FIRST, HOSTILE, REPORT, fields, filled, scene};
use crate::support::on_both;

#[test]
fn what_is_another_partys_does_not_exist() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("line-value", "secret")]).expect(303);
        let uganda = Browser::uganda(&server);
        let token = uganda.get("/").value("/sign-out", "token");
        for path in [
            "",
            "/check",
            "/sections/first",
            "/submissions/1",
            "/submissions/1/answers",
            "/submissions/1/document.json",
        ] {
            let page = uganda.get(&format!("{REPORT}{path}")).expect(404);
            assert!(!page.text.contains("secret"), "{path}");
        }
        let form = fields(&[
            ("token", &token),
            ("line-value", "x"),
            ("line-revision", "1"),
            ("name", "A"),
            ("capacity", "B"),
            ("revision", "1"),
            ("reason", "because"),
            ("shared", "yes"),
        ]);
        for path in ["/sections/first", "/submissions", "/reopenings", "/sharing"] {
            uganda.post(&format!("{REPORT}{path}"), &form).expect(404);
        }
        uganda.get("/cycles/invented-1").expect(403);
        uganda.get("/cycles/nothing").expect(404);
        assert_eq!(kenya.get(FIRST).value(FIRST, "line-value"), "secret");
    });
}

#[test]
fn whoever_is_signed_out_is_led_to_sign_in_and_back() {
    on_both(|database| {
        let server = scene(database);
        let nobody = Browser::new(&server);
        for path in ["/", REPORT, FIRST, "/cycles/invented-1"] {
            let page = nobody.get(path).expect(303);
            assert!(page.location.starts_with("/sign-in?next=%2F"), "{path}: {}", page.location);
        }
        nobody.post(&format!("{REPORT}/submissions"), &[]).expect(401);
    });
}

#[test]
fn a_form_without_its_sessions_token_changes_nothing() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let foreign = Browser::uganda(&server).get("/").value("/sign-out", "token");
        for token in ["", &foreign] {
            let form = fields(&[
                ("token", token),
                ("line-value", "x"),
                ("line-revision", "0"),
                ("name", "A"),
                ("capacity", "B"),
                ("revision", "0"),
                ("reason", "because"),
                ("shared", "yes"),
            ]);
            for path in ["/sections/first", "/submissions", "/reopenings", "/sharing"] {
                kenya.post(&format!("{REPORT}{path}"), &form).expect(403);
            }
        }
        assert_eq!(kenya.get(FIRST).value(FIRST, "line-value"), "");
        kenya.get(REPORT).holds("Only your Party can read this draft.");
    });
}

#[test]
fn the_secretariat_reads_a_draft_only_when_it_is_shared() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("line-value", HOSTILE)]).expect(303);
        let reader = Browser::signed_in(&server, "reader@cms.example");
        reader.get(REPORT).expect(200).holds("0 of 2 sections completed");
        reader.get(&format!("{REPORT}/check")).expect(403);
        reader.get(FIRST).expect(403);
        kenya.fill(REPORT, &format!("{REPORT}/sharing"), &[("shared", "yes")]).expect(303);
        reader.get(&format!("{REPORT}/check")).expect(200).holds(HOSTILE);
        assert_eq!(reader.get(FIRST).expect(303).location, format!("{REPORT}/check"));
        let token = reader.get("/").value("/sign-out", "token");
        let form = fields(&[("token", &token), ("line-value", "x"), ("line-revision", "1")]);
        reader.post(FIRST, &form).expect(403);
        kenya.fill(REPORT, &format!("{REPORT}/sharing"), &[("shared", "no")]).expect(303);
        reader.get(&format!("{REPORT}/check")).expect(403);
    });
}

#[test]
fn a_hostile_form_is_refused_or_stays_text() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let page = kenya.get(FIRST);
        for (name, value) in
            [("one-value", HOSTILE), ("many-value", HOSTILE), ("whole-qualifier", HOSTILE), ("line-value", "a\0b")]
        {
            kenya.post(FIRST, &filled(&page, FIRST, &[(name, value)])).expect(422);
        }
        kenya.post(FIRST, &filled(&page, FIRST, &[("then", "links-../../evil")])).expect(303);
        let stranger = filled(&page, FIRST, &[("last-value", "x"), ("last-revision", "0"), ("nothing-revision", "0")]);
        kenya.post(FIRST, &stranger).expect(303);
        let report = server.focal_point().get("/api/v1/reports/invented-1/KEN/answers/last").json();
        assert_eq!(report["value"], json!("x"), "a question that went to another section is saved there");
        for revision in ["-1", "99", "x", "99999999999999999999"] {
            let form = filled(&page, FIRST, &[("line-value", "sneaked"), ("line-revision", revision)]);
            let answer = kenya.post(FIRST, &form);
            assert!([303, 409].contains(&answer.status), "{answer:?}");
        }
        assert_eq!(kenya.get(FIRST).value(FIRST, "line-value"), "");
        for path in [
            "/reports/%00/KEN",
            "/reports/invented-1/ken",
            "/reports/invented-1/KEN/sections/%3Cscript%3E",
            "/cycles/%2e%2e",
        ] {
            kenya.get(path).expect(404);
        }
    });
}
