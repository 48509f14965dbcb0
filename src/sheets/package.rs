//! The archive a workbook is: refused when it is none, and read through one allowance of unpacked bytes for all its parts.

use std::borrow::Cow;
use std::io::{BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::read::ZipFile;

use crate::flaw::Flaw;

/// Largest workbook, in bytes: as large as a template document may be. The longest report's workbook has 200 kB.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Most bytes that are unpacked from one workbook, all its parts together.
const MAX_UNPACKED: u64 = 32 * 1024 * 1024;
/// Most parts of a workbook: one with a picture for each question stays below.
const MAX_PARTS: usize = 2_000;
/// How the file begins that Excel up to 2003 wrote, and the one that a workbook with a password is wrapped in.
const COMPOUND_FILE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The name of the stream that holds an encrypted workbook, as a compound file writes names.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// An open archive.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

/// A part as it is unpacked: it ends with an error when the allowance does.
pub(super) struct Part<'a, 'b> {
    file: ZipFile<'a, Cursor<&'b [u8]>>,
    left: &'a mut u64,
}

impl Read for Part<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if *self.left == 0 {
            return Err(std::io::Error::other("more is packed in it than is read"));
        }
        let count = self.file.read(buffer)?;
        *self.left = self.left.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }
}

fn no<T>(code: &'static str, message: &str) -> Result<T, Flaw> {
    Err(Flaw::new("", code, message))
}

impl<'a> Package<'a> {
    /// Opens what must be an .xlsx file.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Flaw> {
        if bytes.len() > MAX_BYTES {
            return no("too_large", &format!("The workbook has more than {MAX_BYTES} bytes: take pictures out of it."));
        }
        if bytes.starts_with(&COMPOUND_FILE) {
            return if bytes.windows(ENCRYPTED.len()).any(|part| part == ENCRYPTED) {
                no("encrypted", "This workbook is protected by a password: save it without one.")
            } else {
                no("old_workbook", "This is a workbook of Excel up to 2003 (.xls): save it as .xlsx.")
            };
        }
        let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
            return no("not_a_workbook", "This is no .xlsx workbook, or it is damaged: save it again as .xlsx.");
        };
        if archive.len() > MAX_PARTS {
            return no("too_large", &format!("The workbook has more than {MAX_PARTS} parts: take pictures out of it."));
        }
        Ok(Self { archive, left: MAX_UNPACKED })
    }

    /// The part of a name, if it is there.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<BufReader<Part<'_, 'a>>>, Flaw> {
        let is_it = |other: Cow<'_, str>| other.eq_ignore_ascii_case(name);
        let found = self.archive.file_names().position(|other| other.is_ok_and(is_it));
        let Some(index) = found else { return Ok(None) };
        let Ok(file) = self.archive.by_index(index) else {
            return no("damaged", &format!("The part {name:?} of the workbook cannot be unpacked: save it again."));
        };
        // What the archive says of a part is believed only when it is too much.
        if file.size() > self.left {
            return Err(too_large());
        }
        Ok(Some(BufReader::new(Part { file, left: &mut self.left })))
    }

    /// What to say of a part that could not be read to its end.
    pub(super) fn broken(&self, name: &str) -> Flaw {
        if self.left == 0 {
            return too_large();
        }
        let message = format!("The part {name:?} of the workbook cannot be read: save it again as .xlsx.");
        Flaw::new("", "damaged", message)
    }
}

fn too_large() -> Flaw {
    let message = format!("More than {MAX_UNPACKED} bytes are packed in this workbook: take out what is no form.");
    Flaw::new("", "too_large", message)
}
