//! The catalogue against itself, and against the program that speaks from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

/// Texts that stand ready for letters of rooms that do not write them yet.
const AWAITED: [&str; 1] = ["gap."];

#[test]
fn a_language_says_what_english_says_and_fills_the_same_places() {
    let english = catalogue::read(LANGUAGES[0].file);
    for language in &LANGUAGES[1..] {
        let own = catalogue::read(language.file);
        let unknown: Vec<_> = own.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(unknown.is_empty(), "{} has keys that English lacks: {unknown:?}", language.code);
        let missing: Vec<_> = english.keys().filter(|key| !own.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", language.code);
        for (key, text) in &own {
            assert_eq!(places(text), places(&english[key]), "{} at {key}", language.code);
        }
    }
}

#[test]
fn every_line_of_a_file_is_read_and_no_key_stands_twice() {
    for language in &LANGUAGES {
        let mut seen = BTreeSet::new();
        for (number, line) in language.file.lines().enumerate() {
            if line.starts_with('#') || line.starts_with("    ") || line.is_empty() {
                continue;
            }
            let key = line.split_once('=').map(|(key, _)| key.trim().to_owned());
            let key = key.unwrap_or_else(|| panic!("{} line {}: no key = text", language.code, number + 1));
            assert!(seen.insert(key.clone()), "{} says {key} twice", language.code);
        }
        let empty: Vec<_> =
            catalogue::read(language.file).into_iter().filter(|(_, t)| t.is_empty()).map(|(k, _)| k).collect();
        assert!(empty.is_empty(), "{} says nothing at {empty:?}", language.code);
    }
}

#[test]
fn no_key_is_missing_or_unused() {
    let english = catalogue::read(LANGUAGES[0].file);
    let sources = sources();
    let mut missing = Vec::new();
    for (file, source) in &sources {
        for (call, forms) in [
            ("words::text(", &[""][..]),
            ("words::counted(", &[".other"]),
            ("words::letter(", &[".subject", ".body"]),
            ("frame.say(", &[""]),
            ("frame.count(", &[".other"]),
            ("say(\"", &[""]),
            ("count(\"", &[".other"]),
        ] {
            // The script of the form says its words without what stands before all of them.
            let of_script = call.ends_with('"');
            if of_script != file.ends_with(".js") {
                continue;
            }
            let literal = |rest: &str| rest.split_once('"').map(|(key, _)| format!("script.{key}"));
            for key in source
                .split(call)
                .skip(1)
                .filter_map(|rest| if of_script { literal(rest) } else { first_literal(rest) })
            {
                let wanted = forms.iter().map(|form| format!("{key}{form}"));
                missing.extend(
                    wanted.filter(|key| !english.contains_key(key.as_str())).map(|key| format!("{key} in {file}")),
                );
            }
        }
    }
    assert!(missing.is_empty(), "keys that no file has: {missing:?}");
    let literal = |text: &str| sources.values().any(|source| source.contains(&format!("\"{text}")));
    let unused: Vec<_> = english
        .keys()
        .filter(|key| !AWAITED.iter().any(|awaited| key.starts_with(awaited)))
        .filter(|key| {
            // A family whose last part is computed (a month, a plural form) is named by what comes before it.
            let key = key.strip_prefix("script.").unwrap_or(key);
            let family = key.rsplit_once('.').map(|(family, _)| family).unwrap_or(key);
            !literal(&format!("{key}\"")) && !literal(&format!("{family}\"")) && !literal(&format!("{family}.{{"))
        })
        .collect();
    assert!(unused.is_empty(), "keys that nobody says: {unused:?}");
}

#[test]
fn what_a_language_lacks_is_said_in_english() {
    assert_eq!(text("xx", "month.1", &[]), "January");
    assert_eq!(text("fr-CA", "month.1", &[]), "janvier");
    assert_eq!(text("fr", "no.such.key", &[]), "no.such.key");
    assert_eq!(counted("fr", "reminder.days", 0, &[]), counted("fr", "reminder.days", 1, &[]).replace('1', "0"));
    assert_ne!(counted("en", "reminder.days", 0, &[]), counted("en", "reminder.days", 1, &[]).replace('1', "0"));
}

fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(place, _)| place).collect()
}

/// The first string literal before the call's closing semicolon, when it is whole: no format, no concatenation.
fn first_literal(after_call: &str) -> Option<String> {
    let arguments = after_call.split(';').next()?;
    let (before, literal) = arguments.split_once('"')?;
    if before.contains("format!(") || before.contains('[') || before.contains("//") {
        return None;
    }
    literal.split_once('"').map(|(key, _)| key.to_owned())
}

/// Every source file but this room's tests, by path.
fn sources() -> BTreeMap<String, String> {
    fn walk(directory: &Path, found: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.display().to_string();
            if path.is_dir() {
                walk(&path, found);
            } else if (name.ends_with(".rs") || name.ends_with(".html") || name.ends_with(".js"))
                && !name.ends_with("words/tests.rs")
            {
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}
