//! What follows from changed answers: evaluating only what depends on them says what evaluating everything says.

use std::collections::BTreeMap;

use godwit::templates::Template;
use godwit::templates::document;
use godwit::templates::logic::Logic;
use godwit::templates::outline::Outline;
use godwit::templates::rows::{Made, RowLists, RowTree};
use serde_json::Value as Json;

use crate::support::invented::Invented;

type Answers = BTreeMap<(String, String), Json>;

/// The template, where what was invented makes sense: now and then a calculation stands on too many others.
fn read(invented: &Invented) -> Template {
    document::parse(&invented.document).unwrap_or_else(|flaws| panic!("{flaws:?}"))
}

/// The rows of a report: those of lists, and up to three that people made in each place.
fn rows(template: &Template, invented: &mut Invented) -> RowTree {
    let (outline, party) = (Outline::of(template), "KEN".parse().unwrap());
    let lists = RowLists::of(template, |_| Err::<_, ()>(())).unwrap();
    let mut made = Made::default();
    for frame in &outline.frames {
        let so_far = RowTree::of(&outline, &lists, &party, &made);
        for around in 0..so_far.count(frame.around) {
            for row in 0..invented.random().below(4) {
                let path = format!("{}/made{row}", so_far.path(frame.around, around));
                made.add(frame.name().as_str(), path.trim_start_matches('/'), u64::try_from(row).unwrap());
            }
        }
    }
    RowTree::of(&outline, &lists, &party, &made)
}

/// Gives a question another answer, in one of its rows.
fn change(template: &Template, rows: &RowTree, invented: &mut Invented, answers: &mut Answers) -> String {
    let outline = Outline::of(template);
    let count = invented.slots.len();
    let slot = invented.random().below(count);
    let key = invented.slots[slot].key.clone();
    let frame = outline.slots.iter().find(|slot| slot.key == key).unwrap().frame;
    if rows.count(frame) > 0 {
        let row = invented.random().below(rows.count(frame));
        let at = (key.clone(), rows.path(frame, row).to_owned());
        match invented.answer(slot) {
            Some(answer) => drop(answers.insert(at, answer)),
            None => drop(answers.remove(&at)),
        }
    }
    key
}

fn check(seed: u64) -> usize {
    let mut invented = Invented::new(seed);
    let template = read(&invented);
    let rows = rows(&template, &mut invented);
    let logic = Logic::of(&template).unwrap();
    let today = "2026-11-21".parse().unwrap();
    let mut answers = Answers::new();
    for _ in 0..60 {
        change(&template, &rows, &mut invented, &mut answers);
    }
    let look =
        |answers: &Answers| logic.look(rows.clone(), |key, row| answers.get(&(key.to_owned(), row.to_owned())), today);
    let mut outlook = look(&answers);
    let mut turned = 0;
    for _ in 0..12 {
        let before = outlook.clone();
        let changes = 1 + invented.random().below(3);
        let changed: Vec<String> =
            (0..changes).map(|_| change(&template, &rows, &mut invented, &mut answers)).collect();
        let find = |key: &str, row: &str| answers.get(&(key.to_owned(), row.to_owned()));
        outlook = logic.after(outlook, find, changed.iter().map(String::as_str));
        assert!(outlook == look(&answers), "seed {seed}, {changed:?}");
        turned += usize::from(outlook != before);
    }
    turned
}

#[test]
fn what_depends_on_a_change_is_all_that_changes() {
    let turned: usize = (0..200).map(check).sum();
    // The property means something: many changes do turn something.
    assert!(turned > 300, "{turned}");
}
