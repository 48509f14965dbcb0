//! Random templates and answers: what the page shows while somebody types is what the server shows once it is saved.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::driver::Browser;
use crate::stage::{Stage, play_with};
use crate::support::invented::{Invented, PLACES};

/// Everything that can be hidden, and what was worked out, by where it stands.
const STATE: &str = "
const state = {};
for (const element of document.querySelectorAll('form[data-report] :is([data-path],[data-table],section.group)')) {
  const hidden = element.hidden || element.classList.contains('none');
  const outputs = [...element.querySelectorAll(':scope > output, :scope > p > output')].map((one) => one.textContent);
  if (element.closest('tr[data-fresh]')) continue;
  state[element.id] = hidden ? 'hidden' : element.dataset.path ? `shown ${outputs.filter(Boolean)}` : 'shown';
  if (hidden || !element.dataset.path) continue;
  for (const one of element.querySelectorAll('.choice:not(.none), option')) {
    const control = one.value === undefined ? one.querySelector('input') : one;
    if (control?.value && (one.value === undefined ? control.name : one.parentElement.name).endsWith('-value')) {
      state[`${element.id} ${control.value}`] = one.hidden ? 'away' : 'offered';
    }
  }
}
return state;";

/// Puts an answer into its field as a person would; says whether it could be.
const ANSWER: &str = "
const [path, value] = arguments;
const field = document.querySelector(`[data-path='${path}']`);
if (!field || field.closest('[hidden],.none,tr[data-fresh]')) return false;
const controls = [...field.querySelectorAll('input,textarea,select')].filter((one) => one.name === `${path}-value`);
if (!controls.length) return false;
const all = value === null ? [] : [value].flat().map((one) => String(one));
const wanted = (one) => all.includes(one.value);
if (controls[0].type === 'radio' || controls[0].type === 'checkbox') {
  const none = controls.find((one) => one.type === 'radio' && one.value === '');
  if (!all.every((one) => controls.some((control) => control.value === one && !control.disabled))) return false;
  for (const one of controls) one.checked = wanted(one);
  if (none && !all.length) none.checked = true;
} else if (controls[0].options) {
  const option = [...controls[0].options].find((one) => one.value === (all[0] ?? ''));
  if (!option || option.disabled) return false;
  option.selected = true;
} else controls[0].value = all[0] ?? '';
controls[0].dispatchEvent(new Event('input', { bubbles: true }));
return true;";

const ASKED: &str = "
asked = (path) => {
  const [name, keys] = split(path);
  const [slot, gate] = [named.get(name), gated.get(name)];
  const [, frame, , , , filter] = slots[slot] ?? [];
  const offers = (cells) => evaluate(filter[0], reader(frame, keys, slot, cells));
  return (slot !== undefined && (isHidden(slot, keys) === undefined || valueAt(slot, keys) === undefined))
    || (gate !== undefined && isClosed(gate, keys) === undefined)
    || (filter && Object.values(filter[1]).some((cells) => offers(cells) === undefined));
};
";

/// Which of these places the page's own evaluator has no word on.
fn unknown(kenya: &Browser, ids: &[&str]) -> Vec<String> {
    let pieces = concat!(
        include_str!("../../src/web/pages/script/decimal.js"),
        include_str!("../../src/web/pages/script/expression.js"),
        include_str!("../../src/web/pages/script/answers.js"),
        include_str!("../../src/web/pages/script/conditions.js"),
    );
    let script = format!(
        "const form = null; const on = () => {{}}; const say = (key) => key;
         const isTicked = (one) => one.type === 'radio' || one.type === 'checkbox'; let asked = null; {}
         return arguments[0].filter((id) => asked(id.split(' ')[0].slice(0, -9)));",
        pieces.replace("// Rows came or went.", ASKED)
    );
    kenya.run(&script, &json!([ids])).as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

fn state(kenya: &Browser) -> BTreeMap<String, String> {
    serde_json::from_value(kenya.run(STATE, &json!([]))).unwrap()
}

/// The path of an answer in a random row.
fn path(invented: &mut Invented, slot: usize) -> String {
    let (key, frames) = (invented.slots[slot].key.clone(), invented.slots[slot].frames.clone());
    let name = key.split_once('.').map_or(key.as_str(), |(_, column)| column).to_owned();
    frames.iter().fold(String::new(), |path, frame| {
        let is_free = invented.frames.iter().any(|(name, _, is_free)| name == frame && *is_free);
        let row = if is_free {
            format!("made{}", invented.random().below(2))
        } else {
            invented.random().of(PLACES).to_owned()
        };
        format!("{path}{frame}/{row}/")
    }) + &name
}

/// Saves an answer as another program does. Not every row is there.
fn put(stage: &Stage, path: &str, value: &Value) {
    let program = stage.server.focal_point();
    let at = format!("/api/v1/reports/invented-1/KEN/answers/{path}");
    let found = program.get(&at);
    let revision = if found.status == 200 { found.json()["revision"].take() } else { json!(0) };
    program.put(&at, &json!({"value": value, "revision": revision}));
}

fn check(seed: u64) -> (usize, usize) {
    let mut invented = Invented::new(seed);
    let document = invented.document.clone();
    let counts = std::cell::Cell::new((0, 0));
    let invented = std::cell::RefCell::new(&mut invented);
    play_with(&document, |stage| {
        let invented = &mut **invented.borrow_mut();
        let count = invented.slots.len();
        for slot in 0..count {
            if let Some(value) = invented.answer(slot) {
                let path = path(invented, slot);
                put(stage, &path, &value);
            }
        }
        let kenya = stage.kenya();
        for section in ["section0", "section1"] {
            let page = format!("/reports/invented-1/KEN/sections/{section}");
            kenya.visit(&page);
            kenya.offline();
            let mut answers = BTreeMap::new();
            for _ in 0..60 {
                let slot = invented.random().below(count);
                let (path, value) = (path(invented, slot), json!(invented.answer(slot)));
                // No number passes through a float on its way.
                let typed = if value.is_number() { json!(value.to_string()) } else { value.clone() };
                if invented.slots[slot].word != "calculate" && kenya.run(ANSWER, &json!([path, typed])) == json!(true) {
                    answers.insert(path, value);
                }
            }
            let here = state(&kenya);
            let ids: Vec<&str> = here.keys().map(String::as_str).collect();
            let unknown = unknown(&kenya, &ids);
            kenya.online();
            for (path, value) in &answers {
                put(stage, path, value);
            }
            kenya.visit(&page);
            let there = state(&kenya);
            for (id, shown) in here.iter().filter(|(id, _)| !unknown.contains(id)) {
                if let Some(expect) = there.get(id) {
                    assert_eq!(shown, expect, "seed {seed}, {id} after {answers:?}\n{document}");
                }
            }
            let (all, left) = counts.get();
            counts.set((all + here.len(), left + unknown.len()));
        }
    });
    counts.get()
}

#[test]
fn the_page_shows_what_the_server_shows_after_a_save() {
    let all = (1..6).map(check).fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    println!("{} places, {} of them for the server to say", all.0, all.1);
    assert!(all.1 * 10 <= all.0, "{all:?}");
}
