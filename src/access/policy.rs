//! The table: which role may do what. Pure.

use super::{Action, Actor, Denied, Permit, Place, Role, Sections};

/// What one role may do where its grant reaches.
fn allowed(role: Role, action: Action, place: &Place) -> bool {
    match action {
        Action::ReadTemplate | Action::ReadCycle => true,
        Action::WriteTemplate | Action::WriteCycle | Action::ManagePeople | Action::ReopenLate => {
            role == Role::SecretariatAdmin
        }
        Action::ReadStandings | Action::ReadFigures => {
            matches!(role, Role::SecretariatAdmin | Role::SecretariatReader)
        }
        Action::ReadReport | Action::ReadSubmission => true,
        Action::WriteRegisters => false,
        // The Secretariat reads a draft only when the Party shares it, and never writes one; what is said about it is for
        // whoever reads it.
        Action::ReadAnswers | Action::Discuss => role.belongs_to_a_party() || place.shared,
        Action::SaveAnswers => role.belongs_to_a_party(),
        Action::Submit | Action::Reopen => matches!(role, Role::FocalPoint | Role::NgoReporter),
    }
}

/// Whether the person knows of the place at all.
pub fn sees(actor: &Actor, place: &Place) -> bool {
    actor.grants_at(place).any(|grant| match (&place.section, &grant.sections) {
        (Some(section), sections) if grant.role.belongs_to_a_party() => sections.reach(section),
        (_, Sections::Only(names)) => !names.is_empty(),
        (_, Sections::All) => true,
    })
}

/// Decides: a permit, or a no that does not tell a stranger whether the thing exists.
///
/// # Errors
/// `Denied::NotFound` for what the person may not see, `Denied::Forbidden` for what is seen but not theirs to do.
pub fn permit(actor: &Actor, action: Action, place: &Place) -> Result<Permit, Denied> {
    if !sees(actor, place) {
        return Err(Denied::NotFound);
    }
    let reaches_section = |sections: &Sections| place.section.as_ref().is_none_or(|section| sections.reach(section));
    let granted = actor.grants_at(place).any(|grant| {
        allowed(grant.role, action, place) && (!grant.role.belongs_to_a_party() || reaches_section(&grant.sections))
    });
    if granted {
        Ok(Permit { action, account: Some(actor.account.clone()), place: place.clone() })
    } else {
        Err(Denied::Forbidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Grant;
    use crate::ids::AccountId;

    fn actor(role: Role, party: Option<&str>, sections: Sections) -> Actor {
        Actor {
            account: AccountId::fresh(),
            name: "Invented Person".to_owned(),
            language: "en".to_owned(),
            grants: vec![Grant {
                instrument: "CMS".parse().unwrap(),
                role,
                party: party.map(|code| code.parse().unwrap()),
                sections,
            }],
        }
    }

    fn place(instrument: &str, party: &str, section: Option<&str>) -> Place {
        Place {
            party: Some(party.parse().unwrap()),
            section: section.map(|name| name.parse().unwrap()),
            ..Place::of_instrument(instrument.parse().unwrap())
        }
    }

    fn check(actor: &Actor, action: Action, place: &Place, expect: Result<(), Denied>) {
        assert_eq!(permit(actor, action, place).map(|_| ()), expect, "{action:?} at {place:?}");
    }

    #[test]
    fn a_focal_point_answers_for_the_own_party_alone() {
        let kenya = actor(Role::FocalPoint, Some("KEN"), Sections::All);
        check(&kenya, Action::SaveAnswers, &place("CMS", "KEN", Some("a")), Ok(()));
        check(&kenya, Action::SaveAnswers, &place("CMS", "UGA", Some("a")), Err(Denied::NotFound));
        check(&kenya, Action::SaveAnswers, &place("AEWA", "KEN", Some("a")), Err(Denied::NotFound));
        check(&kenya, Action::WriteCycle, &Place::of_instrument("CMS".parse().unwrap()), Err(Denied::Forbidden));
    }

    #[test]
    fn a_contributor_reaches_delegated_sections_alone() {
        let only = Sections::Only(["a".parse().unwrap()].into());
        let colleague = actor(Role::Contributor, Some("KEN"), only);
        check(&colleague, Action::SaveAnswers, &place("CMS", "KEN", Some("a")), Ok(()));
        check(&colleague, Action::SaveAnswers, &place("CMS", "KEN", Some("b")), Err(Denied::NotFound));
        check(&colleague, Action::Submit, &place("CMS", "KEN", None), Err(Denied::Forbidden));
        let nothing = actor(Role::Contributor, Some("KEN"), Sections::Only([].into()));
        check(&nothing, Action::ReadReport, &place("CMS", "KEN", None), Err(Denied::NotFound));
    }

    #[test]
    fn the_secretariat_reads_drafts_only_when_shared_and_never_writes_them() {
        for role in [Role::SecretariatAdmin, Role::SecretariatReader] {
            let person = actor(role, None, Sections::All);
            let mut draft = place("CMS", "KEN", None);
            check(&person, Action::ReadReport, &draft, Ok(()));
            check(&person, Action::ReadAnswers, &draft, Err(Denied::Forbidden));
            check(&person, Action::Discuss, &draft, Err(Denied::Forbidden));
            draft.shared = true;
            check(&person, Action::ReadAnswers, &draft, Ok(()));
            check(&person, Action::Discuss, &draft, Ok(()));
            check(&person, Action::SaveAnswers, &draft, Err(Denied::Forbidden));
            check(&person, Action::Submit, &draft, Err(Denied::Forbidden));
        }
    }
}
