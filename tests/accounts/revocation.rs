//! What is revoked is revoked at the next request.

use chrono::Duration;
use godwit::access::{Role, store as grants};
use godwit::accounts::token::Opaque;
use godwit::accounts::{
    Credential, Refusal, change_password, deactivate, end_grant, sign_in, sign_out, store as accounts, token,
};

use crate::scene::{PASSWORD, Scene, manager};
use crate::support::on_both;

fn credential(scene: &Scene, jwt: &str) -> Credential {
    token::read(&scene.house.secret, jwt, scene.now()).expect("a JWT of ours")
}

#[test]
fn signing_out_ends_this_session_alone() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let (here, refresh) = scene.sign_in("amina@example.org");
        let (there, _) = scene.sign_in("amina@example.org");
        assert_eq!(scene.call("DELETE", "/api/v1/session", Some(&here), None).status, 204);
        assert!(!scene.counts(&here));
        assert!(scene.counts(&there));
        assert_eq!(scene.call("DELETE", "/api/v1/session", Some(&here), None).status, 401);
        let body = serde_json::json!({"refresh_token": refresh});
        assert_eq!(scene.call("POST", "/api/v1/session/refresh", None, Some(&body)).status, 401);
    });
}

#[test]
fn signing_out_everywhere_ends_every_session() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        scene.person("brian@example.org", "CMS", Role::FocalPoint, Some("UGA"));
        let (here, _) = scene.sign_in("amina@example.org");
        let (there, _) = scene.sign_in("amina@example.org");
        let (others, _) = scene.sign_in("brian@example.org");
        let (mine, now) = (credential(&scene, &here), scene.now());
        scene.write(move |tx| sign_out::everywhere(tx, &mine, now)).unwrap();
        assert!(!scene.counts(&here) && !scene.counts(&there));
        assert!(scene.counts(&others));
        assert!(scene.counts(&scene.sign_in("amina@example.org").0), "signing in again is no problem");
    });
}

#[test]
fn a_new_password_ends_every_other_session() {
    on_both(|database| {
        let scene = Scene::on(database);
        let amina = scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let (here, _) = scene.sign_in("amina@example.org");
        let (there, _) = scene.sign_in("amina@example.org");
        let (db, hasher, now) = (&scene.house.db, scene.house.turns.hasher(), scene.now());
        let mine = credential(&scene, &here);
        let change = |current: &str, new: &str| change_password::change_password(db, hasher, &mine, current, new, now);
        let Err(Refusal::Flaws(flaws)) = change("not it", "short") else { panic!("taken") };
        let codes: Vec<_> = flaws.iter().map(|flaw| (flaw.at.as_str(), flaw.code.as_str())).collect();
        assert_eq!(codes, [("current", "wrong"), ("password", "too_short")]);
        assert!(scene.counts(&there), "a refusal changes nothing");
        let after = change(PASSWORD, "cranes over the marshes").unwrap();
        assert!(!scene.counts(&there) && !scene.counts(&here), "JWTs of the old epoch are worthless");
        let (jwt, _) = token::issue(&scene.house.secret, &after, &amina.account, now).unwrap();
        assert!(scene.counts(&jwt), "the session at hand goes on");
        assert_eq!(scene.try_sign_in("amina@example.org", PASSWORD).status, 401);
        assert_eq!(scene.try_sign_in("amina@example.org", "cranes over the marshes").status, 200);
    });
}

#[test]
fn a_grant_that_is_ended_gives_nothing_any_more() {
    on_both(|database| {
        let scene = Scene::on(database);
        let admin = scene.person("chair@example.org", "CMS", Role::SecretariatAdmin, None);
        let (jwt, _) = scene.sign_in("chair@example.org");
        let list = || scene.call("GET", "/api/v1/grants?instrument=CMS", Some(&jwt), None).status;
        assert_eq!(list(), 200);
        let (secret, now) = (scene.house.secret.clone(), scene.now());
        scene.write(move |tx| end_grant::end_grant(tx, &manager("CMS"), &admin.grant, &secret, now)).unwrap();
        assert_eq!(list(), 404);
        assert!(scene.counts(&jwt), "the person is signed in all the same");
    });
}

#[test]
fn a_grant_with_an_end_lapses_by_itself() {
    on_both(|database| {
        let scene = Scene::on(database);
        let reader = scene.person("reader@example.org", "CMS", Role::SecretariatReader, None);
        let until = scene.now() + Duration::minutes(5);
        let new = grants::NewGrant {
            account: reader.account,
            role: Role::SecretariatAdmin,
            party: None,
            sections: godwit::access::Sections::All,
            until: Some(until),
        };
        let now = scene.now();
        scene.write(move |tx| Ok(grants::add_grant(tx, &manager("CMS"), &new, now)?)).unwrap();
        let (jwt, _) = scene.sign_in("reader@example.org");
        let list = || scene.call("GET", "/api/v1/grants?instrument=CMS", Some(&jwt), None).status;
        assert_eq!(list(), 200);
        scene.wait(Duration::minutes(5));
        assert_eq!(list(), 403, "seen as a reader, not theirs to do");
    });
}

#[test]
fn an_account_that_is_switched_off_is_signed_out_and_stays_out() {
    on_both(|database| {
        let scene = Scene::on(database);
        let amina = scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let (jwt, refresh) = scene.sign_in("amina@example.org");
        let (secret, now) = (scene.house.secret.clone(), scene.now());
        let (account, cms) = (amina.account.clone(), ["CMS".parse().unwrap()].into());
        scene.write(move |tx| deactivate::deactivate(tx, &manager("CMS"), &account, &cms, &secret, now)).unwrap();
        assert!(!scene.counts(&jwt));
        let body = serde_json::json!({"refresh_token": refresh});
        assert_eq!(scene.call("POST", "/api/v1/session/refresh", None, Some(&body)).status, 401);
        let again = scene.try_sign_in("amina@example.org", PASSWORD);
        assert_eq!(again, scene.try_sign_in("nobody@example.org", PASSWORD), "like an address nobody knows");
    });
}

#[test]
fn a_browser_left_alone_is_signed_out_and_a_busy_one_at_the_end_of_the_day() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let hasher = scene.house.turns.hasher();
        let open =
            || sign_in::in_a_browser(&scene.house.db, hasher, "amina@example.org", PASSWORD, scene.now()).unwrap();
        let found = |secret: &Opaque| {
            let (secret, now) = (secret.clone(), scene.now());
            scene
                .write(move |tx| {
                    let found = accounts::browser_session(tx, &secret, now)?;
                    if let Some(found) = &found {
                        accounts::note_seen(tx, found, now)?;
                    }
                    Ok(found)
                })
                .unwrap()
        };
        let (_, idle) = open();
        scene.wait(Duration::minutes(29));
        assert!(found(&idle).is_some());
        scene.wait(Duration::minutes(29));
        assert!(found(&idle).is_some(), "each use moves the end");
        scene.wait(Duration::minutes(30));
        assert!(found(&idle).is_none());
        let (_, busy) = open();
        for _ in 0..35 {
            scene.wait(Duration::minutes(20));
            assert!(found(&busy).is_some());
        }
        scene.wait(Duration::minutes(20));
        assert!(found(&busy).is_none(), "twelve hours at the longest");
        assert!(found(&Opaque::sent("")).is_none());
    });
}
