//! Reference lists: files in, revisions that stay readable, on both databases.

use diesel::prelude::*;
use godwit::audit::Secret;
use godwit::commands::import_list::{self, ImportList};
use godwit::db::Db;
use godwit::db::schema::{audit_rows, reference_lists, reference_members, reference_rows};
use godwit::fault::Fault;
use godwit::ids::{InstrumentCode, ListCode, PartyCode};
use godwit::templates::reference::{Members, ReferenceList, store};

use crate::support::godwit::run;
use crate::support::people::registers;
use crate::support::{TestDatabase, on_both};
use crate::{import_parties, now, said, shipped, written};

pub const HEADER: &str = "key,label,label_fr,parent,parties,retired,attr_group\n";
/// Two kinds of cat and what stands under one of them; all of it invented.
pub const CATS: &str =
    "cats,Cats,Chats,,,,mammals\nserval,Serval,,cats,KEN;UGA,,mammals\nlynx,Lynx,Lynx,,FRA,,mammals\n";

pub fn import(database: &TestDatabase, db: &Db, body: &str, dry_run: bool) -> Result<String, Vec<String>> {
    import_file(db, written(database, &format!("{HEADER}{body}")), "species", None, dry_run)
}

fn import_file(
    db: &Db,
    file: std::path::PathBuf,
    list: &str,
    title: Option<&str>,
    dry_run: bool,
) -> Result<String, Vec<String>> {
    let asked = ImportList {
        file,
        instrument: "CMS".parse().unwrap(),
        list: list.parse().unwrap(),
        title: title.map(str::to_owned),
        language: "en".to_owned(),
        dry_run,
    };
    let mut out = Vec::new();
    let result = import_list::run(db, Secret::new(vec![7; 32]).unwrap(), asked, now(), &mut out);
    said(result, out)
}

fn read(db: &Db, revision: Option<i32>) -> Option<ReferenceList> {
    let (cms, species): (InstrumentCode, ListCode) = ("CMS".parse().unwrap(), "species".parse().unwrap());
    db.read::<_, Fault>(|tx| store::read_list(tx, &cms, &species, revision)).unwrap()
}

fn keys(list: &ReferenceList, party: &str) -> String {
    let party: PartyCode = party.parse().unwrap();
    list.rows_for(&party).map(|row| row.key.as_str()).collect::<Vec<_>>().join(" ")
}

/// How many lists, rows, members and deeds are stored.
fn stored(database: &TestDatabase) -> [i64; 4] {
    let conn = &mut database.connect();
    [
        reference_lists::table.count().get_result(conn).unwrap(),
        reference_rows::table.count().get_result(conn).unwrap(),
        reference_members::table.count().get_result(conn).unwrap(),
        audit_rows::table.filter(audit_rows::action.eq("list.imported")).count().get_result(conn).unwrap(),
    ]
}

#[test]
fn the_species_that_ship_come_in_once() {
    on_both(|database| {
        let db = database.open();
        import_parties(&db, &shipped("registers/cms-parties.csv"), false, now()).unwrap();
        let file = || shipped("registers/cms-species.csv");
        let dry = import_file(&db, file(), "species", Some("Migratory species"), true).unwrap();
        assert!(dry.contains("30 added, 0 changed") && dry.contains("dry run"), "{dry}");
        assert_eq!(stored(database), [0; 4], "a dry run leaves nothing");
        import_file(&db, file(), "species", Some("Migratory species"), false).unwrap();
        let first = stored(database);
        assert_eq!((first[0], first[1], first[3]), (1, 30, 1));
        let again = import_file(&db, file(), "species", None, false).unwrap();
        assert!(again.starts_with("0 added, 0 changed, 0 retired, 0 moved, 30 unchanged, 0 kept"), "{again}");
        assert_eq!(stored(database), first, "the same file again writes nothing");
        let list = read(&db, None).unwrap();
        assert_eq!((list.revision, list.language.as_str()), (1, "en"));
        for party in ["KEN", "FRA", "DEU", "IND", "MNG", "ARG", "AUS", "ZAF"] {
            let party: PartyCode = party.parse().unwrap();
            assert!(list.rows_for(&party).count() >= 4, "{party}");
        }
        for row in &list.rows {
            let attribute = |name: &str| row.attributes.get(name).map(String::as_str).unwrap_or_default();
            assert!(["en", "fr", "es"].iter().all(|tag| row.labels.0.contains_key(*tag)), "{row:?}");
            assert!(["I", "II", "I/II"].contains(&attribute("appendix")), "{row:?}");
            assert!(!attribute("scientific").is_empty() && matches!(row.parties, Members::Only(_)), "{row:?}");
        }
    });
}

