//! E-mail addresses: what we take for one, and when two are the same person's.

use validator::ValidateEmail;

use crate::flaw::Flaw;

/// Longest address: what an SMTP path can carry (RFC 5321, 4.5.3.1.3, less its brackets).
const MOST_BYTES: usize = 254;

/// An address that could exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    written: String,
    key: String,
}

impl Email {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// A flaw at `email` when it is no address.
    pub fn read(text: &str) -> Result<Self, Flaw> {
        let written = text.trim();
        if written.len() > MOST_BYTES || !written.validate_email() {
            return Err(Flaw::new("email", "not_an_email", "write an e-mail address, such as name@example.org"));
        }
        Ok(Self { written: written.to_owned(), key: email_key(written) })
    }

    /// As the person writes it.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// What makes two of them the same.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// What an account is found by: trimmed, in lower case. Works on any text, so that signing in with nonsense is merely wrong.
pub fn email_key(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(Email::read(text).ok().map(|email| email.key), expect.map(str::to_owned), "{text:?}");
    }

    #[test]
    fn addresses_are_read_and_made_comparable() {
        check(" Amina.Invented@Example.org ", Some("amina.invented@example.org"));
        check("a+b@example.org", Some("a+b@example.org"));
        check("", None);
        check("amina", None);
        check("amina@", None);
        check("a b@example.org", None);
        check("a@example.org\r\nBcc: b@example.org", None);
        check("a\0@example.org", None);
        check(&format!("{}@example.org", "a".repeat(65)), None);
        check(&format!("a@{}.org", "b".repeat(260)), None);
    }
}
