//! One CSV as it is written: RFC 4180, UTF-8, comma, CRLF, cells defused.

use std::fmt::{Display, Write as _};
use std::io::Write;

use super::Scope;
use super::defuse::needs_defusing;
use super::percent::Percent;
use crate::clock::{self, Moment};
use crate::fault::Fault;

/// Bytes gathered before they are handed on: what one message of a download carries.
const BUFFER: usize = 64 * 1024;
/// U+FEFF in UTF-8, by which Excel knows the encoding.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A CSV being written. What goes wrong is told at the end of the row.
pub struct Sheet<'a> {
    csv: csv::Writer<&'a mut dyn Write>,
    raw: bool,
    scratch: String,
    failed: Option<csv::Error>,
}

impl<'a> Sheet<'a> {
    /// Begins one with its header.
    pub fn begin<'b>(
        out: &'a mut dyn Write,
        scope: &Scope,
        header: impl IntoIterator<Item = &'b str>,
    ) -> Result<Self, Fault> {
        if scope.bom {
            out.write_all(BYTE_ORDER_MARK)?;
        }
        let mut builder = csv::WriterBuilder::new();
        builder.terminator(csv::Terminator::CRLF).buffer_capacity(BUFFER);
        let csv = builder.from_writer(out);
        let mut sheet = Self { csv, raw: scope.raw, scratch: String::new(), failed: None };
        for name in header {
            sheet.text(name);
        }
        sheet.end()?;
        Ok(sheet)
    }

    /// A cell with a text.
    pub fn text(&mut self, cell: &str) -> &mut Self {
        if self.raw || !needs_defusing(cell) {
            return self.plain(cell);
        }
        let mut defused = std::mem::take(&mut self.scratch);
        defused.clear();
        defused.push('\'');
        defused.push_str(cell);
        self.plain(&defused);
        self.scratch = defused;
        self
    }

    /// A cell that cannot look like a formula: a code, a moment, a word of our own.
    pub fn plain(&mut self, cell: &str) -> &mut Self {
        if let Err(error) = self.csv.write_field(cell) {
            self.failed.get_or_insert(error);
        }
        self
    }

    /// A cell with a number of our own.
    pub fn number(&mut self, number: impl Display) -> &mut Self {
        let mut written = std::mem::take(&mut self.scratch);
        written.clear();
        // Writing to a String cannot fail.
        let _ = write!(written, "{number}");
        self.plain(&written);
        self.scratch = written;
        self
    }

    /// A cell with a percentage, empty where there is none.
    pub fn percent(&mut self, percent: Option<Percent>) -> &mut Self {
        match percent {
            Some(percent) => self.number(percent),
            None => self.plain(""),
        }
    }

    /// A cell with a moment, empty where there is none.
    pub fn moment(&mut self, moment: Option<Moment>) -> &mut Self {
        match moment {
            Some(moment) => self.plain(&clock::written(moment)),
            None => self.plain(""),
        }
    }

    /// A cell with a text that may be absent.
    pub fn maybe(&mut self, cell: Option<&str>) -> &mut Self {
        self.text(cell.unwrap_or_default())
    }

    /// Ends the row.
    ///
    /// # Errors
    /// `Fault::Io` when a cell of it could not be written: a full disk, or nobody who reads any more.
    pub fn end(&mut self) -> Result<(), Fault> {
        match self.failed.take() {
            Some(error) => Err(Fault::Io(error.to_string())),
            None => self.csv.write_record(None::<&[u8]>).map_err(|error| Fault::Io(error.to_string())),
        }
    }

    /// Hands on what is still gathered.
    pub fn finish(mut self) -> Result<(), Fault> {
        Ok(self.csv.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: bool, bom: bool, cells: &[&str], expect: &str) {
        let scope = Scope { raw, bom, ..Scope::of("c".parse().unwrap()) };
        let mut out = Vec::new();
        let mut sheet = Sheet::begin(&mut out, &scope, ["a", "=b"]).unwrap();
        cells.iter().for_each(|cell| {
            sheet.text(cell);
        });
        sheet.end().unwrap();
        sheet.finish().unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expect);
    }

    #[test]
    fn cells_are_quoted_and_defused() {
        check(false, false, &["=1", "x,\"y\""], "a,'=b\r\n'=1,\"x,\"\"y\"\"\"\r\n");
        check(true, false, &["=1", "x\r\ny"], "a,=b\r\n=1,\"x\r\ny\"\r\n");
        check(false, true, &["", "é"], "\u{feff}a,'=b\r\n,é\r\n");
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_not_a_finished_file() {
        let mut full = Full;
        let mut sheet = Sheet::begin(&mut full, &Scope::of("c".parse().unwrap()), ["a"]).unwrap();
        sheet.text("b").end().unwrap();
        assert!(sheet.finish().is_err());
    }
}
