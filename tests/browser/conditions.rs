//! What depends on an answer shows and hides at once, also offline, and as the server says it: point 24 of the checklist.

use serde_json::{Value, json};

use crate::driver::Browser;
use crate::stage::{FIRST, play, play_with};

fn label(text: &str) -> Value {
    json!({ "en": text })
}

/// Two sections with what shows and hides: a group, a filter, a calculation, and a table of two hundred rows.
fn template() -> Value {
    let choice = |name: &str, realm: &str| json!({"name": name, "label": label(name), "attributes": {"realm": realm}});
    let yes_no = json!({"choices": [choice("yes", "a"), choice("no", "b")]});
    let rows: Vec<Value> = (0..200).map(|row| choice(&format!("r{row}"), "water")).collect();
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label("Invented </script><script>alert(1)</script>"),
        "lists": {"yes_no": yes_no, "rows": {"choices": rows},
                  "places": {"choices": [choice("lake", "water"), choice("river", "water"), choice("steppe", "land")]}},
        "items": [
            {"name": "first", "type": "section", "label": label("First"), "items": [
                {"name": "constructor", "type": "select_one", "list": "yes_no", "label": label("Asked first </script>")},
                {"name": "more", "type": "group", "label": label("More"), "relevant": "${constructor} = 'yes' and ${secret} != 'no'", "items": [
                    {"name": "count", "type": "integer", "label": label("Count"), "min": 0},
                    {"name": "reason", "type": "text", "label": label("Why so many"), "relevant": "${count} > 100"}]},
                {"name": "wet", "type": "select_one", "list": "yes_no", "label": label("Wet")},
                {"name": "where", "type": "select_multiple", "list": "places", "label": label("Where"),
                 "choice_filter": "${wet} != 'yes' or realm = 'water'"},
                {"name": "share", "type": "calculate", "label": label("Share"), "unit": "km2",
                 "calculation": "round(${count} div 7, 2) + sum(${sites.area})"},
                {"name": "sites", "type": "table", "label": label("Sites"), "rows": {"over": "rows"}, "columns": [
                    {"name": "area", "type": "decimal", "label": label("Area")},
                    {"name": "kept", "type": "select_one", "list": "yes_no", "label": label("Kept"), "relevant": "${area} > 10"},
                    {"name": "by", "type": "text", "label": label("By"), "relevant": "${kept} = 'yes'"},
                    {"name": "twice", "type": "calculate", "label": label("Twice"), "calculation": "${area} * 2"},
                    {"name": "year", "type": "date", "precision": "year", "label": label("Year")},
                    {"name": "note", "type": "text", "label": label("Note"), "relevant": "${constructor} = 'yes'"}]}]},
            {"name": "second", "type": "section", "label": label("Second"), "items": [
                {"name": "secret", "type": "text", "label": label("Not for everybody")}]}]
    })
}

#[test]
fn point_24_what_depends_on_an_answer_shows_at_once_and_offline() {
    play(|stage| {
        stage.answer("plan_name", &json!("The flyway plan"));
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        assert!(!kenya.sees("#plan_name-value"));
        kenya.offline();
        kenya.click("label[for='one-value-yes']");
        kenya.await_seen("#plan_name-value");
        assert_eq!(kenya.value("#plan_name-value"), "The flyway plan", "what was said before is back");
        kenya.fill("#plan_name-value", "Another plan");
        kenya.click("label[for='one-value-no']");
        kenya.await_unseen("#plan_name-value");
        kenya.click("label[for='one-value-yes']");
        assert_eq!(kenya.value("#plan_name-value"), "Another plan", "what was typed stays");
        kenya.online();
    });
}

#[test]
fn without_script_what_does_not_apply_is_neither_shown_nor_sent() {
    play(|stage| {
        stage.answer("plan_name", &json!("The flyway plan"));
        let kenya = stage.kenya();
        kenya.without_script();
        kenya.visit(FIRST);
        assert!(!kenya.sees("#plan_name-value") && kenya.has("#plan_name-value:disabled"));
        kenya.click("label[for='one-value-yes']");
        kenya.press("button[value=stay]:not(.unseen)");
        assert!(kenya.sees("#plan_name-value") && !kenya.has("#plan_name-value:disabled"));
        assert_eq!(stage.stored("plan_name"), json!("The flyway plan"));
    });
}

