//! Where a question's answer is carried forward from. Pure.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde_json::Value as Json;

use super::Template;
use super::outline::{Outline, Slot};
use crate::ids::{ItemName, TemplateName};

/// What a template says of a question whose answer begins with what the Party said before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prefill {
    /// Whose answer; none for the same question in an earlier cycle of the same template.
    pub from: Option<Source>,
    /// What the choices of that question are called here. What is in no map stays itself.
    pub map: BTreeMap<String, ItemName>,
}

/// A question of a template, in any version of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The template.
    pub template: TemplateName,
    /// The question's name; `table.column` for the cell of a table.
    pub question: String,
}

impl FromStr for Source {
    type Err = String;

    /// Reads `TEMPLATE/QUESTION` or `TEMPLATE/TABLE.COLUMN`.
    fn from_str(text: &str) -> Result<Self, String> {
        let form = || "write TEMPLATE/QUESTION, like cms-national-report/q12, or TEMPLATE/TABLE.COLUMN".to_owned();
        let (template, question) = text.split_once('/').ok_or_else(form)?;
        let template: TemplateName = template.parse().map_err(|_| form())?;
        let parts: Vec<&str> = question.split('.').collect();
        if question.contains("__") || parts.len() > 2 || parts.iter().any(|part| part.parse::<ItemName>().is_err()) {
            return Err(form());
        }
        Ok(Self { template, question: question.to_owned() })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.template, self.question)
    }
}

impl Prefill {
    /// The questions whose answer stands for a question of `template`, and whether its choices are mapped: the one that was
    /// asked last counts. Beside the question that is named it is the question itself under all the `names` it ever had, so
    /// that a template that was used before goes on from where its own last cycle ended.
    pub fn sources(&self, template: &Template, names: &[String]) -> Vec<(Source, bool)> {
        let here = |name: &String| Source { template: template.name.clone(), question: name.clone() };
        let itself = names.iter().map(here);
        let named = self.from.iter().cloned();
        // What is mapped is what is named; where nothing is, the choices this question itself had before.
        let maps = |source: &Source| self.from.as_ref().is_none_or(|from| from == source);
        let mut all: Vec<Source> = named.chain(itself).collect();
        all.dedup();
        all.into_iter().map(|source| (source.clone(), maps(&source))).collect()
    }

    /// A value with its choices called as they are here.
    pub fn mapped(&self, value: &Json) -> Json {
        match value {
            Json::String(name) => {
                self.map.get(name).map_or_else(|| value.clone(), |here| Json::String(here.to_string()))
            }
            // Two that became one are one.
            Json::Array(values) => values.iter().map(|value| self.mapped(value)).fold(Json::Array(Vec::new()), once),
            _ => value.clone(),
        }
    }
}

fn once(all: Json, next: Json) -> Json {
    match all {
        Json::Array(mut values) => {
            if !values.contains(&next) {
                values.push(next);
            }
            Json::Array(values)
        }
        all => all,
    }
}

/// The questions of a template that are carried forward, with where from: also those in rows, and the columns of tables.
pub fn carried(template: &Template) -> Vec<(Slot<'_>, &Prefill)> {
    let all = Outline::of(template).slots.into_iter();
    all.filter_map(|slot| Some((slot.clone(), slot.question.prefill.as_ref()?))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_source_names_a_template_and_a_question() {
        let check = |text: &str, expect: Option<(&str, &str)>| {
            let read = text.parse::<Source>().ok();
            let read = read.as_ref().map(|source| (source.template.as_str(), source.question.as_str()));
            assert_eq!(read, expect, "{text}");
        };
        check("cms-cop14/q12", Some(("cms-cop14", "q12")));
        check("cms-cop14/sites.km2", Some(("cms-cop14", "sites.km2")));
        for text in ["q12", "/q12", "cms/", "cms/a.b.c", "cms/a.", "CMS/q", "cms/q 12", "cms/a/b", ""] {
            check(text, None);
        }
    }

    #[test]
    fn choices_are_mapped_and_the_rest_stays_itself() {
        let map = [("Y", "yes"), ("maybe", "yes")].map(|(from, to)| (from.to_owned(), to.parse().unwrap()));
        let prefill = Prefill { from: None, map: BTreeMap::from(map) };
        for (value, expect) in [
            (json!("Y"), json!("yes")),
            (json!("no"), json!("no")),
            (json!(["no", "Y", "maybe", "yes"]), json!(["no", "yes"])),
            (json!(12.50), json!(12.50)),
            (json!(true), json!(true)),
        ] {
            assert_eq!(prefill.mapped(&value), expect);
        }
    }
}
