//! What the house itself says to people, in their languages. Texts of templates are not here: they come with the template.
//!
//! A language is one plain file that a translator can edit (the form is described at the top of `en.txt`). Adding one is
//! adding its file and a line to [`LANGUAGES`]; what it does not say yet is said in English.

mod catalogue;
mod dates;
mod isolate;
mod plural;

use std::sync::LazyLock;

use catalogue::Catalogue;
pub use dates::{day, moment, month};

/// A language the house speaks.
pub struct Language {
    /// Its code, as accounts store it: `en`.
    pub code: &'static str,
    /// Its own name for itself.
    pub name: &'static str,
    /// The file of its texts.
    file: &'static str,
    /// Which form of a text goes with a number.
    plural: fn(u64) -> &'static str,
    /// Which way it is written.
    direction: Direction,
}

/// Which way a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// As HTML says it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// The language of last resort, and the one all others are held against.
pub const FALLBACK: &str = "en";

/// Every language, the fallback first.
pub const LANGUAGES: [Language; 5] = [
    ltr(FALLBACK, "English", include_str!("en.txt"), plural::one_or_other),
    ltr("fr", "Français", include_str!("fr.txt"), plural::french),
    ltr("es", "Español", include_str!("es.txt"), plural::one_or_other),
    Language { direction: Direction::Rtl, ..ltr("ar", "العربية", include_str!("ar.txt"), plural::arabic) },
    ltr("ru", "Русский", include_str!("ru.txt"), plural::russian),
];

/// A language that is written from left to right.
const fn ltr(code: &'static str, name: &'static str, file: &'static str, plural: fn(u64) -> &'static str) -> Language {
    Language { code, name, file, plural, direction: Direction::Ltr }
}

static CATALOGUES: LazyLock<Vec<Catalogue>> =
    LazyLock::new(|| LANGUAGES.iter().map(|language| catalogue::read(language.file)).collect());

/// The text under `key` in a language, with each `{place}` filled by its value. A value is never read for places itself.
///
/// A text the language lacks is said in English; a key nobody knows is its own text, which a test of the house finds.
pub fn text(language: &str, key: &str, values: &[(&str, &str)]) -> String {
    let raw = raw(language, key).unwrap_or(key);
    match direction(language) {
        Direction::Ltr => catalogue::fill(raw, values),
        Direction::Rtl => {
            let apart: Vec<String> = values.iter().map(|(_, value)| isolate::in_rtl(value)).collect();
            let values: Vec<(&str, &str)> =
                values.iter().zip(&apart).map(|((at, _), value)| (*at, value.as_str())).collect();
            catalogue::fill(raw, &values)
        }
    }
}

/// The form of `key` that goes with `number`: `key.one`, `key.other` or what else the language has. `{n}` is the number.
pub fn counted(language: &str, key: &str, number: u64, values: &[(&str, &str)]) -> String {
    let form = spoken(language).map_or("other", |spoken| (spoken.plural)(number));
    let said = number.to_string();
    let mut places = vec![("n", said.as_str())];
    places.extend_from_slice(values);
    text(language, &format!("{key}.{form}"), &places)
}

/// Subject and body of a letter: the texts `key.subject` and `key.body`, and below the body the signature of the house.
/// The signature has places of its own: `instrument`, and `base`, the address of the site.
pub fn letter(language: &str, key: &str, values: &[(&str, &str)]) -> (String, String) {
    let subject = text(language, &format!("{key}.subject"), values);
    let body = text(language, &format!("{key}.body"), values);
    // Two hyphens and a space on a line of their own: mail programs know what follows for a signature.
    (subject, format!("{body}\n\n-- \n{}\n", text(language, "letter.signature", values)))
}

/// Whether letters and pages can be had in this language.
pub fn speaks(language: &str) -> bool {
    LANGUAGES.iter().any(|spoken| spoken.code == language)
}

/// Which way a language is written; one that is not spoken here is shown in English.
pub fn direction(language: &str) -> Direction {
    spoken(language).map_or(Direction::Ltr, |spoken| spoken.direction)
}

fn spoken(language: &str) -> Option<&'static Language> {
    LANGUAGES.get(position(language))
}

/// The house's own code of a language, whatever region stands behind it; none where the house does not speak it.
pub fn known(language: &str) -> Option<&'static str> {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES.iter().map(|spoken| spoken.code).find(|code| code.eq_ignore_ascii_case(primary))
}

/// Whether a text is in the catalogue.
pub fn has(key: &str) -> bool {
    CATALOGUES.first().is_some_and(|catalogue| catalogue.contains_key(key))
}

/// The raw text, of the language or of the fallback.
fn raw(language: &str, key: &str) -> Option<&'static str> {
    let own = CATALOGUES.get(position(language)).and_then(|catalogue| catalogue.get(key));
    own.or_else(|| CATALOGUES.first().and_then(|catalogue| catalogue.get(key))).map(String::as_str)
}

/// Every text whose key begins with `family`, by what is left of the key; what the language lacks in English.
pub fn family(language: &str, family: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = CATALOGUES.get(position(language)).into_iter().flatten();
    // The language's own forms of plurals come on top of those of English.
    let all = CATALOGUES.first().into_iter().flatten().chain(own);
    all.filter_map(move |(key, text)| Some((key.strip_prefix(family)?, text.as_str())))
}

/// Where a language stands in the table: `fr-CA` reads French, and what is not spoken reads English.
pub fn position(language: &str) -> usize {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES.iter().position(|spoken| spoken.code.eq_ignore_ascii_case(primary)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
