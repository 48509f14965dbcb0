//! How numbers are shown in cells: as themselves, as days, or as hundredths.

use std::collections::BTreeMap;
use std::io::BufRead;

use chrono::{Days, NaiveDate};
use quick_xml::events::Event;

use super::xml::{Broken, Xml, attribute};

/// Most styles that are looked at: what the format allows.
const MAX_STYLES: usize = 65_536;
/// The last day that spreadsheets know, counted from 1900.
const LAST_DAY: u64 = 2_958_465;

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Form {
    /// As itself.
    #[default]
    Plain,
    /// As a day.
    Date,
    /// As hundredths.
    Percent,
}

/// How each style of a workbook shows numbers. Without styles, numbers are numbers.
#[derive(Debug, Clone, Default)]
pub struct Formats {
    forms: Vec<Form>,
    /// Whether days are counted from 1904, as old Macintosh programs do.
    from_1904: bool,
}

impl Formats {
    /// The same in a workbook that counts days from 1904, or does not.
    pub(super) fn counted_from(self, from_1904: bool) -> Self {
        Self { from_1904, ..self }
    }

    pub(super) fn of(&self, style: usize) -> Form {
        self.forms.get(style).copied().unwrap_or_default()
    }

    /// The day of a serial number; none for a time alone, and for what is no day.
    pub(super) fn day(&self, serial: &str) -> Option<NaiveDate> {
        let whole: u64 = serial.split('.').next()?.parse().ok()?;
        if whole == 0 || whole > LAST_DAY {
            return None;
        }
        let (year, month, day) = match self.from_1904 {
            true => (1904, 1, 1),
            // The first spreadsheet took 1900 for a leap year: until its 29 February days count one more.
            false if whole < 60 => (1899, 12, 31),
            false if whole == 60 => return None,
            false => (1899, 12, 30),
        };
        NaiveDate::from_ymd_opt(year, month, day)?.checked_add_days(Days::new(whole))
    }

    pub(super) fn read(source: impl BufRead) -> Result<Self, Broken> {
        let mut xml = Xml::new(source);
        let mut own: BTreeMap<u32, Form> = BTreeMap::new();
        let mut formats = Self::default();
        let mut cells = false;
        loop {
            match xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "numFmt" if own.len() < MAX_STYLES => {
                        let id = attribute(&e, "numFmtId").and_then(|id| id.parse().ok());
                        if let (Some(id), Some(code)) = (id, attribute(&e, "formatCode")) {
                            own.insert(id, form_of(&code));
                        }
                    }
                    "cellXfs" => cells = true,
                    "xf" if cells && formats.forms.len() < MAX_STYLES => {
                        let id: u32 = attribute(&e, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                        formats.forms.push(own.get(&id).copied().unwrap_or_else(|| known(id)));
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "cellXfs" => cells = false,
                Event::Eof => return Ok(formats),
                _ => {}
            }
        }
    }
}

/// What the format's own numbers mean: days, and times of day, which stand with them.
fn known(id: u32) -> Form {
    match id {
        9 | 10 => Form::Percent,
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => Form::Date,
        _ => Form::Plain,
    }
}

/// What a format of the workbook's own means: outside quotes and brackets, a day has a y or a d, hundredths a %.
fn form_of(code: &str) -> Form {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    let mut form = Form::Plain;
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            _ if quoted || bracketed => {}
            'y' | 'Y' | 'd' | 'D' => return Form::Date,
            '%' => form = Form::Percent,
            // The first of several forms is that of positive numbers.
            ';' => return form,
            _ => {}
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_whether_a_number_is_a_day() {
        let check = |code: &str, expect: Form| assert_eq!(form_of(code), expect, "{code}");
        check("General", Form::Plain);
        check("0.00", Form::Plain);
        check("#,##0\\ \"days\"", Form::Plain);
        check("[Red]0;[Yellow]0", Form::Plain);
        check("0.0%", Form::Percent);
        check("yyyy-mm-dd", Form::Date);
        check("[$-40C]d mmmm yyyy;@", Form::Date);
        check("\"on the\" d", Form::Date);
    }

    #[test]
    fn a_serial_number_is_a_day() {
        let day = |serial: &str, from_1904| {
            Formats { from_1904, ..Formats::default() }.day(serial).map(|day| day.to_string()).unwrap_or_default()
        };
        assert_eq!(
            (day("1", false), day("59", false), day("60", false)),
            ("1900-01-01".into(), "1900-02-28".into(), String::new())
        );
        assert_eq!((day("61", false), day("45730", false)), ("1900-03-01".into(), "2025-03-14".into()));
        assert_eq!((day("45730.75", false), day("44268", true)), ("2025-03-14".into(), "2025-03-14".into()));
        assert_eq!((day("0.5", false), day("-3", false), day("99999999999", false)), Default::default());
    }

    #[test]
    fn styles_are_read() {
        let xml = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy'/></numFmts>\
            <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='164'/>\
            <xf numFmtId='14'/><xf numFmtId='9'/></cellXfs></styleSheet>";
        let formats = Formats::read(xml.as_bytes()).unwrap();
        assert_eq!(formats.forms, [Form::Plain, Form::Date, Form::Date, Form::Percent]);
    }
}
