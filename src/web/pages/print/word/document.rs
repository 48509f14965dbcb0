//! A Word document (.docx) as it is written, paragraph by paragraph into its archive: of the longest report no more is held
//! than what is packed.
//!
//! Written with the XML writer and the archive that workbooks are read with. The library for this format (docx-rs 0.4) can
//! say neither which stretch of a line runs from right to left nor the language of a word nor that the head of a table comes
//! again on each page, and holds a tree of the whole document.

use std::io::{self, BufWriter, Cursor, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::parts;
use super::runs::{by_first_letter, from_right, stretches};
use super::span::{Span, Style, Tongues, Whose};

/// A4 between its margins, in twentieths of a point: upright, and on its side.
const WIDTHS: (usize, usize) = (9_638, 14_570);
/// The part of a table's width that its first column takes, which names the rows: one of so many.
const NAMES: usize = 4;

/// What stands on every sheet.
pub struct Running<'a> {
    /// What the document is about.
    pub about: &'a str,
    /// What it is: a draft, or the reference of a submission.
    pub state: &'a str,
}

/// A document while it is written.
pub struct Document {
    xml: Writer<BufWriter<ZipWriter<Cursor<Vec<u8>>>>>,
    tongues: Tongues,
    /// The addresses that are linked, in the order of their numbers.
    links: Vec<String>,
    /// Whether its sheets lie on their side.
    wide: bool,
    /// Whether nothing stands in the cell that is open.
    bare: bool,
}

impl Document {
    /// Begins a document of a title.
    ///
    /// # Errors
    /// None is foreseen: it is written to memory.
    pub fn begin(title: &str, running: &Running<'_>, tongues: Tongues) -> io::Result<Self> {
        let xml = Writer::new(BufWriter::new(ZipWriter::new(Cursor::new(Vec::new()))));
        let mut document = Self { xml, tongues, links: Vec::new(), wide: false, bare: false };
        document.plain("[Content_Types].xml", parts::TYPES)?;
        document.plain("_rels/.rels", parts::RELATIONS)?;
        let main = parts::tag(&document.tongues.house.code);
        document.plain("docProps/core.xml", &parts::core(&fit(title), &main))?;
        document.plain("word/styles.xml", &parts::styles(&document.tongues))?;
        document.plain("word/settings.xml", &parts::settings(&document.tongues))?;
        document.running(running)?;
        document.part("word/document.xml")?;
        document.start("w:document", &parts::NAMESPACES)?;
        document.start("w:body", &[])?;
        Ok(document)
    }

    /// The bytes of the whole document.
    ///
    /// # Errors
    /// As when it began.
    pub fn end(mut self) -> io::Result<Vec<u8>> {
        self.sheet()?;
        self.close("w:body")?;
        self.close("w:document")?;
        let links = parts::links(&self.links);
        self.plain("word/_rels/document.xml.rels", &links)?;
        let zip = self.xml.into_inner().into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(zip.finish()?.into_inner())
    }

    /// Lets sheets lie on their side from here on, or stand upright again.
    ///
    /// # Errors
    /// As when it began.
    pub fn lie(&mut self, wide: bool) -> io::Result<()> {
        if self.wide != wide {
            self.start("w:p", &[])?;
            self.start("w:pPr", &[])?;
            self.empty("w:pStyle", &[("w:val", Style::Gap.id())])?;
            self.sheet()?;
            self.close("w:pPr")?;
            self.close("w:p")?;
            self.wide = wide;
        }
        Ok(())
    }

