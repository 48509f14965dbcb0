//! A letter as it goes over the wire. Pure.

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};

use super::retry::Failure;
use super::{LeasedLetter, TOKEN_MARK};
use crate::clock::Moment;

/// Who writes.
#[derive(Debug, Clone)]
pub struct Sender {
    from: Mailbox,
    /// What stands behind the @ of a Message-ID: the host people know this site by, the same on every server.
    host: String,
}

impl Sender {
    /// A sender from a mailbox (`Godwit <godwit@example.org>`) and the site's own address.
    ///
    /// # Errors
    /// A sentence when the mailbox is none.
    pub fn read(mailbox: &str, base_url: &str) -> Result<Self, String> {
        let from = mailbox.parse().map_err(|error| format!("{mailbox:?} is no mailbox: {error}"))?;
        let place = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
        let host: String = place
            .split('/')
            .next()
            .unwrap_or_default()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '-' })
            .collect();
        Ok(Self { from, host: if host.is_empty() { "localhost".to_owned() } else { host } })
    }

    /// The Message-ID of a letter: the same at every try, so that a mailbox that gets it twice shows it once.
    pub fn message_id(&self, letter: &LeasedLetter) -> String {
        format!("<{}@{}>", letter.id, self.host)
    }
}

/// Puts the letter together, with its token where it has one.
///
/// # Errors
/// `Failure::Permanent` for what no later try would change: an address that is none, a token with no place or several.
pub fn compose(from: &Sender, letter: &LeasedLetter, token: Option<&str>, now: Moment) -> Result<Message, Failure> {
    let to = letter.address.parse().map_err(|error| Failure::Permanent(format!("the address is none: {error}")))?;
    let message = Message::builder()
        .from(from.from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&letter.subject))
        .date(system_time(now))
        .message_id(Some(from.message_id(letter)))
        .header(AutoSubmitted)
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .body(body(letter, token)?)
        .map_err(|error| Failure::Permanent(format!("the letter cannot be put together: {error}")))?;
    if has_bare_line_end(&message.formatted()) {
        return Err(Failure::Permanent("the letter holds a line end that is not CRLF".to_owned()));
    }
    Ok(message)
}

fn body(letter: &LeasedLetter, token: Option<&str>) -> Result<String, Failure> {
    let plain: String =
        letter.body.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || "\n\t".contains(*c)).collect();
    let Some(token) = token else { return Ok(plain) };
    // Names in a letter are written by people. A second mark would carry the token to where one of them chose.
    match plain.matches(TOKEN_MARK).count() {
        1 => Ok(plain.replace(TOKEN_MARK, token)),
        count => Err(Failure::Permanent(format!("the letter has {count} places for its token instead of one"))),
    }
}

/// A text without line ends and other control characters: a header has one line, whatever people are called.
fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
    text.split(breaks).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a carriage return or a line feed stands without the other. Some servers end a line, or a letter, at one of
/// them alone (RUSTSEC-2026-0561): what follows would be read as commands.
fn has_bare_line_end(bytes: &[u8]) -> bool {
    let mut previous = 0;
    for byte in bytes.iter().copied().chain([0]) {
        if (byte == b'\n') != (previous == b'\r') {
            return true;
        }
        previous = byte;
    }
    false
}

fn system_time(now: Moment) -> SystemTime {
    let millis = u64::try_from(now.and_utc().timestamp_millis()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
}

/// RFC 3834: tells holiday notices and other robots not to answer.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::ids::LetterId;

    fn letter(subject: &str, body: &str) -> LeasedLetter {
        LeasedLetter {
            id: LetterId::stored("0190163d-8694-739b-aea5-966c26f8ad91".to_owned()),
            kind: "invitation".to_owned(),
            account: None,
            address: "jane@example.org".to_owned(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            token_purpose: None,
            attempts: 1,
            interrupted: false,
        }
    }

    fn composed(letter: &LeasedLetter, token: Option<&str>) -> Result<String, Failure> {
        let from = Sender::read("Godwit <godwit@example.org>", "https://reports.example.org:8443/x").unwrap();
        let now = clock::read("2027-01-01T12:00:00Z").unwrap();
        compose(&from, letter, token, now).map(|message| String::from_utf8(message.formatted()).unwrap())
    }

    #[test]
    fn a_letter_has_the_headers_of_a_program_s_letter() {
        let text = composed(&letter("Due", "One.\nTwo."), None).unwrap();
        for line in [
            "From: Godwit <godwit@example.org>\r\n",
            "To: jane@example.org\r\n",
            "Subject: Due\r\n",
            "Date: Fri, 01 Jan 2027 12:00:00 +0000\r\n",
            "Message-ID: <0190163d-8694-739b-aea5-966c26f8ad91@reports.example.org-8443>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "MIME-Version: 1.0\r\n",
            "\r\n\r\nOne.\r\nTwo.",
        ] {
            assert!(text.contains(line), "{line:?} is not in\n{text}");
        }
        assert!(!text.contains("Reply-To"));
    }

    #[test]
    fn nobody_s_name_adds_a_header_or_ends_the_letter() {
        for evil in ["Due\r\nBcc: all@example.org", "Due\nBcc: x@y", "Due\r.\rRCPT TO:<x@y>", "Due\u{2028}Bcc: x@y"] {
            let text = composed(&letter(evil, &format!("Dear {evil}\n.\n.\r\nQUIT")), None).unwrap();
            let (head, _) = text.split_once("\r\n\r\n").unwrap();
            assert!(!head.lines().any(|line| line.starts_with("Bcc") || line.starts_with("RCPT")), "{head}");
            assert!(!has_bare_line_end(text.as_bytes()), "{text:?}");
        }
        let mut to_two = letter("Due", "Text");
        to_two.address = "jane@example.org\r\nRCPT TO:<x@y>".to_owned();
        assert!(matches!(composed(&to_two, None), Err(Failure::Permanent(_))));
    }

    #[test]
    fn a_token_has_one_place() {
        let text = composed(&letter("Welcome", "Here: https://r/i#{token}\n"), Some("abc123")).unwrap();
        assert!(text.contains("https://r/i#abc123"), "{text}");
        for body in ["Here: nothing", "Dear {token}, here: https://r/i#{token}"] {
            assert!(matches!(composed(&letter("Welcome", body), Some("abc123")), Err(Failure::Permanent(_))), "{body}");
        }
    }

    #[test]
    fn bare_line_ends_are_found() {
        for (bytes, expect) in [
            (&b"a\r\nb"[..], false),
            (b"a\nb", true),
            (b"a\rb", true),
            (b"a\r", true),
            (b"a\r\r\n", true),
            (b"", false),
        ] {
            assert_eq!(has_bare_line_end(bytes), expect, "{bytes:?}");
        }
    }
}
