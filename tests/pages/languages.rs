//! Everybody reads their own language, before signing in and after, and changing it loses nothing.

use godwit::words::{self, LANGUAGES};

use crate::html;
use crate::scene::{Browser, FIRST, HOSTILE, Page, REPORT, fields, filled, scene};
use crate::support::on_both;

/// The page says which language it is in, which way it runs, and is called something in it.
#[track_caller]
fn speaks(page: &Page, language: &str, title: &str) {
    let elements = html::elements(&page.text);
    let root = elements.iter().find(|element| element.name == "html").expect("a page");
    let dir = if language == "ar" { "rtl" } else { "ltr" };
    assert_eq!((root.get("lang"), root.get("dir")), (Some(language), Some(dir)));
    let said = elements.iter().find(|element| element.name == "title").expect("a title");
    assert!(said.text.contains(&words::text(language, title, &[])), "{} in {language}: {}", said.text, title);
    let chosen: Vec<_> = elements.iter().filter(|element| element.get("aria-current") == Some("true")).collect();
    assert_eq!(chosen.iter().map(|element| element.get("lang")).collect::<Vec<_>>(), [Some(language)]);
    let offered = elements.iter().filter(|element| element.get("name") == Some("language")).count();
    assert!(offered >= LANGUAGES.len() - 1, "{offered} languages to choose from");
}

pub fn choose(browser: &Browser, language: &str, next: &str) -> Page {
    let page = browser.get("/account").expect(200);
    browser.post("/language", &filled(&page, "/language", &[("language", language), ("next", next)]))
}

#[test]
fn every_page_speaks_the_language_of_the_person() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        for language in LANGUAGES.map(|language| language.code) {
            assert_eq!(choose(&kenya, language, REPORT).expect(303).location, REPORT);
            let check = format!("{REPORT}/check");
            let pages =
                [("/", "page.my_reports"), ("/account", "page.account"), (check.as_str(), "page.check_answers")];
            for (path, title) in pages {
                speaks(&kenya.get(path).expect(200), language, title);
            }
            speaks(&kenya.get(REPORT).expect(200), language, "");
            kenya.get(REPORT).expect(200).holds(&words::text(language, "page.any_order", &[]));
            speaks(&kenya.get(FIRST).expect(200), language, "");
            kenya.get(FIRST).expect(200).holds(&words::text(language, "page.save_continue", &[]));
            speaks(&kenya.get("/reports/invented-1/FRA").expect(404), language, "problem.title.not_found");
            let me = server.focal_point().get("/api/v1/me").expect(200);
            assert_eq!(me.json()["person"]["language"], language, "letters go in it, too");
        }
    });
}

#[test]
fn what_a_template_asks_in_another_language_is_marked_as_such() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let check = format!("{REPORT}/check");
        // The template is written in English and French.
        for (language, marked) in [("en", false), ("fr", false), ("ar", true), ("ru", true)] {
            choose(&kenya, language, "/").expect(303);
            for (path, name) in [(FIRST, "legend"), (FIRST, "h1"), (&check, "dt")] {
                let page = kenya.get(path).expect(200);
                let elements = html::elements(&page.text);
                let asked: Vec<_> = elements.iter().filter(|element| element.name == name).collect();
                assert!(!asked.is_empty());
                // Beside what the template asks stand legends in the house's own words, which are in the page's language.
                let said: Vec<_> = asked.iter().map(|element| (element.get("lang"), element.get("dir"))).collect();
                assert_eq!(said.contains(&(Some("en"), Some("ltr"))), marked, "{name} on {path} in {language}");
                let others = said.iter().any(|one| ![(Some("en"), Some("ltr")), (None, None)].contains(one));
                assert!(!others, "{name} on {path} in {language}: {said:?}");
            }
        }
    });
}