    /// A paragraph.
    ///
    /// # Errors
    /// As when it began.
    pub fn paragraph(&mut self, style: Style, spans: &[Span<'_>]) -> io::Result<()> {
        let leading = spans.iter().find(|span| span.look != "Number").or(spans.first());
        let from_right = leading.map_or(self.tongues.house.from_right, |span| self.runs(span));
        self.open(style, from_right)?;
        for (at, span) in spans.iter().filter(|span| !span.text.is_empty()).enumerate() {
            if at > 0 {
                self.run(Span { text: " ", ..*span }, from_right)?;
            }
            self.run(*span, from_right)?;
        }
        self.close("w:p")
    }

    /// A paragraph that leads to an address when it is pressed.
    ///
    /// # Errors
    /// As when it began.
    pub fn link(&mut self, style: Style, url: &str, label: &str) -> io::Result<()> {
        let span = Span { look: "Hyperlink", ..Span::of(Whose::Answered, label) };
        let from_right = self.runs(&span);
        self.links.push(fit(url));
        let id = format!("link{}", self.links.len());
        self.open(style, from_right)?;
        self.start("w:hyperlink", &[("r:id", &id)])?;
        self.run(span, from_right)?;
        self.close("w:hyperlink")?;
        if url != label {
            self.run(Span::quiet(" "), from_right)?;
            self.run(Span::quiet(url), from_right)?;
        }
        self.close("w:p")
    }

    /// A table of so many columns, with a head or without; the first column names the rows.
    ///
    /// # Errors
    /// As when it began.
    pub fn table(
        &mut self,
        columns: usize,
        has_head: bool,
        rows: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.start("w:tbl", &[])?;
        self.start("w:tblPr", &[])?;
        self.empty("w:tblStyle", &[("w:val", "Grid")])?;
        if self.tongues.house.from_right {
            self.empty("w:bidiVisual", &[])?;
        }
        self.empty("w:tblW", &[("w:w", "5000"), ("w:type", "pct")])?;
        // The same twice: as programs up to 2007 read it, and as later ones do.
        let (all, first) = if has_head { ("06A0", "1") } else { ("0680", "0") };
        self.empty("w:tblLook", &[("w:val", all), ("w:firstRow", first), ("w:firstColumn", "1")])?;
        self.close("w:tblPr")?;
        self.start("w:tblGrid", &[])?;
        let width = if self.wide { WIDTHS.1 } else { WIDTHS.0 };
        let names = (width / NAMES).min(width / columns.max(1));
        let others = (width - names) / columns.saturating_sub(1).max(1);
        for column in 0..columns {
            let width = if column == 0 { names } else { others };
            self.empty("w:gridCol", &[("w:w", &width.to_string())])?;
        }
        self.close("w:tblGrid")?;
        rows(self)?;
        self.close("w:tbl")?;
        self.paragraph(Style::Gap, &[])
    }

    /// A row of a table; its head comes again on each sheet.
    ///
    /// # Errors
    /// As when it began.
    pub fn row(&mut self, is_head: bool, cells: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.start("w:tr", &[])?;
        self.start("w:trPr", &[])?;
        self.empty("w:cantSplit", &[])?;
        if is_head {
            self.empty("w:tblHeader", &[])?;
        }
        self.close("w:trPr")?;
        cells(self)?;
        self.close("w:tr")
    }

    /// A cell of a row.
    ///
    /// # Errors
    /// As when it began.
    pub fn cell(&mut self, inside: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.start("w:tc", &[])?;
        self.bare = true;
        inside(self)?;
        // A cell without a paragraph is no cell.
        if self.bare {
            self.paragraph(Style::Cell, &[])?;
        }
        self.close("w:tc")
    }

    /// Whether the words of a span run from the right.
    pub fn runs(&self, span: &Span<'_>) -> bool {
        match span.whose {
            Whose::House => self.tongues.house.from_right,
            // What is not translated stands there in another language.
            Whose::Asked => from_right(span.text, self.tongues.asked.from_right),
            Whose::Answered => by_first_letter(span.text),
        }
    }

    fn open(&mut self, style: Style, from_right: bool) -> io::Result<()> {
        self.bare = false;
        self.start("w:p", &[])?;
        self.start("w:pPr", &[])?;
        self.empty("w:pStyle", &[("w:val", style.id())])?;
        if from_right {
            self.empty("w:bidi", &[])?;
        } else if self.tongues.house.from_right {
            // It reads from the left, and stands below the question on the right.
            self.empty("w:jc", &[("w:val", "right")])?;
        }
        self.close("w:pPr")
    }

    fn run(&mut self, span: Span<'_>, paragraph: bool) -> io::Result<()> {
        let foreign = span.whose == Whose::Asked && self.tongues.asked.code != self.tongues.house.code;
        let tag = parts::tag(&self.tongues.asked.code);
        // The number of a question is read from the left everywhere.
        let paragraph = paragraph && span.look != "Number";
        for (from_right, text) in stretches(span.text, paragraph) {
            self.start("w:r", &[])?;
            if !span.look.is_empty() || from_right || foreign {
                self.start("w:rPr", &[])?;
                if !span.look.is_empty() {
                    self.empty("w:rStyle", &[("w:val", span.look)])?;
                }
                if from_right {
                    self.empty("w:rtl", &[])?;
                }
                if foreign {
                    self.empty("w:lang", &[(if from_right { "w:bidi" } else { "w:val" }, &tag)])?;
                }
                self.close("w:rPr")?;
            }
            self.words(text)?;
            self.close("w:r")?;
        }
        Ok(())
    }

    /// Words, lines and tabs.
    fn words(&mut self, text: &str) -> io::Result<()> {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.empty("w:br", &[])?;
            }
            for (number, piece) in line.split('\t').enumerate() {
                if number > 0 {
                    self.empty("w:tab", &[])?;
                }
                if !piece.is_empty() {
                    self.start("w:t", &[("xml:space", "preserve")])?;
                    self.xml.write_event(Event::Text(BytesText::new(&fit(piece))))?;
                    self.close("w:t")?;
                }
            }
        }
        Ok(())
    }

    /// What stands above and below on every sheet.
    fn running(&mut self, running: &Running<'_>) -> io::Result<()> {
        self.part("word/header.xml")?;
        self.start("w:hdr", &parts::NAMESPACES)?;
        self.paragraph(Style::Soft, &[Span::of(Whose::House, running.about), Span::strong(running.state)])?;
        self.close("w:hdr")?;
        self.part("word/footer.xml")?;
        self.start("w:ftr", &parts::NAMESPACES)?;
        self.open(Style::Soft, self.tongues.house.from_right)?;
        self.field("PAGE")?;
        self.run(Span::quiet(" / "), false)?;
        self.field("NUMPAGES")?;
        self.close("w:p")?;
        self.close("w:ftr")
    }

    fn field(&mut self, what: &str) -> io::Result<()> {
        self.start("w:fldSimple", &[("w:instr", what)])?;
        self.run(Span::quiet("1"), false)?;
        self.close("w:fldSimple")
    }

    /// The sheets that end here.
    fn sheet(&mut self) -> io::Result<()> {
        let size: &[(&str, &str)] = match self.wide {
            true => &[("w:w", "16838"), ("w:h", "11906"), ("w:orient", "landscape")],
            false => &[("w:w", "11906"), ("w:h", "16838")],
        };
        self.start("w:sectPr", &[])?;
        self.empty("w:headerReference", &[("w:type", "default"), ("r:id", "header")])?;
        self.empty("w:footerReference", &[("w:type", "default"), ("r:id", "footer")])?;
        self.empty("w:pgSz", size)?;
        self.empty("w:pgMar", &parts::MARGINS)?;
        if self.tongues.house.from_right {
            self.empty("w:bidi", &[])?;
        }
        self.close("w:sectPr")
    }

    /// Begins a part of the archive.
    fn part(&mut self, name: &str) -> io::Result<()> {
        self.xml.get_mut().flush()?;
        self.xml.get_mut().get_mut().start_file(name, SimpleFileOptions::default())?;
        self.xml.get_mut().write_all(parts::DECLARATION.as_bytes())
    }

    fn plain(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.part(name)?;
        self.xml.get_mut().write_all(text.as_bytes())
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.xml.write_event(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.xml.write_event(Event::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.xml.write_event(Event::End(BytesEnd::new(name)))
    }
}

/// The text with a mark where a character stands that XML cannot hold.
fn fit(text: &str) -> String {
    let holds = |c: char| !matches!(c, '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|c| if holds(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::span::Tongue;
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_marked_and_the_rest_stays() {
        let tongue = Tongue { code: "en".to_owned(), from_right: false };
        let tongues = Tongues { house: tongue.clone(), asked: tongue };
        let odd = "a\u{0}\u{1B}\u{FFFF}<&>]]>\r🐦";
        let mut document = Document::begin(odd, &Running { about: odd, state: odd }, tongues).unwrap();
        document.paragraph(Style::Answer, &[Span::of(Whose::Answered, odd)]).unwrap();
        document.link(Style::Answer, odd, odd).unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(document.end().unwrap())).unwrap();
        for part in 0..zip.len() {
            let mut text = String::new();
            zip.by_index(part).unwrap().read_to_string(&mut text).unwrap();
            assert!(!text.contains(['\0', '\u{1B}', '\u{FFFF}', '\r']), "{text}");
            let holds_it = text.contains("a\u{FFFD}\u{FFFD}\u{FFFD}&lt;&amp;&gt;]]&gt;\u{FFFD}🐦");
            assert_eq!(holds_it, text.contains('🐦'), "{text}");
        }
    }
}
