//! A person to be added, read from what somebody wrote. Pure.

use super::email::Email;
use super::rules;
use crate::access::{Role, Sections};
use crate::flaw::{Flaw, Shaped};
use crate::ids::{ItemName, PartyCode};
use crate::words;

/// How "the whole report" is written where sections are asked for.
pub const ALL_SECTIONS: &str = "all";

/// What was written, not yet looked at.
#[derive(Debug, Clone, Default)]
pub struct Written<'a> {
    /// The e-mail address.
    pub email: &'a str,
    /// What to call them.
    pub name: &'a str,
    /// The language they read.
    pub language: &'a str,
    /// The role's word.
    pub role: &'a str,
    /// The Party's code, for a role that belongs to one.
    pub party: Option<&'a str>,
    /// Section names, or the one word `all`. Left out: all, except for a contributor, who must be told.
    pub sections: Option<&'a [String]>,
}

/// A person and the grant they are to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Where letters go.
    pub email: Email,
    /// What to call them.
    pub name: String,
    /// The language they read.
    pub language: String,
    /// As what.
    pub role: Role,
    /// For whom; none for the Secretariat.
    pub party: Option<PartyCode>,
    /// Which sections.
    pub sections: Sections,
}

impl Written<'_> {
    /// The person, or every flaw.
    pub fn read(&self) -> Shaped<NewPerson> {
        let mut flaws = rules::name_flaws(self.name);
        let email = Email::read(self.email).map_err(|flaw| flaws.push(flaw)).ok();
        if !words::speaks(self.language) {
            let known: Vec<&str> = words::LANGUAGES.iter().map(|language| language.code).collect();
            let message = format!("use one of {}", known.join(", "));
            flaws.push(Flaw::new("language", "unknown_language", message));
        }
        let role = Role::ALL.into_iter().find(|role| role.word() == self.role);
        if role.is_none() {
            let message = format!("use one of {}", Role::ALL.map(Role::word).join(", "));
            flaws.push(Flaw::new("role", "unknown_role", message));
        }
        let party = self.party(role, &mut flaws);
        let sections = self.sections(role, &mut flaws);
        match (email, role, sections, flaws.is_empty()) {
            (Some(email), Some(role), Some(sections), true) => {
                let (name, language) = (self.name.trim().to_owned(), self.language.to_owned());
                Ok(NewPerson { email, name, language, role, party, sections })
            }
            _ => Err(flaws),
        }
    }

    fn party(&self, role: Option<Role>, flaws: &mut Vec<Flaw>) -> Option<PartyCode> {
        let party = self.party.and_then(|code| {
            code.parse::<PartyCode>()
                .map_err(|error| flaws.push(Flaw::new("party", "malformed", error.to_string())))
                .ok()
        });
        match (role.map(Role::belongs_to_a_party), self.party) {
            (Some(true), None) => flaws.push(Flaw::new("party", "required", "say for which Party")),
            (Some(false), Some(_)) => {
                flaws.push(Flaw::new("party", "not_for_this_role", "a role in the Secretariat names no Party"));
            }
            _ => {}
        }
        party
    }

    fn sections(&self, role: Option<Role>, flaws: &mut Vec<Flaw>) -> Option<Sections> {
        let Some(names) = self.sections else {
            if role == Some(Role::Contributor) {
                let message = "name the sections a contributor answers, or write all";
                flaws.push(Flaw::new("sections", "required", message));
                return None;
            }
            return Some(Sections::All);
        };
        if names == [ALL_SECTIONS] {
            return Some(Sections::All);
        }
        if names.is_empty() {
            flaws.push(Flaw::new("sections", "empty", "a grant for no section gives nothing; name some, or write all"));
            return None;
        }
        if role.is_some_and(|role| role != Role::Contributor) {
            flaws.push(Flaw::new("sections", "not_for_this_role", "only a contributor is limited to sections"));
            return None;
        }
        let mut read = std::collections::BTreeSet::new();
        for (position, name) in names.iter().enumerate() {
            match name.parse::<ItemName>() {
                Ok(name) => drop(read.insert(name)),
                Err(error) => flaws.push(Flaw::new(format!("sections[{position}]"), "malformed", error.to_string())),
            }
        }
        Some(Sections::Only(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Written<'static> {
        Written {
            email: "amina@example.org",
            name: "Amina Invented",
            language: "fr",
            role: "focal_point",
            party: Some("KEN"),
            sections: None,
        }
    }

    fn check(written: &Written<'_>, expect: &[&str]) {
        let flaws = written.read().err().unwrap_or_default();
        let said: Vec<String> = flaws.iter().map(|flaw| format!("{} {}", flaw.at, flaw.code)).collect();
        assert_eq!(said, expect, "{written:?}");
    }

    #[test]
    fn every_flaw_is_listed() {
        check(&good(), &[]);
        let nothing = Written::default();
        check(&nothing, &["name required", "email not_an_email", "language unknown_language", "role unknown_role"]);
        check(&Written { party: None, ..good() }, &["party required"]);
        check(&Written { party: Some("kenya"), ..good() }, &["party malformed"]);
        check(&Written { role: "secretariat_admin", ..good() }, &["party not_for_this_role"]);
    }

    #[test]
    fn sections_are_said_never_implied() {
        let contributor = Written { role: "contributor", ..good() };
        check(&contributor, &["sections required"]);
        check(&Written { sections: Some(&[]), ..contributor.clone() }, &["sections empty"]);
        let bad = ["a".to_owned(), "B c".to_owned()];
        check(&Written { sections: Some(&bad), ..contributor.clone() }, &["sections[1] malformed"]);
        let all = ["all".to_owned()];
        let read = Written { sections: Some(&all), ..contributor.clone() }.read().unwrap();
        assert_eq!(read.sections, Sections::All);
        let some = ["means".to_owned()];
        check(&Written { sections: Some(&some), ..good() }, &["sections not_for_this_role"]);
        let read = Written { sections: Some(&some), ..contributor }.read().unwrap();
        assert_eq!(read.sections, Sections::Only(["means".parse().unwrap()].into()));
    }
}