#[test]
fn whoever_is_not_signed_in_is_spoken_to_as_their_browser_asks() {
    on_both(|database| {
        let server = scene(database);
        let mut stranger = Browser::new(&server);
        speaks(&stranger.get("/sign-in").expect(200), "en", "page.sign_in");
        for language in LANGUAGES.map(|language| language.code) {
            let page = stranger.get_in("/sign-in", &format!("de, {language}-XX;q=0.9, en;q=0.1")).expect(200);
            speaks(&page, language, "page.sign_in");
            speaks(&stranger.get_in("/invitation", language).expect(200), language, "page.invitation");
        }
        let page = stranger.get_in("/sign-in?next=%2Faccount", "fr").expect(200);
        let typed = [("email", "focal-point@kenya.example"), ("password", ""), ("language", "ru")];
        let russian = stranger.post("/sign-in", &filled(&page, "/sign-in", &typed)).expect(200);
        speaks(&russian, "ru", "page.sign_in");
        assert_eq!(russian.value("/sign-in", "email"), "focal-point@kenya.example");
        assert_eq!(russian.value("/sign-in", "next"), "/account");
        stranger.take_cookie(&russian);
        speaks(&stranger.get_in("/invitation", "fr").expect(200), "ru", "page.invitation");
        stranger.get("/invitation").holds(&words::counted("ru", "page.account.least", 12, &[]));
        speaks(&stranger.get("/nowhere").expect(404), "ru", "problem.title.not_found");
        let invited = [("invitation", "abc"), ("password", "four plain words here"), ("again", "")];
        let wrong = stranger.post("/invitation", &fields(&invited)).expect(422);
        wrong.holds(&words::text("ru", "page.password.differs", &[]));
        let other = stranger.post("/invitation", &fields(&[("invitation", "abc"), ("language", "ar")])).expect(200);
        speaks(&other, "ar", "page.invitation");
        assert_eq!(other.value("/invitation", "invitation"), "abc");
        assert_eq!(stranger.post("/language", &fields(&[("language", "xx")])).status, 422);
        let away = [("language", "es"), ("next", "//evil.example")];
        assert_eq!(stranger.post("/language", &fields(&away)).expect(303).location, "/");
    });
}

#[test]
fn the_language_changes_in_mid_word_and_the_words_stay() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let typed = [("line-value", HOSTILE), ("area-value", "1234.5"), ("language", "ar")];
        let back = kenya.fill(FIRST, FIRST, &typed).expect(303);
        assert!(back.location.starts_with(FIRST), "{}", back.location);
        let page = kenya.get(FIRST);
        speaks(&page, "ar", "");
        assert_eq!(page.value(FIRST, "line-value"), HOSTILE);
        // What is typed is read as the language of the page that it was typed into writes it.
        let french = [("area-value", "٩٫٢٥"), ("share-value", "1,234"), ("language", "fr")];
        let page = kenya.fill(FIRST, FIRST, &french).expect(422);
        speaks(&page, "fr", "page.error");
        page.holds("Écrivez 1234 ou 1,234");
        assert_eq!(page.value(FIRST, "share-value"), "1,234");
        assert_eq!(kenya.get(FIRST).value(FIRST, "area-value"), "9,25");
        let foreign = [("line-value", "typed"), ("language", "es"), ("token", "of another session")];
        speaks(&kenya.fill(FIRST, FIRST, &foreign).expect(403), "fr", "");
    });
}

#[test]
fn what_is_typed_into_any_form_goes_along_to_another_language_and_nothing_is_done() {
    on_both(|database| {
        let server = scene(database);
        let admin = Browser::signed_in(&server, "admin@cms.example");
        let (round, change) = ("/cycles/invented-1", "/cycles/invented-1/parties");
        let typed = [("party", "UGA"), ("change", "exempt"), ("reason", HOSTILE), ("language", "ar")];
        let page = admin.fill(round, change, &typed).expect(200);
        speaks(&page, "ar", "");
        assert_eq!(page.value(change, "reason"), HOSTILE);
        assert!(!admin.get(round).text.contains(&words::text("ar", "page.duty.exempt", &[])), "nothing changed");
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("line-value", "x"), ("then", "list")]).expect(303);
        let last = "/reports/invented-1/KEN/sections/second";
        kenya.fill(last, last, &[("last-value", "x"), ("then", "list")]).expect(303);
        let (check, submit) = ("/reports/invented-1/KEN/check", "/reports/invented-1/KEN/submissions");
        let declared = [("name", HOSTILE), ("capacity", "Wardress"), ("language", "ru")];
        let page = kenya.fill(check, submit, &declared).expect(200);
        speaks(&page, "ru", "");
        assert_eq!((page.value(submit, "name"), page.value(submit, "capacity")), (HOSTILE.into(), "Wardress".into()));
        kenya.get("/reports/invented-1/KEN/submissions/1").expect(404);
    });
}

#[test]
fn a_session_that_ended_goes_on_in_another_language_with_all_that_was_typed() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let typed = filled(&kenya.get(FIRST), FIRST, &[("line-value", HOSTILE)]);
        server.wait(chrono::Duration::hours(13));
        let out = kenya.post(FIRST, &typed).expect(401);
        let other = kenya.post("/sign-in", &filled(&out, "/sign-in", &[("language", "ar")])).expect(200);
        speaks(&other, "ar", "page.sign_in");
        other.holds(&words::text("ar", "page.session_ended", &[]));
        assert_eq!(other.value("/sign-in", "line-value"), HOSTILE);
    });
}
