//! Brings the tables up to date, and refuses a database that a newer program made.

use diesel::RunQueryDsl;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::Conn;
use crate::fault::Fault;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

#[derive(diesel::QueryableByName)]
struct Applied {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

/// Runs what is pending and answers the names of what ran.
pub fn migrate(conn: &mut Conn) -> Result<Vec<String>, Fault> {
    refuse_newer(conn)?;
    let ran = conn.run_pending_migrations(MIGRATIONS).map_err(|e| Fault::Database(e.to_string()))?;
    Ok(ran.iter().map(ToString::to_string).collect())
}

/// Fails when the database holds a migration that this program does not know.
pub fn refuse_newer(conn: &mut Conn) -> Result<(), Fault> {
    use diesel::migration::{Migration, MigrationSource};
    let source: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> =
        MIGRATIONS.migrations().map_err(|e| Fault::Broken(e.to_string()))?;
    let known: Vec<String> = source.iter().map(|m| m.name().version().to_string()).collect();
    // No table yet means a new database.
    let Ok(applied) = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load::<Applied>(conn) else {
        return Ok(());
    };
    match applied.iter().find(|row| !known.contains(&row.version)) {
        Some(row) => Err(Fault::Newer(format!("it holds migration {}, which this program does not know", row.version))),
        None => Ok(()),
    }
}
