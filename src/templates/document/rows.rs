//! Which rows a repeat or a table has.

use std::collections::BTreeMap;

use super::node::{Flaws, Node, shown};
use crate::ids::ItemName;
use crate::templates::{List, Rows};

/// Most rows of one repeat or one table where the template does not say: more sites or projects than any Party has reported.
const DEFAULT_MOST: usize = 500;
/// Most that a template may allow. A table of this many rows and ten columns is what a person's browser still holds.
const MAX_ROWS: usize = 2_000;

/// Reads `repeat` or `rows`. Rows over a list are as many as the list has; `max` then bounds those that people add.
pub(super) fn read(
    node: &Node<'_>,
    key: &str,
    lists: &BTreeMap<ItemName, Option<List>>,
    flaws: &mut Flaws,
) -> Option<Rows> {
    let node = node.object(key, flaws)?;
    node.only(&["over", "add_own", "where", "min", "max"], flaws);
    let over = over(&node, lists, flaws);
    let add_own = node.flag("add_own", flaws);
    let only = node.expression("where", flaws);
    if node.get("over").is_none() {
        for key in ["add_own", "where"].into_iter().filter(|key| node.get(key).is_some()) {
            let message = format!("`{key}` is about the rows of a list: say in `over` which one.");
            flaws.add(node.at(key), "contradiction", message);
        }
    }
    let min = node.count("min", 0..=MAX_ROWS, flaws).unwrap_or(0);
    let max = node.count("max", 1..=MAX_ROWS, flaws).unwrap_or(DEFAULT_MOST);
    if min > max {
        let message = format!("At least {min} and at most {max} rows cannot both be there.");
        flaws.add(node.at("min"), "contradiction", message);
    }
    Some(Rows { over, add_own, only, min, max })
}

fn over(node: &Node<'_>, lists: &BTreeMap<ItemName, Option<List>>, flaws: &mut Flaws) -> Option<ItemName> {
    node.get("over")?;
    let name = node.name("over", flaws)?;
    if !lists.contains_key(&name) {
        let message = format!("There is no list {} in `lists`.", shown(name.as_str()));
        flaws.add(node.at("over"), "unknown_list", message);
        return None;
    }
    Some(name)
}
