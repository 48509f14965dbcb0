//! What a template may not do to the published versions before it. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{Holder, Lineage, holders};
use crate::flaw::Flaw;
use crate::templates::Template;

/// Everything in a template that would lose or distort an answer given under one of the published versions before it,
/// `earlier`, which are in their order.
pub fn flaws(template: &Template, earlier: &[(i32, &Template)]) -> Vec<Flaw> {
    let mut sorts: BTreeMap<String, First> = BTreeMap::new();
    for (version, template) in earlier {
        for Holder { key, sort, rows, .. } in holders(template) {
            sorts.entry(key).or_insert(First { sort, rows, version: *version });
        }
    }
    let own = holders(template);
    let check = Check {
        lineage: Lineage::of(earlier.iter().map(|(_, template)| *template)),
        sorts,
        here: own.iter().map(|holder| holder.key.as_str()).collect(),
    };
    let mut taken = BTreeMap::new();
    let mut found = Vec::new();
    for holder in &own {
        let flaw = check.flaw(holder).or_else(|| check.second(holder, &mut taken));
        found.extend(flaw);
    }
    found
}

/// What a name stood for first.
struct First {
    sort: &'static str,
    rows: String,
    version: i32,
}

struct Check<'a> {
    lineage: Lineage,
    /// By name.
    sorts: BTreeMap<String, First>,
    here: BTreeSet<&'a str>,
}

impl Check<'_> {
    fn flaw(&self, holder: &Holder<'_>) -> Option<Flaw> {
        self.was(holder).or_else(|| self.sort(holder))
    }

    /// A `was` that names nothing that could have become this question.
    fn was(&self, holder: &Holder<'_>) -> Option<Flaw> {
        let (was, name) = (holder.was.as_deref()?, holder.key.as_str());
        let told = |code: &str, message: String| Some(Flaw::new(format!("{}.was", holder.at), code, message));
        // A column without a `was` of its own may be new in a table that was renamed.
        if holder.question.was.is_none() && !self.sorts.contains_key(was) {
            return None;
        }
        if self.sorts.get(was).is_none_or(|first| first.sort == "explanation") {
            let message = format!(
                "No published version has a question \"{was}\": write the name that an earlier version gave it, or leave \
                 `was` out."
            );
            return told("unknown_name", message);
        }
        if self.here.contains(was) {
            let message = format!("\"{was}\" is still there under that name: a question that stays was not renamed.");
            return told("still_there", message);
        }
        match self.sorts.get(name) {
            Some(First { version, .. }) if !self.lineage.is_same(name, was) => {
                let message = format!(
                    "Version {version} has another question \"{name}\", and their answers would be mixed: give this one a \
                     new name."
                );
                Some(Flaw::new(format!("{}.name", holder.at), "name_taken", message))
            }
            _ => None,
        }
    }

    /// A name, its own or its former one, that has stood for answers of another type.
    fn sort(&self, holder: &Holder<'_>) -> Option<Flaw> {
        let was = holder.was.as_deref().filter(|was| self.sorts.contains_key(*was));
        let known = was.unwrap_or(&holder.key);
        let First { sort, rows, version } = self.sorts.get(known)?;
        if *sort != holder.sort {
            let message = format!(
                "\"{known}\" is {sort} in version {version}, and a name never changes its type: give this one, {}, a new \
                 name without `was`.",
                holder.sort
            );
            return Some(Flaw::new(format!("{}.type", holder.at), "type_changed", message));
        }
        (*rows != holder.rows).then(|| {
            let place = |rows: &str| match rows {
                "" => "once in a report".to_owned(),
                rows => format!("in the rows of {rows}"),
            };
            let message = format!(
                "\"{known}\" is asked {} in version {version}, and this one {}: its answers would not be found there. Give it a \
                 new name without `was`.",
                place(rows),
                place(&holder.rows)
            );
            Flaw::new(format!("{}.name", holder.at), "rows_changed", message)
        })
    }

    /// A second question that stands for the same one.
    fn second(&self, holder: &Holder<'_>, taken: &mut BTreeMap<String, String>) -> Option<Flaw> {
        let root = self.lineage.root(holder.was.as_deref().unwrap_or(&holder.key));
        let first = taken.insert(root.to_owned(), holder.key.to_owned())?;
        let (at, name) = (if holder.was.is_some() { "was" } else { "name" }, &holder.key);
        let message = format!(
            "\"{first}\" and \"{name}\" stand for the same question of earlier versions, whose answers go to one alone: give \
             the one that is new a name of its own, without `was`."
        );
        Some(Flaw::new(format!("{}.{at}", holder.at), "name_taken", message))
    }
}
