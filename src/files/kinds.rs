//! What a file is, by its bytes and not by its name: the kinds that are taken, none of which can run. Pure.

/// How much of the beginning is looked at: magic numbers stand in the first few, markup may follow a comment.
pub(super) const HEAD_BYTES: usize = 4_096;

/// A kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Media {
    /// Its media type.
    pub word: &'static str,
    /// How its names end; the first where a name ends otherwise.
    pub endings: &'static [&'static str],
}

const fn media(word: &'static str, endings: &'static [&'static str]) -> Media {
    Media { word, endings }
}

/// What a ministry sends. Nothing here runs: no markup, no scripts, no programs, no office documents with macros, and no
/// archives, in which any of these hide.
pub const TAKEN: [Media; 12] = [
    media("application/pdf", &["pdf"]),
    media("image/png", &["png"]),
    media("image/jpeg", &["jpg", "jpeg"]),
    media("image/webp", &["webp"]),
    media("image/tiff", &["tif", "tiff"]),
    media("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    media("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    media("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    media("application/vnd.oasis.opendocument.text", &["odt"]),
    media("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    media("application/vnd.oasis.opendocument.presentation", &["odp"]),
    media("text/plain", &["txt", "csv", "tsv"]),
];

/// The kinds that are taken, as people know them.
pub const TAKEN_SAID: &str = "PDF, PNG, JPEG, WebP, TIFF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT and CSV";

/// The kind of a media type.
pub fn known(word: &str) -> Option<Media> {
    TAKEN.into_iter().find(|media| media.word == word)
}

/// What was seen of a file as it came.
#[derive(Debug, Default)]
pub struct Look {
    head: Vec<u8>,
    /// Whether a byte came that no text has.
    binary: bool,
}

impl Look {
    /// Looks at the next bytes.
    pub fn at(&mut self, bytes: &[u8]) {
        let room = HEAD_BYTES.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend(bytes.iter().take(room));
        self.binary = self.binary || bytes.iter().any(|byte| byte.is_ascii_control() && !b"\t\n\r\x0c".contains(byte));
    }
}

/// What a file seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// This, and nothing more has to be looked at.
    Is(Media),
    /// Something packed: what is in it says more.
    Packed,
    /// None of what is taken.
    NotTaken,
}

/// What a file seems to be by its first bytes, and for a text by all of them.
pub fn seen(look: &Look) -> Seen {
    match infer::get(&look.head).map(|found| found.mime_type()) {
        // Office documents are told from each other by what is in them.
        Some(word) if word == "application/zip" || word.contains("officedocument") || word.contains("opendocument") => {
            Seen::Packed
        }
        Some(word) => known(word).map_or(Seen::NotTaken, Seen::Is),
        None if look.head.is_empty() || look.binary || is_markup(&look.head) => Seen::NotTaken,
        None => known("text/plain").map_or(Seen::NotTaken, Seen::Is),
    }
}

/// Whether a text begins like a page, a drawing or a script. Spreadsheets' mark and white space may come first.
fn is_markup(head: &[u8]) -> bool {
    const BEGINNINGS: [&str; 4] = ["<", "#!", "%!ps", "{\\rtf"];
    const WITHIN: [&str; 4] = ["<html", "<script", "<svg", "<?php"];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    BEGINNINGS.iter().any(|beginning| start.starts_with(beginning)) || WITHIN.iter().any(|part| text.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: Option<&str>) {
        let mut look = Look::default();
        bytes.chunks(3).for_each(|piece| look.at(piece));
        let found = match seen(&look) {
            Seen::Is(media) => Some(media.word),
            Seen::Packed => Some("packed"),
            Seen::NotTaken => None,
        };
        assert_eq!(found, expect, "{:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn a_file_is_what_its_bytes_are() {
        check(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", Some("application/pdf"));
        check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some("image/png"));
        check(b"\xff\xd8\xff\xe0\0\x10JFIF\0", Some("image/jpeg"));
        check(b"RIFF\x24\0\0\0WEBPVP8 ", Some("image/webp"));
        check(b"II*\0\x08\0\0\0\0\0\0\0", Some("image/tiff"));
        check(b"PK\x03\x04\x14\0\0\0\0\0", Some("packed"));
        check("party;año\r\nKEN;2026\r\n".as_bytes(), Some("text/plain"));
        // As old spreadsheets write it: no UTF-8.
        check(b"Pays;R\xe9gion\r\n", Some("text/plain"));
    }

    #[test]
    fn what_can_run_is_not_taken() {
        for bytes in [
            &b"MZ\x90\0\x03\0\0\0"[..],
            b"\x7fELF\x02\x01\x01\0",
            b"#!/bin/sh\nrm",
            b"\xef\xbb\xbf \n<!DOCTYPE html><html>",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<?xml version='1.0'?><a/>",
            b"words, words <SCRIPT>alert(1)</SCRIPT>",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\x1f\x8b\x08\0\0\0\0\0",
            b"GIF89a\x01\0\x01\0",
            b"a text\0with more",
            b"\xff\xfea\0b\0",
            b"",
        ] {
            check(bytes, None);
        }
    }
}
