//! A file on its way in: hashed and counted as it comes, never whole in memory.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::kinds::{self, Look, Media};
use super::{full, packed};
use crate::digest;
use crate::fault::Fault;

/// A file that is being received. Dropped before it is whole, it leaves nothing behind.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    trace: Trace,
    hash: Sha256,
    bytes: u64,
    most: u64,
    look: Look,
}

/// A file that is whole and on disk, not yet in its place. Dropped before [`super::Files::keep`], it is removed.
#[derive(Debug)]
pub struct Received {
    /// Of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// How many there are.
    pub bytes: u64,
    /// What it is, by its content; none for what is not taken.
    pub media: Option<Media>,
    trace: Trace,
}

/// Where it lies until it has its place.
#[derive(Debug)]
struct Trace(Option<PathBuf>);

impl Drop for Trace {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // What cannot be removed now is removed as left behind.
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether more can come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl Incoming {
    pub(super) fn begin(folder: &Path, most: u64) -> Result<Self, Fault> {
        fs::create_dir_all(folder).map_err(full)?;
        let path = folder.join(digest::hex(&digest::random::<16>()?));
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path).map_err(full)?;
        let trace = Trace(Some(path));
        Ok(Self { file, trace, hash: Sha256::new(), bytes: 0, most, look: Look::default() })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// `Fault::Io` and `Fault::Full`; `Ok(Err(TooLarge))` once it has more bytes than are taken.
    pub fn write(&mut self, bytes: &[u8]) -> Result<Result<(), TooLarge>, Fault> {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.bytes > self.most {
            return Ok(Err(TooLarge));
        }
        self.hash.update(bytes);
        self.look.at(bytes);
        self.file.write_all(bytes).map_err(full)?;
        Ok(Ok(()))
    }

    /// Ends it: everything is on disk, and what it is was looked at.
    ///
    /// # Errors
    /// `Fault::Io` and `Fault::Full`.
    pub fn finish(self) -> Result<Received, Fault> {
        self.file.sync_all().map_err(full)?;
        let media = match kinds::seen(&self.look) {
            kinds::Seen::Is(media) => Some(media),
            kinds::Seen::Packed => packed::look(&self.file),
            kinds::Seen::NotTaken => None,
        };
        let sha256 = digest::hex(&self.hash.finalize());
        Ok(Received { sha256, bytes: self.bytes, media, trace: self.trace })
    }
}

impl Received {
    /// All its bytes; none where it has more than `most`.
    ///
    /// # Errors
    /// `Fault::Io`.
    pub fn whole(&self, most: usize) -> Result<Option<Vec<u8>>, Fault> {
        if self.bytes > u64::try_from(most).unwrap_or(u64::MAX) {
            return Ok(None);
        }
        Ok(Some(fs::read(self.path())?))
    }

    pub(super) fn path(&self) -> &Path {
        self.trace.0.as_deref().unwrap_or(Path::new(""))
    }

    pub(super) fn was_moved(&mut self) {
        self.trace.0 = None;
    }
}
