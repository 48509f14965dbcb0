//! The rules of a question's answers, to be held against those of another version. Pure.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::templates::{Kind, Question};

/// One rule of answers, and what it lets pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bound {
    /// This and less; everything where it says nothing.
    Most(Option<Decimal>),
    /// This and more.
    Least(Option<Decimal>),
    /// This date and later. Dates of one precision stand in the order of their texts.
    From(Option<String>),
    /// This date and earlier.
    Until(Option<String>),
    /// These words.
    Among(Vec<&'static str>),
}

impl Bound {
    /// The rule as it is said; none where everything passes, or nothing.
    pub(super) fn said(&self) -> Option<String> {
        match self {
            Self::Most(value) | Self::Least(value) => value.map(|value| value.normalize().to_string()),
            Self::From(date) | Self::Until(date) => date.clone(),
            Self::Among(words) => Some(words.join(", ")).filter(|words| !words.is_empty()),
        }
    }

    /// Whether whatever passes the other passes this one.
    pub(super) fn takes_all_of(&self, other: &Self) -> bool {
        /// No rule takes everything; a rule takes what another one takes that is as narrow.
        fn within<T>(own: Option<&T>, other: Option<&T>, is_narrower: impl Fn(&T, &T) -> bool) -> bool {
            own.is_none_or(|own| other.is_some_and(|other| is_narrower(other, own)))
        }
        match (self, other) {
            (Self::Most(own), Self::Most(other)) => within(own.as_ref(), other.as_ref(), |a, b| a <= b),
            (Self::Least(own), Self::Least(other)) => within(own.as_ref(), other.as_ref(), |a, b| a >= b),
            (Self::From(own), Self::From(other)) => within(own.as_ref(), other.as_ref(), |a, b| a >= b),
            (Self::Until(own), Self::Until(other)) => within(own.as_ref(), other.as_ref(), |a, b| a <= b),
            (Self::Among(own), Self::Among(other)) => other.iter().all(|word| own.contains(word)),
            _ => false,
        }
    }
}

/// Every rule of a question's answers, by the attribute that says it.
pub(super) fn bounds(question: &Question) -> BTreeMap<&'static str, Bound> {
    let most = |count: Option<usize>| Bound::Most(count.map(Decimal::from));
    let mut found = BTreeMap::new();
    for (word, taken) in
        [("comment", question.comment), ("attachments", question.attachments), ("links", question.links)]
    {
        found.insert(word, Bound::Among(if taken { vec![word] } else { Vec::new() }));
    }
    if let Some(number) = question.kind.number() {
        found.insert("min", Bound::Least(number.min));
        found.insert("max", Bound::Most(number.max));
        found.insert("decimals", Bound::Most(number.decimals.map(Decimal::from)));
        let words = number.qualifiers.iter().map(|qualifier| qualifier.word());
        found.insert("qualifiers", Bound::Among(words.collect()));
    }
    match &question.kind {
        Kind::Text { max_length, .. } => drop(found.insert("max_length", most(Some(*max_length)))),
        Kind::Date { min, max, .. } => {
            found.insert("min", Bound::From(min.clone()));
            found.insert("max", Bound::Until(max.clone()));
        }
        Kind::SelectMultiple { min_selected, max_selected, .. } => {
            found.insert("min_selected", Bound::Least(min_selected.map(Decimal::from)));
            found.insert("max_selected", most(*max_selected));
        }
        _ => {}
    }
    if let Some((_, Some(other))) = question.kind.choices() {
        found.insert("other_length", most(Some(other.max_length)));
    }
    found
}
