//! What is handed out at sign-in, how it goes on, and what is not taken for it.

use chrono::Duration;
use godwit::access::Role;
use serde_json::json;

use crate::scene::{PASSWORD, Scene};
use crate::support::on_both;

#[test]
fn a_program_signs_in_and_asks_who_it_is() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let answer = scene.try_sign_in(" Amina@Example.ORG ", PASSWORD);
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.said("expires_at"), "2027-03-01T08:10:00Z");
        let me = scene.call("GET", "/api/v1/me", Some(&answer.said("token")), None).json();
        assert_eq!(me["person"]["email"], "amina@example.org");
        assert_eq!(
            me["grants"],
            json!([{"instrument": "CMS", "role": "focal_point", "party": "KEN", "sections": "all"}])
        );
        scene.wait(Duration::minutes(9));
        assert!(scene.counts(&answer.said("token")));
        scene.wait(Duration::minutes(2));
        assert!(!scene.counts(&answer.said("token")), "a JWT ends after ten minutes");
    });
}

#[test]
fn who_is_unknown_is_told_what_who_is_wrong_is_told() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let wrong = scene.try_sign_in("amina@example.org", "not the password");
        assert_eq!(wrong.status, 401, "{wrong:?}");
        for email in ["nobody@example.org", "", "no address", "a\u{fffd}@example.org", &"long".repeat(5_000)] {
            assert_eq!(scene.try_sign_in(email, PASSWORD), wrong, "{email:?}");
        }
        for password in ["", &PASSWORD.to_uppercase(), &format!("{PASSWORD} "), &PASSWORD.repeat(1_000)] {
            assert_eq!(scene.try_sign_in("amina@example.org", password), wrong, "{password:?}");
        }
    });
}

#[test]
fn a_sign_in_is_read_strictly() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let check = |body: serde_json::Value, status: u16| {
            let answer = scene.call("POST", "/api/v1/session", None, Some(&body));
            assert_eq!(answer.status, status, "{body}: {answer:?}");
        };
        let good = json!({"email": "amina@example.org", "password": PASSWORD});
        let with = |field: &str, value: serde_json::Value| {
            let mut body = good.clone();
            body[field] = value;
            body
        };
        check(good.clone(), 200);
        check(with("code", json!(null)), 200);
        check(with("code", json!("123456")), 422);
        check(with("code", json!("")), 422);
        check(with("role", json!("secretariat_admin")), 422);
        check(with("email", json!(["amina@example.org"])), 422);
        check(with("email", json!("amina@example.org\u{0}")), 422);
        check(json!({"email": "amina@example.org"}), 422);
        check(json!([]), 422);
    });
}

#[test]
fn a_refresh_token_works_once_and_a_copy_closes_the_session() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        scene.person("brian@example.org", "CMS", Role::FocalPoint, Some("UGA"));
        let refresh =
            |token: &str| scene.call("POST", "/api/v1/session/refresh", None, Some(&json!({"refresh_token": token})));
        let (others, _) = scene.sign_in("brian@example.org");
        let (first, token) = scene.sign_in("amina@example.org");
        scene.wait(Duration::minutes(5));
        let next = refresh(&token);
        assert_eq!(next.status, 200, "{next:?}");
        assert_ne!(next.said("refresh_token"), token);
        assert!(scene.counts(&next.said("token")) && scene.counts(&first));
        let me = scene.call("GET", "/api/v1/me", Some(&next.said("token")), None).json();
        assert_eq!(me["person"]["email"], "amina@example.org", "a token refreshes its own session alone");
        assert_eq!(refresh(&token).status, 401, "shown a second time");
        assert!(!scene.counts(&next.said("token")), "and the session is closed");
        assert!(!scene.counts(&first));
        assert_eq!(refresh(&next.said("refresh_token")).status, 401, "for its owner too");
        assert!(scene.counts(&others), "nobody else is touched");
        for unknown in ["", "x", &first, &"0".repeat(64)] {
            assert_eq!(refresh(unknown).status, 401);
        }
    });
}

#[test]
fn of_two_who_refresh_at_once_one_is_first() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        for _ in 0..5 {
            let (_, token) = scene.sign_in("amina@example.org");
            let body = json!({"refresh_token": token});
            let statuses: Vec<u16> = std::thread::scope(|scope| {
                let calls: Vec<_> = (0..8)
                    .map(|_| scope.spawn(|| scene.call("POST", "/api/v1/session/refresh", None, Some(&body)).status))
                    .collect();
                calls.into_iter().map(|call| call.join().unwrap()).collect()
            });
            assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
            assert!(statuses.iter().all(|status| [200, 401].contains(status)), "{statuses:?}");
        }
    });
}

#[test]
fn a_program_signs_in_again_after_half_a_day() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let (_, mut token) = scene.sign_in("amina@example.org");
        let refresh =
            |token: &str| scene.call("POST", "/api/v1/session/refresh", None, Some(&json!({"refresh_token": token})));
        for _ in 0..11 {
            scene.wait(Duration::hours(1));
            let next = refresh(&token);
            assert_eq!(next.status, 200, "{next:?}");
            token = next.said("refresh_token");
        }
        scene.wait(Duration::hours(1));
        assert_eq!(refresh(&token).status, 401);
    });
}

#[test]
fn nothing_else_is_taken_for_a_token() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let (jwt, refresh) = scene.sign_in("amina@example.org");
        let (head, rest) = jwt.split_once('.').unwrap();
        let (claims, _) = rest.split_once('.').unwrap();
        let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
        let check = |header: &str, value: &str, expect: u16| {
            let request = ureq::http::Request::get(scene.url("/api/v1/me")).header(header, value);
            let answer = scene.send(request.body(String::new()).unwrap());
            assert_eq!(answer.status, expect, "{header}: {value}");
        };
        check("authorization", &format!("Bearer {jwt}"), 200);
        check("authorization", &format!("Bearer {refresh}"), 401);
        check("authorization", &format!("Bearer {none}.{claims}."), 401);
        check("authorization", &format!("Bearer {head}.{claims}.AAAA"), 401);
        check("authorization", &format!("Basic {jwt}"), 401);
        check("authorization", &jwt, 401);
        check("authorization", "Bearer", 401);
        check("authorization", "", 401);
        check("cookie", &format!("godwit={jwt}"), 401);
        check("cookie", &format!("__Host-godwit={jwt}"), 401);
        check("x-authorization", &format!("Bearer {jwt}"), 401);
    });
}
