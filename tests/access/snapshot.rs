//! Every row of every table: whether it changed, and the way back.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use godwit::db::Conn;

use crate::support::TestDatabase;

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// A database as it was at one moment.
pub struct Snapshot {
    conn: Conn,
    all_rows: String,
    way_back: String,
    then: Vec<String>,
}

fn lines(conn: &mut Conn, sql: &str) -> Vec<String> {
    let found: Vec<Line> = diesel::sql_query(sql).load(conn).unwrap_or_else(|error| panic!("{sql}: {error}"));
    found.into_iter().map(|found| found.line).collect()
}

impl Snapshot {
    /// Keeps a copy of every table beside it.
    pub fn take(database: &TestDatabase) -> Self {
        let mut conn = database.connect();
        let tables = if database.is_postgres() {
            "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public'"
        } else {
            "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        };
        let mut tables = lines(&mut conn, tables);
        tables.retain(|table| !table.contains("diesel"));
        let (mut parts, mut back) = (Vec::new(), String::new());
        for table in &tables {
            conn.batch_execute(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).unwrap();
            parts.push(if database.is_postgres() {
                format!("SELECT '{table}|' || x::text AS line FROM {table} x")
            } else {
                let columns = lines(&mut conn, &format!("SELECT name AS line FROM pragma_table_info('{table}')"));
                let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
                format!("SELECT '{table}|' || {} AS line FROM {table}", quoted.join(" || '|' || "))
            });
            back.push_str(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table};\n"));
        }
        let way_back = if database.is_postgres() {
            format!("BEGIN; SET LOCAL session_replication_role = replica;\n{back}COMMIT;")
        } else {
            conn.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
            format!("BEGIN IMMEDIATE;\n{back}COMMIT;")
        };
        let all_rows = format!("{} ORDER BY 1", parts.join(" UNION ALL "));
        let then = lines(&mut conn, &all_rows);
        Self { conn, all_rows, way_back, then }
    }

    /// A row that is there now and was not, or was there and is not.
    pub fn change(&mut self) -> Option<String> {
        let now = lines(&mut self.conn, &self.all_rows);
        let new = now.iter().find(|line| !self.then.contains(line));
        let gone = self.then.iter().find(|line| !now.contains(line));
        new.or(gone).cloned()
    }

    /// Puts everything back.
    pub fn restore(&mut self) {
        self.conn.batch_execute(&self.way_back).unwrap();
    }
}
