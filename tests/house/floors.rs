//! The floors: a file imports only what stands earlier in [`FLOORS`]. This list is the map; prose only points to it.

use super::source::{self, Source, none};
use super::tokens::{Token, starts, tokens};

/// From the ground up. What stands together in a line is ordered too.
#[rustfmt::skip]
const FLOORS: &[&str] = &[
    // ground
    "ids", "clock", "fault", "digest", "flaw", "canonical", "json",
    // machinery
    "db", "audit", "config", "mail", "files", "sheets", "words",
    // rooms
    "access", "parties", "mandates", "accounts", "templates", "cycles", "reports", "reminders", "summaries",
    // doors
    "web", "commands",
    // roof
    "lib", "main",
];

/// Whether a file may name a library.
type MayName = fn(&str) -> bool;

/// Where each of these libraries may be named, and nowhere else.
const CONFINED: &[(&str, MayName)] = &[
    ("diesel", |path| path.starts_with("src/db/") || is_store(path)),
    ("diesel_migrations", |path| path.starts_with("src/db/")),
    ("actix_web", |path| {
        path.starts_with("src/web/") || path.starts_with("src/commands/") || path == "src/commands.rs"
    }),
    ("lettre", |path| path.starts_with("src/mail/")),
    ("askama", |path| path.starts_with("src/web/")),
    ("clap", |path| path.starts_with("src/commands/") || path == "src/commands.rs" || path == "src/main.rs"),
];

/// What a rule file may not name: it takes values and returns values. A file of a room is a rule file when it is
/// neither `store.rs` nor handed a connection.
const NOT_IN_RULES: &[&str] = &["Clock", "tracing", "actix_web", "TcpStream", "thread", "getrandom", "Db"];

/// The rooms: where rule files live.
const ROOMS: &[&str] =
    &["access", "parties", "mandates", "accounts", "templates", "cycles", "reports", "reminders", "summaries"];

/// A room's SQL: `store.rs`, and where one file would be too long, `submission_store.rs` beside it.
fn is_store(path: &str) -> bool {
    path.ends_with("/store.rs") || path.ends_with("_store.rs")
}

/// The part of the house that a file belongs to: its folder under `src/`, or its own name there.
fn part(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

fn floor(part: &str) -> Option<usize> {
    FLOORS.iter().position(|name| *name == part)
}

/// How many modules a file is below the crate: `src/db/conn.rs` is two, `src/db/mod.rs` one.
fn depth(path: &str) -> usize {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside.split('/').filter(|name| !matches!(*name, "mod.rs" | "lib.rs" | "main.rs")).count()
}

/// The parts of the house that a file names, with the line of each.
fn named(path: &str, tokens: &[Token]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut inline: Vec<usize> = Vec::new();
    let mut braces = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" => {
                braces += 1;
                if at >= 2 && tokens[at - 2].text == "mod" {
                    inline.push(braces);
                }
            }
            "}" => {
                inline.retain(|opened| *opened != braces);
                braces -= 1;
            }
            "crate" | "godwit" if starts(tokens, at + 1, &["::"]) => entries(tokens, at + 2, &mut found),
            "super" if at == 0 || tokens[at - 1].text != "::" => {
                let climbed = (0..).take_while(|n| starts(tokens, at + 2 * n, &["super", "::"])).count();
                // Up to the crate itself: what follows is a part of the house.
                if climbed == depth(path) + inline.len() {
                    entries(tokens, at + 2 * climbed, &mut found);
                }
            }
            _ => {}
        }
    }
    found
}

