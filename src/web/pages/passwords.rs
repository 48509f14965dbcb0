//! What is wrong with a password, in the language of whoever chose it. Pure.

use super::flaws::Flaws;
use crate::accounts::rules::{PASSWORD_LEAST, PASSWORD_MOST};
use crate::flaw::Flaw;
use crate::words;

/// The flaws of a form with passwords, said in a language.
pub fn said(flaws: Vec<Flaw>, language: &str) -> Flaws {
    let (least, most) = (PASSWORD_LEAST.to_string(), PASSWORD_MOST.to_string());
    let values = [("least", least.as_str()), ("most", most.as_str())];
    let message = |flaw: &Flaw| words::text(language, &format!("page.password.{}", flaw.code), &values);
    Flaws::of(flaws.into_iter().map(|flaw| Flaw { message: message(&flaw), ..flaw }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::rules::password_flaws;

    #[test]
    fn every_flaw_of_a_password_has_its_words() {
        let mut flaws = vec![Flaw::new("again", "differs", ""), Flaw::new("current", "wrong", "")];
        flaws.push(Flaw::new("token", "not_valid", ""));
        for password in ["short", "amina.invented\n", "passwordpassword", &"long ".repeat(40)] {
            flaws.extend(password_flaws(password, "amina.invented@example.org", "Amina"));
        }
        assert_eq!(flaws.len(), 8, "{flaws:?}");
        for flaw in said(flaws, "ru").all() {
            assert!(!flaw.message.contains(['{', '_']), "{flaw:?}");
        }
    }
}
