use super::super::tests::Scene;
use super::super::{Values, read};
use crate::templates::expression::{Found, Scope, Type, Value};

fn check(text: &str, expect: &str) {
    let expression = read(text, &Scene, None).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    let found = match expression.evaluate(&Scene) {
        Value::Blank => "blank".to_owned(),
        Value::Text(text) => format!("'{text}'"),
        value => value.written().into_owned(),
    };
    assert_eq!(found, expect, "{text}");
}

#[test]
fn a_blank_equals_a_blank_alone() {
    for name in ["no_area", "no_name", "no_since", "no_party", "no_means", "no_agree"] {
        check(&format!("${{{name}}} = ''"), "true");
        check(&format!("'' != ${{{name}}}"), "false");
    }
    for name in ["area", "name", "since", "party", "means", "agree"] {
        check(&format!("${{{name}}} = ''"), "false");
        check(&format!("${{{name}}} != ''"), "true");
    }
    check("${no_area} = 5", "false");
    check("${no_area} != 5", "true");
    check("${no_party} = 'yes'", "false");
    check("${no_party} != 'yes'", "true");
    check("${no_agree} = false()", "false");
    check("'' = \"\"", "true");
}

#[test]
fn a_blank_is_neither_more_nor_less() {
    for operator in ["<", "<=", ">", ">="] {
        check(&format!("${{no_area}} {operator} 5"), "false");
        check(&format!("5 {operator} ${{no_area}}"), "false");
        check(&format!("${{no_area}} {operator} ${{no_area}}"), "false");
        check(&format!("${{no_since}} {operator} today()"), "false");
    }
}

#[test]
fn a_blank_is_not_true() {
    check("not(${no_agree})", "true");
    check("${no_agree} and true()", "false");
    check("${no_agree} or true()", "true");
    check("${no_agree} or false()", "false");
    check("if(${no_agree}, 1, 2)", "2");
    check("${no_agree}", "blank");
}

#[test]
fn a_blank_makes_a_calculation_blank() {
    for text in ["+ 1", "- 1", "* 0", "div 2", "mod 2"] {
        check(&format!("${{no_area}} {text}"), "blank");
        check(&format!("1 {} ${{no_area}}", text.split(' ').next().unwrap()), "blank");
    }
    for text in ["-${no_area}", "int(${no_area})", "number(${no_name})", "round(${no_area})", "round(1, ${no_area})"] {
        check(text, "blank");
    }
    check("date(${no_name})", "blank");
}

#[test]
fn what_has_no_sense_is_blank() {
    check("1 div 0", "blank");
    check("1 mod 0", "blank");
    check("9999999999999999999999999999 * 9999999999999999999999999999", "blank");
    check("1 div 0 = ''", "true");
    check("number('1e5')", "blank");
    check("number('twelve')", "blank");
    check("date('2025' )", "2025");
    check("date(${name})", "blank");
    check("round(1, 0 - 1)", "blank");
    check("sum(9999999999999999999999999999 * 7, 9999999999999999999999999999 * 7)", "blank");
}

#[test]
fn functions_know_what_to_do_with_a_blank() {
    check("selected(${no_means}, 'law')", "false");
    check("selected(${no_party}, 'yes')", "false");
    check("count-selected(${no_means})", "0");
    check("string-length(${no_name})", "0");
    check("concat(${no_name}, 'a', ${no_area})", "'a'");
    check("concat(${no_name})", "blank");
    check("contains(${no_name}, 'a')", "false");
    check("regex(${no_name}, '')", "true");
    check("regex(${no_name}, '.')", "false");
    check("coalesce(${no_area}, 3)", "3");
    check("coalesce(${no_area}, ${no_area})", "blank");
    check("if(true(), ${no_area}, 1)", "blank");
    check("sum(${no_area})", "0");
    check("min(${no_area})", "blank");
    check("max(${no_area}, 3)", "3");
}

