//! Bytes that people send: kept on disk by their SHA-256, in a folder for each owner. Knows no room.
//!
//! A file is written beside its place, synced, and only then given its name, so that whoever finds it finds it whole. What
//! is cut off half-way is removed with the [`Incoming`] that wrote it, or by [`Files::tidy`] after a kill.

mod incoming;
pub mod kinds;
pub mod names;
mod packed;

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::clock::Moment;
use crate::digest;
use crate::fault::Fault;
pub use incoming::{Incoming, Received};
pub use kinds::Media;

/// Where files lie until they are whole.
const INCOMING: &str = "incoming";
/// How old something without an owner's row must be before it is taken away: longer than any upload takes.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// The files of the house: a folder of the data directory.
#[derive(Debug, Clone)]
pub struct Files {
    root: Arc<Path>,
}

impl Files {
    /// The files in a folder, which is made when the first one comes.
    pub fn inside(folder: PathBuf) -> Self {
        Self { root: folder.into() }
    }

    /// Begins to take a file of at most so many bytes.
    ///
    /// # Errors
    /// `Fault::Io` and `Fault::Full`.
    pub fn take(&self, most: u64) -> Result<Incoming, Fault> {
        Incoming::begin(&self.root.join(INCOMING), most)
    }

    /// Puts a received file where its owner's files lie. Done twice, it is there once.
    ///
    /// # Errors
    /// `Fault::Io` and `Fault::Full`: then nothing was kept.
    pub fn keep(&self, owner: &str, received: &mut Received) -> Result<(), Fault> {
        let folder = self.folder(owner)?;
        fs::create_dir_all(&folder).map_err(full)?;
        fs::rename(received.path(), folder.join(&received.sha256)).map_err(full)?;
        received.was_moved();
        // The folder's own entry too: it may be new.
        for folder in [folder.as_path(), &self.root] {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(full)?;
        }
        Ok(())
    }

    /// Whether a file is there.
    pub fn has(&self, owner: &str, sha256: &str) -> bool {
        self.place(owner, sha256).is_ok_and(|place| place.is_file())
    }

    /// Opens a file for reading; none where it is not there.
    ///
    /// # Errors
    /// `Fault::Io`.
    pub fn open(&self, owner: &str, sha256: &str) -> Result<Option<File>, Fault> {
        match File::open(self.place(owner, sha256)?) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The hash of a file as it lies there, 64 hexadecimal digits; none where it is not there.
    ///
    /// # Errors
    /// `Fault::Io`.
    pub fn hash(&self, owner: &str, sha256: &str) -> Result<Option<String>, Fault> {
        let Some(mut file) = self.open(owner, sha256)? else { return Ok(None) };
        let (mut hash, mut piece) = (Sha256::new(), vec![0; 64 * 1024]);
        loop {
            let count = file.read(&mut piece)?;
            if count == 0 {
                return Ok(Some(digest::hex(&hash.finalize())));
            }
            hash.update(piece.get(..count).unwrap_or_default());
        }
    }

    /// Takes away an owner's files that `is_known` does not know and that nobody can be sending any more; answers how many.
    ///
    /// # Errors
    /// `Fault::Io`.
    pub fn forget(&self, owner: &str, now: Moment, is_known: impl Fn(&str) -> bool) -> Result<usize, Fault> {
        remove_old(&self.folder(owner)?, now, |name| !is_known(name))
    }

    /// Whether an owner's folder holds files that `is_known` does not know.
    ///
    /// # Errors
    /// `Fault::Io`.
    pub fn has_others(&self, owner: &str, is_known: impl Fn(&str) -> bool) -> Result<bool, Fault> {
        Ok(names_in(&self.folder(owner)?)?.iter().any(|name| !is_known(name)))
    }

    /// Takes away what a kill left half-way.
    ///
    /// # Errors
    /// `Fault::Io`.
    pub fn tidy(&self, now: Moment) -> Result<usize, Fault> {
        remove_old(&self.root.join(INCOMING), now, |_| true)
    }

    /// Every owner that has a folder.
    ///
    /// # Errors
    /// `Fault::Io`.
    pub fn owners(&self) -> Result<Vec<String>, Fault> {
        let names = names_in(&self.root)?;
        Ok(names.into_iter().filter(|name| name != INCOMING).collect())
    }

    fn place(&self, owner: &str, sha256: &str) -> Result<PathBuf, Fault> {
        Ok(self.folder(owner)?.join(plain(sha256)?))
    }

    fn folder(&self, owner: &str) -> Result<PathBuf, Fault> {
        Ok(self.root.join(plain(owner)?))
    }
}

/// A name that we made ourselves, an id or a hash: it leads to no other folder.
fn plain(name: &str) -> Result<&str, Fault> {
    let is_plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_plain && name != INCOMING { Ok(name) } else { Err(Fault::Broken(format!("no file lies at {name:?}"))) }
}

fn names_in(folder: &Path) -> Result<Vec<String>, Fault> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    names.collect()
}

fn remove_old(folder: &Path, now: Moment, goes: impl Fn(&str) -> bool) -> Result<usize, Fault> {
    let mut gone = 0;
    let before = SystemTime::from(now.and_utc()).checked_sub(LEFT_BEHIND);
    for name in names_in(folder)?.into_iter().filter(|name| goes(name)) {
        let path = folder.join(name);
        let changed = match fs::metadata(&path) {
            Ok(metadata) => metadata.modified()?,
            // Whoever was sending it has finished, or given up.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error.into()),
        };
        if before.is_some_and(|before| changed < before) {
            fs::remove_file(&path)?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// A failure of the disk; a full one is told apart, for somebody can make room.
fn full(error: std::io::Error) -> Fault {
    match error.kind() {
        // A limit on the size of files, set from outside, is met in the same way.
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Fault::Full(error.to_string()),
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests;
