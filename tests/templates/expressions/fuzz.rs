//! Seeded noise: expressions cut, doubled and glued, for as many seconds as `GODWIT_FUZZ_SECONDS` says (5 by default).
//!
//! `GODWIT_FUZZ_SEED` chooses another stream. A failure prints the text that caused it.

use std::time::{Duration, Instant};

use godwit::templates::expression::{MAX_BYTES, Type, read};

use super::assert_inside;
use super::generate::Source;
use super::scene::Scene;
use crate::noise::{self, Noise};

/// What expressions are made of, right and wrong.
pub const WORDS: &[&str] = &[
    "${area}",
    "${name}",
    "${party}",
    "${means}",
    "${since}",
    "${agree}",
    "${t.km2}",
    "${t.party}",
    "${zebra}",
    "region",
    ".",
    "'yes'",
    "\"law\"",
    "''",
    "'",
    "\"",
    "1",
    "2.5",
    ".5",
    "99999999999999999999999999999",
    "(",
    ")",
    ",",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    " and ",
    " or ",
    " div ",
    " mod ",
    " ",
    "\n",
    "not(",
    "if(",
    "selected(",
    "count-selected(",
    "int(",
    "number(",
    "round(",
    "string-length(",
    "coalesce(",
    "concat(",
    "contains(",
    "regex(",
    "today()",
    "date('2025-03')",
    "sum(",
    "count(",
    "min(",
    "max(",
    "once(",
    "true()",
    "false()",
    "‘",
    "”",
    "${",
    "}",
    "$",
    "==",
    "!",
    "&&",
    "/",
    "[",
    "é",
    "\u{1F426}",
    "\u{0}",
    "\u{301}",
    "'(a+)+$'",
    "'[', ",
    "date(",
    "AND",
    "sqrt(",
];

const CORPUS: &[&str] = &[
    "${party} = 'yes'",
    "selected(${means}, 'yes') and not(selected(${means}, 'na'))",
    "${area} >= sum(${t.km2}) or ${area} = ''",
    ".>=0 and .<=100",
    "if(${agree}, concat(${name}, ' ', ${since}), '')",
    "round(${area} div (${sites} + 1), 2) mod 3 - -1 * 2.5",
    "string-length(.) < 10 and regex(${name}, '[A-Z]{3}(-[0-9]+)?')",
    "${since} <= today() and ${since} > date('2020-01-01')",
    "count-selected(${means}) <= 3",
    "region = ${name}",
    "coalesce(once(int(number('12.5'))), max(${t.km2}, 0), min(${t.km2}))",
    "count(${t.site}) = count-non-empty(${t.site}) and contains(${name}, \"'\")",
    "((((((((((1))))))))))",
    "not(not(not(not(true() = false()))))",
];

impl Noise {
    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn changed(&mut self, text: &str) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(4) {
            let (a, b) = (self.below(letters.len() + 1), self.below(letters.len() + 1));
            let (from, to) = (a.min(b), a.max(b));
            let span: Vec<char> = letters[from..to].to_vec();
            let put: Vec<char> = match self.below(7) {
                0 => Vec::new(),
                1 => self.of(WORDS).chars().collect(),
                2 => span.repeat(2 + self.below(3)),
                3 => self.of(CORPUS).chars().collect(),
                4 => char::from_u32(u32::try_from(self.below(0x11_0000)).unwrap()).into_iter().collect(),
                5 => span.iter().rev().copied().collect(),
                _ if self.below(50) == 0 => span.repeat(2_000),
                _ => self.of(WORDS).chars().chain(span).collect(),
            };
            // Mostly a small change.
            let to = if self.below(3) == 0 { to } else { from };
            letters.splice(from..to, put);
            letters.truncate(2 * MAX_BYTES);
        }
        letters.into_iter().collect()
    }
}

/// Prints the text when what is done with it panics.
struct Told<'a>(&'a str);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the text: {:?}", self.0);
        }
    }
}

/// One text, all the way.
fn one(text: &str, scene: &Scene, expected: Option<Type>) -> bool {
    let told = Told(text);
    let start = Instant::now();
    let read = read(told.0, scene, expected);
    if let Err(errors) = &read {
        assert_inside(text, errors);
    }
    if let Ok(expression) = &read {
        let again = expression.evaluate(scene);
        assert_eq!(expression.evaluate(scene), again);
        assert_eq!(expression.holds(scene), again.holds());
    }
    // A hundred times what the longest takes unoptimised, and far from a hang.
    assert!(start.elapsed() < Duration::from_secs(10), "it took {:?}", start.elapsed());
    read.is_ok()
}

#[test]
fn noise_is_read_or_refused_and_never_more() {
    let (seconds, mut noise) = (noise::seconds(), Noise::seeded(0x676f_6477_6974));
    let seed = noise.state();
    let bytes: Vec<u8> = (0..80).map(|_| u8::try_from(noise.below(256)).unwrap()).collect();
    let scene = Scene::drawn(&mut Source::new(&bytes));
    for text in CORPUS {
        assert!(read(text, &scene, None).is_ok() || text.starts_with("string-length(.)"), "{text}");
    }
    let mut texts: Vec<String> = CORPUS.iter().map(|text| (*text).to_owned()).collect();
    let (mut tried, mut read) = (0_u64, 0_u64);
    let end = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < end {
        let from = noise.below(texts.len());
        let text = noise.changed(&texts[from]);
        let expected = [None, Some(Type::Boolean), Some(Type::Number), Some(Type::Text)][noise.below(4)];
        tried += 1;
        if one(&text, &scene, expected) {
            read += 1;
            // What still has a sense is worth changing further; the corpus itself stays.
            if texts.len() < 5_000 { texts.push(text) } else { texts[CORPUS.len() + from % 4_000] = text }
        }
    }
    eprintln!("seed {seed}: {tried} texts, {read} of them read");
    assert!(seconds == 0 || read > 0, "nothing that was tried could be read: the noise is too loud");
}
