//! What the house itself says to people, in their languages. Texts of templates are not here: they come with the template.
//!
//! A language is one plain file that a translator can edit (the form is described at the top of `en.txt`). Adding one is
//! adding its file and a line to [`LANGUAGES`]; what it does not say yet is said in English.

mod catalogue;
mod dates;
mod plural;

use std::sync::LazyLock;

use catalogue::Catalogue;
pub use dates::{day, moment};

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
}

/// The language of last resort, and the one all others are held against.
pub const FALLBACK: &str = "en";

/// Every language, the fallback first.
pub const LANGUAGES: [Language; 3] = [
    Language { code: FALLBACK, name: "English", file: include_str!("en.txt"), plural: plural::one_or_other },
    Language { code: "fr", name: "Français", file: include_str!("fr.txt"), plural: plural::french },
    Language { code: "es", name: "Español", file: include_str!("es.txt"), plural: plural::one_or_other },
];

static CATALOGUES: LazyLock<Vec<Catalogue>> =
    LazyLock::new(|| LANGUAGES.iter().map(|language| catalogue::read(language.file)).collect());

/// The text under `key` in a language, with each `{place}` filled by its value. A value is never read for places itself.
///
/// A text the language lacks is said in English; a key nobody knows is its own text, which a test of the house finds.
pub fn text(language: &str, key: &str, values: &[(&str, &str)]) -> String {
    catalogue::fill(raw(language, key).unwrap_or(key), values)
}

/// The form of `key` that goes with `number`: `key.one`, `key.other` or what else the language has. `{n}` is the number.
pub fn counted(language: &str, key: &str, number: u64, values: &[(&str, &str)]) -> String {
    let form = LANGUAGES.get(position(language)).map_or("other", |spoken| (spoken.plural)(number));
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
