//! A report and the empty form as files for Word: what is on the printed page, and what is not.

use serde_json::{Value, json};

use crate::scene::{Browser, HOSTILE, filled};
use crate::support::{TestDatabase, TestServer, on_both};
use crate::word_file::{Paragraph, Word};

const REPORT: &str = "/reports/word-1/KEN";
const ANSWERS: &str = "/api/v1/reports/word-1/KEN/answers";
const ARABIC: &str = "طيور مهاجرة (CMS) 12";

fn words(text: &str) -> Value {
    json!({"en": format!("{text} {HOSTILE}"), "ar": format!("نص {text}")})
}

fn template() -> Value {
    let text = |name: &str, number: &str| json!({"name": name, "number": number, "type": "text", "label": words(name), "max_length": 500});
    let column = |number: usize| json!({"name": format!("c{number}"), "type": "text", "label": words(&format!("Column {number}")), "max_length": 50});
    let mut how = text("how", "1.2");
    (how["relevant"], how["guidance"]) = (json!("${has} = 'yes'"), words("Guidance"));
    let mut line = text("line", "1.3");
    (line["comment"], line["hint"]) = (json!(true), words("Hint"));
    json!({
        "format": "godwit-template/1", "name": "word", "instrument": "CMS", "default_language": "en",
        "languages": ["en", "ar"], "title": words("Cleared in Word"),
        "lists": {"yes_no": {"choices": [{"name": "yes", "label": words("Yes")}, {"name": "no", "label": words("No")}]}},
        "items": [
            {"name": "a", "type": "section", "number": "1", "label": words("First"), "intro": words("Intro"), "items": [
                {"name": "has", "number": "1.1", "type": "select_one", "list": "yes_no", "label": words("Has it")},
                how, line,
                {"name": "proof", "number": "1.4", "type": "url", "label": words("Proof")},
                {"name": "each", "type": "group", "label": words("Each"), "repeat": {"max": 9}, "items": [text("inner", "1.5")]}]},
            {"name": "b", "type": "section", "number": "2", "label": words("Second"), "items": [
                {"name": "sites", "number": "2.1", "type": "table", "label": words("Sites"), "rows": {"max": 9},
                 "guidance": words("Of the table"), "columns": (1..=7).map(column).collect::<Vec<_>>()},
                text("last", "2.2")]}]
    })
}

fn scene(database: &TestDatabase) -> TestServer {
    let server = crate::scene::scene(database);
    let admin = server.secretariat_admin();
    admin.post("/api/v1/templates", &template()).expect(201);
    admin.post("/api/v1/templates/word/versions/1/publish", &json!({})).expect(200);
    let cycle = json!({
        "cycle": "word-1", "instrument": "CMS", "template": "word", "version": 1, "opens_at": "2027-01-01T00:00:00Z",
        "due_at": "2027-06-30T20:59:59Z", "time_zone": "Africa/Nairobi", "parties": ["KEN", "UGA"]
    });
    admin.post("/api/v1/cycles", &cycle).expect(201);
    let put = |path: &str, value: Value, comment: Option<&str>| {
        let body = json!({"value": value, "comment": comment, "revision": 0});
        server.focal_point().put(&format!("{ANSWERS}/{path}"), &body).expect(200);
    };
    put("has", json!("yes"), None);
    put("how", json!("hidden by a condition"), None);
    server.focal_point().put(&format!("{ANSWERS}/has"), &json!({"value": "no", "revision": 1})).expect(200);
    put("line", json!(format!("{HOSTILE} 🐦 \"'\n\tsecond line\u{2028}{ARABIC}")), Some("beside <it>"));
    put("proof", json!([{"url": "https://example.org/a?b=1&c=%22", "label": "A <label>"}]), None);
    put("each/r1/inner", json!("in a row"), None);
    put("sites/r1/c1", json!("Bay & sons"), None);
    put("sites/r2/c7", json!(ARABIC), None);
    put("last", json!(ARABIC), None);
    let remarks = format!("{}/line", ANSWERS.replace("answers", "comments"));
    server.focal_point().post(&remarks, &json!({"words": "among colleagues"})).expect(201);
    server
}

