//! A workbook in the hands of a person: lines are found by what they are of, cells are filled, and it is saved by another
//! program than the one that made it, with inline strings and without styles.

use chrono::{Datelike, NaiveDate};
use godwit::sheets::{Allowance, Book, Cell, Limits, place};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The second style shows a number as a day.
const STYLES: &str = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";

/// A sheet: its name and its lines.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub name: String,
    pub lines: Vec<Vec<Option<Cell>>>,
}

/// A workbook.
#[derive(Debug, Clone)]
pub struct Paper {
    pub sheets: Vec<Sheet>,
}

pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn words(cell: &Option<Cell>) -> &str {
    match cell {
        Some(Cell::Text(text)) => text,
        _ => "",
    }
}

impl Paper {
    pub fn open(bytes: &[u8]) -> Self {
        let mut book = Book::open(bytes).unwrap();
        let formats = book.formats().unwrap();
        let limits = Limits { columns: 2_000, rows: 10_000 };
        let mut allowance = Allowance { cells: 400_000, bytes: 1 << 24 };
        let mut sheets = Vec::new();
        for (at, name) in book.names().into_iter().enumerate() {
            let rows = book.rows((at, &name), &formats, limits, &mut allowance, |_, cell| Ok(Some(cell))).unwrap();
            let mut lines: Vec<Vec<Option<Cell>>> = Vec::new();
            for row in rows {
                lines.resize(usize::try_from(row.number).unwrap(), Vec::new());
                let line = lines.last_mut().unwrap();
                for (column, cell) in row.cells {
                    line.resize(line.len().max(usize::try_from(column).unwrap() + 1), None);
                    line[usize::try_from(column).unwrap()] = Some(cell);
                }
            }
            sheets.push(Sheet { name, lines });
        }
        Self { sheets }
    }

    /// The sheet of a section, a repeat or a table.
    pub fn sheet(&mut self, of: &str) -> &mut Sheet {
        let head = format!("godwit:{of}");
        let holds = |sheet: &&mut Sheet| sheet.lines.iter().flatten().any(|cell| words(cell) == head);
        self.sheets.iter_mut().find(holds).unwrap_or_else(|| panic!("no sheet of {of}"))
    }

    /// Fills the cell of a part in the line of a key.
    pub fn fill(&mut self, key: &str, part: &str, cell: impl Into<Option<Cell>>) {
        let is_it = |line: &Vec<Option<Cell>>| line.iter().any(|cell| words(cell) == key);
        let mut sheets = self.sheets.iter_mut().filter(|sheet| sheet.name != "_godwit");
        let sheet = sheets.find(|sheet| sheet.lines.iter().any(is_it)).unwrap_or_else(|| panic!("no line {key}"));
        let column = sheet.column(part);
        let line = sheet.lines.iter_mut().find(|line| is_it(line)).unwrap();
        line.resize(line.len().max(column + 1), None);
        line[column] = cell.into();
    }

    /// The file, as a program writes it that knows neither styles nor shared strings.
    pub fn save(&self) -> Vec<u8> {
        self.saved(None)
    }

    /// The file with days as Excel keeps them: numbers that a style shows as dates, counted from the day before this one.
    pub fn save_with_days_since(&self, first: NaiveDate) -> Vec<u8> {
        self.saved(Some(first))
    }

