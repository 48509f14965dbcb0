//! A Word file as its reader meets it: paragraphs of a style, in tables or not, each run with its direction and language.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A paragraph.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paragraph {
    pub style: String,
    pub text: String,
    pub from_right: bool,
    /// In which row of which table, counted from one; nothing outside of tables.
    pub cell: Option<(usize, usize)>,
    pub runs: Vec<Run>,
}

/// Words that run one way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run {
    pub text: String,
    pub from_right: bool,
    pub language: Option<String>,
}

/// A document.
pub struct Word {
    parts: Vec<(String, String)>,
    pub paragraphs: Vec<Paragraph>,
    tables: usize,
    rows: usize,
}

impl Word {
    /// Opens a file that must be one; each of its parts must be XML.
    pub fn open(bytes: &[u8]) -> Self {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        let mut read = |name: String| {
            let mut text = String::new();
            zip.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
            (name, text)
        };
        let parts = names.into_iter().map(&mut read).collect();
        let mut word = Self { parts, paragraphs: Vec::new(), tables: 0, rows: 0 };
        for (name, text) in word.parts.clone() {
            let mut reader = Reader::from_str(&text);
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                    Event::Eof => break,
                    event if name == "word/document.xml" => word.take(&event),
                    _ => {}
                }
            }
        }
        word
    }

    /// A part of the archive as it stands.
    pub fn part(&self, name: &str) -> &str {
        &self.parts.iter().find(|(part, _)| part == name).unwrap_or_else(|| panic!("no {name}")).1
    }

    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) | Event::Empty(tag) => self.begin(tag),
            Event::End(tag) => match tag.name().as_ref() {
                "w:tbl" => self.rows = 0,
                "w:p" => {
                    let last = self.paragraphs.last_mut().unwrap();
                    last.text = last.runs.iter().map(|run| run.text.as_str()).collect();
                }
                _ => {}
            },
            Event::Text(text) => self.say(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let known = || quick_xml::escape::resolve_predefined_entity(name).map(str::to_owned);
                self.say(&name.resolve_char_ref().unwrap().map(String::from).or_else(known).unwrap());
            }
            _ => {}
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>) {
        let value = |name: &str| {
            let found = tag.attributes().map(Result::unwrap).find(|one| one.key.as_ref() == name);
            found.map(|one| one.value.into_owned())
        };
        let (tables, rows) = (self.tables, self.rows);
        match tag.name().as_ref() {
            "w:tbl" => (self.tables, self.rows) = (tables + 1, 0),
            "w:tr" => self.rows += 1,
            "w:p" => {
                let cell = (rows > 0).then_some((tables, rows));
                self.paragraphs.push(Paragraph { cell, ..Paragraph::default() });
            }
            "w:pStyle" => self.last().style = value("w:val").unwrap(),
            "w:bidi" => self.last().from_right = true,
            "w:r" => self.last().runs.push(Run::default()),
            "w:rtl" => self.run().from_right = true,
            "w:lang" => self.run().language = value("w:val").or(value("w:bidi")),
            "w:br" => self.say("\n"),
            "w:tab" => self.say("\t"),
            _ => {}
        }
    }

    fn last(&mut self) -> &mut Paragraph {
        self.paragraphs.last_mut().unwrap()
    }

    fn run(&mut self) -> &mut Run {
        self.last().runs.last_mut().unwrap()
    }

    fn say(&mut self, words: &str) {
        if self.paragraphs.last().is_some_and(|last| !last.runs.is_empty()) {
            self.run().text.push_str(words);
        }
    }

    /// The paragraphs of a style, in order.
    pub fn of(&self, style: &str) -> Vec<&str> {
        self.paragraphs.iter().filter(|one| one.style == style).map(|one| one.text.as_str()).collect()
    }

    /// The first paragraph with these words in it.
    #[track_caller]
    pub fn find(&self, words: &str) -> &Paragraph {
        let found = self.paragraphs.iter().find(|one| one.text.contains(words));
        found.unwrap_or_else(|| panic!("no {words:?} in {:#?}", self.paragraphs))
    }

    #[track_caller]
    pub fn lacks(&self, words: &str) {
        let found = self.paragraphs.iter().find(|one| one.text.contains(words));
        assert_eq!(found, None, "{words:?} is in it");
        assert!(self.parts.iter().all(|(_, text)| !text.contains(words)), "{words:?} is in a part of it");
    }
}
