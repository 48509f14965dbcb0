//! The pages of signing in: cookies, tokens of forms, and where they lead.

use chrono::Duration;
use godwit::access::Role;
use godwit::accounts::invite;
use serde_json::json;

use crate::scene::{Answer, PASSWORD, Scene};
use crate::support::on_both;

/// Signs in at the page and answers the cookie to send.
fn signed_in(scene: &Scene) -> String {
    let form = [("email", "amina@example.org"), ("password", PASSWORD), ("next", "/account")];
    let answer = scene.page("/sign-in", None, Some(&form));
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/account")), "{answer:?}");
    cookie(&answer)
}

fn cookie(answer: &Answer) -> String {
    let set = answer.set_cookie.as_deref().unwrap_or_else(|| panic!("no cookie: {answer:?}"));
    set.split(';').next().unwrap().to_owned()
}

/// The token that the forms of a page carry.
fn token(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("name=\"token\" value=\"").unwrap_or_else(|| panic!("no token: {page:?}"));
    rest.split('"').next().unwrap().to_owned()
}

fn scene_with_amina(database: &crate::support::TestDatabase) -> Scene {
    let scene = Scene::on(database);
    scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
    scene
}

#[test]
fn a_person_signs_in_and_out_again() {
    on_both(|database| {
        let scene = scene_with_amina(database);
        assert_eq!(scene.page("/account", None, None).location.as_deref(), Some("/sign-in?next=%2Faccount"));
        let cookie = signed_in(&scene);
        let page = scene.page("/account", Some(&cookie), None);
        assert_eq!(page.status, 200);
        for said in ["amina@example.org", "national focal point<br><bdi>Kenya</bdi>"] {
            assert!(page.text.contains(said), "{page:?}");
        }
        let out = scene.page("/sign-out", Some(&cookie), Some(&[("token", &token(&page))]));
        assert_eq!((out.status, out.location.as_deref()), (303, Some("/sign-in?done=signed_out")), "{out:?}");
        assert!(out.set_cookie.unwrap().contains("Max-Age=0"));
        assert_eq!(scene.page("/account", Some(&cookie), None).status, 303, "the old cookie opens nothing");
        assert!(scene.page("/sign-in?done=signed_out", None, None).text.contains("You are signed out."));
    });
}

#[test]
fn the_cookie_is_bound_to_the_host_and_out_of_reach() {
    on_both(|database| {
        let scene = Scene::at(database, "https://reports.example.org");
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let form = [("email", "amina@example.org"), ("password", PASSWORD)];
        let set = scene.page("/sign-in", None, Some(&form)).set_cookie.unwrap();
        assert!(set.starts_with("__Host-godwit="), "{set}");
        for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(set.contains(part), "{set}");
        }
        assert!(!set.contains("Domain"), "{set}");
        let plain = set.split(';').next().unwrap().replace("__Host-", "");
        assert_eq!(scene.page("/account", Some(&plain), None).status, 303, "the plain name is for http on loopback");
    });
}

#[test]
fn a_wrong_password_brings_the_form_back_without_it() {
    on_both(|database| {
        let scene = scene_with_amina(database);
        let wrong =
            |email: &str| scene.page("/sign-in", None, Some(&[("email", email), ("password", "not it at all")]));
        let answer = wrong("amina@example.org");
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains("<title>Error: Sign in") && answer.text.contains("value=\"amina@example.org\""));
        assert!(!answer.text.contains("not it at all") && answer.set_cookie.is_none());
        assert_eq!(answer.text, wrong("nobody@example.org").text.replace("nobody@", "amina@"));
        let hostile = wrong("\"><script>alert(1)</script>");
        assert!(!hostile.text.contains("<script>"), "{hostile:?}");
    });
}

#[test]
fn signing_in_leads_nowhere_else() {
    on_both(|database| {
        let scene = scene_with_amina(database);
        for next in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""] {
            let form = [("email", "amina@example.org"), ("password", PASSWORD), ("next", next)];
            assert_eq!(scene.page("/sign-in", None, Some(&form)).location.as_deref(), Some("/"), "{next}");
        }
    });
}

