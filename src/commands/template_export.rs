//! `godwit template export NAME VERSION --to FILE`

use std::io::Write;
use std::path::Path;

use super::{No, say};
use crate::config::Settings;
use crate::db::Db;
use crate::fault::Fault;
use crate::ids::TemplateName;
use crate::templates::{document, store, xlsform};

/// Writes a version of a template as a workbook.
///
/// # Errors
/// When there is no such version, the file is there already, or it cannot be written.
pub fn run(settings: &Settings, name: &TemplateName, version: i32, to: &Path) -> Result<(), No> {
    let row = Db::join(&settings.database)?.read(|tx| store::version(tx, name, version))?;
    let Some(row) = row else { return Err(No::because(format!("There is no version {version} of {name}."))) };
    let broken = |flaws| Fault::Broken(format!("{name} version {version} no longer reads: {flaws:?}"));
    let (value, _) = document::read(&row.document).map_err(broken)?;
    let bytes = xlsform::write(&value)?;
    let unwritten = |error: std::io::Error| No::because(format!("{}: {error}", to.display()));
    let mut file = match std::fs::File::create_new(to) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(No::because(format!("{} is there already; name a file that is not.", to.display())));
        }
        opened => opened.map_err(unwritten)?,
    };
    if let Err(error) = file.write_all(&bytes).and_then(|()| file.sync_all()) {
        // Half a workbook is none.
        let _ = std::fs::remove_file(to);
        return Err(unwritten(error));
    }
    say(&format!("{name} version {version} is in {}.", to.display()));
    Ok(())
}
