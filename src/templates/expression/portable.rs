//! An expression as the script of a page evaluates it: a small JSON tree. Pure.
//!
//! A question is the number that the page gave it; what has several parts is a list that begins with what it is: `["=", 3, "yes"]`.
//! Numbers and dates stand as texts behind a mark, `["#", "12.5"]`, so that no float ever comes near them.

use serde_json::{Value as Json, json};

use super::functions::Function;
use super::step::{Expression, Step};

/// Most parts of an expression that a page evaluates by itself. Of 1,327 in the field's forms the longest has some hundreds; what
/// is longer waits for the server's word.
pub const MOST_PARTS: usize = 1_000;

impl Expression {
    /// The tree, with `number` giving each slot the number it has on the page. None where it has more than [`MOST_PARTS`] parts.
    pub fn portable(&self, number: &mut dyn FnMut(usize) -> usize) -> Option<Json> {
        let mut left = MOST_PARTS;
        tree(&self.root, number, &mut left)
    }
}

fn tree(step: &Step, number: &mut dyn FnMut(usize) -> usize, left: &mut usize) -> Option<Json> {
    *left = left.checked_sub(1)?;
    Some(match step {
        Step::Blank => Json::Null,
        Step::Boolean(is) => Json::Bool(*is),
        Step::Number(value) => json!(["#", value.normalize().to_string()]),
        Step::Text(text) => json!(text),
        Step::Date(date) => json!(["@", date.to_string()]),
        Step::Today => json!(["today"]),
        Step::One(slot) => json!(number(*slot)),
        Step::Many(slot) => json!(["*", number(*slot)]),
        Step::This => json!(["."]),
        Step::Column(column) => json!(["cell", column]),
        Step::Minus(inside) => json!(["neg", tree(inside, number, left)?]),
        Step::Compare(operator, sides) => {
            json!([operator.written(), tree(&sides.0, number, left)?, tree(&sides.1, number, left)?])
        }
        Step::All(parts) => list("and", parts, number, left)?,
        Step::Any(parts) => list("or", parts, number, left)?,
        Step::Arithmetic(first, rest) => {
            let mut all = vec![json!("calc"), tree(first, number, left)?];
            for (operator, step) in rest {
                all.extend([json!(operator.written()), tree(step, number, left)?]);
            }
            Json::Array(all)
        }
        Step::Call(function, parts) => list(function.name(), parts, number, left)?,
        // Patterns are read by another library there: it has no word on them.
        Step::Matches(..) => json!([Function::Regex.name()]),
    })
}

fn list(what: &str, parts: &[Step], number: &mut dyn FnMut(usize) -> usize, left: &mut usize) -> Option<Json> {
    let mut all = vec![json!(what)];
    for part in parts {
        all.push(tree(part, number, left)?);
    }
    Some(Json::Array(all))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::super::tests::Scene;
    use super::*;

    fn check(text: &str, expect: Option<Json>) {
        assert_eq!(read(text, &Scene, None).unwrap().portable(&mut |slot| slot * 10), expect, "{text}");
    }

    #[test]
    fn an_expression_becomes_a_tree() {
        check("${since} > date('2025-01') and not(${party} = 'yes')", {
            Some(json!(["and", [">", 20, ["@", "2025-01"]], ["not", ["=", 30, "yes"]]]))
        });
        check("1.50 + ${area} * -2", Some(json!(["calc", ["#", "1.5"], "+", ["calc", 0, "*", ["neg", ["#", "2"]]]])));
        check("sum(${t.km2}, .)", Some(json!(["sum", ["*", 120], ["."]])));
        check("region = ''", Some(json!(["=", ["cell", 0], null])));
        check("if(regex(${name}, 'a'), today(), ${since})", Some(json!(["if", ["regex"], ["today"], 20])));
        check("coalesce(${area}, 3)", Some(json!(["coalesce", 0, ["#", "3"]])));
        check("true()", Some(json!(true)));
    }

    #[test]
    fn a_very_long_one_is_left_to_the_server() {
        check(&vec!["${party} = 'yes'"; MOST_PARTS / 3 + 1].join(" or "), None);
    }
}
