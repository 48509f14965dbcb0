//! A condition taken apart so that it can be said in words: who reads a form on paper has to know what a question depends
//! on. Pure.

use std::collections::BTreeSet;

use super::ast::{Kind, Node, Operator};
use super::parse;

/// A condition, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// All of these.
    All(Vec<Clause>),
    /// Any of these.
    Any(Vec<Clause>),
    /// An answer is this, or is not.
    Is(String, String, bool),
    /// An answer of several choices has this one, or has not.
    Has(String, String, bool),
    /// A question is answered, or is not.
    Answered(String, bool),
    /// An answer is confirmed, or is not.
    Confirmed(String, bool),
    /// A number is less than, at most, more than or at least this.
    Measures(String, Measure, String),
    /// So many choices were made: less than, at most, more than or at least.
    Counts(String, Measure, String),
}

/// How a number compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Less than.
    Less,
    /// At most.
    AtMost,
    /// More than.
    More,
    /// At least.
    AtLeast,
}

impl Measure {
    fn of(operator: Operator, turned: bool) -> Option<Self> {
        Some(match (operator, turned) {
            (Operator::Less, false) | (Operator::More, true) => Self::Less,
            (Operator::More, false) | (Operator::Less, true) => Self::More,
            (Operator::AtMost, false) | (Operator::AtLeast, true) => Self::AtMost,
            (Operator::AtLeast, false) | (Operator::AtMost, true) => Self::AtLeast,
            _ => return None,
        })
    }

    /// The word in the catalogue.
    pub fn word(self) -> &'static str {
        match self {
            Self::Less => "less",
            Self::AtMost => "at_most",
            Self::More => "more",
            Self::AtLeast => "at_least",
        }
    }
}

/// The clause that a condition is; none where it says something that has no plain words, as a calculation does.
pub fn clause(text: &str) -> Option<Clause> {
    of(&parse(text).ok()?.root, true)
}

/// The names of the questions that an expression reads, each once.
pub fn names(text: &str) -> Vec<String> {
    fn collect(node: &Node, found: &mut Vec<String>, seen: &mut BTreeSet<String>) {
        match &node.kind {
            Kind::Name(name) if seen.insert(name.clone()) => found.push(name.clone()),
            Kind::Number(_) | Kind::Text(_) | Kind::Name(_) | Kind::Column(_) | Kind::This => {}
            Kind::Minus(inside) => collect(inside, found, seen),
            Kind::Call(_, values) => values.iter().for_each(|value| collect(value, found, seen)),
            Kind::Compare(_, sides) => [&sides.0, &sides.1].into_iter().for_each(|side| collect(side, found, seen)),
            Kind::Chain(first, rest) => {
                collect(first, found, seen);
                rest.iter().for_each(|(_, node)| collect(node, found, seen));
            }
        }
    }
    let mut found = Vec::new();
    if let Ok(ast) = parse(text) {
        collect(&ast.root, &mut found, &mut BTreeSet::new());
    }
    found
}

/// The clause of a node, or of its opposite.
fn of(node: &Node, holds: bool) -> Option<Clause> {
    match &node.kind {
        Kind::Name(name) => Some(Clause::Confirmed(name.clone(), holds)),
        Kind::Chain(first, rest) => chain(first, rest, holds),
        Kind::Compare(operator, sides) => compare(*operator, sides, holds),
        Kind::Call(function, values) => match (function.as_str(), values.as_slice()) {
            ("not", [inside]) => of(inside, !holds),
            ("selected", [Node { kind: Kind::Name(name), .. }, Node { kind: Kind::Text(choice), .. }]) => {
                Some(Clause::Has(name.clone(), choice.clone(), holds))
            }
            _ => None,
        },
        Kind::Number(_) | Kind::Text(_) | Kind::Column(_) | Kind::This | Kind::Minus(_) => None,
    }
}

fn chain(first: &Node, rest: &[(Operator, Node)], holds: bool) -> Option<Clause> {
    let operator = rest.first().map(|(operator, _)| *operator)?;
    if !rest.iter().all(|(other, _)| *other == operator) {
        return None;
    }
    let parts = std::iter::once(first).chain(rest.iter().map(|(_, node)| node));
    let parts: Vec<Clause> = parts.map(|node| of(node, holds)).collect::<Option<_>>()?;
    match (operator, holds) {
        (Operator::And, true) | (Operator::Or, false) => Some(Clause::All(parts)),
        (Operator::Or, true) | (Operator::And, false) => Some(Clause::Any(parts)),
        _ => None,
    }
}

