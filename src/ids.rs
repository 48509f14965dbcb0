//! Typed identities. Rows that nobody names carry a UUIDv7 made by us; things people speak of carry a readable code.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code or an id that does not look like one. Says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be {rule}")]
pub struct Malformed {
    what: &'static str,
    rule: &'static str,
}

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text, as it is stored and as it stands in a URL.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A value read back from a column this program wrote.
            pub fn stored(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Malformed;
            fn try_from(text: String) -> Result<Self, Malformed> {
                text.parse()
            }
        }
    };
}

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        text_type!($(#[$doc])* $name);

        impl $name {
            /// A new id, ordered by the time it was made.
            pub fn fresh() -> Self {
                Self(uuid::Uuid::now_v7().to_string())
            }
        }

        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                match uuid::Uuid::parse_str(text) {
                    Ok(id) => Ok(Self(id.to_string())),
                    Err(_) => Err(Malformed { what: $what, rule: "a UUID" }),
                }
            }
        }
    };
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:literal, $most:literal, $fits:expr) => {
        text_type!($(#[$doc])* $name);

        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                let fits: fn(u8) -> bool = $fits;
                let edges = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
                let bytes = text.as_bytes();
                if bytes.len() <= $most && edges(bytes.first()) && edges(bytes.last()) && bytes.iter().all(|b| fits(*b)) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(Malformed { what: $what, rule: $rule })
                }
            }
        }
    };
}

row_id!(/// A person's account.
    AccountId, "an account id");
row_id!(/// One sign-in: a browser session or a token family.
    SessionId, "a session id");
row_id!(/// A grant: who may do what.
    GrantId, "a grant id");
row_id!(/// One Party's report in one cycle.
    ReportId, "a report id");
row_id!(/// A frozen submission.
    SubmissionId, "a submission id");
row_id!(/// A file of a report.
    AttachmentId, "an attachment id");
row_id!(/// A letter in the outbox.
    LetterId, "a letter id");
row_id!(/// A membership, a due-list entry, a mandate or a provision: register rows that nobody names by id.
    RowId, "a row id");

code!(/// An instrument: `CMS`, `AEWA`. Also the body a mandate comes from: `CBD`, `UNGA`.
    InstrumentCode, "an instrument code", "1 to 20 of A-Z, 0-9 and hyphen", 20,
    |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
code!(/// A Party's own stable code: ISO 3166-1 alpha-3 where one exists.
    PartyCode, "a Party code", "1 to 20 of A-Z, 0-9 and hyphen", 20,
    |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
code!(/// A cycle: `cms-cop15`.
    CycleCode, "a cycle code", "1 to 40 of a-z, 0-9 and hyphen", 40,
    |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
code!(/// A template's name, the same through all its versions: `cms-national-report`.
    TemplateName, "a template name", "1 to 60 of a-z, 0-9 and hyphen", 60,
    |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
code!(/// A reference list of an instrument: `species`.
    ListCode, "a list's code", "1 to 40 of a-z, 0-9 and hyphen", 40,
    |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
code!(/// The name of an item, a choice or a list: unique in its template, stable across versions.
    ItemName, "a name", "1 to 60 of a-z, 0-9 and underscore, beginning and ending with a letter or digit", 60,
    |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');

text_type!(/// The key of a row, of a reference list or of a report's repeat or table: it never changes.
    RowKey);

impl FromStr for RowKey {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        /// As long as a UUID, which is what a program takes that has no better key.
        const MOST: usize = 36;
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if (1..=MOST).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed { what: "a row's key", rule: "1 to 36 of a-z, 0-9 and hyphen" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: FromStr>(text: &str, expect: bool) {
        assert_eq!(text.parse::<T>().is_ok(), expect, "{text:?}");
    }

    #[test]
    fn codes_are_short_and_plain() {
        check::<PartyCode>("KEN", true);
        check::<PartyCode>("NGO-1", true);
        check::<PartyCode>("ken", false);
        check::<PartyCode>("", false);
        check::<PartyCode>("-KEN", false);
        check::<CycleCode>("cms-cop15", true);
        check::<CycleCode>("cms/cop15", false);
        check::<CycleCode>(&"a".repeat(41), false);
        check::<ItemName>("conn_action", true);
        check::<ItemName>("Conn", false);
        check::<ItemName>("a\0b", false);
        check::<RowKey>("acinonyx-jubatus", true);
        check::<RowKey>("0190163d-8694-739b-aea5-966c26f8ad91", true);
        check::<RowKey>(&"a".repeat(37), false);
        check::<RowKey>("", false);
        check::<RowKey>("a/b", false);
        check::<ReportId>("0190163d-8694-739b-aea5-966c26f8ad91", true);
        check::<ReportId>("1 or 1=1", false);
    }
}
