//! What holds when the engine fails: locked, full, gone. Nothing acknowledged is lost, nothing half-done stays, and the
//! next request works.

use std::sync::mpsc::{self, Receiver};

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use godwit::db::{Conn, Db};
use godwit::fault::Fault;

use crate::support::{TestDatabase, on_both};
use crate::writes::{HANG, No, add, count, number};

/// Holds SQLite's writing thread until what it gives is dropped, so that what is queued meanwhile makes one batch.
fn hold(db: &Db) -> mpsc::Sender<()> {
    let (go, gone) = mpsc::channel::<()>();
    db.write_then(
        move |_| {
            let _ = gone.recv();
            Ok(())
        },
        |_: Result<(), No>| {},
    );
    go
}

type Written = Receiver<(String, Result<(), No>)>;

/// Queues an insert for each code; `BROKEN` breaks the engine's heart, `REFUSED` is refused after it wrote.
fn queue(db: &Db, codes: &[&str]) -> Written {
    let (told, answers) = mpsc::channel();
    for code in codes {
        let (code, told) = ((*code).to_owned(), told.clone());
        let name = code.clone();
        db.write_then(
            move |tx| {
                add(tx, &code)?;
                match code.as_str() {
                    "BROKEN" => tx.batch_execute("INSERT INTO no_such_table VALUES (1)")?,
                    "REFUSED" => return Err(No::Refused),
                    _ => {}
                }
                Ok(())
            },
            move |result| told.send((name, result)).unwrap(),
        );
    }
    answers
}

fn collect(answers: &Written, most: usize) -> Vec<(String, Result<(), No>)> {
    (0..most).map(|_| answers.recv_timeout(HANG).expect("everybody is answered")).collect()
}

fn is_kept(database: &TestDatabase, code: &str) -> bool {
    let sql = format!("SELECT COUNT(*) AS number FROM instruments WHERE code = '{code}'");
    number(&mut database.connect(), &sql).unwrap() == 1
}

#[test]
fn a_refusal_in_a_batch_undoes_its_own_job_alone() {
    on_both(|database| {
        let db = database.open();
        let held = db.queues_writes().then(|| hold(&db));
        let answers = queue(&db, &["A", "REFUSED", "B"]);
        drop(held);
        for (code, result) in collect(&answers, 3) {
            let expect = if code == "REFUSED" { Err(No::Refused) } else { Ok(()) };
            assert_eq!(result, expect, "{code}");
            assert_eq!(is_kept(database, &code), result.is_ok(), "{code}");
        }
    });
}

/// Whether a batch forms depends on the machine's breath, so it is tried until one did: what must hold holds each time.
#[test]
fn a_failing_engine_fails_the_whole_batch_and_keeps_none_of_it() {
    let mut undone_with_it = 0;
    for _ in 0..20 {
        let database = TestDatabase::sqlite();
        let db = database.open();
        let held = hold(&db);
        let answers = queue(&db, &["A", "B", "BROKEN", "C"]);
        drop(held);
        for (code, result) in collect(&answers, 4) {
            assert_eq!(is_kept(&database, &code), result.is_ok(), "{code}: {result:?}");
            match &result {
                Err(No::Fault(Fault::Database(_))) => undone_with_it += u32::from(code != "BROKEN"),
                Ok(()) => assert_ne!(code, "BROKEN"),
                other => panic!("{code} is not told to try again: {other:?}"),
            }
        }
        db.write(|tx| add(tx, "AFTER")).unwrap();
        if undone_with_it > 0 {
            return;
        }
    }
    panic!("no batch of two formed in 20 attempts");
}

#[test]
fn a_write_waits_for_another_programs_write() {
    let database = TestDatabase::sqlite();
    let db = database.open();
    let mut other = database.connect();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let answers = queue(&db, &["WAITS"]);
    assert!(answers.try_recv().is_err());
    other.batch_execute("COMMIT").unwrap();
    assert_eq!(collect(&answers, 1)[0].1, Ok(()));
    assert!(is_kept(&database, "WAITS"));
}

#[test]
fn a_reply_that_panics_does_not_end_the_writing() {
    on_both(|database| {
        let db = database.open();
        let panicking = db.clone();
        let thread = std::thread::spawn(move || {
            panicking.write_then(|tx| add(tx, "KEPT"), |_: Result<(), No>| panic!("invented"));
        });
        let _ = thread.join();
        db.write(|tx| add(tx, "AFTER")).unwrap();
        assert_eq!(count(database), 2);
    });
}

