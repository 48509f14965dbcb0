//! Workbooks for tests: made of rows, taken apart and put together again.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A workbook of these sheets, each a list of rows.
pub fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0_u32..).zip(rows.iter()) {
            for (column, text) in (0_u16..).zip(cells.iter()).filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The parts of a workbook.
pub fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut part = Vec::new();
            file.read_to_end(&mut part).unwrap();
            (file.name().unwrap().into_owned(), part)
        })
        .collect()
}

/// Parts as an archive.
pub fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, part) in parts {
        archive.start_file(name.as_str(), options).unwrap();
        archive.write_all(part).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A small workbook, one of whose parts is another.
pub fn with_part(name: &str, text: &str) -> Vec<u8> {
    let mut parts = unpacked(&book(&[("survey", &[&["type", "name", "label"], &["text", "a", "A"]])]));
    let part = parts.iter_mut().find(|(other, _)| other == name).unwrap();
    part.1 = text.as_bytes().to_vec();
    packed(&parts)
}

/// A sheet's XML around these rows.
pub fn sheet(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetData>{rows}</sheetData></worksheet>"
    )
}

/// A row of texts in XML.
pub fn row(number: u32, texts: &[&str]) -> String {
    let cell = |text: &&str| format!("<c t=\"str\"><v>{text}</v></c>");
    format!("<row r=\"{number}\">{}</row>", texts.iter().map(cell).collect::<String>())
}
