use super::super::tests::Scene;
use super::super::{Found, Scope, Type, read};

/// The type, or every error's code and column.
fn check(text: &str, expect: &str) {
    let found = read(text, &Scene, None).map_or_else(
        |errors| errors.iter().map(|error| format!("{} {}", error.code, error.column)).collect::<Vec<_>>().join(", "),
        |expression| format!("{:?}", expression.kind()),
    );
    assert_eq!(found, expect, "{text}");
}

fn message(text: &str, expect: &str) {
    assert_eq!(read(text, &Scene, None).unwrap_err()[0].message, expect, "{text}");
}

#[test]
fn types_follow_from_what_is_written() {
    check("${area} + 1", "Number");
    check("${party}", "Choice");
    check("${means}", "Choices");
    check("if(${agree}, 5, '')", "Number");
    check("if(${agree}, '', today())", "Date");
    check("if(${agree}, ${party}, 'other')", "Text");
    check("if(${agree}, '', '')", "Text");
    check("coalesce('', ${since})", "Date");
    check("min(${t.since})", "Date");
    check("max(${t.km2})", "Number");
    check("once(1)", "Number");
    check("''", "Text");
}

#[test]
fn all_errors_are_told() {
    check(
        "${a} + ${b} > foo(${c}) and ${area}",
        "unknown_name 1, unknown_name 8, unknown_function 15, unknown_name 19, type 29",
    );
    check("if(1, ${x}, 'a' + 1)", "type 4, unknown_name 7, type 13");
    check("concat(${means}, true(), ${t.km2})", "type 18, many 26");
    check("not(1, 2)", "values 1");
    check("today(${x})", "values 1, unknown_name 7");
}

#[test]
fn types_must_agree() {
    check("${party} = 1", "type 10");
    check("${area} = '5'", "type 9");
    check("${since} > '2025-01-01'", "type 10");
    check("${means} = 'law'", "type 10");
    check("'law staff' != ${means}", "type 13");
    check("${means} = ${means}", "type 10");
    check("${means} = ''", "Boolean");
    check("${name} < 'b'", "type 9");
    check("${area} < ''", "type 9");
    check("${agree} = 'true'", "type 10");
    check("${area} and true()", "type 1");
    check("not(${party})", "type 5");
    check("${since} + 1", "type 1");
    check("if(${agree}, 1, 'a')", "type 17");
    check("once('a')", "type 6");
    check("min(${t.since}, 1)", "type 17");
    check("sum(${t.since})", "type 5");
    check("count-selected(${party})", "type 16");
    check("selected(${name}, 'a')", "type 10");
    check("contains(${means}, 'law')", "type 10");
    check("int(${since})", "type 5");
    check("date(${area})", "type 6");
}

#[test]
fn one_and_many_are_kept_apart() {
    check("${t.km2} > 5", "many 1");
    check("string-length(${t.site})", "many 15");
    check("count(${area})", "one 7");
    check("sum(${area})", "Number");
    check("count(${t.site})", "Number");
}

#[test]
fn literals_must_have_a_sense() {
    check("${party} = 'yess'", "unknown_choice 12");
    check("'maybe' != ${party}", "unknown_choice 1");
    check("selected(${means}, 'mony')", "unknown_choice 20");
    check("selected(${t.party}, 'x')", "unknown_choice 22");
    check("selected(${means}, '')", "unknown_choice 20");
    check("selected(${means}, ${name})", "Boolean");
    check("date('2025-02-30')", "date 6");
    check("date('')", "Date");
    check("round(1, 29)", "places 10");
    check("round(1, 1.5)", "places 10");
    check("regex(${name}, ${name})", "regex 16");
    check("regex(${name}, '(')", "regex 16");
    check("regex(${name}, 'a)|(b')", "regex 16");
    check("regex(${name}, '(a{1000}){1000}')", "regex 1");
    check("foo = 1", "unknown_column 1");
}

#[test]
fn the_message_says_what_would_be_right() {
    message("${aera} > 1", "Nothing is called aera. Did you mean ${area}?");
    message("${zebra} > 1", "Nothing is called zebra. Name a question of this template.");
    message("slected(${means}, 'law')", "There is no function slected(). Did you mean selected()?");
    message("${party} = 'Yes'", "No choice is called 'Yes'. Did you mean 'yes'?");
    message("${party} = 'perhaps'", "No choice is called 'perhaps'. The choices are yes, no, na.");
    message("regoin = 'africa'", "The choices have no column regoin. Did you mean region?");
    message("area > 5", "Write ${area} for the question.");
    message("yes = 'a'", "yes means nothing here. Write 'yes' for a text, ${yes} for a question.");
    message(
        "${area} = '5'",
        "This compares a number with a text. Write a number without quotes, and use number() to read a text as one.",
    );
}

#[test]
fn the_type_that_is_asked_for_is_held() {
    let kind = |text: &str, expected: Type| {
        read(text, &Scene, Some(expected)).map(|found| found.kind()).map_err(|e| e[0].code)
    };
    assert_eq!(kind("${area} > 1", Type::Boolean), Ok(Type::Boolean));
    assert_eq!(kind("${area}", Type::Boolean), Err("type"));
    assert_eq!(kind("${party}", Type::Text), Ok(Type::Text));
    assert_eq!(kind("''", Type::Number), Err("type"));
    assert_eq!(kind("${t.km2}", Type::Number), Err("many"));
}

#[test]
fn what_is_read_is_known() {
    let read = |text: &str| read(text, &Scene, None).unwrap();
    assert_eq!(read("${name} = '' or ${area} > sum(${t.km2}) - ${area}").slots(), [0, 1, 12]);
    assert_eq!(read("region = 'x'").slots(), [0; 0]);
    let reads = |text: &str| (read(text).reads_this(), read(text).reads_today());
    assert_eq!(reads(". > 1"), (true, false));
    assert_eq!(reads("once(2)"), (true, false));
    assert_eq!(reads("today() > date('2025')"), (false, true));
}

#[test]
fn where_nothing_is_known_everything_is_an_error() {
    struct Nothing;
    impl Scope for Nothing {
        fn question(&self, _: &str) -> Option<Found<'_>> {
            None
        }
    }
    let codes = |text: &str| read(text, &Nothing, None).unwrap_err().iter().map(|e| e.code).collect::<Vec<_>>();
    assert_eq!(codes(". = ${a}"), ["no_answer", "unknown_name"]);
    assert_eq!(codes("once(1)"), ["no_answer"]);
    assert_eq!(codes("a = 1"), ["unknown_column"]);
    assert_eq!(codes(&vec!["${a}"; 1_000].join("+")).len(), super::MAX_ERRORS);
}
