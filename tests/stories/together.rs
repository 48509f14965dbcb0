//! Many people at one answer: what was acknowledged is there, and nothing else.

use std::collections::BTreeSet;
use std::sync::Barrier;

use godwit::digest;
use serde_json::{Value, json};

use crate::scene::{Scene, declaration, fill};
use crate::support::{Client, on_both};

const EDITORS: usize = 32;
const TRIES: usize = 25;
const REPORT: &str = "/api/v1/reports/cms-cop15/KEN";
const ANSWER: &str = "/api/v1/reports/cms-cop15/KEN/answers/policy_nbsap_measures";

/// A word of two letters for each try: all of them fit into the answer.
fn word(number: usize) -> String {
    let letter = |digit: usize| char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[digit]);
    [letter(number / 36), letter(number % 36)].iter().collect()
}

/// Reads, appends a word, saves on the revision that was read. What came of it: the word, or the refusal was right.
fn append(person: &Client, word: &str) -> Option<String> {
    let seen = person.get(ANSWER).expect(200).json();
    let longer = format!("{} {word}", seen["value"].as_str().unwrap_or_default());
    let revision = seen["revision"].as_i64().unwrap();
    let answer = person.put(ANSWER, &json!({"value": longer, "revision": revision}));
    if answer.status == 200 {
        return Some(word.to_owned());
    }
    let refused = answer.expect(409).json();
    let (yours, theirs) = (&refused["yours"], &refused["theirs"]);
    assert_eq!((&refused["code"], &yours["value"]), (&json!("stale"), &json!(longer)));
    assert!(theirs["revision"].as_i64().unwrap() > revision, "{refused}");
    assert!(theirs["value"].as_str().is_some_and(|value| !value.contains(word)), "{refused}");
    None
}

#[test]
fn thirty_two_editors_lose_no_acknowledged_word() {
    on_both(|database| {
        let scene = Scene::open(database);
        let kenya = scene.focal_point("KEN");
        let together = Barrier::new(EDITORS);
        let acknowledged: Vec<String> = std::thread::scope(|scope| {
            let editors: Vec<_> = (0..EDITORS)
                .map(|editor| {
                    let (kenya, together) = (kenya.clone(), &together);
                    scope.spawn(move || {
                        together.wait();
                        let tries = (0..TRIES).map(|round| word(editor * TRIES + round));
                        tries.filter_map(|word| append(&kenya, &word)).collect::<Vec<_>>()
                    })
                })
                .collect();
            editors.into_iter().flat_map(|editor| editor.join().unwrap()).collect()
        });
        let kept = kenya.get(ANSWER).expect(200).json();
        let words: Vec<&str> = kept["value"].as_str().unwrap().split_whitespace().collect();
        assert_eq!(words.len(), acknowledged.len());
        assert_eq!(words.iter().copied().collect::<BTreeSet<_>>(), acknowledged.iter().map(String::as_str).collect());
        assert_eq!(kept["revision"], json!(acknowledged.len()));
        assert!((TRIES..EDITORS * TRIES).contains(&acknowledged.len()), "{} of them", acknowledged.len());

        // The history holds each step, in its order.
        let history = kenya.get(&ANSWER.replace("/answers/", "/history/")).expect(200).json();
        let revisions: Vec<&Value> = history["revisions"].as_array().unwrap().iter().collect();
        assert_eq!(revisions.len(), words.len());
        for (index, said) in revisions.iter().enumerate() {
            let value: Vec<&str> = said["value"].as_str().unwrap().split_whitespace().collect();
            assert_eq!(value, words[..=index]);
        }
    });
}

/// How often a save meets a submission.
const MEETINGS: usize = 12;

/// A save and a submission at once: what was acknowledged is in the frozen document, what was refused is not.
#[test]
fn a_save_that_meets_a_submission_is_in_it_or_refused() {
    on_both(|database| {
        let scene = Scene::open(database);
        let kenya = scene.focal_point("KEN");
        fill(&kenya, "cms-cop15/KEN");
        for number in 1..=MEETINGS {
            let revision = kenya.get(ANSWER).expect(200).json()["revision"].clone();
            let said = json!({"value": format!("meeting {number}"), "revision": revision});
            let together = Barrier::new(2);
            let (saved, submitted) = std::thread::scope(|scope| {
                let save = scope.spawn(|| {
                    together.wait();
                    kenya.put(ANSWER, &said)
                });
                together.wait();
                let submitted = kenya.post(&format!("{REPORT}/submissions"), &declaration()).expect(201).json();
                (save.join().unwrap(), submitted)
            });
            assert_eq!(submitted["number"], number);
            let frozen = kenya.get(&format!("{REPORT}/submissions/{number}")).expect(200);
            assert_eq!(json!(digest::sha256(frozen.text.as_bytes())), submitted["sha256"]);
            let in_it = frozen.json()["answers"]["policy_nbsap_measures"]["value"] == said["value"];
            match saved.status {
                200 => {
                    assert!(in_it, "acknowledged and not frozen: {saved:?}");
                    assert_eq!(saved.json()["report_revision"], submitted["report_revision"]);
                }
                409 => assert!(!in_it && saved.json()["code"] == "submitted", "{saved:?}"),
                _ => panic!("{saved:?}"),
            }
            kenya.post(&format!("{REPORT}/reopenings"), &json!({"reason": "once more"})).expect(201);
        }
    });
}
