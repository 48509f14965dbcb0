//! Under which conditions each question applies, as the template writes them. Pure.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::outline::cell_key;
use super::{Item, Template};

/// The conditions that a question stands behind, by its key, the outermost first; one that always applies has none. Those of
/// a table's column are the table's and its own.
pub fn conditions(template: &Template) -> BTreeMap<Cow<'_, str>, Vec<&str>> {
    let mut found = BTreeMap::new();
    for section in &template.sections {
        let own: Vec<&str> = section.relevant.as_deref().into_iter().collect();
        inside(&section.items, &own, &mut found);
    }
    found
}

fn inside<'a>(items: &'a [Item], around: &[&'a str], found: &mut BTreeMap<Cow<'a, str>, Vec<&'a str>>) {
    for item in items {
        match item {
            Item::Note(_) => {}
            Item::Group(group) => inside(&group.items, &with(around, &group.relevant), found),
            Item::Question(question) => {
                let own = with(around, &question.relevant);
                for column in question.kind.columns() {
                    found.insert(Cow::Owned(cell_key(&question.name, &column.name)), with(&own, &column.relevant));
                }
                found.insert(Cow::Borrowed(question.name.as_str()), own);
            }
        }
    }
}

fn with<'a>(around: &[&'a str], own: &'a Option<String>) -> Vec<&'a str> {
    around.iter().copied().chain(own.as_deref()).collect()
}

/// All of a question's conditions as one; empty for always.
pub fn joined(conditions: &[&str]) -> String {
    match conditions {
        [one] => (*one).to_owned(),
        several => several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" and "),
    }
}
