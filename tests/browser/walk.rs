//! Without script: point 13 of the checklist. The whole walk in Chromium with script switched off.

use serde_json::json;

use crate::driver::Key;
use crate::stage::{CHECK, KENYA, REPORT, SECOND, THIRD, play_on_both, sign_in};

#[test]
fn point_13_without_script_every_page_works() {
    play_on_both(|stage| {
        let kenya = stage.browser();
        kenya.without_script();
        sign_in(&kenya, KENYA);
        kenya.press(".card a.button");
        kenya.press(".tasks li:first-child a");
        kenya.fill("#line-value", "The Wildlife Service");
        kenya.fill("#story-value", "First line\nsecond line");
        kenya.fill("#whole-value", "12");
        kenya.choose("#whole-qualifier", "estimate");
        kenya.click("label[for='one-value-yes']");
        kenya.press("button[value=stay]:not(.unseen)");
        kenya.fill("#plan_name-value", "The flyway plan");
        kenya.press("button[value=next]");
        assert_eq!(kenya.path(), format!("{SECOND}?done=saved"));
        kenya.press("button[value='spare-people']");
        kenya.fill("table.grid tbody tr:first-child input[type=text]", "Rangers");
        kenya.press("button[value=next]");
        assert_eq!(kenya.path(), format!("{THIRD}?done=saved"));
        kenya.fill("#last-value", "More of it");
        kenya.keys(&[Key::Tab]);
        kenya.press("button[value=next]");
        assert_eq!(kenya.path(), format!("{CHECK}?done=saved"));
        kenya.shows("Rangers");
        kenya.fill("#capacity", "National Focal Point");
        kenya.press("form[action$='/submissions'] button");
        assert_eq!(kenya.path(), format!("{REPORT}/submissions/1"));
        assert_eq!(stage.stored("story"), json!("First line\nsecond line"));
        assert_eq!(stage.stored("plan_name"), json!("The flyway plan"));
    });
}
