//! Accepting an invitation: the person chooses a password.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::flaws::Flaws;
use super::form::Done;
use super::sign_in::unfit;
use super::{Frame, passwords, see_other_done, shown};
use crate::accounts::Refusal;
use crate::accounts::accept_invitation::accept_invitation;
use crate::accounts::rules::PASSWORD_LEAST;
use crate::accounts::token::Opaque;
use crate::flaw::Flaw;
use crate::web::House;
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::tongue::{self, Tongue};
use crate::web::turns::hashing;

#[derive(Template)]
#[template(path = "invitation.html", config = "src/web/askama.toml")]
struct InvitationPage<'a> {
    frame: Frame,
    flaws: Flaws,
    invitation: &'a str,
    least: usize,
}

fn page<'a>(invitation: &'a str, flaws: Flaws, tongue: &Tongue) -> InvitationPage<'a> {
    let frame = Frame { form: Some("invitation"), ..tongue.frame("page.invitation") };
    InvitationPage { frame, flaws, invitation, least: PASSWORD_LEAST }
}

/// `GET /invitation`: looking at it uses nothing up, for mail servers look at links too.
pub async fn show(tongue: Tongue) -> Result<HttpResponse, Problem> {
    shown(&page("", Flaws::default(), &tongue))
}

/// `POST /invitation`
pub async fn accept(house: web::Data<House>, tongue: Tongue, filled: Filled) -> Result<HttpResponse, Problem> {
    let invitation = filled.first("invitation").unwrap_or_default();
    if let Some(language) = tongue::chosen(&filled) {
        let mut answer = shown(&page(invitation, Flaws::default(), &Tongue { language, ..tongue }))?;
        tongue::remember(&mut answer, &house, language)?;
        return Ok(answer);
    }
    let password = filled.first("password").unwrap_or_default().to_owned();
    if filled.first("again") != Some(password.as_str()) {
        let flaws = vec![Flaw::new("again", "differs", "")];
        return unfit(shown(&page(invitation, passwords::said(flaws, tongue.language), &tongue))?);
    }
    let (token, now) = (Opaque::sent(behind_the_mark(invitation)), house.clock.now());
    let accepted = hashing(&house, move |db, hasher| accept_invitation(db, hasher, &token, &password, now)).await;
    match accepted {
        Ok(_) => Ok(see_other_done("/sign-in", Done::PasswordSet)),
        Err(Refusal::Flaws(flaws)) => {
            unfit(shown(&page(invitation, passwords::said(flaws, tongue.language), &tongue))?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The token in what was pasted: the letter's whole link, or the token alone.
fn behind_the_mark(pasted: &str) -> &str {
    pasted.rsplit('#').next().unwrap_or(pasted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pasted: &str, expect: &str) {
        assert_eq!(Opaque::sent(behind_the_mark(pasted)).expose(), expect, "{pasted:?}");
    }

    #[test]
    fn the_link_is_as_good_as_the_token() {
        check("https://reports.example.org/invitation#abc", "abc");
        check(" https://reports.example.org/invitation#abc \r\n", "abc");
        check("abc", "abc");
        check("", "");
    }
}
