//! A fresh database of each kind for every test.
//!
//! PostgreSQL is the server that `GODWIT_TEST_POSTGRES` names (`tests/postgres` starts one); each test gets a copy of a
//! template that was migrated once. Where none is named, the tests say so and run on SQLite alone, unless
//! `GODWIT_REQUIRE_POSTGRES` is set, as in `tests/run`.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use godwit::db::conn::connect;
use godwit::db::{Address, Conn, Db};

use super::Folder;

/// An empty database with its tables, gone when dropped.
pub struct TestDatabase {
    /// `SQLite` or `PostgreSQL`, for what a failure says.
    pub name: &'static str,
    /// Where it is.
    pub address: Address,
    /// A folder of its own: the SQLite file is in it, and there is room for a secret and letters.
    pub folder: Folder,
}

impl TestDatabase {
    /// A SQLite file with its tables.
    pub fn sqlite() -> Self {
        let database = Self::empty_sqlite();
        Db::open(&database.address).expect("a new SQLite file takes its tables");
        database
    }

    /// A SQLite file that nobody has made yet.
    pub fn empty_sqlite() -> Self {
        let folder = Folder::fresh();
        let address = Address::Sqlite(folder.path().join("godwit.sqlite3"));
        Self { name: "SQLite", address, folder }
    }

    /// A PostgreSQL database with its tables, where there is a server.
    pub fn postgres() -> Option<Self> {
        let server = server()?;
        let template = template(&server);
        Some(Self::copy(&server, &template))
    }

    /// A PostgreSQL database with nothing in it, where there is a server.
    pub fn empty_postgres() -> Option<Self> {
        Some(Self::copy(&server()?, "template0"))
    }

    fn copy(server: &str, template: &str) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("godwit_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let mut admin = open(server);
        // A killed process that had our number may have left one behind.
        run(&mut admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        run(&mut admin, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        Self { name: "PostgreSQL", address: Address::Postgres(beside(server, &name)), folder: Folder::fresh() }
    }

    /// Opens it as the program does.
    pub fn open(&self) -> Db {
        Db::open(&self.address).expect("the test's own database opens")
    }

    /// A connection beside the program's own.
    pub fn connect(&self) -> Conn {
        connect(&self.address).expect("the test's own database takes a connection")
    }

    /// Whether it is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.address, Address::Postgres(_))
    }

    /// What `GODWIT_DATABASE_URL` says to reach it.
    pub fn url(&self) -> String {
        match &self.address {
            Address::Sqlite(path) => path.display().to_string(),
            Address::Postgres(url) => url.clone(),
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let (Address::Postgres(url), Some(server)) = (&self.address, server()) {
            let name = url.rsplit('/').next().unwrap_or_default();
            if let Ok(mut admin) = connect(&Address::Postgres(server)) {
                let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            }
        }
    }
}

/// One fresh database of each kind there is.
pub fn databases() -> Vec<TestDatabase> {
    [Some(TestDatabase::sqlite()), TestDatabase::postgres()].into_iter().flatten().collect()
}

/// One database of each kind there is, with nothing in it.
pub fn empty_databases() -> Vec<TestDatabase> {
    [Some(TestDatabase::empty_sqlite()), TestDatabase::empty_postgres()].into_iter().flatten().collect()
}

/// Runs a test on each database, on the second also when it failed on the first, and says on which it failed.
pub fn on_both(test: impl Fn(&TestDatabase)) {
    on_each(databases(), test);
}

/// Like [`on_both`], on databases with nothing in them.
pub fn on_both_empty(test: impl Fn(&TestDatabase)) {
    on_each(empty_databases(), test);
}

fn on_each(databases: Vec<TestDatabase>, test: impl Fn(&TestDatabase)) {
    let mut cause = None;
    for database in &databases {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| test(database))) {
            eprintln!("^ that was on {}", database.name);
            cause = Some(panic);
        }
    }
    drop(databases);
    if let Some(panic) = cause {
        resume_unwind(panic);
    }
}

/// The server's own address, if there is one. Says so once where there is none.
fn server() -> Option<String> {
    static SAID: Once = Once::new();
    let url = std::env::var("GODWIT_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    if url.is_none() {
        assert!(
            std::env::var("GODWIT_REQUIRE_POSTGRES").is_err(),
            "GODWIT_REQUIRE_POSTGRES is set, but GODWIT_TEST_POSTGRES names no server"
        );
        SAID.call_once(|| eprintln!("NOTICE: no GODWIT_TEST_POSTGRES: on SQLite alone; tests/run starts a PostgreSQL"));
    }
    url
}

/// The address of another database on the same server.
fn beside(server: &str, name: &str) -> String {
    let (start, _) = server.rsplit_once('/').expect("GODWIT_TEST_POSTGRES is postgres://HOST/DATABASE");
    format!("{start}/{name}")
}

fn open(url: &str) -> Conn {
    connect(&Address::Postgres(url.to_owned())).expect("GODWIT_TEST_POSTGRES can be reached")
}

fn run(conn: &mut Conn, sql: &str) {
    conn.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The name of a migrated database that tests are copied from. Made once for each state of the migrations; processes
/// that run at the same time wait for the first.
fn template(server: &str) -> String {
    static READY: Once = Once::new();
    let name = format!("godwit_template_{}", &godwit::digest::sha256(migrations().as_bytes())[..16]);
    READY.call_once(|| {
        let mut admin = open(server);
        run(&mut admin, "SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock(7041)");
        let made = diesel::sql_query("SELECT COUNT(*) AS count FROM pg_database WHERE datname = $1")
            .bind::<Text, _>(&name)
            .get_result::<Count>(&mut admin)
            .expect("pg_database can be read");
        if made.count == 0 {
            // It gets its name only when it is whole: a process killed half-way leaves no half template behind.
            run(&mut admin, "DROP DATABASE IF EXISTS godwit_template_unfinished WITH (FORCE)");
            run(&mut admin, "CREATE DATABASE godwit_template_unfinished TEMPLATE template0");
            let unfinished = Address::Postgres(beside(server, "godwit_template_unfinished"));
            drop(Db::open(&unfinished).expect("a new PostgreSQL database takes its tables"));
            run(
                &mut admin,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'godwit_template_unfinished'",
            );
            run(&mut admin, &format!("ALTER DATABASE godwit_template_unfinished RENAME TO {name}"));
        }
    });
    name
}

fn migrations() -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut folders: Vec<_> =
        std::fs::read_dir(root).expect("migrations/ is there").map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.iter().map(|folder| std::fs::read_to_string(folder.join("up.sql")).unwrap_or_default()).collect()
}
