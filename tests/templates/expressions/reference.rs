//! A second opinion on what an expression gives: slow, plain, and without a line of the language's own.
//!
//! It works on texts where it can: dates are cut to the shorter of the two, numbers rounded digit by digit.

use rust_decimal::Decimal;

use super::scene::Scene;

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Answer {
    #[default]
    Blank,
    Boolean(bool),
    Number(Decimal),
    Text(String),
    Date(String),
    Chosen(Vec<String>),
}

#[derive(Debug, Clone)]
pub enum Tree {
    /// `12.5`, `'text'`, `''`.
    Literal(Answer),
    /// A question with one answer, by slot.
    One(usize),
    /// A column of a table, counted from the first.
    Rows(usize),
    This,
    Region,
    Minus(Box<Tree>),
    Binary(&'static str, Box<Tree>, Box<Tree>),
    Call(&'static str, Vec<Tree>),
}

pub fn evaluate(tree: &Tree, scene: &Scene) -> Answer {
    let found = match tree {
        Tree::Literal(answer) => answer.clone(),
        Tree::One(slot) => scene.ones[*slot].clone(),
        Tree::Rows(_) => panic!("a column stands alone"),
        Tree::This => scene.this.clone(),
        Tree::Region => scene.region.clone(),
        Tree::Minus(inside) => binary("-", &Answer::Number(0.into()), &evaluate(inside, scene)),
        Tree::Binary(operator, a, b) => binary(operator, &evaluate(a, scene), &evaluate(b, scene)),
        Tree::Call(name, parts) => call(name, parts, scene),
    };
    settle(found)
}

/// An empty text and an empty choice are no answer.
fn settle(answer: Answer) -> Answer {
    let empty = answer == Answer::Text(String::new()) || answer == Answer::Chosen(Vec::new());
    if empty { Answer::Blank } else { answer }
}

fn is_true(answer: &Answer) -> bool {
    *answer == Answer::Boolean(true)
}

/// Both cut to the length of the shorter.
fn cut<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    let length = a.len().min(b.len());
    (&a[..length], &b[..length])
}

fn equal(a: &Answer, b: &Answer) -> bool {
    if let (Answer::Date(a), Answer::Date(b)) = (a, b) {
        let (a, b) = cut(a, b);
        return a == b;
    }
    a == b
}

fn less(a: &Answer, b: &Answer) -> bool {
    match (a, b) {
        (Answer::Number(a), Answer::Number(b)) => a < b,
        (Answer::Date(a), Answer::Date(b)) => cut(a, b).0 < cut(a, b).1,
        _ => false,
    }
}

fn binary(operator: &str, a: &Answer, b: &Answer) -> Answer {
    let blank = *a == Answer::Blank || *b == Answer::Blank;
    let truth = match operator {
        "or" => is_true(a) || is_true(b),
        "and" => is_true(a) && is_true(b),
        "=" => equal(a, b),
        "!=" => !equal(a, b),
        "<" => !blank && less(a, b),
        ">" => !blank && less(b, a),
        "<=" => !blank && !less(b, a),
        ">=" => !blank && !less(a, b),
        _ => return arithmetic(operator, a, b).map_or(Answer::Blank, Answer::Number),
    };
    Answer::Boolean(truth)
}

fn arithmetic(operator: &str, a: &Answer, b: &Answer) -> Option<Decimal> {
    let (Answer::Number(a), Answer::Number(b)) = (a, b) else { return None };
    match operator {
        "+" => a.checked_add(*b),
        "-" => a.checked_sub(*b),
        "*" => a.checked_mul(*b),
        "div" => a.checked_div(*b),
        "mod" => a.checked_rem(*b),
        _ => panic!("{operator}"),
    }
}

/// A number as people write it: no needless zeros, no minus before nothing.
fn plain(number: Decimal) -> String {
    let text = number.to_string();
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

pub fn written(answer: &Answer) -> String {
    match answer {
        Answer::Blank => String::new(),
        Answer::Boolean(is) => is.to_string(),
        Answer::Number(number) => plain(*number),
        Answer::Text(text) | Answer::Date(text) => text.clone(),
        Answer::Chosen(names) => names.join(" "),
    }
}

/// Every value of a part, row by row.
fn all(parts: &[Tree], scene: &Scene) -> Vec<Answer> {
    let each = |part: &Tree| match part {
        Tree::Rows(column) => scene.rows[*column].iter().cloned().map(settle).collect(),
        other => vec![evaluate(other, scene)],
    };
    parts.iter().flat_map(each).collect()
}

fn call(name: &str, parts: &[Tree], scene: &Scene) -> Answer {
    let values = all(parts, scene);
    let count = |count: usize| Answer::Number(count.into());
    let text = |at: usize| written(&values[at]);
    let present = || values.iter().filter(|value| **value != Answer::Blank);
    match name {
        "true" => Answer::Boolean(true),
        "false" => Answer::Boolean(false),
        "today" => Answer::Date("2026-11-21".to_owned()),
        "not" => Answer::Boolean(!is_true(&values[0])),
        "if" => values[if is_true(&values[0]) { 1 } else { 2 }].clone(),
        "coalesce" => present().next().cloned().unwrap_or_default(),
        "once" => {
            if settle(scene.this.clone()) == Answer::Blank {
                values[0].clone()
            } else {
                scene.this.clone()
            }
        }
        "concat" => Answer::Text(values.iter().map(written).collect()),
        "contains" => Answer::Boolean(text(0).contains(&text(1))),
        "selected" => {
            // The last value is the choice; before it stand the rows.
            let (choice, rows) = values.split_last().unwrap();
            let is = |row: &Answer| written(row).split(' ').any(|one| one == written(choice));
            Answer::Boolean(*choice != Answer::Blank && rows.iter().any(is))
        }
        "count-selected" => count(text(0).split_whitespace().count()),
        "string-length" => count(text(0).chars().count()),
        "count" => count(values.len()),
        "count-non-empty" => count(present().count()),
        "sum" => present()
            .try_fold(Decimal::ZERO, |sum, value| arithmetic("+", &Answer::Number(sum), value))
            .map_or(Answer::Blank, Answer::Number),
        "min" => {
            present().cloned().reduce(|least, next| if less(&next, &least) { next } else { least }).unwrap_or_default()
        }
        "max" => {
            present().cloned().reduce(|most, next| if less(&most, &next) { next } else { most }).unwrap_or_default()
        }
        "number" => read(&values[0]),
        "int" => match read(&values[0]) {
            Answer::Number(number) => Answer::Number(number.to_string().split('.').next().unwrap().parse().unwrap()),
            _ => Answer::Blank,
        },
        "round" => round(&values),
        "date" => {
            if is_date(text(0).trim()) {
                Answer::Date(text(0).trim().to_owned())
            } else {
                Answer::Blank
            }
        }
        "regex" => Answer::Boolean(matches(&text(1), &text(0))),
        _ => panic!("{name}"),
    }
}

fn read(answer: &Answer) -> Answer {
    match answer {
        Answer::Number(number) => Answer::Number(*number),
        other => number(&written(other)),
    }
}

fn number(text: &str) -> Answer {
    let text = text.trim();
    if text.is_empty() || text.chars().any(|c| !matches!(c, '0'..='9' | '.' | '-')) {
        return Answer::Blank;
    }
    // What a text says in more than 28 digits is no number.
    let significant = text.trim_start_matches(['-', '0']).chars().filter(char::is_ascii_digit).count();
    if significant > 28 {
        return Answer::Blank;
    }
    text.parse().map_or(Answer::Blank, Answer::Number)
}

/// Cuts, and goes one further from zero when the first digit cut off is 5 or more.
fn round(values: &[Answer]) -> Answer {
    let Answer::Number(number) = values[0] else { return Answer::Blank };
    let places = match values.get(1) {
        None => 0,
        Some(Answer::Number(places)) => plain(*places).split('.').next().unwrap().parse::<i64>().unwrap_or(-1),
        Some(_) => -1,
    };
    let Some(places) = u32::try_from(places).ok().filter(|places| *places <= 28) else { return Answer::Blank };
    let text = number.to_string();
    let digit =
        text.split_once('.').and_then(|(_, fraction)| fraction.as_bytes().get(usize::try_from(places).unwrap()));
    let cut = number.trunc_with_scale(places);
    let up = if number.is_sign_negative() { Decimal::new(-1, places) } else { Decimal::new(1, places) };
    Answer::Number(if digit.is_some_and(|digit| *digit >= b'5') { cut + up } else { cut })
}

/// The texts that are drawn hold no day beyond the month, but months and forms that do not exist.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let digits = text.chars().all(|c| c.is_ascii_digit() || c == '-');
    let month = parts.get(1).is_none_or(|month| ("01"..="12").contains(month));
    digits && month && [&[4][..], &[4, 2], &[4, 2, 2]].contains(&&lengths[..]) && parts[0] != "0000"
}

/// The patterns that are drawn, each by hand.
pub const PATTERNS: &[&str] = &["", "[a-z]+", "a.*", "\\d{2}", "(yes|no)?", "a|ab"];

fn matches(pattern: &str, text: &str) -> bool {
    match PATTERNS.iter().position(|one| *one == pattern).unwrap() {
        0 => text.is_empty(),
        1 => !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase()),
        2 => text.starts_with('a') && !text.contains('\n'),
        3 => text.len() == 2 && text.chars().all(|c| c.is_ascii_digit()),
        4 => ["", "yes", "no"].contains(&text),
        _ => ["a", "ab"].contains(&text),
    }
}
