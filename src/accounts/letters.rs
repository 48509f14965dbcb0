//! The letters of this room: an invitation to choose a password, and the news of a grant to somebody who has one.

use super::{Account, session, store};
use crate::access::Role;
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{GrantId, InstrumentCode};
use crate::mail::{self, Letter, TOKEN_MARK};
use crate::words;

/// What there is to tell.
pub struct News<'a> {
    /// To whom.
    pub account: &'a Account,
    /// What they were given.
    pub grant: &'a GrantId,
    /// In which instrument.
    pub instrument: &'a InstrumentCode,
    /// As what.
    pub role: Role,
    /// The Party's name in their language, where the role belongs to one.
    pub party: Option<&'a str>,
    /// What people type to get here.
    pub base: &'a str,
}

/// Writes the letter down. A repeated invitation is a letter of its own; the news of the same grant is told once.
pub fn tell(tx: &mut Conn, news: &News<'_>, invite: bool, now: Moment) -> Result<(), Fault> {
    let (subject, body) = render(news, invite, now);
    let (account, grant) = (news.account.id.as_str(), news.grant.as_str());
    let message_key = if invite {
        format!("invitation:{account}:{grant}:{}", crate::clock::written(now))
    } else {
        format!("access:{account}:{grant}")
    };
    let letter = Letter {
        message_key,
        kind: if invite { "invitation" } else { "access" },
        account: Some(news.account.id.clone()),
        address: news.account.email.clone(),
        language: news.account.language.clone(),
        subject,
        body,
        token_purpose: invite.then_some(store::INVITATION),
        post_after: now,
    };
    mail::store::enqueue(tx, &letter, now)?;
    Ok(())
}

/// Subject and body. The invitation holds the mark once, behind a `#`: what stands there never leaves the browser, so the
/// token comes into no server's log.
fn render(news: &News<'_>, invite: bool, now: Moment) -> (String, String) {
    let language = news.account.language.as_str();
    // The mark must stand in the letter once, whatever people are called.
    let name = news.account.name.replace(['{', '}'], "");
    let role = words::text(language, &format!("role.{}", news.role.word()), &[]);
    let link = if invite { format!("{}/invitation#{TOKEN_MARK}", news.base) } else { format!("{}/", news.base) };
    let until = words::day(language, (now + session::INVITATION_LASTS).date());
    let values = [
        ("name", name.as_str()),
        ("instrument", news.instrument.as_str()),
        ("role", role.as_str()),
        ("party", news.party.unwrap_or_default()),
        ("base", news.base),
        ("link", link.as_str()),
        ("until", until.as_str()),
    ];
    let key = match (invite, news.party.is_some()) {
        (true, true) => "invitation.party",
        (true, false) => "invitation.secretariat",
        (false, true) => "access.party",
        (false, false) => "access.secretariat",
    };
    words::letter(language, key, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn check(language: &str, name: &str, party: Option<&str>, invite: bool) {
        let account = Account {
            id: crate::ids::AccountId::fresh(),
            email: "amina@example.org".to_owned(),
            name: name.to_owned(),
            language: language.to_owned(),
        };
        let news = News {
            account: &account,
            grant: &GrantId::fresh(),
            instrument: &"CMS".parse().unwrap(),
            role: if party.is_some() { Role::FocalPoint } else { Role::SecretariatAdmin },
            party,
            base: "https://reports.example.org",
        };
        let (subject, body) = render(&news, invite, clock::read("2027-03-01T08:00:00Z").unwrap());
        assert_eq!(body.matches(TOKEN_MARK).count(), usize::from(invite), "{body}");
        assert_eq!(subject.lines().count(), 1, "{subject}");
        let filled = format!("{subject}\n{}", body.replace(TOKEN_MARK, ""));
        assert!(!filled.contains(['{', '}']), "a place was left open: {filled}");
        assert!(!filled.contains("invitation.") && !filled.contains("access."), "a text is missing: {filled}");
        assert!(party.is_none_or(|party| filled.contains(party)), "{filled}");
    }

    #[test]
    fn every_letter_is_whole_in_every_language() {
        for language in words::LANGUAGES.iter().map(|language| language.code) {
            for party in [Some("Kenya"), None] {
                for invite in [true, false] {
                    check(language, "Amina Invented", party, invite);
                    check(language, "{token} {link}", party, invite);
                }
            }
        }
    }
}