fn asked(number: &str, text: &str) -> String {
    format!("{number} {text} {HOSTILE}")
}

#[test]
fn a_report_is_taken_into_word_with_all_that_was_asked_and_answered() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let word = Word::open(&kenya.file(&format!("{REPORT}/print.docx")));
        assert_eq!(word.of("Title"), [format!("Cleared in Word {HOSTILE}")]);
        assert_eq!(word.of("Heading1"), [asked("1", "First"), asked("2", "Second")]);
        assert_eq!(word.of("Heading2"), [format!("Each {HOSTILE}")]);
        let questions = [
            asked("1.1", "Has it"),
            asked("1.2", "how"),
            asked("1.3", "line"),
            asked("1.4", "Proof"),
            asked("1.5", "inner"),
            asked("2.1", "Sites"),
            asked("2.2", "last"),
        ];
        assert_eq!(word.of("Question"), questions);
        let help = ["Guidance", "Hint", "Of the table"].map(|help| format!("{help} {HOSTILE}"));
        assert_eq!(word.of("Help"), help);
        let answers = [
            format!("No {HOSTILE}"),
            "Does not apply, because of another answer".to_owned(),
            format!("{HOSTILE} 🐦 \"'\n\tsecond line\u{2028}{ARABIC}"),
            "Comment: beside <it>".to_owned(),
            "A <label> https://example.org/a?b=1&c=%22".to_owned(),
            "in a row".to_owned(),
            ARABIC.to_owned(),
        ];
        assert_eq!(word.of("Answer"), answers);
        let links = word.part("word/_rels/document.xml.rels");
        assert!(links.contains("Target=\"https://example.org/a?b=1&amp;c=%22\" TargetMode=\"External\""), "{links}");
        assert!(word.part("word/header.xml").contains("Draft, not submitted"));
        word.lacks("hidden by a condition");
        word.lacks("among colleagues");
    });
}

#[test]
fn a_table_is_a_table_and_a_wide_one_lies_on_its_side() {
    on_both(|database| {
        let server = scene(database);
        let word = Word::open(&Browser::kenya(&server).file(&format!("{REPORT}/print.docx")));
        let head = word.find("Column 1");
        let cell = |row: usize| Some((head.cell.unwrap().0, row));
        assert_eq!((head.style.as_str(), head.cell), ("Cell", cell(1)));
        let row = |number: usize| {
            let own = word.paragraphs.iter().filter(|one| one.cell == cell(number));
            own.map(|one| one.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(row(2), ["1", "Bay & sons", "–", "–", "–", "–", "–", "–"]);
        assert_eq!(row(3), ["2", "–", "–", "–", "–", "–", "–", ARABIC]);
        let document = word.part("word/document.xml");
        assert_eq!(document.matches("<w:tblHeader/>").count(), 1, "its head comes again on each sheet");
        let sheets: Vec<bool> =
            document.split("<w:sectPr>").skip(1).map(|sheet| sheet.contains("w:orient=\"landscape\"")).collect();
        assert_eq!(sheets, [false, true], "the first section stands upright, the second has the table");
    });
}

#[test]
fn words_run_their_own_way_and_say_their_language() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let address = format!("{REPORT}/print.docx");
        let word = Word::open(&kenya.file(&address));
        assert!(
            word.part("word/styles.xml").contains("<w:lang w:val=\"en-GB\" w:eastAsia=\"en-GB\" w:bidi=\"ar-SA\"/>")
        );
        let last = |word: &Word| word.paragraphs.iter().rfind(|one| one.text == ARABIC).cloned().unwrap();
        let ways = |one: &Paragraph| one.runs.iter().map(|run| run.from_right).collect::<Vec<_>>();
        let answer = last(&word);
        assert!(answer.from_right, "Arabic in a report in English");
        let parts: Vec<&str> = answer.runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!((parts, ways(&answer)), (vec!["طيور مهاجرة (", "CMS", ") 12"], vec![true, false, true]));
        assert!(!word.find("in a row").from_right && !word.part("word/document.xml").contains("bidiVisual"));

        let account = kenya.get("/account").expect(200);
        kenya.post("/language", &filled(&account, "/language", &[("language", "ar"), ("next", "/")])).expect(303);
        let word = Word::open(&kenya.file(&address));
        assert!(word.part("docProps/core.xml").contains("<dc:language>ar-SA</dc:language>"));
        assert!(word.part("word/document.xml").contains("<w:bidiVisual/>"));
        for style in ["Title", "Heading1", "Question", "Help"] {
            let all: Vec<_> = word.paragraphs.iter().filter(|one| one.style == style).collect();
            assert!(!all.is_empty() && all.iter().all(|one| one.from_right), "{style}: {all:#?}");
        }
        assert_eq!(
            ways(word.find("نص Has it")),
            [false, true, true, false],
            "the number from the left, as its letters do"
        );
        assert!(last(&word).from_right && !word.find("in a row").from_right);
        assert_eq!(word.find("beside <it>").text, "beside <it>", "signs keep their places");
        // A language that the template lacks: its questions are marked as English, the house's words are not.
        let account = kenya.get("/account").expect(200);
        kenya.post("/language", &filled(&account, "/language", &[("language", "ru"), ("next", "/")])).expect(303);
        let word = Word::open(&kenya.file(&address));
        assert_eq!(word.find("Has it").runs.last().unwrap().language.as_deref(), Some("en-GB"));
        assert_eq!(word.find("in a row").runs[0].language, None);
        assert!(word.part("word/styles.xml").contains("<w:lang w:val=\"ru-RU\""));
    });
}

