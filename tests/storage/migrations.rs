//! Bringing tables up, taking them down, and refusing what a newer program made.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use godwit::db::{Conn, Db, Lock};
use godwit::fault::Fault;

use crate::support::databases::{on_both, on_both_empty};
use crate::support::{Folder, TestDatabase};

#[derive(diesel::QueryableByName)]
struct Name {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// The tables that are there, the list of migrations aside.
fn tables(conn: &mut Conn, is_postgres: bool) -> Vec<String> {
    let sql = if is_postgres {
        "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    };
    let rows: Vec<Name> = diesel::sql_query(sql).load(conn).unwrap();
    rows.into_iter().map(|row| row.name).filter(|name| name != "__diesel_schema_migrations").collect()
}

#[test]
fn tables_go_up_and_down_and_up_again() {
    on_both_empty(|database: &TestDatabase| {
        let tree = || FileBasedMigrations::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
        let mut conn = database.connect();
        conn.run_pending_migrations(tree()).unwrap();
        let first = tables(&mut conn, database.is_postgres());
        assert!(first.len() > 20, "{first:?}");
        conn.revert_all_migrations(tree()).unwrap();
        assert_eq!(tables(&mut conn, database.is_postgres()), Vec::<String>::new());
        conn.run_pending_migrations(tree()).unwrap();
        assert_eq!(tables(&mut conn, database.is_postgres()), first);
    });
}

#[test]
fn opening_twice_changes_nothing() {
    on_both(|database| {
        let before = tables(&mut database.connect(), database.is_postgres());
        drop(database.open());
        assert_eq!(tables(&mut database.connect(), database.is_postgres()), before);
    });
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_left_alone() {
    on_both(|database| {
        let mut conn = database.connect();
        conn.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')").unwrap();
        for opened in [Db::open(&database.address), Db::join(&database.address)] {
            match opened.err() {
                Some(Fault::Newer(why)) => assert!(why.contains("99990101000000"), "{why}"),
                other => panic!("not refused as newer: {other:?}"),
            }
        }
        conn.batch_execute("DELETE FROM __diesel_schema_migrations WHERE version = '99990101000000'").unwrap();
        assert!(Db::open(&database.address).is_ok());
    });
}

#[test]
fn a_database_that_cannot_be_reached_is_a_fault_that_says_so() {
    let folder = Folder::fresh();
    let missing = godwit::db::Address::Sqlite(folder.path().join("nowhere/godwit.sqlite3"));
    assert!(matches!(Db::open(&missing).err(), Some(Fault::Database(_))));
    let nobody = godwit::db::Address::read("postgres://godwit@127.0.0.1:1/godwit").unwrap();
    assert!(matches!(Db::open(&nobody).err(), Some(Fault::Database(_))));
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = Folder::fresh();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Secretariat,\n".repeat(1_000)).unwrap();
    let before = std::fs::read(&path).unwrap();
    let opened = Db::open(&godwit::db::Address::Sqlite(path.clone()));
    assert!(matches!(opened.err(), Some(Fault::Database(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn one_server_at_a_time_holds_a_data_directory() {
    let folder = Folder::fresh();
    let held = Lock::take(folder.path()).unwrap();
    assert!(held.is_some());
    assert!(Lock::take(folder.path()).unwrap().is_none());
    drop(held);
    assert!(Lock::take(folder.path()).unwrap().is_some());
}
