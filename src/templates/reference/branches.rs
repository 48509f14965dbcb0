//! How the rows of a list hang together: parents that are there, no circles, nothing in use under what is over. Pure.

use std::collections::HashMap;

use super::{MOST_LEVELS, Members};
use crate::flaw::Flaw;
use crate::ids::RowKey;

/// A row as it will stand.
pub(super) struct Standing<'a> {
    /// Its line; none for a row that the file does not have.
    pub(super) line: Option<u64>,
    /// The row above.
    pub(super) parent: Option<&'a RowKey>,
    /// Whom it concerns.
    pub(super) parties: &'a Members,
    /// Whether it is over.
    pub(super) retired: bool,
}

/// All rows of a list, by key.
pub(super) type All<'a> = HashMap<&'a RowKey, Standing<'a>>;

/// Every flaw of how they hang together. `keys` names each row of `all` once, in the order in which flaws are told.
pub(super) fn flaws(keys: &[&RowKey], all: &All<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for key in keys {
        let Some(Standing { line: Some(line), parent: Some(parent), .. }) = all.get(key) else { continue };
        if !all.contains_key(parent) {
            let message = format!("there is no row “{parent}”, in the file or before");
            flaws.push(Flaw::new(format!("row {line}, parent"), "unknown_parent", message));
        }
    }
    flaws.extend(circles(keys, all));
    if flaws.is_empty() {
        keys.iter().for_each(|key| of_ancestors(key, all, &mut flaws));
    }
    flaws
}

/// The rows above one, the nearest first.
fn above<'a>(key: &RowKey, all: &'a All<'a>) -> impl Iterator<Item = (&'a RowKey, &'a Standing<'a>)> {
    let up = |key: &RowKey| all.get(key).and_then(|row| row.parent).and_then(|up| Some((up, all.get(up)?)));
    std::iter::successors(up(key), move |(key, _)| up(key))
}

/// Each row that stands, over others, under itself. Every row is walked from once: the way up ends where an earlier one went.
fn circles(keys: &[&RowKey], all: &All<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut walked: HashMap<&RowKey, usize> = HashMap::new();
    for (walk, start) in keys.iter().copied().enumerate() {
        let mut next = Some(start);
        while let Some(key) = next.filter(|key| !walked.contains_key(key)) {
            walked.insert(key, walk);
            next = all.get(key).and_then(|row| row.parent).filter(|parent| all.contains_key(parent));
        }
        let Some(first) = next.filter(|key| walked.get(key) == Some(&walk)) else { continue };
        let around =
            std::iter::once(first).chain(above(first, all).map(|(key, _)| key).take_while(|key| *key != first));
        for key in around {
            if let Some(line) = all.get(key).and_then(|row| row.line) {
                let message = format!("“{key}” would stand under itself");
                flaws.push(Flaw::new(format!("row {line}, parent"), "circle", message));
            }
        }
    }
    flaws
}

/// What keeps a row in use from standing where it does.
fn of_ancestors(key: &RowKey, all: &All<'_>, flaws: &mut Vec<Flaw>) {
    let Some(row) = all.get(key) else { return };
    // A row that the file does not have is as it was: what is wrong is in the row of the file above it.
    let mut wrong = |above: &Standing<'_>, column: &str, above_column: &str, code: &str, message: String| {
        let (line, column) = row.line.map_or((above.line, above_column), |line| (Some(line), column));
        let at = line.map_or("file".to_owned(), |line| format!("row {line}, {column}"));
        flaws.push(Flaw::new(at, code, message));
    };
    for (level, (parent, above)) in above(key, all).enumerate() {
        if level >= MOST_LEVELS {
            let message = format!("“{key}” has more than {MOST_LEVELS} rows above it");
            return wrong(above, "parent", "parent", "too_deep", message);
        }
        if row.retired {
            continue;
        }
        if above.retired {
            let message = format!("“{key}” is in use and stands under “{parent}”, which is retired");
            return wrong(above, "parent", "retired", "retired_parent", message);
        }
        if let Some(party) = row.parties.named().find(|party| !above.parties.include(party)) {
            let message = format!("“{key}” concerns {party}, and “{parent}”, under which it stands, does not");
            return wrong(above, "parties", "parties", "not_in_parent", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `key parent parties`: `-` for none, `!` before a retired row's key, `~` before that of a row that is not in the file.
    fn check(lines: &[&str], expect: &[&str]) {
        let mut rows: Vec<(RowKey, Option<RowKey>, Members, bool, bool)> = Vec::new();
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            let parties = if words[2] == "-" {
                Members::All
            } else {
                Members::Only(words[2].split(';').map(|code| code.parse().unwrap()).collect())
            };
            let key = words[0].trim_start_matches(['!', '~']).parse().unwrap();
            rows.push((
                key,
                words[1].parse().ok().filter(|_| words[1] != "-"),
                parties,
                words[0].contains('!'),
                words[0].contains('~'),
            ));
        }
        let keys: Vec<&RowKey> = rows.iter().map(|row| &row.0).collect();
        let all = rows.iter().zip(2..).map(|((key, parent, parties, retired, kept), line)| {
            (key, Standing { line: (!kept).then_some(line), parent: parent.as_ref(), parties, retired: *retired })
        });
        let said: Vec<String> =
            flaws(&keys, &all.collect()).into_iter().map(|flaw| format!("{}: {}", flaw.at, flaw.code)).collect();
        assert_eq!(said, expect, "{lines:?}");
    }

    #[test]
    fn rows_hang_together() {
        check(&["a - -", "b a KEN", "c b KEN", "!d b FRA", "e d1 -", "~d1 - -"], &[]);
        check(&["a x -", "b a -"], &["row 2, parent: unknown_parent"]);
        check(&["a a -"], &["row 2, parent: circle"]);
        check(
            &["x a -", "a b -", "b c -", "c a -"],
            &["row 3, parent: circle", "row 4, parent: circle", "row 5, parent: circle"],
        );
        check(&["a b -", "~b a -"], &["row 2, parent: circle"]);
        check(&["a - -", "b a -", "c b -", "d c -", "e d -", "f e -"], &[]);
        check(&["a - -", "b a -", "c b -", "d c -", "e d -", "f e -", "g f -"], &["row 8, parent: too_deep"]);
    }

    #[test]
    fn nothing_in_use_stands_under_what_is_over_or_concerns_more() {
        check(&["!a - -", "b a -", "!c a -"], &["row 3, parent: retired_parent"]);
        check(&["!a - -", "~b a -"], &["row 2, retired: retired_parent"]);
        check(&["a - KEN", "b a -", "c b UGA"], &["row 4, parties: not_in_parent"]);
        check(&["a - KEN", "~b a -", "~c b KEN;UGA"], &["row 2, parties: not_in_parent"]);
    }
}
