//! What people write when they cite a mandate, understood without knowing which mandates there are. Pure.

use super::cursor::Cursor;
use super::names::{BODIES, FILLERS, KINDS, PLANS, SDGS};
use super::place::{Place, places};
use super::{Kind, numbers};
use crate::flaw::Flaw;
use crate::ids::InstrumentCode;

/// Most characters of a citation: the longest real one, with its document, has about a hundred.
pub const MOST_CHARACTERS: usize = 500;

/// A citation, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The body it names.
    pub instrument: Option<InstrumentCode>,
    /// What sort of mandate.
    pub kind: Kind,
    /// The mandates' numbers, normalised; more than one for a range or an enumeration.
    pub numbers: Vec<String>,
    /// `Rev.COP13`.
    pub revision: Option<String>,
    /// The symbol of a document, whole or its end.
    pub document: Option<String>,
    /// The paragraphs.
    pub places: Vec<Place>,
}

impl Citation {
    /// Whether it means several things at once, so that finding several is no ambiguity.
    pub fn is_many(&self) -> bool {
        self.numbers.len() > 1 || self.places.len() > 1
    }
}

/// Understands a citation.
///
/// # Errors
/// Where reading stopped (`character 12`) and what would be right there.
pub fn parse(text: &str) -> Result<Citation, Flaw> {
    let mut cursor = Cursor::new(text);
    if text.chars().count() > MOST_CHARACTERS {
        return cursor.flaw("too_long", format!("at most {MOST_CHARACTERS} characters, please"));
    }
    let mut reader = Reader::default();
    let (kind, several) = reader.head(&mut cursor)?;
    let (mut numbers, letter) = numbers::numbers(&mut cursor, kind, several)?;
    reader.places.extend(letter.map(Place::sub));
    reader.tail(&mut cursor)?;
    if kind == Kind::Article {
        join_article(&mut numbers, &mut reader.places);
    }
    if numbers.len() > 1 && !reader.places.is_empty() {
        return cursor.flaw("paragraph_of_many", "a paragraph belongs to one mandate: cite them one by one");
    }
    if let Some(plan) = reader.plan {
        numbers.iter_mut().for_each(|number| *number = format!("{plan}{number}"));
    }
    let Reader { instrument, revision, document, places, .. } = reader;
    Ok(Citation { instrument, kind, numbers, revision, document, places })
}

/// “Article V, paragraph 5 (e)” is Article V.5e.
fn join_article(numbers: &mut [String], places: &mut Vec<Place>) {
    if let ([number], [place]) = (numbers, places.as_slice()) {
        let whole = !number.contains('.');
        match (&place.number, &place.sub) {
            (Some(paragraph), sub) if whole => {
                *number = format!("{number}.{paragraph}{}", sub.as_deref().unwrap_or_default());
            }
            (None, Some(sub)) if !whole => number.push_str(sub),
            _ => return,
        }
        places.clear();
    }
}

#[derive(Default)]
struct Reader {
    instrument: Option<InstrumentCode>,
    plan: Option<&'static str>,
    revision: Option<String>,
    document: Option<String>,
    places: Vec<Place>,
}

impl Reader {
    /// All that stands before the number.
    fn head(&mut self, cursor: &mut Cursor) -> Result<(Kind, bool), Flaw> {
        let mut kind = None;
        loop {
            cursor.skip(|c| matches!(c, ' ' | '/' | ',' | '.' | ':'));
            if kind.is_some() && cursor.peek(0).is_some_and(|c| c.is_ascii_digit()) {
                break;
            }
            if let Some(goal) = cursor.eat_one(SDGS) {
                self.set_instrument(cursor, "UN")?;
                kind = Some(goal);
            } else if let Some(plan) = cursor.eat_one(PLANS) {
                self.plan = Some(plan);
                if cursor.eat('-') && kind.is_none() {
                    let goal = cursor.peek(0).is_some_and(|c| c.is_ascii_alphabetic());
                    kind = Some((if goal { Kind::Goal } else { Kind::Target }, false));
                }
            } else if cursor.eat_words("a/res") {
                self.set_instrument(cursor, "UNGA")?;
                kind = Some((Kind::Resolution, false));
            } else if let Some(body) = cursor.eat_one(BODIES) {
                self.set_instrument(cursor, body)?;
                if cursor.eat('-') {
                    // “IPBES-2/8” is a decision and says no more.
                    kind = kind.or(Some((Kind::Decision, false)));
                }
            } else if let (None, Some(found)) = (kind, cursor.eat_one(KINDS)) {
                kind = Some(found);
            } else if cursor.eat_one(FILLERS).is_none() && !self.meeting(cursor) {
                match kind {
                    Some(_) => break,
                    None => self.other_body(cursor)?,
                }
            }
        }
        kind.map_or_else(|| cursor.flaw("no_kind", NO_KIND), Ok)
    }

    /// All that stands after the number, in any order.
    fn tail(&mut self, cursor: &mut Cursor) -> Result<(), Flaw> {
        loop {
            cursor.skip(|c| matches!(c, ' ' | '/' | ',' | '.' | ';' | ':'));
            if cursor.is_done() {
                return Ok(());
            }
            if self.revision(cursor)? || self.document(cursor)? || cursor.eat_one(FILLERS).is_some() {
                continue;
            }
            if let Some(body) = cursor.eat_one(BODIES) {
                self.set_instrument(cursor, body)?;
            } else if let Some(plan) = cursor.eat_one(PLANS) {
                self.plan = Some(plan);
            } else if cursor.eat_words("annex") || cursor.eat_words("annexes") {
                return cursor.flaw("annex", "annexes are not in the register: cite the mandate or a paragraph");
            } else if let Some(found) = places(cursor)? {
                self.add_places(cursor, found)?;
            } else if cursor.peek(0).is_some_and(|c| c.is_ascii_digit()) {
                let message = format!("“{0}” is not understood here: write “para {0}” for a paragraph", cursor.shown());
                return cursor.flaw("not_understood", message);
            } else if !self.meeting(cursor) {
                self.other_body(cursor)?;
            }
        }
    }

