//! Parties and memberships.

use chrono::NaiveDate;
use diesel::prelude::*;
use godwit::clock;
use godwit::db::schema::memberships;
use godwit::db::{Conn, Db};
use godwit::fault::Fault;
use godwit::ids::InstrumentCode;
use godwit::parties::{MembershipAt, Status, store};

use crate::support::{TestDatabase, on_both};
use crate::{import_parties, now, shipped, written};

const HEADER: &str = "code,kind,name_en,name_fr,name_es,instrument,region,status,from,until\n";
const KENYA: &str = "KEN,state,Kenya,Kenya,Kenya,CMS,Africa,party,1999-05-01,\n";

fn rows(database: &TestDatabase) -> i64 {
    memberships::table.count().get_result(&mut database.connect()).unwrap()
}

fn at(db: &Db, day: &str, as_of: &str) -> Vec<MembershipAt> {
    let (cms, day): (InstrumentCode, NaiveDate) = ("CMS".parse().unwrap(), day.parse().unwrap());
    let as_of = clock::read(as_of).unwrap();
    db.read(|tx: &mut Conn| store::memberships_at(tx, &cms, day, as_of)).unwrap()
}

fn region(all: &[MembershipAt], code: &str) -> String {
    all.iter().find(|at| at.party.code.as_str() == code).map(|at| at.region.clone()).unwrap_or_default()
}

#[test]
fn the_cms_parties_come_in_once() {
    on_both(|database| {
        let db = database.open();
        let file = shipped("registers/cms-parties.csv");
        let dry = import_parties(&db, &file, true, now()).unwrap();
        assert!(dry.contains("267 added, 0 changed, 0 unchanged") && dry.contains("dry run"), "{dry}");
        assert_eq!(rows(database), 0, "a dry run leaves nothing");
        let first = import_parties(&db, &file, false, now()).unwrap();
        assert!(first.contains("+ Party KEN: state, Kenya / Kenya / Kenya"), "{first}");
        assert_eq!(rows(database), 134);
        let later = clock::read("2027-03-02T08:00:00Z").unwrap();
        let again = import_parties(&db, &file, false, later).unwrap();
        assert!(again.starts_with("0 added, 0 changed, 267 unchanged"), "{again}");
        assert_eq!(rows(database), 134, "the same file again writes nothing");
    });
}

#[test]
fn who_was_a_party_on_a_day() {
    on_both(|database| {
        let db = database.open();
        import_parties(&db, &shipped("registers/cms-parties.csv"), false, now()).unwrap();
        let today = at(&db, "2026-11-20", "2027-03-01T08:00:00Z");
        assert_eq!(today.len(), 133);
        assert!(today.is_sorted_by(|a, b| a.party.code < b.party.code));
        assert!(today.iter().all(|at| at.status == Status::Party));
        let count = |region: &str| today.iter().filter(|at| at.region == region).count();
        assert_eq!(
            ["Africa", "Asia", "Europe", "Oceania", "South and Central America and the Caribbean"].map(count),
            [46, 21, 44, 7, 15]
        );
        let europe = today.iter().find(|at| at.party.code.as_str() == "EUU").unwrap();
        assert_eq!(europe.party.names.in_language("fr"), "Union européenne");
        assert_eq!(region(&today, "ISR"), "Europe");
        let before = at(&db, "2010-01-01", "2027-03-01T08:00:00Z");
        assert_eq!(region(&before, "ISR"), "Asia");
        assert_eq!(region(&before, "BRA"), "", "Brazil came in 2015");
        assert!(at(&db, "2026-11-20", "2027-03-01T07:59:59Z").is_empty(), "nothing was recorded yet");
    });
}