#[test]
fn groups_choices_and_calculations_follow_at_once() {
    play_with(&template(), |stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        assert!(!kenya.sees("#more-question") && !kenya.sees("#reason-question"));
        kenya.click("label[for='constructor-value-yes']");
        kenya.await_seen("#more-question");
        assert!(kenya.sees("#count-value") && !kenya.sees("#reason-value"));
        kenya.fill("#count-value", "1 000");
        kenya.await_seen("#reason-value");
        assert_eq!(kenya.text("#share-question output"), "142.86 km²");
        kenya.fill("#sites\\/r7\\/area-value", "0.14");
        kenya.await_text("#share-question output", "143");
        kenya.click("label[for='where-value-steppe']");
        kenya.click("label[for='wet-value-yes']");
        assert!(kenya.sees("#where-value-steppe"), "what is ticked stays in sight");
        kenya.click("label[for='where-value-steppe']");
        assert!(kenya.has_focus("#where-value-steppe") && kenya.sees("#where-value-steppe"), "the focus is not lost");
        kenya.focus("#wet-value-yes");
        kenya.await_unseen("#where-value-steppe");
        assert!(kenya.sees("#where-value-lake"));
        kenya.click("label[for='constructor-value-no']");
        kenya.await_unseen("#more-question");
        kenya.await_text("#share-question output", "Worked out once the answers it needs are there");
    });
}

#[test]
fn answers_that_a_person_may_not_read_are_not_on_the_page() {
    play_with(&template(), |stage| {
        stage.answer("secret", &json!("For the first section alone"));
        let colleague = stage.colleague(&["first"]);
        colleague.visit(FIRST);
        let told = colleague.run("return document.getElementById('conditions').textContent", &json!([]));
        assert!(!told.as_str().unwrap().contains("alone"), "{told}");
        // Whether the group applies is for the server to say: until then it stays as it is.
        colleague.click("label[for='constructor-value-yes']");
        assert!(!colleague.sees("#more-question"));
        colleague.press("button[value=stay]:not(.unseen)");
        assert!(colleague.sees("#more-question"));
    });
}

/// How long a change takes until the page stands, in milliseconds: the median of some.
fn took(kenya: &Browser, selector: &str) -> f64 {
    let script = "
        const field = document.querySelector(arguments[0]);
        const times = [];
        for (let i = 0; i < 21; i += 1) {
          field.value = String(i);
          const start = performance.now();
          field.dispatchEvent(new Event('input', { bubbles: true }));
          document.body.getBoundingClientRect();
          times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b)[10];";
    kenya.run(script, &json!([selector])).as_f64().unwrap()
}

#[test]
fn a_table_of_two_hundred_rows_follows_at_once() {
    play_with(&template(), |stage| {
        let kenya = stage.kenya();
        kenya.visit(FIRST);
        let cell = "#sites\\/r199\\/area-value";
        kenya.fill(cell, "11");
        kenya.await_seen("#sites\\/r199\\/kept-value");
        assert!(!kenya.sees("#sites\\/r198\\/kept-value") && !kenya.sees("#sites\\/r199\\/by-value"));
        kenya.choose("#sites\\/r199\\/kept-value", "yes");
        kenya.await_seen("#sites\\/r199\\/by-value");
        assert_eq!(kenya.text("#sites\\/r199\\/twice-question output"), "22");
        let in_a_row = took(&kenya, cell);
        let script = "
            const [yes, no] = ['yes', 'no'].map((one) => document.getElementById(`constructor-value-${one}`));
            const start = performance.now();
            for (let i = 0; i < 10; i += 1) (i % 2 ? yes : no).click();
            document.body.getBoundingClientRect();
            return (performance.now() - start) / 10;";
        let in_all_rows = kenya.run(script, &json!([])).as_f64().unwrap();
        println!("a change in one row: {in_a_row:.1} ms; one that all 200 rows depend on: {in_all_rows:.1} ms");
        assert!(in_a_row < 50.0 && in_all_rows < 200.0, "{in_a_row} {in_all_rows}");
    });
}
