//! `godwit migrate`

use super::{No, say};
use crate::config::Settings;
use crate::db::Db;

/// Brings the database up to date.
pub fn run(settings: &Settings) -> Result<(), No> {
    if let crate::db::Address::Sqlite(path) = &settings.database
        && let Some(directory) = path.parent()
    {
        std::fs::create_dir_all(directory)?;
    }
    Db::open(&settings.database)?;
    say("The database is up to date.");
    Ok(())
}