#[test]
fn a_revision_stays_as_it_was() {
    on_both(|database| {
        let db = database.open();
        registers(&db);
        let first = import(database, &db, CATS, false).unwrap();
        assert!(first.starts_with("+ cats: Cats / Chats, for all Parties\n"), "{first}");
        assert!(first.contains("3 added") && first.contains("members: 3 added, 0 removed"), "{first}");
        let one = read(&db, None).unwrap();
        assert_eq!((keys(&one, "KEN"), keys(&one, "FRA")), ("cats serval".to_owned(), "cats lynx".to_owned()));
        // A new row between two, another label and another range, one that is over; and one that the file leaves out.
        let second = "cats,Cats,Félins,,,,mammals\ncaracal,Caracal,,cats,,,\nlynx,Lynx,Lynx,,MAR;FRA,yes,mammals\n";
        for dry_run in [true, false] {
            let difference = import(database, &db, second, dry_run).unwrap();
            for line in [
                "~ cats: label_fr: Chats -> Félins\n",
                "+ caracal: Caracal, under cats, for all Parties\n",
                "- lynx: retired; parties: +MAR\n",
                "= serval: not in the file, kept; say retired=yes to retire it\n",
                "1 added, 1 changed, 1 retired, 0 moved, 0 unchanged, 1 kept; members: 1 added, 0 removed\n",
            ] {
                assert!(difference.contains(line), "{line} is not in {difference}");
            }
        }
        let two = read(&db, None).unwrap();
        assert_eq!(two.revision, 2);
        assert_eq!(
            (keys(&two, "KEN"), keys(&two, "FRA")),
            ("cats serval caracal".to_owned(), "cats caracal".to_owned())
        );
        let lynx = two.row(&"lynx".parse().unwrap()).expect("what is retired is still there");
        assert!(lynx.retired && lynx.parties.include(&"MAR".parse().unwrap()));
        assert_eq!(read(&db, Some(1)).unwrap(), one, "an earlier revision reads as it was");
        assert_eq!((read(&db, Some(3)), read(&db, Some(0))), (None, None));
        let records = stored(database);
        assert_eq!(records, [1, 6, 4, 2], "three rows were written anew, one member, one deed");
        // Back in use, for fewer; for all; and moved to the top.
        let third = "lynx,Lynx,Lynx,,MAR,,mammals\nserval,Serval,,cats,,,mammals\n";
        let difference = import(database, &db, third, false).unwrap();
        assert!(difference.contains("~ lynx: in use again; parties: -FRA\n"), "{difference}");
        assert!(difference.contains("~ serval: parties: KEN UGA -> all\n"), "{difference}");
        let three = read(&db, None).unwrap();
        assert_eq!(keys(&three, "MAR"), "cats serval caracal lynx");
        assert_eq!((read(&db, Some(1)).unwrap(), read(&db, Some(2)).unwrap()), (one, two));
    });
}

#[test]
fn moved_rows_and_a_title_are_changes_too() {
    on_both(|database| {
        let db = database.open();
        registers(&db);
        import(database, &db, "a,A,,,,,\nb,B,,,,,\nc,C,,,,,\n", false).unwrap();
        let moved = import(database, &db, "c,C,,,,,\na,A,,,,,\nb,B,,,,,\n", false).unwrap();
        assert!(moved.starts_with("~ c: moved\n0 added, 0 changed, 0 retired, 1 moved, 2 unchanged"), "{moved}");
        assert_eq!(keys(&read(&db, None).unwrap(), "KEN"), "c a b");
        assert_eq!(keys(&read(&db, Some(1)).unwrap(), "KEN"), "a b c");
        assert_eq!(stored(database)[1], 4, "only what moved was written");
        let file = || written(database, &format!("{HEADER}c,C,,,,,\na,A,,,,,\nb,B,,,,,\n"));
        let titled = import_file(&db, file(), "species", Some("Cats"), false).unwrap();
        assert!(titled.starts_with("~ title: species -> Cats\n"), "{titled}");
        assert_eq!(read(&db, None).unwrap().revision, 3);
    });
}

