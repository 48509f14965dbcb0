//! The tree of a survey's items as the `items` of a document: sections at the top, expressions in the template's names.

use serde_json::{Map, Value};

use super::attributes;
use super::cells_of::Cells;
use super::names::Names;
use super::survey::{Built, Survey};

/// The items of the document. Where questions stand outside of all groups, a section is made for them, with the name and
/// the title of the form.
pub(super) fn items(survey: Survey, name: &str, title: &Value, cells: &mut Cells) -> Value {
    let Survey { items, names, .. } = survey;
    let mut made = Made { name: ground(name), title, names: &names };
    let mut sections: Vec<Built> = Vec::new();
    // Whether the last section is one that was made here, and takes more.
    let mut loose = false;
    for mut item in items {
        let group = item.members.get("type").and_then(Value::as_str) == Some("group");
        if group && !item.members.contains_key("repeat") {
            item.members.insert("type".to_owned(), Value::from("section"));
            sections.push(item);
            loose = false;
            continue;
        }
        if !loose {
            sections.push(made.section(item.row));
            loose = true;
        }
        if let Some((_, inside)) = sections.last_mut().and_then(|section| section.inner.as_mut()) {
            inside.push(item);
        }
    }
    whole(sections, "items", None, &names, cells)
}

/// A name that an item can have, from that of the form.
fn ground(name: &str) -> String {
    let plain: String =
        name.to_ascii_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    // Two underscores in a row are kept for the figures' columns.
    let parts: Vec<&str> = plain.split('_').filter(|part| !part.is_empty()).collect();
    let ground: String = parts.join("_").chars().take(50).collect();
    let ground = ground.trim_matches('_');
    if ground.is_empty() { "form".to_owned() } else { ground.to_owned() }
}

/// Sections that no row makes.
struct Made<'a> {
    name: String,
    title: &'a Value,
    names: &'a Names,
}

impl Made<'_> {
    fn section(&mut self, row: u32) -> Built {
        let mut members = Map::new();
        let mut name = self.name.clone();
        let mut count = 2_u32;
        while self.names.knows(&name) {
            name = format!("{}_{count}", self.name);
            count = count.saturating_add(1);
        }
        // The next one takes the next name.
        self.name = name.clone() + "_more";
        members.insert("name".to_owned(), Value::from(name));
        members.insert("type".to_owned(), Value::from("section"));
        members.insert("label".to_owned(), self.title.clone());
        Built { row, members, more: Map::new(), inner: Some(("items", Vec::new())) }
    }
}

fn whole(items: Vec<Built>, at: &str, table: Option<&str>, names: &Names, cells: &mut Cells) -> Value {
    let one = |(index, item): (usize, Built)| {
        let at = format!("{at}[{index}]");
        cells.row(at.clone(), super::SURVEY, item.row);
        let Built { mut members, more, inner, .. } = item;
        for carried in attributes::expressions() {
            if let Some(Value::String(expression)) = attributes::at(&members, carried.path) {
                let carried_over = names.to_template(expression, table);
                attributes::put(&mut members, carried.path, Value::from(carried_over));
            }
        }
        if let Some((key, inside)) = inner {
            let name = members.get("name").and_then(Value::as_str).map(str::to_owned);
            let table = if key == "columns" { name.as_deref() } else { table };
            let inside = whole(inside, &format!("{at}.{key}"), table, names, cells);
            members.insert(key.to_owned(), inside);
        }
        attributes::join(&mut members, more);
        Value::Object(members)
    };
    Value::Array(items.into_iter().enumerate().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_named_from_the_form() {
        let check = |name: &str, expect: &str| assert_eq!(ground(name), expect);
        check("cms-national-report", "cms_national_report");
        check("My Form (2026)", "my_form_2026");
        check("---", "form");
        check(&"a".repeat(80), &"a".repeat(50));
    }
}