    /// “para 8 (a)” in one or two steps: “paragraph 8, sub-paragraph (a)”.
    fn add_places(&mut self, cursor: &Cursor, found: Vec<Place>) -> Result<(), Flaw> {
        match (self.places.as_slice(), found.as_slice()) {
            ([], _) => self.places = found,
            ([Place { number: Some(number), sub: None }], [Place { number: None, sub: Some(sub) }]) => {
                self.places = vec![Place { number: Some(number.clone()), sub: Some(sub.clone()) }];
            }
            _ => return cursor.flaw("paragraph_twice", "another paragraph was cited before this: join them by “and”"),
        }
        Ok(())
    }

    /// `(Rev. COP 13)`, `Rev.COP13`.
    fn revision(&mut self, cursor: &mut Cursor) -> Result<bool, Flaw> {
        let mut ahead = cursor.clone();
        let opened = ahead.eat('(');
        ahead.skip_spaces();
        let run = ahead.take(|c| c.is_ascii_alphabetic());
        if !run.eq_ignore_ascii_case("rev") && !run.eq_ignore_ascii_case("revcop") {
            return Ok(false);
        }
        ahead.skip(|c| matches!(c, ' ' | '.'));
        let mut meeting = ahead.take(|c| c.is_ascii_alphabetic()).to_ascii_uppercase();
        if run.len() > "rev".len() {
            meeting = "COP".to_owned();
        }
        ahead.skip_spaces();
        let session = ahead.take(|c| c.is_ascii_digit());
        ahead.skip_spaces();
        if meeting.is_empty() || session.is_empty() || (opened && !ahead.eat(')')) {
            return ahead.flaw("bad_revision", "a revision is written “(Rev.COP13)”");
        }
        let revision = format!("Rev.{meeting}{}", numbers::without_zeros(&session));
        if self.revision.as_ref().is_some_and(|known| *known != revision) {
            return cursor.flaw("revision_twice", "two revisions are named: cite one");
        }
        self.revision = Some(revision);
        *cursor = ahead;
        Ok(true)
    }

    /// `[UNEP/CMS/COP14/Doc.18.1]`, in brackets of any kind or none, and with only its end.
    fn document(&mut self, cursor: &mut Cursor) -> Result<bool, Flaw> {
        let mut ahead = cursor.clone();
        let square = ahead.eat('[');
        let round = !square && ahead.eat('(');
        ahead.skip_spaces();
        let run = ahead.take(|c| !matches!(c, ' ' | '[' | ']' | '(' | ')' | ',' | ';'));
        let symbol = run.trim_end_matches('.');
        let lower = symbol.to_ascii_lowercase();
        if !lower.starts_with("doc.") && !lower.contains("/doc.") {
            if square {
                return cursor.flaw("bad_document", "a document is written “[UNEP/CMS/COP14/Doc.18.1]”");
            }
            return Ok(false);
        }
        ahead.skip_spaces();
        if (square && !ahead.eat(']')) || (round && !ahead.eat(')')) {
            return ahead.flaw("bad_document", "the bracket around the document is not closed");
        }
        if self.document.as_ref().is_some_and(|known| known != symbol) {
            return cursor.flaw("document_twice", "two documents are named: cite one");
        }
        self.document = Some(symbol.to_owned());
        *cursor = ahead;
        Ok(true)
    }

    /// “COP14”, which says nothing that the number does not say.
    fn meeting(&mut self, cursor: &mut Cursor) -> bool {
        let mut ahead = cursor.clone();
        let run = ahead.take(|c| c.is_ascii_alphanumeric()).to_ascii_lowercase();
        let session = run.strip_prefix("cop").or_else(|| run.strip_prefix("mop"));
        let is_meeting = session.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if is_meeting {
            *cursor = ahead;
        }
        is_meeting
    }

    /// A body that is in no table here: capitals, as in “AEWA”.
    fn other_body(&mut self, cursor: &mut Cursor) -> Result<(), Flaw> {
        /// The shortest there is: a single letter is a paragraph.
        const LEAST: usize = 2;
        let mut ahead = cursor.clone();
        let run = ahead.take(|c| c.is_ascii_uppercase());
        let ends = ahead.peek(0).is_none_or(|c| !c.is_alphanumeric());
        if run.len() < LEAST || !ends {
            return match cursor.shown().as_str() {
                "" => cursor.flaw("no_kind", NO_KIND),
                shown => cursor.flaw("not_understood", format!("“{shown}” is not understood here. {EXAMPLE}")),
            };
        }
        self.set_instrument(cursor, &run)?;
        *cursor = ahead;
        Ok(())
    }

    fn set_instrument(&mut self, cursor: &Cursor, code: &str) -> Result<(), Flaw> {
        let Ok(code) = code.parse::<InstrumentCode>() else {
            return cursor.flaw("not_understood", format!("“{code}” is no body's code. {EXAMPLE}"));
        };
        match &self.instrument {
            Some(known) if *known != code => {
                cursor.flaw("instrument_twice", format!("two bodies are named, {known} and {code}: cite one"))
            }
            _ => {
                self.instrument = Some(code);
                Ok(())
            }
        }
    }
}

const NO_KIND: &str = "say what it is: Resolution, Decision, Article, Target or Goal, as in “CMS Resolution 12.7”";
const EXAMPLE: &str = "Write it as “CMS Resolution 12.26 (Rev.COP13) para 1 (iii)”";

#[cfg(test)]
mod tests;
