//! A published template of one question, invented, and the cycle that asks it.

use godwit::access::{Action, Permit, Place, SystemReason};
use godwit::audit::Secret;
use godwit::clock::Moment;
use godwit::db::Db;
use godwit::templates::publish::publish_with;
use godwit::templates::save_draft::save_with;
use godwit::templates::{Draft, Refusal};
use serde_json::{Value, json};

/// Publishes `tiny` version 1 and keeps version 2 as a draft.
pub fn template(db: &Db, secret: &Secret, now: Moment) {
    let secret = secret.clone();
    db.write(move |tx| {
        let place = Place::of_instrument("CMS".parse().unwrap());
        let permit = Permit::system(SystemReason::Demo, Action::WriteTemplate, place);
        let draft = Draft::of(&document()).unwrap();
        let saved = save_with(tx, &permit, &secret, draft.clone(), now)?;
        publish_with(tx, &permit, &secret, &saved.name, saved.version, now)?;
        save_with(tx, &permit, &secret, draft, now)?;
        Ok::<_, Refusal>(())
    })
    .unwrap_or_else(|no| panic!("{no:?}"));
}

fn document() -> Value {
    json!({
        "format": "godwit-template/1", "name": "tiny", "instrument": "CMS", "respondent": "party",
        "default_language": "en", "languages": ["en"], "title": {"en": "Invented"}, "lists": {},
        "items": [{"name": "only", "type": "section", "label": {"en": "Only"}, "items": [
            {"name": "what", "type": "text", "label": {"en": "What?"}}]}],
    })
}

/// A cycle that asks it of Kenya, covers Uganda and exempts France.
pub fn cycle() -> Value {
    json!({
        "cycle": "cms-tiny", "instrument": "CMS", "meeting": "COP15", "template": "tiny", "version": 1,
        "opens_at": "2027-02-01T00:00:00+03:00", "due_at": "2027-06-30T23:59:59+03:00",
        "closes_at": "2027-12-31T23:59:59+03:00", "time_zone": "Africa/Nairobi", "parties": ["KEN"],
        "exempt": [{"party": "FRA", "reason": "invented"}],
        "covered": [{"party": "UGA", "covered_by": "KEN"}],
    })
}