fn compare(operator: Operator, sides: &(Node, Node), holds: bool) -> Option<Clause> {
    let (asked, told, turned) = match (&sides.0.kind, &sides.1.kind) {
        (Kind::Name(_) | Kind::Call(..), told) => (&sides.0.kind, told, false),
        (told, asked @ (Kind::Name(_) | Kind::Call(..))) => (asked, told, true),
        _ => return None,
    };
    let is = matches!(operator, Operator::Equal) == holds;
    let equals = matches!(operator, Operator::Equal | Operator::Unequal);
    match (asked, told) {
        (Kind::Name(name), Kind::Text(text)) if equals && text.is_empty() => Some(Clause::Answered(name.clone(), !is)),
        (Kind::Name(name), Kind::Text(text)) if equals => Some(Clause::Is(name.clone(), text.clone(), is)),
        (Kind::Name(name), Kind::Number(number)) if equals => Some(Clause::Is(name.clone(), number.to_string(), is)),
        (Kind::Name(name), Kind::Call(function, none)) if equals && none.is_empty() => match function.as_str() {
            "true" => Some(Clause::Confirmed(name.clone(), is)),
            "false" => Some(Clause::Confirmed(name.clone(), !is)),
            _ => None,
        },
        // Of a blank neither a comparison nor its opposite holds: only what is written can be said.
        (Kind::Name(name), Kind::Number(number)) if holds => {
            Some(Clause::Measures(name.clone(), Measure::of(operator, turned)?, number.to_string()))
        }
        (Kind::Call(function, values), Kind::Number(number)) if holds && function == "count-selected" => {
            let [Node { kind: Kind::Name(name), .. }] = values.as_slice() else { return None };
            Some(Clause::Counts(name.clone(), Measure::of(operator, turned)?, number.to_string()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let said = clause(text).map_or_else(|| format!("? {}", names(text).join(" ")), |clause| plain(&clause));
        assert_eq!(said, expect, "{text}");
    }

    fn plain(clause: &Clause) -> String {
        let join = |parts: &[Clause], word: &str| {
            format!("({})", parts.iter().map(plain).collect::<Vec<_>>().join(&format!(" {word} ")))
        };
        let not = |is: bool| if is { "" } else { "not " };
        match clause {
            Clause::All(parts) => join(parts, "and"),
            Clause::Any(parts) => join(parts, "or"),
            Clause::Is(name, value, is) => format!("{name} is {}{value}", not(*is)),
            Clause::Has(name, value, is) => format!("{name} has {}{value}", not(*is)),
            Clause::Answered(name, is) => format!("{name} {}answered", not(*is)),
            Clause::Confirmed(name, is) => format!("{name} {}confirmed", not(*is)),
            Clause::Measures(name, how, value) => format!("{name} {} {value}", how.word()),
            Clause::Counts(name, how, value) => format!("count {name} {} {value}", how.word()),
        }
    }

    #[test]
    fn conditions_as_templates_write_them_have_words() {
        check("${a} = 'yes'", "a is yes");
        check("'yes' != ${a}", "a is not yes");
        check("${a} = 'yes' or ${a} = 'maybe'", "(a is yes or a is maybe)");
        check("${a} != '' and ${a} != 'none'", "(a answered and a is not none)");
        check("not(selected(${parts}, 'none'))", "parts has not none");
        check("not(${a} = 'x' and ${b} = '')", "(a is not x or b answered)");
        check("${n} > 0", "n more 0");
        check("3 <= ${n}", "n at_least 3");
        check("count-selected(${parts}) >= 2", "count parts at_least 2");
        check("${sure} = true()", "sure confirmed");
        check("not(${sure})", "sure not confirmed");
        check("(${a} = 'x' or ${b} = 'y') and ${c} = 'z'", "((a is x or b is y) and c is z)");
    }

    #[test]
    fn what_has_no_plain_words_names_its_questions() {
        check("${a} + ${b} > ${a}", "? a b");
        check("not(${n} > 3)", "? n");
        check("sum(${t.km2}) > 3", "? t.km2");
        check("nonsense(", "? ");
    }
}