#[test]
fn rows_are_read_one_by_one() {
    check("sum(${t.km2})", "1.5");
    check("sum(${t.km2}, ${area}, 1)", "15");
    check("min(${t.km2})", "-1.5");
    check("max(${t.km2}, 2)", "3");
    check("min(${t.since})", "2023-05-01");
    check("max(${t.since}, today())", "2026-11-21");
    check("count(${t.km2})", "3");
    check("count-non-empty(${t.site})", "2");
    check("selected(${t.party}, 'na')", "true");
    check("selected(${t.party}, 'yes')", "false");
    for (function, expect) in
        [("sum", "0"), ("count", "0"), ("count-non-empty", "0"), ("min", "blank"), ("max", "blank")]
    {
        check(&format!("{function}(${{none.km2}})"), expect);
    }
}

#[test]
fn numbers_are_exact() {
    check("0.1 + 0.2 = 0.3", "true");
    check("1 - 2 - 3", "-4");
    check("2 + 3 * 4", "14");
    check("(2 + 3) * 4", "20");
    check("7 div 2 * 2", "7");
    check("-7 mod 3", "-1");
    check("--2", "2");
    check("3 - -2", "5");
    check("int(-7.9)", "-7");
    check("int('12.9')", "12");
    check("number(' 12.50 ')", "12.5");
    check("round(2.5)", "3");
    check("round(-2.5)", "-3");
    check("round(2.345, 2)", "2.35");
    check("round(${area}, 0)", "13");
    check("0 * -1", "0");
    check("concat(1.50, '')", "'1.5'");
}

#[test]
fn comparisons_and_conditions_hold() {
    check("${area} >= 12.5", "true");
    check("${party} = 'yes' and selected(${means}, 'law') or false()", "true");
    check("true() or true() and false()", "true");
    check("1 < 2 = true()", "true");
    check("${since} = date('2025')", "true");
    check("${since} < date('2025-04-01')", "true");
    check("${since} <= today()", "true");
    check("selected(${means}, 'money')", "false");
    check("selected(${party}, 'yes')", "true");
    check("count-selected(${means})", "2");
    check("concat(${means})", "'law staff'");
    check("concat(${since}, ': ', ${name})", "'2025-03: Kenya 7'");
    check("contains(${name}, 'ya')", "true");
    check("string-length('été')", "3");
    check("region = 'africa'", "true");
    check(".>5", "true");
    check("once(3)", "7");
}

#[test]
fn a_pattern_holds_for_the_whole_text() {
    check("regex(${name}, '[A-Z][a-z]+ \\d')", "true");
    check("regex(${name}, '[A-Z][a-z]+')", "false");
    check("regex(${name}, 'x|Kenya.*')", "true");
    check("regex(${area}, '[0-9.]{4}')", "true");
    check("regex(concat('a', '\n'), 'a')", "false");
}

#[test]
fn a_text_does_not_grow_without_end() {
    struct Long(String);
    impl Scope for Long {
        fn question(&self, _: &str) -> Option<Found<'_>> {
            Some(Found::one(0, Type::Text))
        }
    }
    impl Values for Long {
        fn one(&self, _: usize) -> Value<'_> {
            Value::text(&self.0)
        }
        fn many<'a>(&'a self, _: usize, _: &mut dyn FnMut(Value<'a>)) {}
        fn today(&self) -> chrono::NaiveDate {
            Scene.today()
        }
    }
    let long = Long("x".repeat(100_000));
    let text = format!("string-length(concat({}))", vec!["${a}"; 3_000].join(","));
    let expression = read(&text, &long, None).unwrap();
    assert_eq!(expression.evaluate(&long), Value::Number(0.into()));
}

#[test]
fn an_answer_of_another_type_than_promised_is_blank_where_it_matters() {
    struct Lies;
    impl Scope for Lies {
        fn question(&self, _: &str) -> Option<Found<'_>> {
            Some(Found::one(0, Type::Number))
        }
    }
    impl Values for Lies {
        fn one(&self, _: usize) -> Value<'_> {
            Value::text("many")
        }
        fn many<'a>(&'a self, _: usize, _: &mut dyn FnMut(Value<'a>)) {}
        fn today(&self) -> chrono::NaiveDate {
            Scene.today()
        }
    }
    for (text, expect) in
        [("${a} + 1 = ''", true), ("${a} < 1", false), ("sum(${a}) = 0", true), ("min(${a}) = ''", true)]
    {
        assert_eq!(read(text, &Lies, None).unwrap().holds(&Lies), expect, "{text}");
    }
}
