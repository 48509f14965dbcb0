//! What is wrong with an answer, said beside its field in the person's language. Pure.

use rust_decimal::Decimal;

use super::numbers::written;
use super::typed::{AMBIGUOUS, SAME_PLACE};
use crate::flaw::Flaw;
use crate::templates::limits::{COMMENT_LENGTH, LINK_LABEL_LENGTH, MOST_LINKS};
use crate::templates::numbers::MAX_DIGITS;
use crate::templates::{Kind, Question};
use crate::words;

/// The sentence for a flaw; one that forms cannot cause keeps the words it came with.
pub fn flaw_said(question: &Question, flaw: &Flaw, language: &str) -> String {
    let say = |key: &str, values: &[(&str, &str)]| words::text(language, &format!("page.flaw.{key}"), values);
    match (flaw.code.as_str(), &question.kind) {
        (AMBIGUOUS, _) => {
            let (one, other) = flaw.message.split_once('|').unwrap_or((&flaw.message, ""));
            say("ambiguous", &[("one", &written(one, language)), ("other", &written(other, language))])
        }
        ("type", Kind::Integer(_)) => say("whole", &[]),
        ("type", Kind::Decimal(_) | Kind::Percentage(_)) => say("number", &[]),
        ("decimals", Kind::Integer(_)) => say("whole", &[]),
        ("decimals", kind) => {
            let most = kind.number().and_then(|number| number.decimals).unwrap_or_default();
            say("decimals", &[("most", &most.to_string())])
        }
        ("out_of_range", kind) => range_said(kind, language),
        ("date", Kind::Date { precision, .. }) => say("date", &[("example", precision.example())]),
        ("too_long", kind) => {
            let most = match kind {
                Kind::Text { max_length, .. } => *max_length,
                kind => kind.choices().and_then(|(_, other)| other).map_or(COMMENT_LENGTH, |other| other.max_length),
            };
            say("too_long", &[("most", &most.to_string())])
        }
        ("too_many", kind @ (Kind::SelectMultiple { .. } | Kind::Rank { .. })) => {
            let most = kind.bounds().and_then(|(_, most)| most).unwrap_or_default();
            say("too_many", &[("most", &most.to_string())])
        }
        ("too_many_beside", _) => say("many_links", &[("most", &MOST_LINKS.to_string())]),
        ("too_long_beside", _) => say("link_label", &[("most", &LINK_LABEL_LENGTH.to_string())]),
        (SAME_PLACE, _) => say("same_place", &[("place", &flaw.message)]),
        ("value", _) => say("unknown_number", &[]),
        ("too_many_rows", _) => say("too_many_rows", &[]),
        ("control_character" | "exclusive" | "not_in_list" | "other" | "url", _) => say(&flaw.code, &[]),
        _ => flaw.message.clone(),
    }
}

fn range_said(kind: &Kind, language: &str) -> String {
    let (min, max) = match kind {
        Kind::Date { min, max, .. } => (min.clone(), max.clone()),
        kind => {
            let plain = |number: Decimal| written(&number.normalize().to_string(), language);
            let rules = kind.number().cloned().unwrap_or_default();
            let (least, most) = match kind {
                Kind::Percentage(_) => (Some(Decimal::ZERO), Some(Decimal::ONE_HUNDRED)),
                _ => (None, None),
            };
            (rules.min.or(least).map(plain), rules.max.or(most).map(plain))
        }
    };
    let digits = MAX_DIGITS.to_string();
    let (key, values) = match (&min, &max) {
        (Some(min), Some(max)) => ("page.flaw.between", vec![("min", min.as_str()), ("max", max.as_str())]),
        (Some(min), None) => ("page.flaw.at_least", vec![("min", min.as_str())]),
        (None, Some(max)) => ("page.flaw.at_most", vec![("max", max.as_str())]),
        (None, None) => ("page.flaw.digits", vec![("most", digits.as_str())]),
    };
    words::text(language, key, &values)
}
