//! The main job: my reports, a section, check, declare, submit, receipt, reopen.

use std::sync::Barrier;

use diesel::RunQueryDsl;

use crate::scene::{Browser, FIRST, HOSTILE, REPORT, SECOND, fields, filled, scene};
use crate::support::on_both;

/// What a whole first section says.
const EVERYTHING: [(&str, &str); 16] = [
    ("line-value", HOSTILE),
    ("line-comment", HOSTILE),
    ("area_text-value", "\r\n first <b>line</b>\r\nsecond\ttab"),
    ("whole-value", "1 234"),
    ("whole-qualifier", "estimate"),
    ("area-value", "12,5"),
    ("share-value", "40 %"),
    ("month-value", "2027-3"),
    ("one-value", "other"),
    ("one-other", HOSTILE),
    ("many-value", "law"),
    ("many-value", "plan"),
    ("sure-value", "true"),
    ("links-url", "https://example.org/?a=1&b=<2>"),
    ("links-label", HOSTILE),
    ("then", "next"),
];

#[test]
fn a_focal_point_answers_checks_submits_and_gets_a_receipt() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let home = kenya.get("/").expect(200);
        home.holds("Invented report");
        home.holds("30 June 2027, 23:59 (Africa/Nairobi)");
        home.holds("in 121 days");
        home.holds("0 of 2 sections completed");
        kenya.get(REPORT).expect(200).holds("1 answer still needed");

        let saved = kenya.fill(FIRST, FIRST, &EVERYTHING).expect(303);
        assert_eq!(saved.location, format!("{SECOND}?done=saved"));
        let page = kenya.get(FIRST).expect(200);
        for (name, value) in [
            ("line-value", HOSTILE),
            ("area_text-value", "\r\n first <b>line</b>\r\nsecond\ttab"),
            ("whole-value", "1234"),
            ("whole-qualifier", "estimate"),
            ("area-value", "12.5"),
            ("month-value", "2027-03"),
            ("one-other", HOSTILE),
            ("links-url", "https://example.org/?a=1&b=<2>"),
        ] {
            assert_eq!(page.value(FIRST, name), value, "{name}");
        }
        page.holds("Last saved 1 March 2027, 11:00 (Africa/Nairobi), by Invented Person");
        let again = kenya.fill(FIRST, FIRST, &[("then", "list")]).expect(303);
        assert_eq!(again.location, format!("{REPORT}?done=saved"));
        assert_eq!(kenya.get(FIRST).value(FIRST, "line-revision"), "1", "what nobody changed is not saved again");

        let check = kenya.get(&format!("{REPORT}/check")).expect(200);
        check.holds("1 answer is still needed");
        check.holds("12.5\u{a0}km²");
        check.holds(&format!("Other: {HOSTILE}"));
        assert!(!check.text.contains("/submissions\""), "nothing can be submitted yet");

        let last = kenya.fill(SECOND, SECOND, &[("last-value", "done"), ("then", "next")]).expect(303);
        assert_eq!(last.location, format!("{REPORT}/check?done=saved"));
        let send = format!("{REPORT}/submissions");
        let blank = kenya.fill(&format!("{REPORT}/check"), &send, &[("name", " "), ("capacity", "")]).expect(422);
        blank.holds("<title>Error: Check your answers");
        blank.holds("Say in what capacity.");
        let sent = kenya.fill(&format!("{REPORT}/check"), &send, &[("capacity", "National Focal Point")]).expect(303);
        assert_eq!(sent.location, format!("{REPORT}/submissions/1"));
        let receipt = kenya.get(&sent.location).expect(200);
        receipt.holds("invented-1/KEN/1");
        receipt.holds("Invented Person, National Focal Point");

        let document = kenya.get(&format!("{REPORT}/submissions/1/document.json")).expect(200);
        let sha256 = godwit::digest::sha256(document.text.as_bytes());
        receipt.holds(&sha256);
        let copy = kenya.get(&format!("{REPORT}/submissions/1/answers")).expect(200);
        copy.holds("12.5\u{a0}km²");
        copy.holds("March 2027");
        assert_eq!(kenya.get(FIRST).location, format!("{REPORT}/check"), "a submitted report is read, not typed in");
        kenya.get("/").holds("Submitted");
    });
}

