//! Names as a workbook needs them. ODK wants the columns of a table to be named apart from all that an expression could
//! mean, and no name to begin with a digit; a template wants neither, and says `${table.column}`.

use std::collections::{BTreeMap, BTreeSet};

/// Both names of everything, and how expressions are carried over.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The name in the template, by the name in the workbook.
    items: BTreeMap<String, String>,
    /// Table and column in the template, by the column's name in the workbook.
    columns: BTreeMap<String, (String, String)>,
    /// Names in the workbook that stand for two columns: an expression outside their tables means neither.
    doubtful: BTreeSet<String>,
}

impl Names {
    /// An item that is no column.
    pub(super) fn item(&mut self, workbook: &str, template: &str) {
        self.items.insert(workbook.to_owned(), template.to_owned());
    }

    /// A column of a table.
    pub(super) fn column(&mut self, workbook: &str, table: &str, template: &str) {
        let place = (table.to_owned(), template.to_owned());
        if self.columns.insert(workbook.to_owned(), place).is_some() {
            self.doubtful.insert(workbook.to_owned());
        }
    }

    /// Whether something has this name in the template.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.items.values().any(|own| own == name)
    }

    /// An expression of the workbook as the template says it, `inside` a table or outside of all.
    pub(super) fn to_template(&self, expression: &str, inside: Option<&str>) -> String {
        rewritten(expression, |name| {
            if let Some(item) = self.items.get(name) {
                return Some(item.clone());
            }
            match self.columns.get(name).filter(|_| !self.doubtful.contains(name))? {
                (table, column) if inside == Some(table.as_str()) => Some(column.clone()),
                (table, column) => Some(format!("{table}.{column}")),
            }
        })
    }

    /// An expression of the template as the workbook says it; none where it would not come back as it was.
    pub(super) fn to_workbook(&self, expression: &str, inside: Option<&str>) -> Option<String> {
        let carried = rewritten(expression, |name| {
            let (table, column) = name.split_once('.').map_or((inside, name), |(table, column)| (Some(table), column));
            let of_table =
                |(_, (other, own)): &(&String, &(String, String))| Some(other.as_str()) == table && own == column;
            let column = self.columns.iter().find(of_table).map(|(workbook, _)| workbook.clone());
            column.or_else(|| self.items.iter().find(|(_, own)| *own == name).map(|(workbook, _)| workbook.clone()))
        });
        (self.to_template(&carried, inside) == expression).then_some(carried)
    }
}

/// An expression with the names in `${name}` replaced where there is something to replace them with.
fn rewritten(expression: &str, other: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(expression.len());
    let mut rest = expression;
    while let Some((before, behind)) = rest.split_once("${") {
        text.push_str(before);
        text.push_str("${");
        rest = behind;
        if let Some((name, behind)) = behind.split_once('}')
            && let Some(other) = other(name.trim())
        {
            text.push_str(&other);
            text.push('}');
            rest = behind;
        }
    }
    text.push_str(rest);
    text
}

/// The names that a workbook cannot use: ODK's own, and that of the form in its instance.
const RESERVED: [&str; 2] = ["meta", "data"];

/// Finds a name in the workbook for each name of a template.
#[derive(Debug, Default)]
pub(super) struct Namer {
    taken: BTreeSet<String>,
}

impl Namer {
    /// With the names of all items and columns of a template, which are not given to others.
    pub(super) fn new(taken: BTreeSet<String>) -> Self {
        Self { taken }
    }

    /// The name itself where it will do in a workbook.
    pub(super) fn name(&mut self, own: &str, alone: bool, otherwise: &str) -> String {
        let begins = own.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if alone && begins && !RESERVED.contains(&own) {
            return own.to_owned();
        }
        let mut name = otherwise.to_owned();
        let mut count = 2_u32;
        while self.taken.contains(&name) {
            name = format!("{otherwise}_{count}");
            count = count.saturating_add(1);
        }
        self.taken.insert(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let mut names = Names::default();
        names.item("q_1a", "1a");
        names.item("area", "area");
        names.column("km2", "corridors", "km2");
        names.column("corridors_site", "corridors", "site");
        names.column("places_site", "places", "site");
        names
    }

    #[test]
    fn expressions_come_back() {
        let check = |template: &str, inside: Option<&str>, workbook: &str| {
            assert_eq!(names().to_workbook(template, inside).as_deref(), Some(workbook));
            assert_eq!(names().to_template(workbook, inside), template);
        };
        check("${area} >= sum(${corridors.km2})", None, "${area} >= sum(${km2})");
        check("${km2} > 0", Some("corridors"), "${km2} > 0");
        check("${site} = ${places.site}", Some("corridors"), "${corridors_site} = ${places_site}");
        check("${1a} = 'x' and ${", None, "${q_1a} = 'x' and ${");
        check("true()", None, "true()");
    }

    #[test]
    fn what_would_not_come_back_is_not_carried() {
        assert_eq!(names().to_workbook("${corridors.km2} > 0", Some("corridors")), None);
        assert_eq!(names().to_workbook("${ 1a }", None), None);
    }

    #[test]
    fn names_are_made_apart() {
        let mut namer = Namer::new(["site".to_owned(), "a_site".to_owned()].into());
        assert_eq!(namer.name("area", true, "q_area"), "area");
        assert_eq!(namer.name("1", true, "q_1"), "q_1");
        assert_eq!(namer.name("site", false, "a_site"), "a_site_2");
        assert_eq!(namer.name("meta", true, "q_meta"), "q_meta");
    }
}
