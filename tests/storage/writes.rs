//! What a write promises: all of it or nothing, nobody told before the commit, nothing lost when many write at once.

use std::sync::{Arc, Barrier, mpsc};
use std::time::Duration;

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use godwit::db::{Conn, Db};
use godwit::fault::{Fault, Refused};

use crate::support::{TestDatabase, on_both};

/// How long a test waits for something that happens at once unless it is broken.
pub const HANG: Duration = Duration::from_secs(60);

/// A room's refusal, for tests.
#[derive(Debug, PartialEq)]
pub enum No {
    /// Our answer is no.
    Refused,
    /// The house failed.
    Fault(Fault),
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<diesel::result::Error> for No {
    fn from(error: diesel::result::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl Refused for No {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Refused => None,
            Self::Fault(fault) => Some(fault),
        }
    }
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Adds an instrument: the smallest row there is.
pub fn add(tx: &mut Conn, code: &str) -> Result<(), No> {
    let sql = if matches!(tx, Conn::Postgres(_)) {
        "INSERT INTO instruments (code, name) VALUES ($1, 'invented')"
    } else {
        "INSERT INTO instruments (code, name) VALUES (?, 'invented')"
    };
    diesel::sql_query(sql).bind::<Text, _>(code).execute(tx)?;
    Ok(())
}

pub fn number(tx: &mut Conn, sql: &str) -> Result<i64, No> {
    Ok(diesel::sql_query(sql).get_result::<Number>(tx)?.number)
}

/// How many instruments there are, seen from outside.
pub fn count(database: &TestDatabase) -> i64 {
    number(&mut database.connect(), "SELECT COUNT(*) AS number FROM instruments").unwrap()
}

#[test]
fn a_refusal_undoes_what_its_job_wrote() {
    on_both(|database| {
        let db = database.open();
        let refused: Result<(), No> = db.write(|tx| {
            add(tx, "UNDONE")?;
            Err(No::Refused)
        });
        assert_eq!(refused, Err(No::Refused));
        assert_eq!(count(database), 0);
        db.write(|tx| add(tx, "KEPT")).unwrap();
        assert_eq!(count(database), 1);
    });
}

#[test]
fn a_panic_undoes_its_job_and_the_next_write_works() {
    on_both(|database| {
        let db = database.open();
        let panicking = db.clone();
        let ended = std::thread::spawn(move || {
            panicking.write::<(), No>(|tx| {
                add(tx, "UNDONE")?;
                panic!("invented")
            })
        })
        .join();
        // SQLite's writing thread turns it into a fault; PostgreSQL's caller gets it, and web/ catches it there.
        assert!(!matches!(ended, Ok(Ok(()))), "{ended:?}");
        db.write(|tx| add(tx, "KEPT")).unwrap();
        assert_eq!(count(database), 1);
    });
}

#[test]
fn a_taken_key_is_a_clash_and_nothing_is_kept() {
    on_both(|database| {
        let db = database.open();
        db.write(|tx| add(tx, "CMS")).unwrap();
        let again: Result<(), No> = db.write(|tx| {
            add(tx, "AEWA")?;
            add(tx, "CMS")
        });
        assert!(matches!(again, Err(No::Fault(Fault::Clash(_)))), "{again:?}");
        assert_eq!(count(database), 1);
    });
}

#[test]
fn a_row_that_points_nowhere_is_refused_by_the_wall() {
    on_both(|database| {
        let db = database.open();
        let stray: Result<(), No> = db.write(|tx| {
            tx.batch_execute("INSERT INTO templates (name, instrument, revision) VALUES ('t', 'NONE', 0)")?;
            Ok(())
        });
        assert!(matches!(stray, Err(No::Fault(Fault::Broken(_)))), "{stray:?}");
        let wrong_word: Result<(), No> = db.write(|tx| {
            tx.batch_execute(
                "INSERT INTO parties (code, kind, name_en, name_fr, name_es) VALUES ('X', 'kingdom', '', '', '')",
            )?;
            Ok(())
        });
        assert!(matches!(wrong_word, Err(No::Fault(Fault::Broken(_)))), "{wrong_word:?}");
    });
}

/// Queues jobs while the writing thread is held up, so that they come into one batch.
fn together(db: &Db, queue: impl FnOnce(&Db)) {
    let (go, gate) = mpsc::channel::<()>();
    db.write_then(
        move |_| {
            let _ = gate.recv_timeout(HANG);
            Ok::<_, No>(())
        },
        |_| {},
    );
    queue(db);
    drop(go);
}

#[test]
fn what_the_program_did_wrong_fails_no_other_job_of_its_batch() {
    let database = TestDatabase::sqlite();
    let db = database.open();
    let (told, answers) = mpsc::channel();
    together(&db, |db| {
        let first = told.clone();
        db.write_then(|tx| add(tx, "KEPT"), move |result: Result<(), No>| first.send(result).unwrap());
        let stray = "INSERT INTO templates (name, instrument, revision) VALUES ('t', 'NONE', 0)";
        db.write_then(move |tx| Ok(tx.batch_execute(stray)?), |_: Result<(), No>| {});
        db.write_then(|tx| add(tx, "KEPT-TOO"), move |result| told.send(result).unwrap());
    });
    assert_eq!(answers.recv_timeout(HANG).unwrap(), Ok(()));
    assert_eq!(answers.recv_timeout(HANG).unwrap(), Ok(()));
    assert_eq!(count(&database), 2);
}

#[test]
fn a_refusal_that_rests_on_what_was_never_committed_is_taken_back() {
    let database = TestDatabase::sqlite();
    let db = database.open();
    let (told, answers) = mpsc::channel();
    together(&db, |db| {
        // Its check comes with the commit, which therefore fails.
        let late = "PRAGMA defer_foreign_keys = ON; \
            INSERT INTO templates (name, instrument, revision) VALUES ('t', 'NONE', 0)";
        db.write_then(move |tx| Ok(tx.batch_execute(late)?), |_: Result<(), No>| {});
        db.write_then(
            |tx| match number(tx, "SELECT COUNT(*) AS number FROM templates")? {
                0 => Ok(()),
                _ => Err(No::Refused),
            },
            move |result| told.send(result).unwrap(),
        );
    });
    let answer = answers.recv_timeout(HANG).unwrap();
    assert!(matches!(answer, Err(No::Fault(Fault::Unknown(_)))), "{answer:?}");
    assert_eq!(db.write(|tx| number(tx, "SELECT COUNT(*) AS number FROM templates")), Ok(0));
}

#[test]
fn a_read_sees_one_moment_and_writes_nothing() {
    on_both(|database| {
        let db = database.open();
        let (before, after) = db
            .read(|tx| {
                let before = number(tx, "SELECT COUNT(*) AS number FROM instruments")?;
                db.write(|tx| add(tx, "MEANWHILE"))?;
                Ok::<_, No>((before, number(tx, "SELECT COUNT(*) AS number FROM instruments")?))
            })
            .unwrap();
        assert_eq!((before, after), (0, 0));
        let _ = db.read(|tx| add(tx, "BY-A-READER"));
        assert_eq!(count(database), 1);
    });
}

#[test]
fn nobody_is_told_before_the_commit() {
    on_both(|database| {
        let db = database.open();
        let (told, answers) = mpsc::channel();
        for code in ["ONE", "TWO", "THREE"] {
            let told = told.clone();
            let beside = database.address.clone();
            db.write_then(
                move |tx| add(tx, code),
                move |result: Result<(), No>| {
                    // At the very moment of being told, another connection must see the row.
                    let mut conn = godwit::db::conn::connect(&beside).unwrap();
                    let sql = format!("SELECT COUNT(*) AS number FROM instruments WHERE code = '{code}'");
                    told.send((result, number(&mut conn, &sql).unwrap())).unwrap();
                },
            );
        }
        for _ in 0..3 {
            assert_eq!(answers.recv_timeout(HANG).unwrap(), (Ok(()), 1));
        }
    });
}

/// 200 times: read a number, add one, write it back; on 8 threads.
fn race(db: &Db, touch_first: bool) -> i64 {
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let db = db.clone();
            std::thread::spawn(move || {
                for _ in 0..25 {
                    db.write(move |tx| {
                        if touch_first {
                            tx.batch_execute("UPDATE templates SET revision = revision WHERE name = 'race'")?;
                        }
                        let seen =
                            number(tx, "SELECT CAST(revision AS BIGINT) AS number FROM templates WHERE name = 'race'")?;
                        tx.batch_execute(&format!("UPDATE templates SET revision = {} WHERE name = 'race'", seen + 1))?;
                        Ok::<_, No>(())
                    })
                    .unwrap();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    db.read(|tx| number(tx, "SELECT CAST(revision AS BIGINT) AS number FROM templates WHERE name = 'race'")).unwrap()
}

fn start_race(db: &Db) {
    db.write(|tx| {
        add(tx, "CMS")?;
        tx.batch_execute("INSERT INTO templates (name, instrument, revision) VALUES ('race', 'CMS', 0)")?;
        Ok::<_, No>(())
    })
    .unwrap();
}

#[test]
fn two_hundred_racing_writes_are_all_kept_when_the_root_is_touched_first() {
    on_both(|database| {
        let db = database.open();
        start_race(&db);
        assert_eq!(race(&db, true), 200);
    });
}

/// Why the touch is there. Both transactions read before either writes: one update is lost, and nobody hears of it.
#[test]
fn without_the_touch_an_update_is_lost_on_postgresql() {
    let Some(database) = TestDatabase::postgres() else { return };
    let db = database.open();
    start_race(&db);
    let both_have_read = Arc::new(Barrier::new(2));
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let (db, both_have_read) = (db.clone(), Arc::clone(&both_have_read));
            std::thread::spawn(move || {
                db.write(move |tx| {
                    let seen =
                        number(tx, "SELECT CAST(revision AS BIGINT) AS number FROM templates WHERE name = 'race'")?;
                    both_have_read.wait();
                    tx.batch_execute(&format!("UPDATE templates SET revision = {} WHERE name = 'race'", seen + 1))?;
                    Ok::<_, No>(())
                })
                .unwrap();
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let kept = db.read(|tx| number(tx, "SELECT CAST(revision AS BIGINT) AS number FROM templates WHERE name = 'race'"));
    assert_eq!(kept.unwrap(), 1);
}
