//! The expression language held against a second opinion, against noise, and on a small stack.

mod fuzz;
mod generate;
mod reference;
mod scene;

use godwit::templates::expression::{Error, MAX_DEPTH, MAX_HEIGHT, Type, Value, read};
use proptest::prelude::*;

use generate::Source;
use reference::Answer;
use scene::Scene;

/// Every error stands inside its text, or at the first column of an empty one, and says something.
pub fn assert_inside(text: &str, errors: &[Error]) {
    assert!(!errors.is_empty(), "{text:?} is refused without an error");
    let last = text.chars().count().max(1);
    for error in errors {
        assert!((1..=last).contains(&error.column), "{text:?}: {error:?} stands outside the text");
        assert!(error.message.ends_with(['.', '?']) && error.message.len() > 10, "{text:?}: {error:?} is no sentence");
    }
}

fn told(value: Value<'_>) -> Answer {
    match value {
        Value::Blank => Answer::Blank,
        Value::Boolean(is) => Answer::Boolean(is),
        Value::Number(number) => Answer::Number(number),
        Value::Text(text) => Answer::Text(text.into_owned()),
        Value::Date(date) => Answer::Date(date.to_string()),
        Value::Chosen(names) => Answer::Chosen(names.iter().map(|name| (*name).to_owned()).collect()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_evaluator_agrees_with_a_slow_one(
        shape in prop::collection::vec(any::<u8>(), 0..150),
        answers in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let scene = Scene::drawn(&mut Source::new(&answers));
        let mut source = Source::new(&shape);
        let (tree, kind) = source.tree();
        let text = source.text(&tree);
        let expression = read(&text, &scene, Some(kind)).map_err(|errors| TestCaseError::fail(format!("{text}: {errors:?}")))?;
        let expect = reference::evaluate(&tree, &scene);
        prop_assert_eq!(told(expression.evaluate(&scene)), expect, "{}", text);
    }

    #[test]
    fn a_text_of_any_tokens_is_read_or_refused_inside_itself(parts in prop::collection::vec(0..fuzz::WORDS.len(), 0..30)) {
        let text: String = parts.iter().map(|at| fuzz::WORDS[*at]).collect();
        if let Err(errors) = read(&text, &Scene::default(), None) {
            assert_inside(&text, &errors);
        }
    }

    #[test]
    fn any_characters_are_read_or_refused_inside_themselves(text in any::<String>()) {
        if let Err(errors) = read(&text, &Scene::default(), None) {
            assert_inside(&text, &errors);
        }
    }
}

/// The deepest expression that is read goes through parser, checker and evaluator on half of an ordinary thread's stack.
#[test]
fn the_deepest_expression_needs_little_stack() {
    let run = || {
        let scene = Scene::default();
        for (levels, open, middle, close) in [
            (MAX_HEIGHT / 7, "(0 or 1 = 1 and true() = (1 < 1 + 1 * -", "1", "))"),
            (MAX_HEIGHT / 7, "coalesce(1 or 1 and 1 = 1 < 1 + 1 * ", "1", ")"),
            (MAX_DEPTH - 1, "coalesce(1 and ", "1", ")"),
            (MAX_DEPTH - 1, "not(", "true()", ")"),
            (MAX_DEPTH - 1, "if(true(), 1 + ", "1", ", 2)"),
            (MAX_DEPTH - 1, "max(1, 1 * ", "1", ")"),
            (MAX_DEPTH - 1, "true() = (1 < ", "2", ")"),
            (MAX_DEPTH, "-", "1", ""),
        ] {
            let text = format!("{}{middle}{}", open.repeat(levels), close.repeat(levels));
            match read(&text, &scene, None) {
                Ok(expression) => drop(told(expression.clone().evaluate(&scene))),
                Err(errors) => assert!(errors.iter().all(|error| error.code == "type"), "{text}: {errors:?}"),
            }
        }
    };
    std::thread::Builder::new().stack_size(1024 * 1024).spawn(run).unwrap().join().unwrap();
}

#[test]
fn an_expression_can_be_kept_and_shared_between_threads() {
    fn kept<T: Send + Sync + Clone + 'static>(_: &T) {}
    kept(&read("${area} > 1", &Scene::default(), Some(Type::Boolean)).unwrap());
}