    fn saved(&self, since: Option<NaiveDate>) -> Vec<u8> {
        let mut parts = vec![("_rels/.rels".to_owned(), relations(&[("officeDocument", "xl/workbook.xml")]))];
        let names: Vec<(String, String)> = (1..=self.sheets.len())
            .map(|n| ("worksheet".to_owned(), format!("worksheets/s{n}.xml")))
            .chain([("styles".to_owned(), "styles.xml".to_owned())])
            .collect();
        let pairs: Vec<(&str, &str)> = names.iter().map(|(kind, name)| (kind.as_str(), name.as_str())).collect();
        parts.push(("xl/_rels/workbook.xml.rels".to_owned(), relations(&pairs)));
        let mut book = String::new();
        for (sheet, number) in self.sheets.iter().zip(1..) {
            book += &format!("<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"r{number}\"/>", escaped(&sheet.name));
            parts.push((format!("xl/worksheets/s{number}.xml"), sheet.xml(since)));
        }
        let from_1904 = since.is_some_and(|first| first.year() == 1904);
        let book = format!("<workbook><workbookPr date1904=\"{from_1904}\"/><sheets>{book}</sheets></workbook>");
        parts.push(("xl/workbook.xml".to_owned(), book));
        parts.push(("xl/styles.xml".to_owned(), STYLES.to_owned()));
        packed(&parts)
    }
}

impl Sheet {
    /// The column of a part, by its hidden head.
    pub fn column(&self, part: &str) -> usize {
        let head = self.lines.iter().find(|line| line.iter().any(|cell| words(cell).starts_with("godwit:"))).unwrap();
        head.iter().position(|cell| words(cell) == part).unwrap_or_else(|| panic!("no column {part} in {head:?}"))
    }

    /// The place of the line of a key.
    pub fn line(&self, key: &str) -> usize {
        self.lines.iter().position(|line| line.iter().any(|cell| words(cell) == key)).unwrap()
    }

    /// The hidden keys of its lines of answers.
    pub fn keys(&self) -> Vec<String> {
        let head =
            self.lines.iter().position(|line| line.iter().any(|cell| words(cell).starts_with("godwit:"))).unwrap();
        let column = self.lines[head].iter().position(|cell| words(cell).starts_with("godwit:")).unwrap();
        let keys = self.lines[head + 1..].iter().map(|line| line.get(column).map_or("", words).to_owned());
        keys.filter(|key| !key.is_empty() && !key.starts_with("godwit:")).collect()
    }

    fn xml(&self, since: Option<NaiveDate>) -> String {
        let mut rows = String::new();
        for (line, number) in self.lines.iter().zip(1_u32..) {
            rows += &format!("<row r=\"{number}\">");
            for (cell, column) in line.iter().zip(0_u32..) {
                let at = format!("{}{number}", place::letters(column));
                rows += &match cell {
                    None => String::new(),
                    Some(Cell::Text(text)) => format!(
                        "<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                        escaped(text)
                    ),
                    Some(Cell::Number(number)) => format!("<c r=\"{at}\"><v>{number}</v></c>"),
                    Some(Cell::Truth(truth)) => format!("<c r=\"{at}\" t=\"b\"><v>{}</v></c>", u8::from(*truth)),
                    Some(Cell::Date(day)) => match since {
                        None => format!("<c r=\"{at}\" t=\"d\"><v>{day}T00:00:00</v></c>"),
                        Some(first) => format!("<c r=\"{at}\" s=\"1\"><v>{}</v></c>", (*day - first).num_days()),
                    },
                    Some(Cell::Error(name)) => format!("<c r=\"{at}\" t=\"e\"><v>{name}</v></c>"),
                    Some(Cell::Formula) => format!("<c r=\"{at}\"><f>1+1</f><v>2</v></c>"),
                    Some(cell) => panic!("{cell:?} is not written here"),
                };
            }
            rows += "</row>";
        }
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace("_x", "_x005F_x").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

fn relations(targets: &[(&str, &str)]) -> String {
    let one = |((kind, target), number): (&(&str, &str), u32)| {
        format!("<Relationship Id=\"r{number}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    format!("<Relationships>{}</Relationships>", targets.iter().zip(1..).map(one).collect::<String>())
}

/// Parts as an archive.
pub fn packed(parts: &[(String, String)]) -> Vec<u8> {
    use std::io::Write;
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, part) in parts {
        archive.start_file(name.as_str(), options).unwrap();
        archive.write_all(part.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
