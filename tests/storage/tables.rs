//! Tables, columns, keys, foreign keys with their deletion rule, unique keys, indexes and word lists: both databases and
//! `schema.rs` against `tables.txt`.

use std::collections::BTreeMap;

use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use godwit::db::Conn;

use crate::support::on_both;

const EXPECTED: &str = include_str!("tables.txt");
const SCHEMA: &str = concat!(
    include_str!("../../src/db/schema.rs"),
    include_str!("../../src/db/schema/lists.rs"),
    include_str!("../../src/db/schema/moves.rs"),
    include_str!("../../src/db/schema/beside.rs"),
    include_str!("../../src/db/schema/declared.rs"),
    include_str!("../../src/db/schema/together.rs")
);

/// By table: its columns in order, then everything else in the order of the alphabet.
type Tables = BTreeMap<String, Vec<String>>;

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE_COLUMNS: &str = "SELECT m.name AS of, c.name || ' ' || lower(c.type) || CASE c.\"notnull\" WHEN 1 THEN '' \
    ELSE ' nullable' END AS line FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
    AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid";

const SQLITE_KEYS: &str = "SELECT m.name AS of, 'primary key (' || group_concat(c.name, ', ' ORDER BY c.pk) || ')' AS line \
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.pk > 0 GROUP BY m.name \
    UNION ALL SELECT m.name, 'foreign key (' || group_concat(f.\"from\", ', ' ORDER BY f.seq) || ') references ' || \
    f.\"table\" || ' (' || group_concat(f.\"to\", ', ' ORDER BY f.seq) || ') on delete ' || lower(f.on_delete) \
    FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' GROUP BY m.name, f.id \
    UNION ALL SELECT m.name, CASE i.\"unique\" WHEN 1 THEN 'unique (' ELSE 'index (' END || (SELECT group_concat(x.name, \
    ', ' ORDER BY x.seqno) FROM pragma_index_info(i.name) x) || ')' || CASE i.partial WHEN 1 THEN \
    (SELECT lower(substr(p.sql, instr(p.sql, ' WHERE '))) FROM sqlite_master p WHERE p.name = i.name) ELSE '' END FROM sqlite_master m \
    JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin <> 'pk'";

const SQLITE_CHECKS: &str =
    "SELECT name AS of, sql AS line FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL";

const POSTGRES_COLUMNS: &str = "SELECT CAST(table_name AS TEXT) AS of, column_name || ' ' || CASE data_type WHEN \
    'timestamp without time zone' THEN 'timestamp' ELSE data_type END || CASE is_nullable WHEN 'NO' THEN '' ELSE \
    ' nullable' END AS line FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position";

const POSTGRES_KEYS: &str = "WITH named AS (SELECT c.oid, CAST(t.relname AS TEXT) AS of, contype, confdeltype, \
    CAST(r.relname AS TEXT) AS target, \
    (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(att, n) \
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.att) AS own, \
    (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k(att, n) \
      JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.att) AS theirs \
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid LEFT JOIN pg_class r ON r.oid = c.confrelid \
    WHERE c.connamespace = CAST('public' AS regnamespace)) \
    SELECT of, 'primary key (' || own || ')' AS line FROM named WHERE contype = 'p' \
    UNION ALL SELECT of, 'foreign key (' || own || ') references ' || target || ' (' || theirs || ') on delete ' || \
    CASE confdeltype WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'a' THEN 'no action' WHEN 'n' THEN 'set null' \
    ELSE 'set default' END FROM named WHERE contype = 'f' \
    UNION ALL SELECT CAST(t.relname AS TEXT), CASE WHEN i.indisunique THEN 'unique (' ELSE 'index (' END || \
    (SELECT string_agg(replace(pg_get_indexdef(i.indexrelid, n, true), '\"', ''), ', ' ORDER BY n) FROM generate_series(1, i.indnatts) n) || \
    ')' || COALESCE(' where ' || lower(trim(BOTH '()' FROM pg_get_expr(i.indpred, i.indrelid))), '') FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid WHERE t.relnamespace = CAST('public' AS regnamespace) \
    AND NOT i.indisprimary AND t.relkind = 'r'";

const POSTGRES_CHECKS: &str = "SELECT CAST(t.relname AS TEXT) AS of, 'CHECK (' || (SELECT min(a.attname) FROM \
    pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)) || ' IN (' || pg_get_expr(c.conbin, c.conrelid) || \
    '))' AS line FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype = 'c' \
    AND c.connamespace = CAST('public' AS regnamespace)";

fn rows(conn: &mut Conn, sql: &str) -> Vec<Row> {
    let rows: Vec<Row> = diesel::sql_query(sql).load(conn).unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.into_iter().filter(|row| row.of != "__diesel_schema_migrations").collect()
}

/// `CHECK (kind IN ('a', 'b'))` in a table's text as `kind is one of a, b`.
fn word_lists(sql: &str) -> Vec<String> {
    sql.split("CHECK (")
        .skip(1)
        .map(|check| {
            let (column, list) = check.split_once(" IN (").expect("a CHECK is a list of words");
            // PostgreSQL prints the list over again, as 'a'::text, up to its last bracket.
            let list = if list.contains("::text") { list } else { list.split_once(')').unwrap().0 };
            let mut words: Vec<&str> = list.split('\'').skip(1).step_by(2).collect();
            words.sort_unstable();
            format!("{column} is one of {}", words.join(", "))
        })
        .collect()
}

