//! The Secretariat's table, and what it changes for one Party.

use crate::scene::{Browser, FIRST, filled, scene};
use crate::support::on_both;

const CYCLE: &str = "/cycles/invented-1";
const CHANGE: &str = "/cycles/invented-1/parties";

#[test]
fn the_secretariat_sees_who_stands_where() {
    on_both(|database| {
        let server = scene(database);
        Browser::kenya(&server).fill(FIRST, FIRST, &[("line-value", "x")]).expect(303);
        let admin = Browser::signed_in(&server, "admin@cms.example");
        admin.get("/").expect(200).holds("Rounds of reporting");
        let page = admin.get(CYCLE).expect(200);
        let (kenya, uganda) = (page.text.find("Kenya").unwrap(), page.text.find("Uganda").unwrap());
        assert!(kenya < uganda, "by name");
        page.holds("In progress");
        page.holds("Not started");
        page.holds("Africa");
        let reader = Browser::signed_in(&server, "reader@cms.example").get(CYCLE).expect(200);
        assert!(!reader.text.contains(CHANGE), "a reader changes nothing");
        for table in ["reports", "rates", "answers", "wide", "summary", "statistics", "mandates", "codebook"] {
            let path = format!("{CYCLE}/exports/{table}.csv?bom=true");
            assert!(reader.text.contains(&path), "{path}");
            admin.get(&path).expect(200);
        }
    });
}

#[test]
fn a_party_gets_a_later_deadline_or_is_exempt_with_a_reason() {
    on_both(|database| {
        let server = scene(database);
        let admin = Browser::signed_in(&server, "admin@cms.example");
        let wrong = admin
            .fill(CYCLE, CHANGE, &[("change", "extend"), ("until", "soon"), ("reason", "asked for it")])
            .expect(422);
        wrong.holds("Choose the Party.");
        wrong.holds("Write the day like 2027-06-30.");
        assert_eq!(
            (wrong.value(CHANGE, "until"), wrong.value(CHANGE, "reason")),
            ("soon".into(), "asked for it".into())
        );
        let early = filled(&wrong, CHANGE, &[("party", "UGA"), ("until", "2027-01-31")]);
        admin.post(CHANGE, &early).expect(422).holds("A deadline of its own must not end before that of the round.");
        let right = filled(&wrong, CHANGE, &[("party", "UGA"), ("until", "2027-07-31")]);
        assert_eq!(admin.post(CHANGE, &right).expect(303).location, format!("{CYCLE}?done=changed"));
        admin.get(CYCLE).holds("31 July 2027");
        Browser::uganda(&server).get("/reports/invented-1/UGA").holds("31 July 2027, 23:59 (Africa/Nairobi)");
        admin
            .fill(CYCLE, CHANGE, &[("party", "UGA"), ("change", "exempt"), ("reason", "no longer a range State")])
            .expect(303);
        admin.get(CYCLE).holds("Exempt");
        let reader = Browser::signed_in(&server, "reader@cms.example");
        let token = reader.get("/").value("/sign-out", "token");
        let form = filled(
            &admin.get(CYCLE),
            CHANGE,
            &[("token", &token), ("party", "KEN"), ("change", "exempt"), ("reason", "x")],
        );
        reader.post(CHANGE, &form).expect(403);
    });
}
