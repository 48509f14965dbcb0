//! A section that needs a second look: nothing typed is lost, nothing of anybody is overwritten unseen.

use crate::scene::{Browser, FIRST, HOSTILE, REPORT, SECOND, filled, scene};
use crate::support::on_both;

#[test]
fn what_is_wrong_is_shown_again_as_typed_and_the_rest_is_saved() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let wrong = [
            ("line-value", "kept"),
            ("whole-value", "-5"),
            ("area-value", "1,234"),
            ("share-value", HOSTILE),
            ("month-value", "March"),
            ("one-value", "yes"),
            ("one-other", "not chosen"),
            ("links-url", "javascript:alert(1)"),
        ];
        let page = kenya.fill(FIRST, FIRST, &wrong).expect(422);
        page.holds("<title>Error: ");
        page.holds("1 answer is saved.");
        for said in [
            "must not be below 0",
            "Write 1234 or 1.234",
            "Write a number, in digits.",
            "like 2025-03",
            "Choose “Other”",
            "begins with https://",
        ] {
            page.holds(said);
        }
        for (name, value) in wrong.iter().filter(|(name, _)| *name != "one-value") {
            assert_eq!(page.value(FIRST, name), *value, "{name}");
        }
        assert_eq!((page.value(FIRST, "line-revision"), page.value(FIRST, "whole-revision")), ("1".into(), "0".into()));
        let right = [("whole-value", "5"), ("area-value", "1.234"), ("share-value", ""), ("month-value", "2027-03")];
        let still = kenya.post(FIRST, &filled(&page, FIRST, &right)).expect(422);
        still.holds("2 answers are saved.");
        still.holds("at most 2 digits after the decimal mark");
    });
}

#[test]
fn the_same_question_shows_both_answers_and_the_person_chooses() {
    on_both(|database| {
        let server = scene(database);
        let (one, two) = (Browser::kenya(&server), Browser::kenya(&server));
        let opened = one.get(FIRST);
        let mine = [("line-value", "mine"), ("area_text-value", "only mine")];
        two.fill(FIRST, FIRST, &[("line-value", HOSTILE), ("one-value", "no")]).expect(303);
        let page = one.post(FIRST, &filled(&opened, FIRST, &mine)).expect(409);
        page.holds("Somebody else saved this answer while you were typing.");
        page.holds(&format!("<p class=\"said\"><bdi>{HOSTILE}</bdi></p>"));
        page.holds("1 answer is saved.");
        assert_eq!((page.value(FIRST, "line-value"), page.value(FIRST, "line-revision")), ("mine".into(), "1".into()));
        assert_eq!(page.value(FIRST, "one-value"), "no", "what only they changed is theirs");
        assert_eq!(two.get(FIRST).value(FIRST, "line-value"), HOSTILE, "nothing was overwritten");

        let form = filled(&page, FIRST, &[]);
        one.post(FIRST, &filled(&page, FIRST, &[("line-take", "1")])).expect(303);
        assert_eq!(two.get(FIRST).value(FIRST, "line-value"), HOSTILE, "theirs was chosen");
        one.post(FIRST, &form).expect(303);
        assert_eq!(two.get(FIRST).value(FIRST, "line-value"), "mine", "mine was chosen, both seen");
        one.post(FIRST, &form).expect(303);
        assert_eq!(two.get(FIRST).value(FIRST, "line-revision"), "2", "the same form twice changes nothing");
    });
}

#[test]
fn different_questions_of_one_section_do_not_disturb_each_other() {
    on_both(|database| {
        let server = scene(database);
        let (one, two) = (Browser::kenya(&server), Browser::kenya(&server));
        let (first, second) = (one.get(FIRST), two.get(FIRST));
        one.post(FIRST, &filled(&first, FIRST, &[("line-value", "one")])).expect(303);
        two.post(FIRST, &filled(&second, FIRST, &[("whole-value", "2")])).expect(303);
        let page = one.get(FIRST);
        assert_eq!((page.value(FIRST, "line-value"), page.value(FIRST, "whole-value")), ("one".into(), "2".into()));
    });
}

#[test]
fn an_answer_is_cleared_and_links_get_more_rows() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.fill(FIRST, FIRST, &[("one-value", "yes"), ("many-value", "law"), ("line-value", "x")]).expect(303);
        kenya.fill(FIRST, FIRST, &[("one-value", ""), ("line-value", "")]).expect(303);
        let page = kenya.get(FIRST);
        assert_eq!(page.value(FIRST, "line-value"), "");
        assert!(!page.text.contains("value=\"yes\" checked"), "{}", page.text);
        assert!(page.text.contains("value=\"law\" checked"), "{}", page.text);
        let links =
            [("links-url", "a.example"), ("links-label", ""), ("links-url", "b.example"), ("then", "links-links")];
        let more = kenya.fill(FIRST, FIRST, &links).expect(303);
        assert_eq!(more.location, format!("{FIRST}?done=saved#links-question"));
        let rows = kenya.get(FIRST).text.matches("name=\"links-url\"").count();
        assert_eq!(rows, 4, "two that are there and two to fill in");
    });
}

#[test]
fn choices_are_put_in_order_by_their_places() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        kenya.get(FIRST).holds("<option value=\"plan 2\">2</option>");
        let twice = [("order-value", "law 1"), ("order-value", "plan 1")];
        let page = kenya.fill(FIRST, FIRST, &twice).expect(422);
        page.holds("Two choices have the place 1. Give each its own.");
        assert_eq!(page.text.matches(" 1\" selected>1</option>").count(), 2, "both stand as they were chosen");
        let order = [("order-value", "law 2"), ("order-value", "plan 1")];
        kenya.post(FIRST, &filled(&page, FIRST, &order)).expect(303);
        let kept = kenya.get(FIRST);
        kept.holds("<option value=\"plan 1\" selected>1</option>");
        kept.holds("<option value=\"law 2\" selected>2</option>");
        let check = kenya.get(&format!("{REPORT}/check")).expect(200);
        let (plan, law) = (check.text.find("1. Plan").unwrap(), check.text.find("2. Law").unwrap());
        assert!(plan < law);
        kenya.post(FIRST, &filled(&kept, FIRST, &[])).expect(303);
        assert_eq!(kenya.get(FIRST).value(FIRST, "order-revision"), "1", "the same form again changes nothing");
        kenya.fill(FIRST, FIRST, &[("order-value", ""), ("order-value", "")]).expect(303);
        assert!(!kenya.get(FIRST).text.contains("\" selected>1</option>"));
    });
}

#[test]
fn a_colleague_sees_the_delegated_section_alone() {
    on_both(|database| {
        let server = scene(database);
        let colleague = Browser::colleague(&server, "second");
        colleague.fill(SECOND, SECOND, &[("last-value", "from a colleague")]).expect(303);
        colleague.get(FIRST).expect(404);
        let report = colleague.get(REPORT).expect(200);
        assert!(!report.text.contains("sections/first"), "{}", report.text);
        let check = colleague.get(&format!("{REPORT}/check")).expect(200);
        assert!(!check.text.contains("first-answers") && check.text.contains("from a colleague"));
        check.holds("Your focal point submits the report");
        let token = report.value("/sign-out", "token");
        let sneaked = [("token".to_owned(), token), ("line-value".to_owned(), "x".to_owned())];
        colleague.post(FIRST, &sneaked).expect(404);
        Browser::kenya(&server).get(&format!("{REPORT}/check")).holds("from a colleague");
    });
}
