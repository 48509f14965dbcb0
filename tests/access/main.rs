//! Who may do what: `table.csv` is the one table, and this walks all of it over HTTP on both databases.
//!
//! That it would notice is shown too: every single cell turned over is found, and so is a person who was given too much.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod foreign;
mod mixed;
mod requests;
mod snapshot;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod walk;
mod world;

use godwit::access::Role;
use godwit::web::routes::ROUTES;

use snapshot::Snapshot;
use support::{TestDatabase, on_both};
use table::{PEOPLE, deviations, table};
use walk::walk;
use world::World;

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let rows = table();
    let listed = |method: &str, path: &str| rows.iter().any(|row| row.method == method && row.path == path);
    let missing: Vec<_> = ROUTES.iter().filter(|(method, path)| !listed(method, path)).collect();
    assert!(missing.is_empty(), "tests/access/table.csv has no row for {missing:?}");
    let known = |row: &&table::Row| !ROUTES.contains(&(row.method.as_str(), row.path.as_str()));
    let dead: Vec<_> = rows.iter().filter(known).map(table::Row::route).collect();
    assert!(dead.is_empty(), "tests/access/table.csv has rows for what is no route: {dead:?}");
}

/// The walk itself, and then each cell turned over once: what was seen must differ from the table there and nowhere else.
#[test]
fn everybody_may_do_what_the_table_says_and_nothing_else() {
    on_both(|database| {
        let world = World::build(database, Role::SecretariatReader);
        let mut snapshot = Snapshot::take(database);
        let mut rows = table();
        let seen = walk(&world, &mut snapshot, &rows, &PEOPLE);
        let found = deviations(&rows, &seen.cells);
        assert!(found.is_empty(), "{found:#?}");
        assert!(seen.wrong.is_empty(), "{:#?}", seen.wrong);
        for row in 0..rows.len() {
            for (person, name) in PEOPLE.into_iter().enumerate() {
                let right = std::mem::replace(&mut rows[row].cells[person], "418".to_owned());
                let found = deviations(&rows, &seen.cells);
                assert_eq!(found.len(), 1);
                assert_eq!((&found[0].route, found[0].person), (&rows[row].route(), name));
                rows[row].cells[person] = right;
            }
        }
    });
}

/// The negative control of the whole way through HTTP: a reader who is really an admin is found out, in each place where
/// the two differ and in no other.
#[test]
fn somebody_who_was_given_too_much_is_found() {
    let database = TestDatabase::sqlite();
    let world = World::build(&database, Role::SecretariatAdmin);
    let mut snapshot = Snapshot::take(&database);
    let rows = table();
    let column = |name: &str| PEOPLE.iter().position(|person| *person == name).unwrap();
    let (reader, admin) = (column("secretariat_reader"), column("secretariat_admin"));
    let seen = walk(&world, &mut snapshot, &rows, &["secretariat_reader"]);
    let found: Vec<String> = deviations(&rows, &seen.cells).into_iter().map(|found| found.route).collect();
    let expect: Vec<String> =
        rows.iter().filter(|row| row.cells[reader] != row.cells[admin]).map(table::Row::route).collect();
    assert_eq!(found, expect);
    assert!(expect.len() > 5);
}