#[test]
fn a_correction_is_recorded_and_the_past_stays() {
    on_both(|database| {
        let db = database.open();
        import_parties(&db, &written(database, &format!("{HEADER}{KENYA}")), false, now()).unwrap();
        let corrected = KENYA.replace("Africa", "East Africa").replace("Kenya,Kenya,Kenya", "Kenya,Kénya,Kenia");
        let later = clock::read("2027-03-05T08:00:00Z").unwrap();
        let difference =
            import_parties(&db, &written(database, &format!("{HEADER}{corrected}")), false, later).unwrap();
        assert!(
            difference.contains("~ Party KEN: state, Kenya / Kenya / Kenya -> state, Kenya / Kénya / Kenia"),
            "{difference}"
        );
        assert!(difference.contains("~ membership of KEN in CMS from 1999-05-01: Africa, party -> East Africa, party"));
        assert_eq!(region(&at(&db, "2020-01-01", "2027-03-05T08:00:00Z"), "KEN"), "East Africa");
        assert_eq!(region(&at(&db, "2020-01-01", "2027-03-05T07:59:59Z"), "KEN"), "Africa");
        assert_eq!(rows(database), 2);
        // Taken back, and entered anew from another day.
        let anew = corrected.replace("1999-05-01,", "1999-05-01,1999-04-30") + &corrected.replace("1999-05", "1999-06");
        let last = clock::read("2027-03-06T08:00:00Z").unwrap();
        import_parties(&db, &written(database, &format!("{HEADER}{anew}")), false, last).unwrap();
        assert_eq!(at(&db, "1999-05-15", "2027-03-06T08:00:00Z"), []);
        assert_eq!(at(&db, "1999-06-15", "2027-03-06T08:00:00Z").len(), 1);
    });
}

#[test]
fn a_broken_file_is_refused_whole_with_every_flaw() {
    on_both(|database| {
        let db = database.open();
        let good = format!("{HEADER}{KENYA}");
        let bad = format!("\u{FEFF}{good}uga,state,Uganda,Ouganda,Uganda,CMS,,party,1999-13-01,\nKEN,state\n{KENYA}");
        let flaws = import_parties(&db, &written(database, &bad), false, now()).unwrap_err();
        let places: Vec<&str> = flaws.iter().map(|flaw| flaw.split(':').next().unwrap()).collect();
        assert_eq!(places, ["row 3, code", "row 3, region", "row 3, from", "row 4", "row 5, from"], "{flaws:#?}");
        assert_eq!(rows(database), 0, "nothing of a broken file is kept");
        import_parties(&db, &written(database, &good), false, now()).unwrap();
        let overlapping = format!("{HEADER}{}", KENYA.replace("1999", "2005"));
        for dry_run in [true, false] {
            let flaws = import_parties(&db, &written(database, &overlapping), dry_run, now()).unwrap_err();
            assert!(flaws.len() == 1 && flaws[0].starts_with("row 2, from: "), "{flaws:#?}");
        }
        assert_eq!(rows(database), 1);
        let missing = import_parties(&db, &database.folder.path().join("nothing.csv"), false, now()).unwrap_err();
        assert!(missing[0].contains("nothing.csv"), "{missing:?}");
    });
}

#[test]
fn parties_come_page_by_page() {
    on_both(|database| {
        let db = database.open();
        import_parties(&db, &shipped("registers/cms-parties.csv"), false, now()).unwrap();
        let body = "AB-C,organisation,Invented,Inventée,Inventada,SHARKS,World,accredited_ngo,2020-01-01,\n";
        import_parties(&db, &written(database, &format!("{HEADER}{body}")), false, now()).unwrap();
        let cms: InstrumentCode = "CMS".parse().unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = db.read(|tx| store::list(tx, Some(&cms), after.as_ref(), 50)).unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.code.clone());
            seen.extend(page.into_iter().map(|party| party.code));
        }
        assert_eq!(seen.len(), 133);
        assert!(seen.is_sorted());
        let all = db.read(|tx| store::list(tx, None, None, 3)).unwrap();
        assert_eq!(all.iter().map(|party| party.code.as_str()).collect::<Vec<_>>(), ["AB-C", "AFG", "AGO"]);
        let names = db.read::<_, Fault>(store::instruments).unwrap();
        assert_eq!(names.iter().map(|instrument| instrument.code.as_str()).collect::<Vec<_>>(), ["CMS", "SHARKS"]);
    });
}
