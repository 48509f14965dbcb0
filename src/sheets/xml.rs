//! The XML inside a workbook, event by event, without what an attacker could grow.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Deepest nesting of elements: a sheet needs seven.
const DEEPEST: usize = 64;

/// This is no XML, or none that a workbook holds.
#[derive(Debug)]
pub(super) struct Broken;

/// A part as its elements come.
pub(super) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(source);
        // An empty element becomes a beginning and an end, so that its readers know one form alone.
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next event. A document type is refused: workbooks have none, and it is where entities are defined.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Broken> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|_| Broken)?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return Err(Broken),
            _ => {}
        }
        if self.depth > DEEPEST { Err(Broken) } else { Ok(event) }
    }
}

/// Adds what an event holds as text.
pub(super) fn add_text(event: &Event<'_>, text: &mut String) -> Result<(), Broken> {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(name) => match name.resolve_char_ref().map_err(|_| Broken)? {
            Some(c) => text.push(c),
            None => text.push_str(quick_xml::escape::resolve_predefined_entity(name).ok_or(Broken)?),
        },
        _ => {}
    }
    Ok(())
}

/// An attribute by its name without the prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    // Looking for attributes said twice would compare each with each.
    let found = element.attributes().with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(Cow::into_owned)
}

/// `_x000A_` in a cell's text stands for a character that XML cannot hold, or that the writer would not trust it with.
pub fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once("_x") {
        plain.push_str(before);
        let code = behind.get(..5).and_then(|code| code.strip_suffix('_'));
        let hex = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        match hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                plain.push(c);
                rest = behind.get(5..).unwrap_or_default();
            }
            None => {
                plain.push_str("_x");
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_are_read() {
        let check = |text: &str, expect: &str| assert_eq!(unescaped(text.to_owned()), expect);
        check("a_x000A_b", "a\nb");
        check("_x005F_x000A_", "_x000A_");
        check("question_x1", "question_x1");
        check("_x00é_", "_x00é_");
        check("_xD800_", "_xD800_");
    }

    #[test]
    fn deep_and_defined_xml_is_refused() {
        let all = |text: &str| {
            let mut xml = Xml::new(text.as_bytes());
            loop {
                match xml.next() {
                    Ok(Event::Eof) => return true,
                    Ok(_) => {}
                    Err(Broken) => return false,
                }
            }
        };
        assert!(all(&("<a>".repeat(60) + &"</a>".repeat(60))));
        assert!(!all(&"<a>".repeat(70)));
        assert!(!all("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"));
        assert!(!all("<a></b>"));
    }
}
