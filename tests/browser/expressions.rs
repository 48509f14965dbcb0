//! The same expression gives the same in the browser as on the server, or the browser says that it does not know.

use std::borrow::Cow;

use chrono::NaiveDate;
use godwit::templates::expression::{Date, Found, Scope, Type, Value, Values, read};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use crate::stage::play;
use crate::support::invented::{CHOICES, MEANS, Named, Random, Writer};

const SCRIPT: &str = concat!(
    include_str!("../../src/web/pages/script/decimal.js"),
    include_str!("../../src/web/pages/script/expression.js"),
);

/// Answers of every type, some blank, some in rows.
struct Scene {
    slots: Vec<(String, Type, bool)>,
    values: Vec<Vec<Value<'static>>>,
}

const TYPES: &[Type] =
    &[Type::Number, Type::Number, Type::Text, Type::Date, Type::Choice, Type::Choices, Type::Boolean];

impl Scene {
    fn random(random: &mut Random) -> Self {
        let slots: Vec<(String, Type, bool)> =
            (0..14).map(|at| (format!("q{at}"), TYPES[at % TYPES.len()], at >= TYPES.len())).collect();
        let values = slots.iter().map(|(_, kind, many)| {
            let count = if *many { random.below(4) } else { 1 };
            (0..count).map(|_| value(*kind, random)).collect()
        });
        Self { values: values.collect(), slots }
    }
}

fn value(kind: Type, random: &mut Random) -> Value<'static> {
    if random.once_in(5) {
        return Value::Blank;
    }
    match kind {
        Type::Number => {
            let digits = random.next() % 10_u64.pow(u32::try_from(1 + random.below(18)).unwrap());
            let mut number = Decimal::from(digits);
            number.set_scale(u32::try_from(random.below(19)).unwrap()).unwrap();
            Value::Number(if random.once_in(2) { number } else { -number })
        }
        Type::Text => Value::Text(Cow::Borrowed(random.of(&[
            "a",
            "yes",
            " 12.5\u{a0}",
            "2025-03",
            "\u{feff}7",
            "été 𝒳",
            "-.5",
            "5.",
        ]))),
        Type::Date => {
            Value::Date(Date::read(random.of(&["2024", "2025", "2025-03", "2025-03-14", "2024-02-29"])).unwrap())
        }
        Type::Choice => Value::Text(Cow::Borrowed(random.of(CHOICES))),
        Type::Choices => Value::Chosen(MEANS.iter().copied().filter(|_| random.once_in(2)).collect()).settled(),
        Type::Boolean => Value::Boolean(true),
    }
}

impl Scope for Scene {
    fn question(&self, name: &str) -> Option<Found<'_>> {
        let slot = self.slots.iter().position(|(one, ..)| one == name)?;
        let (_, kind, many) = self.slots[slot];
        Some(Found { many, ..Found::one(slot, kind) })
    }

    fn this(&self) -> Option<Found<'_>> {
        Some(Found::one(0, Type::Number))
    }
}

impl Values for Scene {
    fn one(&self, slot: usize) -> Value<'_> {
        self.values[slot][0].clone()
    }

    fn many<'a>(&'a self, slot: usize, each: &mut dyn FnMut(Value<'a>)) {
        self.values[slot].iter().cloned().for_each(each);
    }

    fn this(&self) -> Value<'_> {
        self.one(0)
    }

    fn today(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }
}

/// A value as the script's own steps say it.
fn told(value: &Value<'_>) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Boolean(is) => json!(is),
        Value::Number(number) => json!(["#", number.normalize().to_string()]),
        Value::Text(text) => json!(text),
        Value::Date(date) => json!(["@", date.to_string()]),
        Value::Chosen(names) => json!(["chosen", names]),
    }
}

/// An expression with what it reads, and what the server says.
fn case(seed: u64) -> (String, Json, Json) {
    let mut random = Random::new(seed);
    let scene = Scene::random(&mut random);
    let names = scene.slots.iter().map(|(name, kind, many)| Named { name: name.clone(), kind: *kind, many: *many });
    let names = names.collect();
    let which = random.below(4);
    let mut writer = Writer { random: &mut random, names, this: Some(Type::Number), columns: &[] };
    let text = match which {
        0 => writer.condition(4),
        1 | 2 => writer.number(5),
        _ => writer.text(4),
    };
    let expression = read(&text, &scene, None).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    let step = expression.portable(&mut |slot| slot).unwrap();
    let values: Vec<Vec<Json>> = scene.values.iter().map(|values| values.iter().map(told).collect()).collect();
    (text, json!([step, values]), told(&expression.evaluate(&scene)))
}

const EVALUATE: &str = "
const given = (value) => (Array.isArray(value) && value[0] === 'chosen' ? value[1] : expressions.evaluate(value, {}));
const told = (value) => value === undefined ? ['unknown'] : value === null || value === '' ? null
  : value.n !== undefined ? ['#', decimals.plain(value)] : value.d ? ['@', value.d]
  : Array.isArray(value) ? ['chosen', value] : value;
return arguments[0].map(([step, values]) => told(expressions.evaluate(step, {
  today: '2026-11-21', one: (slot) => given(values[slot][0]), many: (slot) => values[slot].map(given),
  self: () => given(values[0][0]) })));";

#[test]
fn an_expression_gives_the_same_here_and_there_or_is_not_known() {
    play(|stage| {
        let browser = stage.browser();
        browser.visit("/sign-in");
        let script = format!("{SCRIPT}{EVALUATE}");
        let (mut unknown, mut blank, mut all) = (0, 0, 0);
        for round in 0..20 {
            let cases: Vec<_> = (0..500).map(|at| case(round * 500 + at)).collect();
            let sent: Vec<&Json> = cases.iter().map(|(_, sent, _)| sent).collect();
            let found = browser.run(&script, &json!([sent]));
            for ((text, sent, expect), found) in cases.iter().zip(found.as_array().unwrap()) {
                all += 1;
                blank += usize::from(expect.is_null());
                if *found == json!(["unknown"]) {
                    unknown += 1;
                } else {
                    assert_eq!(found, expect, "{text}\n{}", sent[1]);
                }
            }
        }
        println!("{all} expressions, {unknown} not known in the browser, {blank} blank");
        assert!(unknown * 100 < all, "{unknown} of {all} are not known");
        assert!(blank * 2 < all, "{blank} of {all} are blank");
    });
}
