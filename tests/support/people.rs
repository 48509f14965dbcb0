//! Invented people, and what they belong to, put behind the doors without a password's cost.

use std::sync::OnceLock;

use diesel::RunQueryDsl;
use godwit::access::{Action, Permit, Place, Role, Sections, SystemReason};
use godwit::accounts::add::{self, Added};
use godwit::accounts::email::Email;
use godwit::accounts::password::Hasher;
use godwit::accounts::person::NewPerson;
use godwit::accounts::session::Kind;
use godwit::accounts::{Credential, Refusal, store, token};
use godwit::audit::Secret;
use godwit::clock::Moment;
use godwit::db::Db;
use godwit::fault::Fault;
use godwit::ids::AccountId;
use godwit::web::House;

/// The password of everybody here. Invented.
pub const PASSWORD: &str = "storks over the strait";

/// A sign-in: what a token is made from.
pub struct Session {
    pub credential: Credential,
    pub account: AccountId,
}

/// Somebody who can sign in with [`PASSWORD`].
pub fn person(
    house: &House,
    email: &str,
    instrument: &str,
    role: Role,
    party: Option<&str>,
    sections: Sections,
) -> Added {
    static HASHED: OnceLock<String> = OnceLock::new();
    let phc = HASHED.get_or_init(|| Hasher::with_queue(1).hash(PASSWORD).unwrap()).clone();
    let person = NewPerson {
        email: Email::read(email).unwrap(),
        name: "Invented Person".to_owned(),
        language: "en".to_owned(),
        role,
        party: party.map(|code| code.parse().unwrap()),
        sections,
    };
    let permit = permit(instrument, Action::ManagePeople);
    let (secret, now) = (house.secret.clone(), house.clock.now());
    house
        .db
        .write(move |tx| add::with_password(tx, &permit, &person, &phc, &secret, now))
        .unwrap_or_else(|refusal| panic!("{email}: {refusal}"))
}

/// The house's own permit, for setting a scene.
pub fn permit(instrument: &str, action: Action) -> Permit {
    Permit::system(SystemReason::Demo, action, Place::of_instrument(instrument.parse().unwrap()))
}

/// Whether somebody has this address.
pub fn is_known(house: &House, email: &str) -> bool {
    let key = Email::read(email).unwrap().key().to_owned();
    house.db.read(|tx| store::known(tx, &key)).unwrap().is_some()
}

/// Opens a session for a person.
pub fn session(house: &House, email: &str) -> Session {
    let (now, key) = (house.clock.now(), Email::read(email).unwrap().key().to_owned());
    let opened = house.db.write(move |tx| {
        let known = store::known(tx, &key)?.ok_or_else(|| Fault::Broken("nobody has this address".to_owned()))?;
        let session = store::open_session(tx, Kind::Token, &known, None, now)?;
        let credential = Credential { session, epoch: known.epoch };
        Ok::<_, Refusal>(Session { credential, account: known.account })
    });
    opened.unwrap_or_else(|no| panic!("{email}: {no}"))
}

/// A token for a session, good for ten minutes from `now`.
pub fn jwt(secret: &Secret, session: &Session, now: Moment) -> String {
    token::issue(secret, &session.credential, &session.account, now).unwrap().0
}

/// Two instruments and five reporting entities; the organisation is invented.
pub fn registers(db: &Db) {
    let mut rows = vec![
        "INSERT INTO instruments (code, name, contact) VALUES \
         ('CMS', 'Convention on Migratory Species', 'secretariat@cms.example')"
            .to_owned(),
        "INSERT INTO instruments (code, name) VALUES ('AEWA', 'African-Eurasian Waterbird Agreement')".to_owned(),
    ];
    let parties = [
        ("KEN", "state", "Kenya", "party"),
        ("UGA", "state", "Uganda", "party"),
        ("FRA", "state", "France", "party"),
        ("MAR", "state", "Morocco", "party"),
        ("NGO-1", "organisation", "Invented Trust", "accredited_ngo"),
    ];
    for (code, kind, name, status) in parties {
        rows.push(format!(
            "INSERT INTO parties (code, kind, name_en, name_fr, name_es) VALUES ('{code}', '{kind}', '{name}', '{name}', '{name}')"
        ));
        rows.push(format!(
            "INSERT INTO memberships (id, party, instrument, region, status, from_date, until_date, recorded_at) VALUES \
             ('m-{code}', '{code}', 'CMS', 'Africa', '{status}', '2000-01-01', NULL, '2020-01-01 00:00:00')"
        ));
    }
    db.write(move |tx| {
        for row in rows {
            diesel::sql_query(row).execute(tx)?;
        }
        Ok::<_, Fault>(())
    })
    .unwrap();
}
