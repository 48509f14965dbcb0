//! What the house is made of: the bans, minimum versions and licences of `deny.toml`, held with nothing but cargo.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{self, none};

/// One line of `[bans] deny`.
#[derive(Debug, PartialEq)]
struct Ban {
    name: String,
    /// Banned below this version alone; every version where there is none.
    below: Option<String>,
    reason: String,
}

/// The text between `key = "` and the next quote.
fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!("{key} = \""))?;
    Some(rest.split_once('"')?.0)
}

fn bans(text: &str) -> Vec<Ban> {
    text.lines()
        .filter_map(|line| {
            let spec = quoted(line, "crate")?;
            let reason = quoted(line, "reason").unwrap_or_default().to_owned();
            let (name, below) = match spec.split_once("@<") {
                Some((name, version)) => (name, Some(version.to_owned())),
                None => (spec, None),
            };
            Some(Ban { name: name.to_owned(), below, reason })
        })
        .collect()
}

fn allowed_licences(text: &str) -> BTreeSet<String> {
    let list = text.split_once("[licenses]").and_then(|(_, rest)| rest.split_once(']')).unwrap_or_default().0;
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Name and version of every package in a `Cargo.lock`.
fn locked(text: &str) -> Vec<(String, String)> {
    text.split("[[package]]")
        .filter_map(|part| Some((quoted(part, "name")?.to_owned(), quoted(part, "version")?.to_owned())))
        .collect()
}

/// A version's three numbers, for comparing.
fn numbers(version: &str) -> Vec<u64> {
    version.split(['-', '+']).next().unwrap_or_default().split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn broken_bans(bans: &[Ban], locked: &[(String, String)]) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, version) in locked {
        for ban in bans.iter().filter(|ban| ban.name == *name) {
            if ban.below.as_ref().is_none_or(|below| numbers(version) < numbers(below)) {
                broken.push(format!("{name} {version} is banned: {}", ban.reason));
            }
        }
    }
    broken
}

/// Whether a licence expression can be met with what is allowed: `A OR (B AND C)`, `A/B`.
fn fits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let fits = any(&words, &mut at, allowed);
    fits && at == words.len()
}

fn any(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut fits = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        fits |= all(words, at, allowed);
    }
    fits
}

fn all(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut fits = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        fits &= one(words, at, allowed);
    }
    fits
}

fn one(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word == "(" {
        let fits = any(words, at, allowed);
        *at += 1;
        return fits;
    }
    // An exception only ever allows more than the licence it stands behind.
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    allowed.contains(word)
}

/// Name and licence of every package that this machine's build holds.
fn licences() -> BTreeMap<String, String> {
    let cargo = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(source::root())
            .output()
            .expect("cargo runs: it built this test");
        assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let rustc = std::process::Command::new("rustc").arg("-vV").output().expect("rustc runs: it built this test");
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned();
    let text = cargo(&["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform", &host]);
    let metadata: serde_json::Value = serde_json::from_str(&text).unwrap();
    let built: BTreeSet<&str> =
        metadata["resolve"]["nodes"].as_array().unwrap().iter().filter_map(|node| node["id"].as_str()).collect();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .filter(|package| built.contains(package["id"].as_str().unwrap()))
        .map(|package| {
            let word = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
            (format!("{} {}", word("name"), word("version")), word("license"))
        })
        .collect()
}

#[test]
fn nothing_banned_is_built_in() {
    let bans = bans(&source::file("deny.toml").text);
    assert!(bans.len() > 10, "deny.toml could not be read: {bans:?}");
    none(broken_bans(&bans, &locked(&source::file("Cargo.lock").text)));
}

#[test]
fn every_ban_has_a_reason() {
    let unreasoned = |ban: &Ban| ban.reason.split_whitespace().count() < 3;
    let deny = bans(&source::file("deny.toml").text);
    none(deny.iter().filter(|ban| unreasoned(ban)).map(|ban| format!("deny.toml: {}", ban.name)).collect());
    let clippy = source::file(".clippy.toml").text;
    let banned = clippy.lines().filter(|line| line.contains("path = "));
    let silent = banned.filter(|line| quoted(line, "reason").is_none_or(|reason| reason.len() < 10));
    none(silent.map(|line| format!(".clippy.toml: {line}")).collect());
}

#[test]
fn every_licence_is_allowed() {
    let allowed = allowed_licences(&source::file("deny.toml").text);
    let all = licences();
    assert!(all.len() > 50, "cargo metadata could not be read");
    let strange = all.iter().filter(|(_, licence)| !fits(licence, &allowed));
    none(strange.map(|(name, licence)| format!("{name}: {licence:?} is not allowed in deny.toml")).collect());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banned_package_and_an_old_one_are_found() {
        let bans = bans("{ crate = \"bad\", reason = \"a b c\" },\n{ crate = \"old@<1.10.0\", reason = \"\" },");
        let lock = |name: &str, version: &str| {
            locked(&format!("version = 4\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n"))
        };
        assert_eq!(broken_bans(&bans, &lock("bad", "1.0.0")).len(), 1);
        assert_eq!(broken_bans(&bans, &lock("old", "1.9.9")).len(), 1);
        assert_eq!(broken_bans(&bans, &lock("old", "1.10.0")).len(), 0);
        assert_eq!(broken_bans(&bans, &lock("good", "0.1.0")).len(), 0);
    }

    #[test]
    fn licence_expressions_are_read() {
        let allowed = allowed_licences("[licenses]\nallow = [\"MIT\", \"ISC\"]\n[sources]\nx = [\"GPL-3.0\"]");
        let check = |expression: &str, expect: bool| assert_eq!(fits(expression, &allowed), expect, "{expression}");
        check("MIT", true);
        check("GPL-3.0", false);
        check("GPL-3.0 OR MIT", true);
        check("GPL-3.0/MIT", true);
        check("GPL-3.0 AND MIT", false);
        check("(GPL-3.0 OR ISC) AND MIT", true);
        check("MIT WITH LLVM-exception", true);
        check("", false);
    }
}
