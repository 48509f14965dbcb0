//! The catalogue against itself, and against the program that speaks from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

/// Texts that stand ready for letters of rooms that do not write them yet.
const AWAITED: [&str; 1] = ["gap."];

#[test]
fn a_language_says_what_english_says_and_fills_the_same_places() {
    let english = catalogue::read(LANGUAGES[0].file);
    for language in &LANGUAGES {
        let own = catalogue::read(language.file);
        let wanted = wanted(&english, language);
        let unknown: Vec<_> = own.keys().filter(|key| !wanted.contains_key(**key)).collect();
        assert!(unknown.is_empty(), "{} has keys that it does not need: {unknown:?}", language.code);
        let missing: Vec<_> = wanted.keys().filter(|key| !own.contains_key(key.as_str())).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", language.code);
        for (key, text) in &own {
            let (mut here, mut there) = (places(text), places(&english[wanted[*key].as_str()]));
            if goes_with_one_number(language, key, &english) {
                here.remove("n");
                there.remove("n");
            }
            assert_eq!(here, there, "{} at {key}", language.code);
        }
    }
}

#[test]
fn a_form_for_one_number_may_leave_it_out_and_no_other() {
    let english = catalogue::read(LANGUAGES[0].file);
    let may = |code: &str, key: &str| {
        let language = LANGUAGES.iter().find(|language| language.code == code).unwrap();
        goes_with_one_number(language, key, &english)
    };
    assert!(may("ar", "page.days_left.two") && may("en", "page.days_left.one"));
    assert!(!may("ru", "page.days_left.one") && !may("fr", "page.days_left.one") && !may("ar", "page.days_left.few"));
    assert!(!may("ar", "page.qualifier.exact"));
}

/// Every key that a language needs, with the English one it translates: a text that is counted has one for each form.
fn wanted(english: &Catalogue, language: &Language) -> BTreeMap<String, String> {
    let forms: BTreeSet<&str> = SOME_NUMBERS.map(language.plural).collect();
    let mut wanted = BTreeMap::new();
    for key in english.keys() {
        match family(english, key) {
            Some(family) => {
                wanted.extend(forms.iter().map(|form| (format!("{family}.{form}"), format!("{family}.other"))))
            }
            None => {
                wanted.insert((*key).to_owned(), (*key).to_owned());
            }
        }
    }
    wanted
}

/// Enough numbers to meet every form of every language.
const SOME_NUMBERS: std::ops::Range<u64> = 0..1000;

/// What comes before the form in the key of a text that is counted: English has one and other.
fn family<'a>(english: &Catalogue, key: &'a str) -> Option<&'a str> {
    let (family, _) = key.rsplit_once('.')?;
    let has = |form: &str| english.contains_key(format!("{family}.{form}").as_str());
    (has("one") && has("other")).then_some(family)
}

/// Whether this is the form of a single number, which it may then say in words.
fn goes_with_one_number(language: &Language, key: &str, english: &Catalogue) -> bool {
    let form = key.rsplit_once('.').map_or("", |(_, form)| form);
    family(english, key).is_some() && SOME_NUMBERS.filter(|number| (language.plural)(*number) == form).count() == 1
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
            !literal(&format!("{key}\""))
                && !literal(&format!("{family}\""))
                && !literal(&format!("{family}.{{"))
                && !sources.values().any(|source| source.contains(&format!("`{family}.${{")))
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

#[test]
fn a_value_of_another_direction_is_set_apart() {
    assert_eq!(text("ar", "page.row_of", &[("place", "3"), ("count", "12")]), "3 من 12");
    let said = text("ar", "page.saved_at", &[("at", "14:02"), ("by", "Wanjiru")]);
    assert_eq!(said, "آخر حفظ: \u{2068}14:02\u{2069}، \u{2068}Wanjiru\u{2069}");
    assert_eq!(text("ru", "page.saved_at", &[("at", "14:02"), ("by", "W")]), "Последнее сохранение: 14:02, W");
    assert_eq!((direction("ar"), direction("ru"), direction("xx")), (Direction::Rtl, Direction::Ltr, Direction::Ltr));
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
