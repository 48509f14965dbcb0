//! Under which conditions each question applies, as the template writes them. Pure.

use std::collections::BTreeMap;

use super::{Item, Template};
use crate::ids::ItemName;

/// The conditions that a question stands behind, the outermost first; a question that always applies has none.
pub fn conditions(template: &Template) -> BTreeMap<&ItemName, Vec<&str>> {
    let mut found = BTreeMap::new();
    for section in &template.sections {
        let own: Vec<&str> = section.relevant.as_deref().into_iter().collect();
        inside(&section.items, &own, &mut found);
    }
    found
}

fn inside<'a>(items: &'a [Item], around: &[&'a str], found: &mut BTreeMap<&'a ItemName, Vec<&'a str>>) {
    let with = |own: &'a Option<String>| around.iter().copied().chain(own.as_deref()).collect::<Vec<_>>();
    for item in items {
        match item {
            Item::Note(_) => {}
            Item::Group(group) => inside(&group.items, &with(&group.relevant), found),
            Item::Question(question) => drop(found.insert(&question.name, with(&question.relevant))),
        }
    }
}

/// All of a question's conditions as one; empty for always.
pub fn joined(conditions: &[&str]) -> String {
    match conditions {
        [one] => (*one).to_owned(),
        several => several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" and "),
    }
}
