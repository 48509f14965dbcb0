//! A folder of a test's own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Made empty, removed with all that is in it when dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// A folder that nobody else has.
    pub fn fresh() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        loop {
            let name = format!("godwit-test-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
            let path = std::env::temp_dir().join(name);
            match std::fs::create_dir(&path) {
                Ok(()) => return Self(path),
                // Left behind by a killed process that had our number: not ours to touch.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