/// Beyond the busy timeout all who wait are told together to try again; they do not wait for one another.
#[test]
fn a_database_locked_for_long_is_a_fault_for_all_who_wait() {
    let database = TestDatabase::sqlite();
    let db = database.open();
    let mut other = database.connect();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let answers = queue(&db, &["A", "B", "C", "D", "E"]);
    let first = std::time::Instant::now();
    let all = collect(&answers, 1);
    let one_wait = first.elapsed();
    let rest = collect(&answers, 4);
    assert!(first.elapsed() < one_wait * 2, "they waited one after the other: {:?}", first.elapsed());
    for (code, result) in all.into_iter().chain(rest) {
        assert!(
            matches!(&result, Err(No::Fault(Fault::Database(why))) if why.contains("locked")),
            "{code}: {result:?}"
        );
    }
    other.batch_execute("ROLLBACK").unwrap();
    db.write(|tx| add(tx, "AFTER")).unwrap();
    assert_eq!(count(&database), 1);
}

/// SQLite refuses to grow past a number of pages as it does when the disk is full. The limit belongs to the connection:
/// it goes with it, as space returns.
#[test]
fn a_full_disk_is_a_fault_and_the_service_recovers() {
    let database = TestDatabase::sqlite();
    let db = database.open();
    let acknowledged = count(&database);
    let full: Result<(), No> = db.write(|tx| {
        tx.batch_execute("PRAGMA max_page_count = 1")?;
        for n in 0..10_000 {
            add(tx, &format!("FILLS-{n}"))?;
        }
        Ok(())
    });
    match &full {
        Err(No::Fault(Fault::Database(why))) => assert!(why.contains("full"), "{why}"),
        other => panic!("the disk was never full: {other:?}"),
    }
    assert_eq!(count(&database), acknowledged);
    db.write(|tx| add(tx, "AFTER")).unwrap();
    assert_eq!(count(&database), acknowledged + 1);
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

fn ask(conn: &mut Conn, sql: &str) -> Result<String, No> {
    Ok(diesel::sql_query(sql).get_result::<Said>(conn)?.said)
}

const OWN_PROCESS: &str = "SELECT CAST(pg_backend_pid() AS TEXT) AS said";

fn end(conn: &mut Conn, process: &str) {
    // With a timeout it answers only once the process is gone.
    let sql = format!("SELECT CAST(pg_terminate_backend({process}, 60000) AS TEXT) AS said");
    assert_eq!(ask(conn, &sql).unwrap(), "true");
}

#[test]
fn a_connection_that_dies_in_a_write_is_a_fault_and_the_next_write_works() {
    let Some(database) = TestDatabase::postgres() else { return };
    let db = database.open();
    let mut other = database.connect();
    let lost: Result<(), No> = db.write(move |tx| {
        add(tx, "LOST")?;
        let process = ask(tx, OWN_PROCESS)?;
        end(&mut other, &process);
        add(tx, "NEVER")
    });
    assert!(matches!(lost, Err(No::Fault(Fault::Database(_)))), "{lost:?}");
    db.write(|tx| add(tx, "AFTER")).unwrap();
    assert_eq!(count(&database), 1);
}

#[test]
fn a_connection_that_dies_at_the_commit_leaves_the_outcome_unknown() {
    let Some(database) = TestDatabase::postgres() else { return };
    let db = database.open();
    let mut other = database.connect();
    let unknown: Result<(), No> = db.write(move |tx| {
        add(tx, "LOST")?;
        let process = ask(tx, OWN_PROCESS)?;
        end(&mut other, &process);
        Ok(())
    });
    assert!(matches!(unknown, Err(No::Fault(Fault::Unknown(_)))), "{unknown:?}");
    db.write(|tx| add(tx, "AFTER")).unwrap();
    assert_eq!(count(&database), 1);
}

#[test]
fn connections_that_died_while_idle_are_replaced_unseen() {
    let Some(database) = TestDatabase::postgres() else { return };
    let db = database.open();
    db.write(|tx| add(tx, "BEFORE")).unwrap();
    let mut admin = database.connect();
    let all = "SELECT CAST(COUNT(pg_terminate_backend(pid, 60000)) AS TEXT) AS said FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    assert_ne!(ask(&mut admin, all).unwrap(), "0");
    assert_eq!(db.read(|tx| number(tx, "SELECT COUNT(*) AS number FROM instruments")).unwrap(), 1);
    db.write(|tx| add(tx, "AFTER")).unwrap();
    assert_eq!(count(&database), 2);
}
