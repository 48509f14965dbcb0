//! An invitation works once, for a fortnight, and sets a password that was looked at.

use chrono::Duration;
use diesel::RunQueryDsl;
use godwit::access::Role;
use godwit::accounts::accept_invitation::accept_invitation;
use godwit::accounts::token::Opaque;
use godwit::accounts::{Account, Refusal, invite};
use godwit::fault::Fault;
use godwit::ids::AccountId;
use serde_json::json;

use crate::scene::Scene;
use crate::support::on_both;

const CHOSEN: &str = "herons by the lake";

/// Invites somebody over HTTP and makes the token as the post does.
fn invited(scene: &Scene) -> (AccountId, String) {
    scene.person("chair@example.org", "CMS", Role::SecretariatAdmin, None);
    let (jwt, _) = scene.sign_in("chair@example.org");
    let body = json!({"email": "amina@example.org", "name": "Amina Invented", "language": "fr", "instrument": "CMS",
                      "role": "focal_point", "party": "KEN"});
    let answer = scene.call("POST", "/api/v1/accounts", Some(&jwt), Some(&body));
    assert_eq!(answer.status, 201, "{answer:?}");
    let account: AccountId = answer.said("account").parse().unwrap();
    let token = token(scene, &account);
    (account, token)
}

fn token(scene: &Scene, account: &AccountId) -> String {
    let (account, now) = (account.clone(), scene.now());
    scene.write(move |tx| Ok(invite::make_token(tx, &account, now)?)).unwrap()
}

fn accept(scene: &Scene, token: &str, password: &str) -> Result<Account, Refusal> {
    accept_invitation(&scene.house.db, scene.house.turns.hasher(), &Opaque::sent(token), password, scene.now())
}

fn flaws(result: Result<Account, Refusal>) -> Vec<String> {
    match result {
        Err(Refusal::Flaws(flaws)) => flaws.iter().map(|flaw| format!("{} {}", flaw.at, flaw.code)).collect(),
        other => panic!("{other:?}"),
    }
}

#[derive(diesel::QueryableByName)]
struct Letter {
    #[diesel(sql_type = diesel::sql_types::Text)]
    body: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    address: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    token_purpose: Option<String>,
}

#[test]
fn the_letter_waits_in_the_outbox_without_a_token() {
    on_both(|database| {
        let scene = Scene::on(database);
        let (_, token) = invited(&scene);
        let letters: Vec<Letter> = diesel::sql_query("SELECT body, address, token_purpose FROM letters")
            .load(&mut database.connect())
            .unwrap();
        let [letter] = letters.as_slice() else { panic!("one letter") };
        assert_eq!(letter.address, "amina@example.org");
        assert_eq!(letter.token_purpose.as_deref(), Some("invitation"));
        assert!(letter.body.contains("http://127.0.0.1/invitation#{token}"), "{}", letter.body);
        assert!(letter.body.contains("Amina Invented") && letter.body.contains("Kenya"), "{}", letter.body);
        assert!(!letter.body.contains(&token), "{}", letter.body);
    });
}

#[test]
fn twenty_who_accept_at_once_are_one() {
    on_both(|database| {
        let scene = Scene::on(database);
        let (_, token) = invited(&scene);
        let results: Vec<bool> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..20)
                .map(|number| {
                    let (scene, token) = (&scene, &token);
                    scope.spawn(move || match accept(scene, token, &format!("{CHOSEN} {number:02}")) {
                        Ok(_) => true,
                        Err(Refusal::Flaws(_) | Refusal::Fault(Fault::Clash(_))) => false,
                        Err(other) => panic!("{other:?}"),
                    })
                })
                .collect();
            tries.into_iter().map(|accepted| accepted.join().unwrap()).collect()
        });
        assert_eq!(results.iter().filter(|accepted| **accepted).count(), 1, "{results:?}");
        let winner = results.iter().position(|accepted| *accepted).unwrap();
        assert_eq!(scene.try_sign_in("amina@example.org", &format!("{CHOSEN} {winner:02}")).status, 200);
    });
}

#[test]
fn an_invitation_is_refused_without_being_used_up_when_the_password_is_weak() {
    on_both(|database| {
        let scene = Scene::on(database);
        let (account, first) = invited(&scene);
        let second = token(&scene, &account);
        assert_eq!(flaws(accept(&scene, &first, "short")), ["password too_short"]);
        assert_eq!(flaws(accept(&scene, &first, "amina.invented")), ["password personal"]);
        assert_eq!(scene.try_sign_in("amina@example.org", "short").status, 401);
        assert_eq!(accept(&scene, &first, CHOSEN).unwrap().name, "Amina Invented");
        assert_eq!(scene.try_sign_in("amina@example.org", CHOSEN).status, 200);
        for spent in [&first, &second, "", "nonsense"] {
            assert_eq!(flaws(accept(&scene, spent, "another password")), ["token not_valid"], "{spent}");
        }
    });
}

#[test]
fn an_invitation_ends_after_a_fortnight() {
    on_both(|database| {
        let scene = Scene::on(database);
        let (account, token) = invited(&scene);
        scene.wait(Duration::days(14));
        assert_eq!(flaws(accept(&scene, &token, CHOSEN)), ["token not_valid"]);
        let next = self::token(&scene, &account);
        scene.wait(Duration::days(13));
        assert!(accept(&scene, &next, CHOSEN).is_ok(), "a new one is good again");
    });
}

#[test]
fn nobody_signs_in_before_accepting() {
    on_both(|database| {
        let scene = Scene::on(database);
        invited(&scene);
        let unknown = scene.try_sign_in("nobody@example.org", "");
        assert_eq!(scene.try_sign_in("amina@example.org", ""), unknown);
    });
}