#[test]
fn a_submission_and_the_empty_form_are_taken_into_word() {
    on_both(|database| {
        let server = scene(database);
        let kenya = Browser::kenya(&server);
        let sent = format!("{REPORT}/submissions");
        kenya.fill(&format!("{REPORT}/check"), &sent, &[("capacity", "National Focal Point")]).expect(303);
        let reader = Browser::signed_in(&server, "reader@cms.example");
        reader.get(&format!("{REPORT}/print.docx")).expect(403);
        Browser::uganda(&server).get(&format!("{sent}/1/print.docx")).expect(404);
        let word = Word::open(&reader.file(&format!("{sent}/1/print.docx")));
        for words in ["word-1/KEN/1", "SHA-256", "Invented Person, National Focal Point", "in a row"] {
            word.find(words);
        }
        word.lacks("hidden by a condition");
        word.lacks("among colleagues");
        let form = Word::open(&kenya.file("/cycles/word-1/form.docx"));
        assert_eq!(form.of("Heading1"), [asked("1", "First"), asked("2", "Second")]);
        let asked = ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2"];
        let numbers: Vec<&str> = form.of("Question").iter().map(|one| one.split(' ').next().unwrap()).collect();
        assert_eq!(numbers, asked);
        for words in
            ["Only if 1.1 is “Yes", "Guidance", "Hint", "Intro", "○ Yes", "Kenya", "Column 7", "Add further rows"]
        {
            form.find(words);
        }
        assert!(!form.of("Room").is_empty(), "there is room to write");
        form.lacks("in a row");
        for page in [REPORT.to_owned(), format!("{REPORT}/check"), format!("{REPORT}/print"), format!("{sent}/1")] {
            assert!(kenya.get(&page).text.contains("print.docx\">Word file</a>"), "no way to it from {page}");
        }
        kenya.get("/cycles/word-1/form").expect(200).holds("/cycles/word-1/form.docx");
    });
}

#[test]
fn a_colleague_takes_the_own_sections_into_word() {
    on_both(|database| {
        let server = scene(database);
        let colleague = Browser::colleague(&server, "b");
        let word = Word::open(&colleague.file(&format!("{REPORT}/print.docx")));
        assert_eq!(word.of("Heading1"), [asked("2", "Second")]);
        word.lacks("in a row");
    });
}
