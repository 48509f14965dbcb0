//! The lock file: one server at a time in a data directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::fault::Fault;

/// Held while `serve`, `demo` or `restore` runs; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the data directory's lock, or answers `None` when another process holds it.
    pub fn take(directory: &Path) -> Result<Option<Self>, Fault> {
        std::fs::create_dir_all(directory)?;
        let path = directory.join("godwit.lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(Fault::Io(format!("{}: {error}", path.display()))),
        }
    }
}