fn found(conn: &mut Conn, is_postgres: bool) -> Tables {
    let (columns, keys, checks) = if is_postgres {
        (POSTGRES_COLUMNS, POSTGRES_KEYS, POSTGRES_CHECKS)
    } else {
        (SQLITE_COLUMNS, SQLITE_KEYS, SQLITE_CHECKS)
    };
    let mut tables = Tables::new();
    for row in rows(conn, columns) {
        tables.entry(row.of).or_default().push(row.line);
    }
    let mut rest: Vec<(String, String)> = rows(conn, keys).into_iter().map(|row| (row.of, row.line)).collect();
    for row in rows(conn, checks) {
        rest.extend(word_lists(&row.line).into_iter().map(|line| (row.of.clone(), line)));
    }
    rest.sort();
    for (table, line) in rest {
        tables.entry(table).or_default().push(line);
    }
    tables
}

fn is_column(line: &str) -> bool {
    !line.contains('(') && !line.contains(" is one of ")
}

fn expected() -> Tables {
    let mut tables = Tables::new();
    let mut table = String::new();
    for line in EXPECTED.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix("table ") {
            Some(name) => name.clone_into(&mut table),
            None => tables.entry(table.clone()).or_default().push(line.trim().to_owned()),
        }
    }
    for lines in tables.values_mut() {
        let (columns, mut rest): (Vec<_>, Vec<_>) = std::mem::take(lines).into_iter().partition(|line| is_column(line));
        rest.sort();
        *lines = columns.into_iter().chain(rest).collect();
    }
    tables
}

/// What differs, a line for each.
fn differences(found: &Tables, expected: &Tables) -> Vec<String> {
    let lines = |tables: &Tables| -> Vec<String> {
        tables.iter().flat_map(|(table, lines)| lines.iter().map(move |line| format!("{table}: {line}"))).collect()
    };
    let (found, expected) = (lines(found), lines(expected));
    let missing = expected.iter().filter(|line| !found.contains(line)).map(|line| format!("missing     {line}"));
    let unforeseen = found.iter().filter(|line| !expected.contains(line)).map(|line| format!("unforeseen  {line}"));
    let mut all: Vec<String> = missing.chain(unforeseen).collect();
    if all.is_empty() && found != expected {
        all.push("the order of columns, or how often something is there".to_owned());
    }
    all
}

/// Columns and primary keys as `schema.rs` has them.
fn described() -> Tables {
    let mut tables = Tables::new();
    for block in SCHEMA.split("diesel::table! {").skip(1) {
        let (head, body) = block.split_once(") {").expect("table (key) {");
        let (name, key) = head.trim().split_once(" (").unwrap();
        let columns =
            body.lines().take_while(|line| line.trim() != "}").filter_map(|line| line.trim().split_once(" -> "));
        let mut lines: Vec<String> = columns.map(|(name, kind)| format!("{name} {}", plain(kind))).collect();
        lines.push(format!("primary key ({key})"));
        tables.insert(name.to_owned(), lines);
    }
    tables
}

fn plain(kind: &str) -> String {
    let kind = kind.trim_end_matches(',');
    if let Some(inner) = kind.strip_prefix("Nullable<") {
        return format!("{} nullable", plain(inner.trim_end_matches('>')));
    }
    let word = match kind {
        "Text" => "text",
        "Integer" | "Int4" => "integer",
        "BigInt" | "Int8" => "bigint",
        "Bool" => "boolean",
        "Date" => "date",
        "Timestamp" => "timestamp",
        other => panic!("schema.rs names {other}, which is not portable"),
    };
    word.to_owned()
}

#[test]
fn the_tables_are_as_written() {
    on_both(|database| {
        let found = found(&mut database.connect(), database.is_postgres());
        let different = differences(&found, &expected());
        assert!(different.is_empty(), "tables.txt and the database differ:\n{}", different.join("\n"));
    });
}

#[test]
fn the_schema_is_true_of_the_tables() {
    let mut expected = expected();
    for lines in expected.values_mut() {
        lines.retain(|line| is_column(line) || line.starts_with("primary key"));
    }
    let different = differences(&described(), &expected);
    assert!(different.is_empty(), "tables.txt and schema.rs differ:\n{}", different.join("\n"));
}

#[test]
fn a_difference_is_found() {
    let mut changed = expected();
    changed.get_mut("reports").unwrap().retain(|line| line != "unique (cycle, party)");
    let cascade = "foreign key (cycle) references cycles (code) on delete restrict";
    let line = changed.get_mut("reports").unwrap().iter_mut().find(|line| *line == cascade).unwrap();
    *line = cascade.replace("restrict", "cascade");
    assert_eq!(differences(&changed, &expected()).len(), 3);
    changed = expected();
    changed.get_mut("reports").unwrap().swap(0, 1);
    assert_eq!(differences(&changed, &expected()).len(), 1);
}
