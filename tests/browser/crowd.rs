//! Twelve browsers edit one report at once, each in an answer of its own and all in four that they share; in one of them a
//! second window is open. What a page called saved is in the history, word for word; no word of anybody's is gone from what
//! stands there at the end.
//!
//! `GODWIT_CROWD_SECONDS` says for how long: a moment, where it says nothing.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::driver::{Browser, Window};
use crate::stage::{REPORT, Stage, play_with};
use crate::template::long;

/// Browsers, each with a profile of its own,
const BROWSERS: usize = 12;
/// and windows of the first.
const WINDOWS: usize = 2;
/// Where all write.
const SHARED: [&str; 4] = ["s1_q40", "s1_q43", "s1_q46", "s1_q49"];
/// Longest time until one of a browser's words is saved. Where all write in one answer, one of them at a time is the first.
const PATIENCE: Duration = Duration::from_secs(180);

/// What a page said of an answer when all it held was saved.
#[derive(Debug, Clone)]
struct Kept {
    path: String,
    revision: i64,
    text: String,
}

/// One person at one window: the word they are at, and what was called saved.
struct Writer {
    name: String,
    window: Window,
    own: String,
    turn: usize,
    /// Where they are writing, and the word they mean to see saved.
    at: Option<(String, String)>,
    words: BTreeMap<String, Vec<String>>,
    kept: Vec<Kept>,
}

