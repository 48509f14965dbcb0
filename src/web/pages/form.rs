//! After a form was taken: where to go on, and the one sentence there.

use serde::Deserialize;

use crate::words;

/// What was just done. It travels as one known word in the address: nothing that somebody writes can be shown by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// Answers were saved.
    Saved,
    /// Answers were saved, some under the names their questions have now.
    SavedAcross,
    /// A report was reopened.
    Reopened,
    /// A draft was shared with the Secretariat.
    Shared,
    /// A draft is no longer shared.
    Withheld,
    /// What is asked of a Party was changed.
    Changed,
    /// A round went to another version of its questions.
    Moved,
    /// A row was made.
    RowMade,
    /// A row that was taken away is back.
    RowBack,
    /// A remark was written.
    Remarked,
    /// A remark was settled.
    Settled,
    /// A remark is open again.
    OpenAgain,
    /// An earlier answer was restored.
    Restored,
    /// The session was ended.
    SignedOut,
    /// A new password was set.
    PasswordSet,
}

impl Done {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Saved,
        Self::SavedAcross,
        Self::Reopened,
        Self::Shared,
        Self::Withheld,
        Self::Changed,
        Self::Moved,
        Self::RowMade,
        Self::RowBack,
        Self::Remarked,
        Self::Settled,
        Self::OpenAgain,
        Self::Restored,
        Self::SignedOut,
        Self::PasswordSet,
    ];

    /// The word in the address: `?done=saved`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::SavedAcross => "saved_across",
            Self::Reopened => "reopened",
            Self::Shared => "shared",
            Self::Withheld => "withheld",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::RowMade => "row_made",
            Self::RowBack => "row_back",
            Self::Remarked => "remarked",
            Self::Settled => "settled",
            Self::OpenAgain => "open_again",
            Self::Restored => "restored",
            Self::SignedOut => "signed_out",
            Self::PasswordSet => "password_set",
        }
    }

    /// The sentence at the top of the next page.
    pub fn said(self, language: &str) -> String {
        words::text(language, &format!("page.done.{}", self.word()), &[])
    }
}

/// The query that pages take after a write. Other parameters may stand beside it.
#[derive(Debug, Default, Deserialize)]
pub struct After {
    done: Option<Done>,
}

impl After {
    /// The sentence to show, if something was done.
    pub fn said(&self, language: &str) -> Option<String> {
        self.done.map(|done| done.said(language))
    }
}

/// A path of this site to go on to, as a stranger may have written it: anything else leads home.
pub fn own_path(asked: Option<&str>) -> &str {
    match asked {
        Some(path) if path.starts_with('/') && !path.starts_with("//") && path.bytes().all(plain) => path,
        _ => "/",
    }
}

/// Printable ASCII without the backslash, which browsers read as a slash.
fn plain(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'\\'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(asked: &str, expect: &str) {
        assert_eq!(own_path(Some(asked)), expect, "{asked:?}");
    }

    #[test]
    fn after_signing_in_nobody_is_led_elsewhere() {
        check("/reports/cms-cop15/KEN?page=2", "/reports/cms-cop15/KEN?page=2");
        check("https://evil.example", "/");
        check("//evil.example", "/");
        check("/\\evil.example", "/");
        check("/\t/evil.example", "/");
        check("/a\r\nSet-Cookie: x", "/");
        check("", "/");
    }

    #[test]
    fn a_word_says_what_was_done() {
        for done in Done::ALL {
            let read: Done = serde_json::from_value(done.word().into()).unwrap();
            assert_eq!(read, done);
        }
    }
}