#[test]
fn there_is_always_room_for_a_row_between_two() {
    on_both(|database| {
        let db = database.open();
        registers(&db);
        import(database, &db, "a,A,,,,,\nz,Z,,,,,\n", false).unwrap();
        let (mut body, mut expect) = (String::new(), String::new());
        // Always before the last row, until no number is left between; the file never has z again.
        for n in 1..=12 {
            body.push_str(&format!("n{n},N,,,,,\n"));
            expect.push_str(&format!("n{n} "));
            let difference = import(database, &db, &format!("{body}a,A,,,,,\n"), false).unwrap();
            let counts = format!("1 added, 0 changed, 0 retired, 0 moved, {n} unchanged, 1 kept; members: 0 added");
            assert!(difference.contains(&counts), "{difference}");
            assert_eq!(keys(&read(&db, None).unwrap(), "KEN"), format!("{expect}a z"));
        }
        assert_eq!(keys(&read(&db, Some(4)).unwrap(), "KEN"), "n1 n2 n3 a z");
    });
}

#[test]
fn a_broken_file_is_refused_whole_with_every_flaw() {
    on_both(|database| {
        let db = database.open();
        registers(&db);
        let shape = "Cats,,,,ken,,\nb,B\nserval,Serval,,,,perhaps,\nserval,Serval,,,,,\n";
        let flaws = import(database, &db, shape, false).unwrap_err();
        let places =
            |flaws: &[String]| flaws.iter().map(|flaw| flaw.split(':').next().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(
            places(&flaws),
            ["row 2, key", "row 2, label", "row 2, parties", "row 3", "row 4, retired"],
            "{flaws:#?}"
        );
        let twice = import(database, &db, "a,A,,,,,\na,B,,,,,\n", false).unwrap_err();
        assert_eq!(places(&twice), ["row 3, key"], "{twice:#?}");
        // What only the register and the other rows can tell.
        let meaning = "a,A,,nowhere,KEN ATL,,\nb,B,,c,,,\nc,C,,b,,,\n";
        for dry_run in [true, false] {
            let flaws = import(database, &db, meaning, dry_run).unwrap_err();
            assert_eq!(
                places(&flaws),
                ["row 2, parties", "row 2, parent", "row 3, parent", "row 4, parent"],
                "{flaws:#?}"
            );
        }
        assert_eq!(stored(database), [0; 4], "nothing of a broken file is kept");
        import(database, &db, CATS, false).unwrap();
        let before = stored(database);
        let under = import(database, &db, "cats,Cats,,,KEN,,\n", false).unwrap_err();
        assert!(under.len() == 1 && under[0].starts_with("row 2, parties: “serval” concerns UGA"), "{under:#?}");
        let over = import(database, &db, "cats,Cats,,,,yes,\n", false).unwrap_err();
        assert!(over.len() == 1 && over[0].starts_with("row 2, retired: “serval” is in use"), "{over:#?}");
        assert_eq!(stored(database), before);
        let missing = import_file(&db, "no-such-file.csv".into(), "species", None, false).unwrap_err();
        assert!(missing[0].contains("no-such-file.csv"), "{missing:?}");
    });
}

#[test]
fn the_program_imports_a_list_and_says_no_with_1() {
    on_both(|database| {
        registers(&database.open());
        let folder = database.folder.path();
        let secret = folder.join("secret");
        std::fs::write(&secret, "invented, and at least thirty-two bytes long").unwrap();
        let (url, secret) = (database.url(), secret.display().to_string());
        let settings = [("GODWIT_DATABASE_URL", url.as_str()), ("GODWIT_SECRET_FILE", secret.as_str())];
        let text = format!("{HEADER}{CATS}").replace("label_fr", "label_es");
        let file = written(database, &text).display().to_string();
        let import = |rest: &[&str]| {
            let asked = [&["import", "list", file.as_str(), "--list", "species"], rest].concat();
            run(&asked, folder, &settings)
        };
        let (code, out, said) = import(&["--instrument", "CMS"]);
        assert!(code == 0 && out.contains("3 added") && out.ends_with("Kept.\n"), "{code} {out} {said}");
        let (code, _, said) = import(&["--instrument", "SHARKS"]);
        assert!(code == 1 && said.contains("instrument: there is no instrument SHARKS"), "{code} {said}");
        let (code, _, said) = import(&["--instrument", "CMS", "--language", "fr"]);
        assert!(code == 1 && said.contains("say --language en"), "{code} {said}");
        assert_eq!(import(&[]).0, 2, "an instrument must be named");
        let (code, out, said) = run(&["audit", "verify"], folder, &settings);
        assert!(code == 0 && out.contains("CMS"), "{code} {out} {said}");
    });
}
