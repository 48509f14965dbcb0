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
        let away = format!("{SECOND}/removals/people/rangers");
        let part = format!("{CHECK}?section=first");
        let beside =
            ["files/plans", "comments/line", "history/line", "workbook"].map(|page| format!("{REPORT}/{page}"));
        let mut pages = vec!["/", REPORT, FIRST, SECOND, &row, &away, THIRD, CHECK, &part, "/account"];
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
        let reopening = json!({"reason": "A number was wrong."});
        stage.server.focal_point().post("/api/v1/reports/invented-1/KEN/reopenings", &reopening).expect(201);
        stage.answer("line", &json!("Another service"));
        walk(stage, &kenya, &[REPORT, &format!("{REPORT}/changes")]);
        submit(&kenya);
        walk(stage, &kenya, &[&format!("{REPORT}/submissions/2/changes")]);
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
        nobody.visit("/api/docs");
        nobody.is_accessible("what programs read of");
        for language in &LANGUAGES {
            for page in ["/sign-in", expired] {
                nobody.visit(page);
                let other = format!("footer button[value={}]", language.code);
                if nobody.has(&other) {
                    nobody.press(&other);
                }
                assert!(nobody.has(&format!("html[lang={}]", language.code)), "{page}");
                nobody.is_accessible(&format!("{page}, {}", language.code));
                is_no_wider(&nobody, WIDTHS[1]);
            }
        }
        nobody.visit("/sign-in");
        nobody.run("document.querySelector('label[for=email]').remove()", &json!([]));
        let small = "const [one, two] = [1, 2].map((name) => document.createElement('button')); \
             for (const it of [one, two]) { it.textContent = 'x'; it.style.cssText = 'all: revert; padding: 0; min-height: 0; height: 9px; width: 9px'; } \
             document.querySelector('main').append(one, two)";
        nobody.run(small, &json!([]));
        let found = nobody.barriers();
        for rule in ["label: ", "target-size: "] {
            assert!(found.iter().any(|one| one.starts_with(rule)), "axe finds what is wrong: {rule}{found:?}");
        }
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
        let shows_all = || {
            assert_eq!(kenya.texts(".wrong .message").len(), 3);
            kenya.shows("Theirs");
            kenya.is_accessible("flaws and a conflict");
        };
        shows_all();
        for language in &LANGUAGES {
            stage.speak(language.code);
            kenya.resize(WIDTHS[1], 900);
            kenya.fill("#line-value", &format!("Mine in {}", language.code));
            stage.answer("line", &json!("Theirs"));
            kenya.press("button[value=stay]:not(.unseen)");
            shows_all();
            is_no_wider(&kenya, WIDTHS[1]);
        }
        stage.answer("last", &json!("More"));
        for language in &LANGUAGES {
            stage.speak(language.code);
            kenya.visit(CHECK);
            kenya.fill("#capacity", " ");
            kenya.press("form[action$='/submissions'] button");
            kenya.is_accessible(&format!("submitting with a flaw, {}", language.code));
        }
    });
}

/// Downloads the workbook and brings it as a person does who worked on it meanwhile.
const BRING: &str = "const [book, done] = arguments; fetch(book).then((answer) => answer.blob()).then((bytes) => { \
     const files = new DataTransfer(); files.items.add(new File([bytes], 'report.xlsx')); \
     document.querySelector('main input[type=file]').files = files.files; done(true) })";

#[test]
fn point_35_axe_finds_nothing_in_what_the_script_adds() {
    play(|stage| {
        stage.answer("line", &json!("The Wildlife Service"));
        let kenya = stage.kenya();
        let book = format!("{REPORT}/workbook");
        for language in &LANGUAGES {
            stage.speak(language.code);
            kenya.resize(WIDTHS[1], 900);
            kenya.visit(&book);
            kenya.run_async(BRING, &json!([format!("{book}.xlsx")]));
            stage.answer("line", &json!(format!("Said in {}", language.code)));
            kenya.press("main form button");
            kenya.is_accessible(&format!("what differs in a workbook, {}", language.code));
            is_no_wider(&kenya, WIDTHS[1]);
            kenya.visit(FIRST);
            kenya.offline();
            kenya.write("#line-value", "Mine");
            stage.answer("line", &json!(format!("Theirs in {}", language.code)));
            kenya.online();
            kenya.await_seen("#line-theirs button");
            kenya.is_accessible(&format!("mine and theirs to choose from, {}", language.code));
            is_no_wider(&kenya, WIDTHS[1]);
            kenya.click("#line-theirs button:nth-of-type(2)");
            kenya.await_unseen("#line-theirs");
        }
    });
}