/// The name at `at`, or the first name of each entry of the group there.
fn entries(tokens: &[Token], at: usize, found: &mut Vec<(String, usize)>) {
    let Some(first) = tokens.get(at) else { return };
    if first.text != "{" {
        found.push((first.text.clone(), first.line));
        return;
    }
    let mut depth = 0;
    let mut fresh = false;
    for token in &tokens[at..] {
        match token.text.as_str() {
            "{" => {
                depth += 1;
                fresh = depth == 1;
            }
            "}" => depth -= 1,
            "," if depth == 1 => fresh = true,
            _ if fresh => {
                found.push((token.text.clone(), token.line));
                fresh = false;
            }
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// References to a part that stands later, or that the map does not know.
fn forward_references(source: &Source) -> Vec<String> {
    let own = part(&source.path);
    let Some(height) = floor(own) else {
        return vec![format!("{}: {own} stands nowhere in FLOORS", source.path)];
    };
    // Macros at the crate's root, `crate::name!`, and the crate's own name in main.rs are no part of the map.
    named(&source.path, &tokens(&source.text))
        .into_iter()
        .filter_map(|(name, line)| match floor(&name) {
            Some(other) if other > height => {
                Some(format!("{}:{line}: {own} names {name}, which stands later", source.path))
            }
            _ => None,
        })
        .collect()
}

/// Libraries named outside their place.
fn strays(source: &Source) -> Vec<String> {
    let found = tokens(&source.text);
    CONFINED
        .iter()
        .filter(|(_, may)| !may(&source.path))
        .filter_map(|(library, _)| {
            let token = found.iter().find(|token| token.text == *library)?;
            Some(format!("{}:{}: {library} may not be named here", source.path, token.line))
        })
        .collect()
}

/// What a rule file names though it may not.
fn acting_rules(source: &Source) -> Vec<String> {
    let words = super::tokens::without_tests(&tokens(&source.text));
    let acts = words.iter().any(|token| token.text == "Conn");
    if !ROOMS.contains(&part(&source.path)) || is_store(&source.path) || acts {
        return Vec::new();
    }
    let stray = words.iter().filter(|token| NOT_IN_RULES.contains(&token.text.as_str()));
    stray.map(|token| format!("{}:{}: a rule file names {}", source.path, token.line, token.text)).collect()
}

#[test]
fn every_file_imports_only_from_below() {
    none(source::rust("src").iter().flat_map(forward_references).collect());
}

#[test]
fn libraries_are_named_in_their_place_alone() {
    none(source::rust("src").iter().flat_map(strays).collect());
}

#[test]
fn rule_files_take_values_and_return_values() {
    none(source::rust("src").iter().flat_map(acting_rules).collect());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    fn check(path: &str, text: &str, expect: usize) {
        let found = forward_references(&source(path, text));
        assert_eq!(found.len(), expect, "{path}: {text}: {found:?}");
    }

    #[test]
    fn a_forward_reference_is_found_however_it_is_written() {
        check("src/reports/save.rs", "use crate::db::Conn; use crate::access::{permit, Place};", 0);
        check("src/reports/save.rs", "use crate::reports::store; use super::store;", 0);
        check("src/reports/save.rs", "use crate::summaries;", 1);
        check("src/reports/save.rs", "use crate::{db::{self, Conn}, web::failure, clock, commands};", 2);
        check("src/reports/save.rs", "fn f() { crate::summaries::table::tabulate() }", 1);
        check("src/reports/save.rs", "use super::super::summaries;", 1);
        check("src/reports/save.rs", "mod tests { use super::super::store; }", 0);
        check("src/reports/save.rs", "mod tests { use super::super::super::web::routes; }", 1);
        check("src/clock.rs", "use super::fault::Fault;", 1);
        check("src/clock.rs", "mod tests { use super::*; }", 0);
        check("src/reports/save.rs", "// crate::web\nfn f() { \"crate::web\"; }", 0);
        check("src/main.rs", "fn main() { godwit::commands::run() }", 0);
        check("src/helpers/mod.rs", "", 1);
    }

    #[test]
    fn a_stray_library_is_found() {
        assert_eq!(strays(&source("src/reports/save.rs", "use diesel::prelude::*;")).len(), 1);
        assert_eq!(strays(&source("src/reports/store.rs", "use diesel::prelude::*;")).len(), 0);
        assert_eq!(strays(&source("src/reports/store.rs", "fn f(r: actix_web::HttpRequest) {}")).len(), 1);
        assert_eq!(strays(&source("src/web/api/reports.rs", "use actix_web::web;")).len(), 0);
    }

    #[test]
    fn a_rule_that_acts_is_found() {
        let clock = "pub fn late(clock: &Clock) -> bool { clock.now() > DUE }";
        assert_eq!(acting_rules(&source("src/reports/lateness.rs", clock)).len(), 1);
        assert_eq!(acting_rules(&source("src/web/identity.rs", clock)).len(), 0);
        let tested =
            "pub fn late(now: Moment) -> bool { now > DUE } #[cfg(test)] mod tests { use crate::clock::Clock; }";
        assert_eq!(acting_rules(&source("src/reports/lateness.rs", tested)).len(), 0);
        let verb = "pub fn submit(tx: &mut Conn) { tracing::info!(\"\") }";
        assert_eq!(acting_rules(&source("src/reports/submit.rs", verb)).len(), 0);
    }
}