#[test]
fn a_form_without_its_sessions_token_changes_nothing() {
    on_both(|database| {
        let scene = scene_with_amina(database);
        let cookie = signed_in(&scene);
        let others = signed_in(&scene);
        let foreign = token(&scene.page("/account", Some(&others), None));
        for path in ["/sign-out", "/account/sign-out-everywhere", "/account/password"] {
            for sent in [&[][..], &[("token", "")], &[("token", foreign.as_str())]] {
                let mut form = sent.to_vec();
                form.extend([("current", PASSWORD), ("password", "egrets on the roof")]);
                assert_eq!(scene.page(path, Some(&cookie), Some(&form)).status, 403, "{path} {sent:?}");
                assert_eq!(scene.page(path, None, Some(&form)).status, 401, "{path} signed out");
            }
        }
        let mut request = ureq::http::Request::post(scene.url("/sign-out")).header("cookie", &cookie);
        request = request
            .header("origin", "https://evil.example")
            .header("content-type", "application/x-www-form-urlencoded");
        let body = format!("token={}", token(&scene.page("/account", Some(&cookie), None)));
        assert_eq!(scene.send(request.body(body).unwrap()).status, 403, "sent from another site");
        assert_eq!(scene.page("/account", Some(&cookie), None).status, 200);
    });
}

#[test]
fn signing_in_again_replaces_the_session() {
    on_both(|database| {
        let scene = scene_with_amina(database);
        let first = signed_in(&scene);
        let form = [("email", "amina@example.org"), ("password", PASSWORD)];
        let second = cookie(&scene.page("/sign-in", Some(&first), Some(&form)));
        assert_ne!(first, second);
        assert_eq!(scene.page("/account", Some(&first), None).status, 303);
        assert_eq!(scene.page("/account", Some(&second), None).status, 200);
    });
}

#[test]
fn a_page_in_use_stays_signed_in_and_one_left_alone_does_not() {
    on_both(|database| {
        let scene = scene_with_amina(database);
        let cookie = signed_in(&scene);
        for _ in 0..4 {
            scene.wait(Duration::minutes(25));
            assert_eq!(scene.page("/account", Some(&cookie), None).status, 200);
        }
        scene.wait(Duration::minutes(30));
        assert_eq!(scene.page("/account", Some(&cookie), None).status, 303);
    });
}

#[test]
fn an_invited_person_chooses_a_password() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("chair@example.org", "CMS", Role::SecretariatAdmin, None);
        let (jwt, _) = scene.sign_in("chair@example.org");
        let body = json!({"email": "amina@example.org", "name": "Amina Invented", "language": "en", "instrument": "CMS",
                          "role": "focal_point", "party": "KEN"});
        let added = scene.call("POST", "/api/v1/accounts", Some(&jwt), Some(&body));
        let (account, now) = (added.said("account").parse().unwrap(), scene.now());
        let token = scene.write(move |tx| Ok(invite::make_token(tx, &account, now)?)).unwrap();
        assert!(scene.page("/invitation", None, None).text.contains("Choose a password"));
        let link = format!("http://127.0.0.1/invitation#{token}");
        let send = |password: &str, again: &str| {
            let form = [("invitation", link.as_str()), ("password", password), ("again", again)];
            scene.page("/invitation", None, Some(&form))
        };
        for (password, again) in [("short", "short"), (PASSWORD, "storks over the street")] {
            let answer = send(password, again);
            assert_eq!(answer.status, 422, "{answer:?}");
            assert!(answer.text.contains(&token) && !answer.text.contains("storks"), "{answer:?}");
        }
        let done = send(PASSWORD, PASSWORD);
        assert_eq!((done.status, done.location.as_deref()), (303, Some("/sign-in?done=password_set")), "{done:?}");
        assert_eq!(send(PASSWORD, PASSWORD).status, 422, "once");
        signed_in(&scene);
    });
}

#[test]
fn a_new_password_keeps_this_browser_and_ends_the_others() {
    on_both(|database| {
        let scene = scene_with_amina(database);
        let (here, there) = (signed_in(&scene), signed_in(&scene));
        let token = token(&scene.page("/account", Some(&here), None));
        let send = |current: &str, password: &str| {
            let form = [("token", token.as_str()), ("current", current), ("password", password)];
            scene.page("/account/password", Some(&here), Some(&form))
        };
        let wrong = send("not it", "short");
        assert_eq!(wrong.status, 422);
        assert!(
            wrong.text.contains("id=\"current-wrong\"") && wrong.text.contains("id=\"password-wrong\""),
            "{wrong:?}"
        );
        assert_eq!(scene.page("/account", Some(&there), None).status, 200);
        let done = send(PASSWORD, "egrets on the roof");
        assert_eq!((done.status, done.location.as_deref()), (303, Some("/account?done=password_set")), "{done:?}");
        assert_eq!(scene.page("/account", Some(&here), None).status, 200);
        assert_eq!(scene.page("/account", Some(&there), None).status, 303);
        let form = [("token", token.as_str())];
        let out = scene.page("/account/sign-out-everywhere", Some(&here), Some(&form));
        assert_eq!(out.status, 303, "{out:?}");
        assert_eq!(scene.page("/account", Some(&here), None).status, 303);
    });
}
