//! axe on every kind of page: point 35 of the checklist. In every language that the house speaks, at the widths of a desk and
//! of a telephone.

use godwit::words::LANGUAGES;
use serde_json::{Value, json};

use crate::driver::Browser;
use crate::stage::{ADMIN, CHECK, FIRST, KENYA, REPORT, SECOND, Stage, THIRD, play, sign_in};
use crate::submitting::submit;
use crate::template::template;

const WIDTHS: [u32; 2] = [1280, 390];

/// Each page, in each language; English at both widths, for words change more than widths do.
fn walk(stage: &Stage, browser: &Browser, pages: &[&str]) {
    for language in &LANGUAGES {
        stage.speak(language.code);
        let widths: &[u32] = if language.code == "en" { &WIDTHS } else { &WIDTHS[1..] };
        for width in widths {
            browser.resize(*width, 900);
            for page in pages {
                browser.visit(page);
                browser.is_accessible(&format!("{}, {width} pixels", language.code));
                is_no_wider(browser, *width);
            }
        }
    }
}

/// Nothing is read by scrolling sideways but what says so.
fn is_no_wider(browser: &Browser, width: u32) {
    let wide = browser.run("return document.documentElement.scrollWidth", &json!([]));
    assert!(wide.as_u64().unwrap() <= u64::from(width), "{} is {wide} wide on {width}", browser.path());
}

#[test]
fn point_35_axe_finds_nothing_on_a_partys_pages() {
    play(|stage| {
        stage.answer_what_is_needed();
        stage.answer("one", &json!("yes"));
        stage.answer("each/a-site/site", &json!("An estuary"));
        stage.answer("people/rangers/who", &json!("Rangers"));
        stage.answer("people/rangers/staff", &json!(12));
        let row = format!("{SECOND}/rows/birds/bird_2");
        let beside = ["files/plans", "comments/line", "history/line"].map(|page| format!("{REPORT}/{page}"));
        let mut pages = vec!["/", REPORT, FIRST, SECOND, &row, THIRD, CHECK, "/account"];
        pages.extend(beside.iter().map(String::as_str));
        let kenya = stage.kenya();
        walk(stage, &kenya, &pages);
        walk(stage, &kenya, &[&format!("{REPORT}/print"), "/cycles/invented-1/form"]);
    });
}

#[test]
fn point_35_axe_finds_nothing_once_it_was_submitted() {
    play(|stage| {
        stage.answer_what_is_needed();
        let kenya = stage.kenya();
        submit(&kenya);
        let receipt = format!("{REPORT}/submissions/1");
        walk(stage, &kenya, &["/", REPORT, &receipt, &format!("{receipt}/answers"), CHECK, "/no-such-page"]);
        walk(stage, &kenya, &[&format!("{receipt}/print")]);
    });
}

#[test]
fn point_35_axe_finds_nothing_on_the_secretariats_pages() {
    play(|stage| {
        stage.answer("line", &json!("The Wildlife Service"));
        let admin = stage.server.secretariat_admin();
        let mut second = template();
        second["items"][0]["items"][1]["comment"] = json!(false);
        admin.post("/api/v1/templates", &second).expect(201);
        admin.post("/api/v1/templates/invented/versions/2/publish", &json!({})).expect(200);
        let secretariat = stage.signed_in(ADMIN);
        walk(
            stage,
            &secretariat,
            &["/", "/cycles/invented-1", "/cycles/invented-1/moves", "/cycles/invented-1/moves?to=2", REPORT],
        );
    });
}

#[test]
fn point_35_axe_finds_nothing_where_somebody_signs_in() {
    play(|stage| {
        let nobody = stage.browser();
        let expired = "/invitation#an-invitation-that-nobody-sent";
        for width in WIDTHS {
            nobody.resize(width, 900);
            for page in ["/sign-in", "/sign-in?done=signed_out", "/invitation", expired, "/reports/invented-1/KEN"] {
                nobody.visit(page);
                nobody.is_accessible(page);
                is_no_wider(&nobody, width);
            }
        }
        nobody.visit("/sign-in");
        nobody.run("document.querySelector('label[for=email]').remove()", &json!([]));
        assert!(nobody.barriers().iter().any(|one| one.starts_with("label: ")), "axe finds what is wrong");
        nobody.visit("/sign-in");
        nobody.fill("#email", KENYA);
        nobody.fill("#password", "not the password");
        nobody.press("main form button");
        nobody.is_accessible("refused");
        nobody.visit(FIRST);
        nobody.is_accessible("led to the way to sign in");
    });
}

/// Pages that say that something is wrong, and the one that shows two answers to choose from.
#[test]
fn point_35_axe_finds_nothing_where_something_is_wrong() {
    play(|stage| {
        let kenya = stage.browser();
        // The pages that the server makes, also where a script would have asked sooner.
        kenya.without_script();
        sign_in(&kenya, KENYA);
        kenya.visit(FIRST);
        let wrong: [(&str, Value); 3] =
            [("#whole-value", json!("many")), ("#area-value", json!("x")), ("#month-value", json!("May"))];
        for (field, said) in &wrong {
            kenya.fill(field, said.as_str().unwrap());
        }
        kenya.fill("#line-value", "Mine");
        stage.answer("line", &json!("Theirs"));
        kenya.press("button[value=stay]:not(.unseen)");
        for width in WIDTHS {
            kenya.resize(width, 900);
            assert_eq!(kenya.texts(".wrong .message").len(), 3);
            kenya.shows("Theirs");
            kenya.is_accessible("flaws and a conflict");
            is_no_wider(&kenya, width);
        }
        stage.answer("last", &json!("More"));
        kenya.visit(CHECK);
        kenya.fill("#capacity", " ");
        kenya.press("form[action$='/submissions'] button");
        kenya.is_accessible("submitting with a flaw");
    });
}
