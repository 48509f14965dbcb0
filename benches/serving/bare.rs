//! The reference: one row for each commit, on the same SQLite file, with the same durability.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use godwit::db::Address;
use godwit::db::conn::connect;

diesel::table! {
    bench_rows (id) {
        id -> BigInt,
        words -> Text,
    }
}

/// Commits each second of a loop that does nothing else.
pub fn commits_per_second(database: &Path, span: Duration) -> f64 {
    let mut conn = connect(&Address::Sqlite(database.to_owned())).expect("the database opens");
    conn.batch_execute("DROP TABLE IF EXISTS bench_rows; CREATE TABLE bench_rows (id BIGINT NOT NULL PRIMARY KEY, words TEXT NOT NULL)")
        .expect("a table");
    conn.batch_execute("PRAGMA synchronous = FULL").expect("full durability");
    let started = Instant::now();
    let mut id = 0_i64;
    while started.elapsed() < span {
        id += 1;
        conn.batch_execute("BEGIN IMMEDIATE").expect("begin");
        diesel::insert_into(bench_rows::table)
            .values((
                diesel::ExpressionMethods::eq(bench_rows::id, id),
                diesel::ExpressionMethods::eq(bench_rows::words, "An answer of about the length that answers have."),
            ))
            .execute(&mut conn)
            .expect("a row");
        conn.batch_execute("COMMIT").expect("commit");
    }
    let rate = id as f64 / started.elapsed().as_secs_f64();
    conn.batch_execute("DROP TABLE bench_rows").expect("no table");
    rate
}
