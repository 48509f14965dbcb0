//! Small things that are easier held than remembered.

use super::source::{self, Source, none};
use super::tokens::{starts, tokens, without_tests};

/// Calls and macros that end the program or were meant to go away, outside tests. Clippy knows them too; this holds
/// where clippy is not installed.
const ABRUPT: &[&[&str]] = &[
    &[".", "unwrap", "(", ")"],
    &[".", "unwrap_err", "(", ")"],
    // Only with a message: a parser may have an `expect(token)` of its own.
    &[".", "expect", "(", "\"\""],
    &["todo", "!"],
    &["unimplemented", "!"],
    &["dbg", "!"],
    &["panic", "!"],
];

/// Words of unfinished work, written apart so that this file does not find itself.
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("for", " now")];

/// Beginnings of paths that exist on one machine alone.
const MACHINES: &[&str] =
    &[concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/"), concat!("/wo", "rk/")];

/// Names for what nobody could name.
const NAMELESS: &[&str] = &["utils", "util", "helpers", "helper", "manager", "service", "misc", "common"];

/// A room's tests in a file of their own, brought in under `#[cfg(test)]`.
fn is_test(source: &Source) -> bool {
    source.path.ends_with("/tests.rs") || source.path.ends_with("_tests.rs")
}

fn abrupt(source: &Source) -> Vec<String> {
    if is_test(source) {
        return Vec::new();
    }
    let kept = without_tests(&tokens(&source.text));
    (0..kept.len())
        .filter_map(|at| {
            let call = ABRUPT.iter().find(|words| starts(&kept, at, words))?;
            Some(format!("{}:{}: {} outside a test", source.path, kept[at].line, call.concat()))
        })
        .collect()
}

fn unfinished(source: &Source) -> Vec<String> {
    let words = UNFINISHED.iter().chain(MACHINES);
    let mut found = Vec::new();
    for word in words {
        for (number, line) in source.text.lines().enumerate() {
            if line.contains(word) {
                found.push(format!("{}:{}: holds {word:?}", source.path, number + 1));
            }
        }
    }
    found
}

/// A file opens with a sentence that says what it is for, below its attributes alone.
fn unexplained(source: &Source) -> Vec<String> {
    let opening = source.text.lines().find(|line| line.starts_with("//!")).unwrap_or_default();
    let before = source.text.lines().take_while(|line| !line.starts_with("//!"));
    let only_attributes = before.into_iter().all(|line| !line.starts_with("use ") && !line.starts_with("fn "));
    let sentence = opening.trim_start_matches("//!").trim();
    if is_test(source) || only_attributes && sentence.split_whitespace().count() >= 2 {
        Vec::new()
    } else {
        vec![format!("{}: begins with no sentence that says what it is for (//! ...)", source.path)]
    }
}

fn nameless(source: &Source) -> Vec<String> {
    let named = source.path.split(['/', '.']).any(|word| NAMELESS.contains(&word));
    if named { vec![format!("{}: a name that says nothing", source.path)] } else { Vec::new() }
}

#[test]
fn nothing_ends_abruptly() {
    none(source::rust("src").iter().flat_map(abrupt).collect());
}

#[test]
fn nothing_is_left_for_later_and_no_machine_is_named() {
    let mut all: Vec<Source> = source::rust("src");
    all.extend(source::rust("tests"));
    for path in [
        "Cargo.toml",
        "README.md",
        "deny.toml",
        "diesel.toml",
        ".clippy.toml",
        "tests/run",
        "tests/postgres",
        "tests/pyxform",
        ".ci/run",
    ] {
        all.push(source::file(path));
    }
    none(all.iter().flat_map(unfinished).collect());
}

#[test]
fn every_file_says_what_it_is_for() {
    let both = source::rust("src").into_iter().chain(source::rust("tests"));
    none(both.collect::<Vec<_>>().iter().flat_map(unexplained).collect());
}

#[test]
fn every_file_has_a_name() {
    none(source::rust("src").iter().flat_map(nameless).collect());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    fn check(judge: fn(&Source) -> Vec<String>, text: &str, expect: usize) {
        let found = judge(&source("src/a.rs", text));
        assert_eq!(found.len(), expect, "{text}: {found:?}");
    }

    #[test]
    fn an_abrupt_end_is_found() {
        check(abrupt, "fn f() { x.unwrap(); y.expect(\"z\"); todo!(); panic!(\"\") }", 4);
        check(abrupt, "fn f() { x.unwrap_or_default(); self.expect(Token::End) } // x.unwrap()", 0);
        check(abrupt, "#[cfg(test)] mod tests { fn f() { x.unwrap() } }", 0);
    }

    #[test]
    fn unfinished_work_and_machines_are_found() {
        for word in UNFINISHED.iter().chain(MACHINES) {
            check(unfinished, &format!("// a {word} b"), 1);
        }
        check(unfinished, "// done", 0);
    }

    #[test]
    fn a_silent_file_is_found() {
        check(unexplained, "use std::fs;\n", 1);
        check(unexplained, "//! Short\n", 1);
        check(unexplained, "use std::fs;\n//! Not where it belongs.\n", 1);
        check(unexplained, "#![allow(x)]\n//! What this is for.\nuse std::fs;\n", 0);
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        assert_eq!(nameless(&source("src/utils/mod.rs", "")).len(), 1);
        assert_eq!(nameless(&source("src/reports/submit.rs", "")).len(), 0);
    }
}
