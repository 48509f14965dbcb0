//! Office documents: archives whose entries say what they are. Only the list of entries is read, and one short one.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};

use zip::ZipArchive;

use super::kinds::{Media, known};

/// Most entries of an office document: a book of a thousand pictures stays below it.
const MOST_ENTRIES: usize = 10_000;
/// Longest media type that an OpenDocument states.
const MOST_TYPE: u64 = 100;

/// The main part of each kind of Microsoft's documents, and its media type.
const MAIN_PARTS: [(&str, &str); 3] = [
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// What a packed file is; none for what is no office document, is broken, or can run.
pub(super) fn look(file: &File) -> Option<Media> {
    let mut file = BufReader::new(file.try_clone().ok()?);
    if entries(&mut file)? > MOST_ENTRIES {
        return None;
    }
    let mut archive = ZipArchive::new(file).ok()?;
    let names: Vec<String> = archive.file_names().map(|name| Some(name.ok()?.into_owned())).collect::<Option<_>>()?;
    if names.iter().any(|name| runs(name)) {
        return None;
    }
    let has = |name: &str| names.iter().any(|entry| entry == name);
    if has("[Content_Types].xml") {
        let mut main = MAIN_PARTS.iter().filter(|(part, _)| has(part));
        let (_, word) = main.next().filter(|_| main.next().is_none())?;
        return known(word);
    }
    let mut word = String::new();
    archive.by_name("mimetype").ok()?.take(MOST_TYPE).read_to_string(&mut word).ok()?;
    known(word.trim()).filter(|media| media.word.contains("opendocument"))
}

/// How many entries it can have at most: each begins with the same four bytes. Counted before the list of them is read, which
/// would take memory for as many as a hostile file has.
fn entries(file: &mut BufReader<File>) -> Option<usize> {
    const BEGINS: u32 = u32::from_be_bytes(*b"PK\x01\x02");
    file.rewind().ok()?;
    let (mut found, mut last) = (0, 0_u32);
    loop {
        let piece = file.fill_buf().ok()?;
        if piece.is_empty() {
            return Some(found);
        }
        for byte in piece {
            last = last << 8 | u32::from(*byte);
            found += usize::from(last == BEGINS);
        }
        let taken = piece.len();
        file.consume(taken);
    }
}

/// Whether an entry of a document is a program: macros of either family, controls.
fn runs(entry: &str) -> bool {
    let entry = entry.to_ascii_lowercase();
    let within = ["vbaproject", "vbadata", "macrosheets/", "activex/", "dialogsheets/"];
    let beginning = ["basic/", "scripts/", "/", "../"];
    within.iter().any(|part| entry.contains(part)) || beginning.iter().any(|part| entry.starts_with(part))
}
