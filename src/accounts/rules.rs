//! What a password, a name and a language must be. Pure.
//!
//! Length is what makes a password strong; rules about kinds of characters only make it hard to remember (ASVS 6.2.5).
//! Nothing is ever cut off.

use crate::flaw::Flaw;

/// Fewest characters of a password (ASVS 6.2.1).
pub const PASSWORD_LEAST: usize = 12;
/// Most characters of a password: room for a sentence, and no room for a megabyte to hash.
pub const PASSWORD_MOST: usize = 128;
/// Most characters of a name: the longest official ones fit.
const NAME_MOST: usize = 200;
/// A piece this short that is repeated to fill a password is guessed at once.
const REPEATED_MOST: usize = 4;
/// A person's own word of fewer characters is no hint.
const OWN_WORD_LEAST: usize = 4;
/// What must be left of a password once the person's own words are taken out of it.
const BEYOND_OWN_LEAST: usize = 8;
/// Long passwords that head every leaked list, in lower case.
const COMMON: &str = include_str!("common_passwords.txt");

/// Every flaw of a new password for a person; none when it is good.
pub fn password_flaws(password: &str, email: &str, name: &str) -> Vec<Flaw> {
    let flaw = |code: &str, message: String| Flaw::new("password", code, message);
    let length = password.chars().count();
    let mut flaws = Vec::new();
    if length < PASSWORD_LEAST {
        flaws.push(flaw(
            "too_short",
            format!("use at least {PASSWORD_LEAST} characters; a few words together are fine"),
        ));
    }
    if length > PASSWORD_MOST {
        flaws.push(flaw("too_long", format!("use at most {PASSWORD_MOST} characters")));
    }
    if password.chars().any(char::is_control) {
        flaws.push(flaw("control_character", "leave out line breaks and other control characters".to_owned()));
    }
    if is_common(password) {
        flaws.push(flaw(
            "common",
            "this is among the first passwords that anybody would try; choose another".to_owned(),
        ));
    }
    if is_personal(password, email, name) {
        flaws.push(flaw("personal", "use something other than your name or e-mail address".to_owned()));
    }
    flaws
}

/// Every flaw of a person's name.
pub fn name_flaws(name: &str) -> Vec<Flaw> {
    let length = name.trim().chars().count();
    let mut flaws = Vec::new();
    if length == 0 {
        flaws.push(Flaw::new("name", "required", "say what the person is called"));
    }
    if length > NAME_MOST {
        flaws.push(Flaw::new("name", "too_long", format!("use at most {NAME_MOST} characters")));
    }
    if name.chars().any(char::is_control) {
        flaws.push(Flaw::new("name", "control_character", "leave out line breaks and other control characters"));
    }
    flaws
}

fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let pieces: Vec<char> = lower.chars().collect();
    let repeats = |size: usize| pieces.len() > size && pieces.iter().zip(pieces.iter().skip(size)).all(|(a, b)| a == b);
    COMMON.lines().any(|common| common == lower) || (1..=REPEATED_MOST).any(repeats)
}

fn is_personal(password: &str, email: &str, name: &str) -> bool {
    let bare = |text: &str| -> String { text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect() };
    let mut rest = bare(password);
    let before = rest.len();
    let local = email.split('@').next().unwrap_or_default();
    let whole = [email, local, name].map(str::to_owned);
    let parts = name.split_whitespace().chain(local.split(|c: char| !c.is_alphanumeric())).map(str::to_owned);
    let mut own: Vec<String> = whole.into_iter().chain(parts).map(|word| bare(&word)).collect();
    own.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in own.iter().filter(|word| word.chars().count() >= OWN_WORD_LEAST) {
        rest = rest.replace(word.as_str(), "");
    }
    rest.len() < before && rest.chars().count() < BEYOND_OWN_LEAST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str, expect: &[&str]) {
        let flaws = password_flaws(password, "amina.invented@example.org", "Amina Wanjiru");
        let codes: Vec<&str> = flaws.iter().map(|flaw| flaw.code.as_str()).collect();
        assert_eq!(codes, expect, "{password:?}");
    }

    #[test]
    fn length_counts_and_kinds_of_characters_do_not() {
        check("four plain words here", &[]);
        check("ÀÉÎÕÜÇÑßøåæœ", &[]);
        check(&"correct horse battery ".repeat(3), &[]);
        check(&"lovely cranes fly ".repeat(7), &[]);
        check("elevenchars", &["too_short"]);
        check("", &["too_short"]);
        check(&"the cranes are flying ".repeat(6), &["too_long"]);
    }

    #[test]
    fn what_anybody_would_try_is_refused() {
        check("passwordpassword", &["common"]);
        check("PassWord1234", &["common"]);
        check("123456789012", &["common"]);
        check("aaaaaaaaaaaaaaaa", &["common"]);
        check("abcdabcdabcdab", &["common"]);
        check("aaa", &["too_short", "common"]);
    }

    #[test]
    fn the_own_name_is_no_password() {
        check("amina.invented@example.org", &["personal"]);
        check("AminaWanjiru2027", &["personal"]);
        check("amina.invented", &["personal"]);
        check("amina watches the storks", &[]);
        check("a line\nand another", &["control_character"]);
    }

    #[test]
    fn names_are_short_plain_lines() {
        assert!(name_flaws("Amina Wanjiru").is_empty());
        assert_eq!(name_flaws(" ").len(), 1);
        assert_eq!(name_flaws(&"a".repeat(201)).len(), 1);
        assert_eq!(name_flaws("Amina\r\nBcc: x").len(), 1);
    }

    #[test]
    fn the_list_holds_only_what_the_length_rule_lets_through() {
        for line in COMMON.lines() {
            assert!(line.chars().count() >= PASSWORD_LEAST && line == line.to_lowercase(), "{line}");
        }
    }
}
