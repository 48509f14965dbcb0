//! Texts that are missing in a language: they fall back to the default one, visibly.

use crate::flaw::Flaw;
use crate::templates::places::{Part, parts};
use crate::templates::{Template, Texts};

/// Most places that one warning names.
const MOST_NAMED: usize = 5;

/// How many texts are missing in each language, and a warning for each language that lacks any.
pub(super) fn missing(template: &Template) -> (Vec<(String, usize)>, Vec<Flaw>) {
    let texts = texts(template);
    let mut counts = Vec::new();
    let mut warnings = Vec::new();
    for (index, language) in template.languages.iter().enumerate() {
        let lacking: Vec<&str> = texts
            .iter()
            .filter(|(_, texts)| !texts.is_empty() && !texts.0.contains_key(language))
            .map(|(at, _)| at.as_str())
            .collect();
        counts.push((language.clone(), lacking.len()));
        if !lacking.is_empty() {
            let named: Vec<&str> = lacking.iter().take(MOST_NAMED).copied().collect();
            let more = lacking.len().saturating_sub(named.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("{} texts are missing in {language}: {}{more}.", lacking.len(), named.join(", "));
            warnings.push(Flaw::new(format!("languages[{index}]"), "untranslated", message));
        }
    }
    (counts, warnings)
}

/// Every text with its place.
fn texts(template: &Template) -> Vec<(String, &Texts)> {
    let mut texts = vec![("title".to_owned(), &template.title)];
    for (name, list) in &template.lists {
        for (index, choice) in list.choices.iter().enumerate() {
            texts.push((format!("lists.{name}.choices[{index}].label"), &choice.label));
        }
    }
    for (at, part) in parts(template) {
        let named = match part {
            Part::Section(section) => vec![("label", &section.label), ("intro", &section.intro)],
            Part::Group(group) => vec![("label", &group.label), ("intro", &group.intro)],
            Part::Note(note) => vec![("label", &note.label)],
            Part::Question(question) | Part::Column(_, question) => {
                vec![
                    ("label", &question.label),
                    ("hint", &question.hint),
                    ("guidance", &question.guidance),
                    ("constraint_message", &question.constraint_message),
                ]
            }
        };
        texts.extend(named.into_iter().map(|(key, words)| (format!("{at}.{key}"), words)));
    }
    for (index, rule) in template.rules.iter().enumerate() {
        texts.push((format!("rules[{index}].message"), &rule.message));
    }
    texts
}