#[test]
fn a_submitted_report_is_reopened_with_a_reason() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("line-value", "a")]).expect(303);
        kenya.fill(SECOND, SECOND, &[("last-value", "b")]).expect(303);
        let send = format!("{REPORT}/submissions");
        kenya.fill(&format!("{REPORT}/check"), &send, &[("capacity", "Focal Point")]).expect(303);
        let reopen = format!("{REPORT}/reopenings");
        kenya.fill(REPORT, &reopen, &[("reason", "  ")]).expect(422).holds("Give the reason");
        let opened = kenya.fill(REPORT, &reopen, &[("reason", "A figure was wrong")]).expect(303);
        kenya.get(&opened.location).expect(200).holds("The report is open again.");
        kenya.get(&format!("{REPORT}/submissions/1")).holds("stays the official one");
        kenya.get(FIRST).expect(200);
    });
}

#[test]
fn pages_speak_the_persons_language() {
    on_both(|database| {
        let server = scene(database);
        let french = |tx: &mut godwit::db::Conn| {
            diesel::sql_query("UPDATE accounts SET language = 'fr'").execute(tx)?;
            Ok::<_, godwit::fault::Fault>(())
        };
        server.house.db.write(french).unwrap();
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("area-value", "12,5"), ("share-value", "150")]).expect(422).holds("entre 0 et 100");
        let page = kenya.get(FIRST).expect(200);
        assert!(page.text.contains("<html lang=\"fr\" dir=\"ltr\">"));
        page.holds("Enregistrer et continuer");
        page.holds("en français");
        assert_eq!(page.value(FIRST, "area-value"), "12,5", "as French writes it");
        for (path, said) in [("/", "Mes rapports"), (REPORT, "Répondez dans l’ordre"), ("/account", "Votre compte")]
        {
            kenya.get(path).expect(200).holds(said);
        }
        kenya.get(&format!("{REPORT}/check")).expect(200).holds("12,5\u{a0}km²");
    });
}

#[test]
fn pressing_twice_at_once_submits_once() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("line-value", "a")]).expect(303);
        kenya.fill(SECOND, SECOND, &[("last-value", "b")]).expect(303);
        let send = format!("{REPORT}/submissions");
        let check = kenya.get(&format!("{REPORT}/check"));
        let form = filled(&check, &send, &[("capacity", "Focal Point")]);
        let barrier = Barrier::new(4);
        let press = || {
            barrier.wait();
            kenya.post(&send, &form)
        };
        let answers: Vec<_> = std::thread::scope(|scope| {
            let pressing: Vec<_> = (0..4).map(|_| scope.spawn(press)).collect();
            pressing.into_iter().map(|one| one.join().unwrap()).collect()
        });
        for answer in answers {
            assert_eq!((answer.status, answer.location), (303, format!("{REPORT}/submissions/1")));
        }
        kenya.get(&format!("{REPORT}/submissions/2")).expect(404);
        let other_window = filled(&check, &send, &[("capacity", "Focal Point"), ("key", "")]);
        assert_eq!(kenya.post(&send, &other_window).expect(303).location, REPORT);
    });
}

#[test]
fn a_report_that_changed_meanwhile_is_checked_again_before_it_is_submitted() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("line-value", "a")]).expect(303);
        kenya.fill(SECOND, SECOND, &[("last-value", "b")]).expect(303);
        let send = format!("{REPORT}/submissions");
        let check = kenya.get(&format!("{REPORT}/check"));
        let form = filled(&check, &send, &[("name", "Somebody Else"), ("capacity", "Focal Point")]);
        kenya.fill(SECOND, SECOND, &[("last-value", "changed")]).expect(303);
        let refused = kenya.post(&send, &form).expect(409);
        refused.holds("changed since you opened this page");
        refused.holds("changed");
        assert_eq!(refused.value(&send, "name"), "Somebody Else");
        kenya.post(&send, &filled(&refused, &send, &[])).expect(303);

        let uganda = Browser::uganda(&server);
        let page = uganda.get("/reports/invented-1/UGA/check").expect(200);
        assert!(!page.text.contains("name=\"capacity\""));
        let token = uganda.get("/reports/invented-1/UGA").value("/sign-out", "token");
        let early = fields(&[("token", &token), ("name", "A"), ("capacity", "B"), ("revision", "0")]);
        uganda.post("/reports/invented-1/UGA/submissions", &early).expect(422).holds("2 answers are still needed");
    });
}
