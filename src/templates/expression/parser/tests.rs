use super::super::parse;
use super::super::{MAX_DEPTH, MAX_NODES};

/// The first error's code and column; nothing where the text parses.
fn check(text: &str, expect: &str) {
    let found = parse(text).map_or_else(
        |errors| errors.iter().map(|error| format!("{} {}", error.code, error.column)).collect::<Vec<_>>().join(", "),
        |_| String::new(),
    );
    assert_eq!(found, expect, "{text}");
}

#[test]
fn what_people_write_is_read() {
    for text in [
        "${a} = 'yes'",
        "${ a } = \"it's\"",
        "selected(${a}, 'x') and not(selected(.,'y'))",
        ".>5 or.<1",
        "5div 2",
        "${a}-1 - count-selected(${b})",
        "-.5",
        "  today( ) >= date('2025-01-01')\n",
        "region = ${region}",
        "${t.km2}",
        "((1))",
    ] {
        check(text, "");
    }
}

#[test]
fn a_hyphen_is_a_letter_between_letters_alone() {
    assert_ne!(parse("a-b").unwrap(), parse("a - b").unwrap());
    assert_eq!(parse("a-1").unwrap().root.column, 2);
    check("${a}-${b}", "");
    check("2-a", "");
}

#[test]
fn what_has_no_place_is_told_with_its_column() {
    check("", "empty 1");
    check(" \n ", "empty 1");
    check("${a} = ‘yes’", "quotes 8");
    check("“a” = ‘b’", "quotes 1, quotes 7");
    check("'é‘' = “b", "quotes 8");
    check("${a} = 'yes", "unclosed 8");
    check("${a", "unclosed 1");
    check("$a", "name 1");
    check("${}", "name 1");
    check("${a/b} = ${c d}", "name 1, name 10");
    check("(1", "unclosed 1");
    check("sum(1", "unclosed 1");
    check("1)", "misplaced 2");
    check("1, 2", "misplaced 2");
    check("${a} AND ${b}", "misplaced 6");
    check("1 2", "misplaced 3");
    check("1 and", "unexpected_end 3");
    check("1 + * 2", "misplaced 5");
    check("and 1", "misplaced 1");
    check("f(,)", "misplaced 3");
    check("f(1,)", "misplaced 5");
    check("1 == 2", "sign 3");
    check("!a && b || c", "sign 1, sign 4, sign 9");
    check("a / b", "sign 3");
    check("a <> b", "sign 3");
    check("a[1]", "sign 2, sign 4");
    check("1 = 2 = 3", "chained 7");
    check("1 < 2 < 3", "chained 7");
    check("12345678901234567890123456789", "number 1");
    check(&"0".repeat(90_000), "number 1");
    check("0.1234567890123456789012345678", "");
}

#[test]
fn the_message_says_what_would_be_right() {
    let message = |text: &str| parse(text).unwrap_err().remove(0).message;
    assert_eq!(message("“a”"), "Use straight quotes, ' or \", instead of “.");
    assert_eq!(message("1 OR 2"), "Write or in small letters.");
    assert_eq!(message("1 == 2"), "Write a single = to compare.");
}

#[test]
fn size_and_depth_have_limits() {
    let first = |text: &str| parse(text).unwrap_err().remove(0).code;
    let nested = |depth: usize, open: &str| format!("{}1{}", open.repeat(depth), ")".repeat(depth));
    check(&nested(MAX_DEPTH, "("), "");
    check(&nested(MAX_DEPTH - 1, "1 + f("), "");
    assert_eq!(first(&nested(MAX_DEPTH + 1, "(")), "too_deep");
    // Two parts of a level may be operators or functions; three are too many.
    check(&nested(MAX_DEPTH - 1, "1 = 1 + ("), "");
    assert_eq!(first(&nested(MAX_DEPTH - 1, "1 = 1 + f(")), "too_deep");
    assert_eq!(first(&nested(MAX_DEPTH - 1, "(1 or 1 and 1 = 1 < 1 + 1 * f(")), "too_deep");
    for part in ["(", "not(", "-", "- ", "f(1,", "1 or (", "1=(", "1<1=1<1+1*-("] {
        assert_eq!(first(&part.repeat(100_000 / part.len())), "too_deep", "{part}");
    }
    assert_eq!(first(&"(".repeat(100_001)), "too_long");
    check(&vec!["1"; MAX_NODES - 1].join("+"), "");
    assert_eq!(first(&vec!["1"; MAX_NODES].join("+")), "too_many");
    assert_eq!(first(&vec!["1"; 40_000].join(" ")), "misplaced");
}
