//! Files of an answer, as a person without JavaScript adds, reads and leaves them out.

use crate::scene::{Browser, FIRST, REPORT, filled, scene};
use crate::support::on_both;

const ADD: &str = "/reports/invented-1/KEN/files/plans";
const PDF: &[u8] = b"%PDF-1.7\ninvented\n%%EOF\n";

#[test]
fn a_file_is_added_read_and_left_out() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let pressed = [("line-value", "saved on the way"), ("then", "file-plans")];
        assert_eq!(kenya.fill(FIRST, FIRST, &pressed).expect(303).location, ADD);
        let page = kenya.get(ADD).expect(200);
        page.holds("at most 20 MiB");
        let token = page.value(ADD, "token");
        let send = |name: &str, bytes: &[u8]| kenya.send_file(ADD, &[("token", &token)], (name, bytes));
        send("page.pdf", b"<html><script>alert(1)</script>").expect(422).holds("none of the files that are taken");
        send("nothing.pdf", b"").expect(422).holds("Choose a file");
        kenya.send_file(ADD, &[("token", "another")], ("plan.pdf", PDF)).expect(403);
        kenya.send_file(ADD, &[], ("plan.pdf", PDF)).expect(403);
        let sent = send("Plan <b>\"été\".pdf", PDF).expect(303);
        assert_eq!(sent.location, format!("{FIRST}?done=saved#plans-question"));
        send("second.pdf", PDF).expect(303);
        send("third.pdf", PDF).expect(422).holds("as many files as fit");
        let section = kenya.get(FIRST).expect(200);
        section.holds("Plan _b__22été_22.pdf");
        let check = kenya.get(&format!("{REPORT}/check")).expect(200);
        let link = check.text.split("href=\"").find(|part| part.contains("/attachments/")).unwrap();
        let link = link.split('"').next().unwrap().to_owned();
        let got = kenya.get(&link).expect(200);
        assert_eq!(got.text.as_bytes(), PDF);
        let said = got.headers.iter().find(|(name, _)| name == "content-disposition").unwrap();
        assert!(said.1.starts_with("attachment;") && said.1.ends_with("%C3%A9t%C3%A9_22.pdf"), "{said:?}");
        Browser::uganda(&server).get(&link).expect(404);

        let keep = section.value(FIRST, "plans-value");
        kenya.post(FIRST, &filled(&section, FIRST, &[("plans-value", &keep)])).expect(303);
        let after = kenya.get(FIRST).expect(200);
        assert!(!after.text.contains("second.pdf") && after.text.contains(&keep), "{}", after.text);
        let empty: Vec<_> = filled(&after, FIRST, &[]).into_iter().filter(|(name, _)| name != "plans-value").collect();
        kenya.post(FIRST, &empty).expect(303);
        assert!(!kenya.get(FIRST).text.contains(&keep));
        kenya.get(&link).expect(200);
    });
}

#[test]
fn the_script_gets_the_field_with_the_file_or_the_refusal_in_the_persons_words() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let token = kenya.get(ADD).expect(200).value(ADD, "token");
        let french = [("token", &*token), ("language", "fr"), ("next", "/")];
        kenya.post("/language", &french.map(|(name, value)| (name.to_owned(), value.to_owned()))).expect(303);
        let send = |name: &str, bytes: &[u8]| kenya.ask_with_file(ADD, &[("token", &token)], (name, bytes));
        let refused = |page: crate::scene::Page| -> String {
            let told: serde_json::Value = serde_json::from_str(&page.text).unwrap();
            told["detail"].as_str().unwrap().to_owned()
        };
        let said = refused(send("page.pdf", b"<html>").expect(422));
        assert!(said.starts_with("D’après son contenu, ce fichier n’est d’aucun type accepté"), "{said}");
        assert_eq!(refused(send("nothing.pdf", b"").expect(422)), "Choisissez un fichier qui n’est pas vide.");
        for revision in 1..=2 {
            let name = format!("plan-{revision}.pdf");
            let told: serde_json::Value = serde_json::from_str(&send(&name, PDF).expect(200).text).unwrap();
            let html = told["html"].as_str().unwrap();
            assert!(html.contains("data-path=\"plans\"") && html.contains(&name), "{html}");
            assert_eq!(told["revision"], revision);
            assert!(html.contains(&format!("name=\"plans-revision\" value=\"{revision}\"")), "{html}");
        }
        assert!(refused(send("third.pdf", PDF).expect(422)).starts_with("Cette réponse a autant de fichiers"));
        kenya.ask_with_file(ADD, &[("token", "another")], ("plan.pdf", PDF)).expect(403);
        let uganda = Browser::uganda(&server);
        uganda.ask_with_file(ADD, &[("token", &token)], ("plan.pdf", PDF)).expect(404);
    });
}

#[test]
fn what_stands_beside_an_answer_is_shown_and_outlasts_the_form() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let program = server.focal_point();
        let api = "/api/v1/reports/invented-1/KEN";
        let file = program.upload(&format!("{api}/attachments"), &[], &[], ("plan.pdf", PDF)).expect(201).json();
        let links = serde_json::json!([{ "url": "https://example.org/plan", "label": "The <plan>" }]);
        let body = serde_json::json!({ "value": "One", "attachments": [file["id"]], "links": links, "revision": 0 });
        program.put(&format!("{api}/answers/line"), &body).expect(200);
        kenya.fill(FIRST, FIRST, &[("line-value", "Two")]).expect(303);
        let now = program.get(&format!("{api}/answers/line")).expect(200).json();
        assert_eq!((&now["value"], &now["revision"]), (&serde_json::json!("Two"), &serde_json::json!(2)));
        assert_eq!((&now["links"], &now["attachments"][0]), (&links, &file["id"]));
        let check = kenya.get(&format!("{REPORT}/check")).expect(200);
        check.holds("The <plan>");
        check.holds("https://example.org/plan");
        check.holds("plan.pdf");
    });
}