fn duration() -> Duration {
    let said = std::env::var("GODWIT_CROWD_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(said.unwrap_or(15))
}

/// What a window shows of an answer: nothing unless it says that all is saved.
const LOOK: &str = "const [path] = arguments; const named = (part) => document.getElementsByName(`${path}-${part}`)[0]; \
     if (document.getElementById(`${path}-theirs`)) return 'theirs'; \
     if (document.querySelector('.status.busy')) return null; \
     if (!document.querySelector('.status [role=status]').textContent.startsWith('Saved ')) return null; \
     return [Number(named('revision').value), named('value').value]";

impl Writer {
    fn new(browser: usize, number: usize, window: Window) -> Self {
        let own = format!("s1_q{}", 1 + 3 * (browser + BROWSERS * number));
        let name = format!("{}{number}", char::from(b'a' + u8::try_from(browser).unwrap()));
        Self { name, window, own, turn: 0, at: None, words: BTreeMap::new(), kept: Vec::new() }
    }

    /// One look at the window: begins a word, or sees what became of the last one. `more` is whether to begin another.
    fn go_on(&mut self, browser: &Browser, more: bool) {
        browser.turn_to(&self.window);
        let Some((path, word)) = self.at.clone() else {
            if more {
                self.begin(browser);
            }
            return;
        };
        let seen = browser.run(LOOK, &json!([path]));
        let [revision, text] = &seen.as_array().cloned().unwrap_or_default()[..] else {
            if seen == "theirs" {
                // What they wrote stands; the word is written again after it.
                browser.click(&format!("#{path}-theirs button:nth-of-type(2)"));
                browser.until("theirs to be taken", || (!browser.has(&format!("#{path}-theirs"))).then_some(()));
                browser.write(&format!("#{path}-value"), &format!(" {word}"));
            }
            return;
        };
        let (revision, text) = (revision.as_i64().unwrap(), text.as_str().unwrap().to_owned());
        if !text.contains(&word) {
            browser.write(&format!("#{path}-value"), &format!(" {word}"));
            return;
        }
        self.kept.push(Kept { path: path.clone(), revision, text });
        self.words.entry(path).or_default().push(word);
        self.at = None;
    }

    fn begin(&mut self, browser: &Browser) {
        self.turn += 1;
        let path = if self.turn.is_multiple_of(3) {
            SHARED[self.turn / 3 % SHARED.len()].to_owned()
        } else {
            self.own.clone()
        };
        let word = format!("{}{}", self.name, self.turn);
        browser.write(&format!("#{path}-value"), &format!(" {word}"));
        self.at = Some((path, word));
    }
}

/// One browser with its windows, from first to last.
fn write(stage: &Stage, number: usize, all_there: &Barrier) -> Vec<Writer> {
    let browser = stage.kenya();
    let mut writers: Vec<Writer> = (0..if number == 0 { WINDOWS } else { 1 })
        .map(|at| {
            let window = if at == 0 { browser.window() } else { browser.open_window() };
            browser.visit(&format!("{REPORT}/sections/s1"));
            Writer::new(number, at, window)
        })
        .collect();
    all_there.wait();
    let mut last = Instant::now();
    let until = last + duration();
    while Instant::now() < until || writers.iter().any(|writer| writer.at.is_some()) {
        let before: usize = writers.iter().map(|writer| writer.kept.len()).sum();
        for writer in &mut writers {
            writer.go_on(&browser, Instant::now() < until);
        }
        if writers.iter().map(|writer| writer.kept.len()).sum::<usize>() > before {
            last = Instant::now();
        }
        assert!(last.elapsed() < PATIENCE, "nothing more is saved: {:#?}", waits(&browser, &writers));
    }
    writers
}

/// What waits in the browser, and who may send it.
const QUEUE: &str = "const done = arguments[0]; const request = indexedDB.open('godwit', 1); request.onsuccess = () => { \
     const all = request.result.transaction('answers').objectStore('answers').getAll(); all.onsuccess = async () => { \
     request.result.close(); done([all.result, await navigator.locks.query()]) } }";

/// What each window waits for, for what a failure says.
fn waits(browser: &Browser, writers: &[Writer]) -> Vec<String> {
    let look = |writer: &Writer| {
        let (path, word) = writer.at.clone()?;
        browser.turn_to(&writer.window);
        let seen = browser.run(LOOK, &json!([path]));
        let queue = browser.run_async(QUEUE, &json!([]));
        Some(format!("{} meant {word} in {path}: {seen}, {:?}, {queue}", writer.name, browser.texts(".status")))
    };
    writers.iter().filter_map(look).collect()
}

/// Every revision of an answer, by number.
fn history(stage: &Stage, path: &str) -> BTreeMap<i64, String> {
    let program = stage.server.focal_point();
    let all = program.get(&format!("/api/v1/reports/invented-1/KEN/history/{path}")).expect(200).json();
    let said = |one: &Value| (one["revision"].as_i64().unwrap(), one["value"].as_str().unwrap_or_default().to_owned());
    all["revisions"].as_array().unwrap().iter().map(said).collect()
}

/// The revisions that had a word, and the first that had not.
fn around(history: &BTreeMap<i64, String>, has: impl Fn(&str) -> bool) -> Vec<(&i64, &String)> {
    let since = history.iter().skip_while(|(_, text)| !has(text));
    let mut lost = false;
    since.take_while(|(_, text)| !std::mem::replace(&mut lost, !has(text))).collect()
}

#[test]
fn twelve_browsers_edit_one_report_and_no_saved_word_is_missing() {
    play_with(&long(), |stage| {
        let all_there = &Barrier::new(BROWSERS);
        let writers: Vec<Writer> = std::thread::scope(|scope| {
            let all: Vec<_> =
                (0..BROWSERS).map(|number| scope.spawn(move || write(stage, number, all_there))).collect();
            all.into_iter().flat_map(|one| one.join().unwrap()).collect()
        });
        let mut histories: BTreeMap<String, BTreeMap<i64, String>> = BTreeMap::new();
        for kept in writers.iter().flat_map(|writer| &writer.kept) {
            let history = histories.entry(kept.path.clone()).or_insert_with(|| history(stage, &kept.path));
            assert_eq!(history.get(&kept.revision).map(|text| text.trim()), Some(kept.text.trim()), "{kept:?}");
        }
        for (path, word) in
            writers.iter().flat_map(|w| w.words.iter().flat_map(|(path, all)| all.iter().map(move |one| (path, one))))
        {
            let (_, last) = histories[path].last_key_value().unwrap();
            let has = |text: &str| text.split_whitespace().any(|one| one == word);
            assert!(has(last), "{word} is gone from {path}: {:#?}", around(&histories[path], has));
        }
        let saved: Vec<usize> = writers.iter().map(|writer| writer.kept.len()).collect();
        eprintln!("{} words called saved, by window: {saved:?}", saved.iter().sum::<usize>());
        assert!(saved.iter().all(|words| *words > 0), "everybody wrote: {saved:?}");
    });
}
