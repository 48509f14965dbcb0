//! Walks the table: every row as every person, from the same world each time.

use crate::requests::{body, path, send};
use crate::snapshot::Snapshot;
use crate::support::Answer;
use crate::table::{PEOPLE, Row};
use crate::world::{CANARY, World};

/// What was seen: a status for each cell, and whatever else must never be.
#[derive(Debug, Default)]
pub struct Seen {
    pub cells: Vec<Vec<String>>,
    pub wrong: Vec<String>,
}

/// Asks every row as these people; the cells of others stay as the table has them.
pub fn walk(world: &World, snapshot: &mut Snapshot, rows: &[Row], people: &[&str]) -> Seen {
    let mut seen = Seen::default();
    for row in rows {
        let mut cells = row.cells.clone();
        for (index, name) in PEOPLE.iter().enumerate().filter(|(_, name)| people.contains(name)) {
            let person = &world.people[index];
            let answer = send(world, person, &row.method, &path(world, row), &body(world, row, person));
            seen.wrong.extend(wrong(snapshot, row, &answer).map(|what| format!("{} as {name}: {what}", row.route())));
            cells[index] = said(&answer);
        }
        seen.cells.push(cells);
    }
    seen
}

fn said(answer: &Answer) -> String {
    let to_sign_in = answer.header("location").is_some_and(|at| at.starts_with("/sign-in?next="));
    if answer.status == 303 && to_sign_in { "sign-in".to_owned() } else { answer.status.to_string() }
}

/// A refusal changes nothing and shows nothing, a look changes nothing, a write that was granted is kept.
fn wrong(snapshot: &mut Snapshot, row: &Row, answer: &Answer) -> Option<String> {
    // A workbook that is brought shows what it would change; the language of somebody unknown is their browser's affair.
    let is_read = row.method == "GET" || row.path.ends_with("/{party}/workbook");
    let (is_refused, kept_elsewhere) = (answer.status >= 400, row.path == "/language");
    let change = snapshot.change();
    if change.is_some() {
        snapshot.restore();
    }
    match change {
        Some(change) if is_read || is_refused => Some(format!("{} changed {change}", answer.status)),
        None if !is_read && !is_refused && !kept_elsewhere => Some(format!("{} changed nothing", answer.status)),
        _ if is_refused && answer.text.contains(CANARY) => Some(format!("{} shows {}", answer.status, answer.text)),
        _ => None,
    }
}
