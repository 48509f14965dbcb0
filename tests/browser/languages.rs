//! Languages: points 33 and 34 of the checklist.

use serde_json::json;

use crate::stage::{FIRST, play};

/// From which side an element begins: the space before its start edge and behind its end edge.
const SIDES: &str = "const box = document.querySelector(arguments[0]).getBoundingClientRect(); \
                     return [box.left, document.documentElement.clientWidth - box.right]";

#[test]
fn point_33_an_arabic_page_mirrors_and_what_is_latin_stays_readable() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.press("footer button[value=ar]");
        assert!(kenya.has("html[lang=ar][dir=rtl]"), "{}", kenya.path());
        assert!(kenya.has("legend[lang=en][dir=ltr]"), "what is asked in English says so");
        let sides = |css: &str| -> (f64, f64) {
            let found = kenya.run(SIDES, &json!([css]));
            (found[0].as_f64().unwrap(), found[1].as_f64().unwrap())
        };
        let (left, right) = sides(".choice input");
        assert!(left > right, "a box stands at the right: {left} {right}");
        let (left, right) = sides(".top .name");
        assert!(left > right, "and so does the name of the house: {left} {right}");
        let wide = kenya.run("return document.documentElement.scrollWidth > innerWidth", &json!([]));
        assert_eq!(wide, json!(false), "nothing stands out");
    });
}

#[test]
fn point_34_the_language_changes_in_mid_word_and_place_and_words_stay() {
    play(|stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        kenya.write("#line-value", "The Wildl");
        kenya.press("footer button[value=fr]");
        assert!(kenya.path().starts_with(FIRST), "{}", kenya.path());
        assert!(kenya.has("html[lang=fr][dir=ltr]"));
        assert_eq!(kenya.value("#line-value"), "The Wildl");
        kenya.write("#line-value", "ife Service");
        kenya.press("footer button[value=ru]");
        assert!(kenya.has("html[lang=ru]"));
        assert_eq!(kenya.value("#line-value"), "The Wildlife Service");
        assert_eq!(stage.stored("line"), json!("The Wildlife Service"));
    });
}
