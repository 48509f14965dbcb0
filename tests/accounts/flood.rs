//! A rush of sign-ins: two hashes at once, a short queue, and the rest is told to come back.

use std::sync::Barrier;

use godwit::access::Role;
use godwit::accounts::password::{AT_ONCE, MOST_WAITING};

use crate::scene::{PASSWORD, Scene};
use crate::support::on_both;

/// More than can hash and wait together, several times over.
const RUSH: usize = 3 * (AT_ONCE + MOST_WAITING);

#[test]
fn a_flood_of_sign_ins_hashes_two_at_once_and_turns_the_rest_away() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let (jwt, _) = scene.sign_in("amina@example.org");
        let together = Barrier::new(RUSH + 1);
        let answers: Vec<_> = std::thread::scope(|scope| {
            let calls: Vec<_> = (0..RUSH)
                .map(|number| {
                    let (scene, together) = (&scene, &together);
                    scope.spawn(move || {
                        together.wait();
                        scene.try_sign_in(&format!("guess{number}@example.org"), "a guess that fails")
                    })
                })
                .collect();
            together.wait();
            assert!(scene.counts(&jwt), "who is signed in is served meanwhile");
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        assert!(scene.house.turns.hasher().peak() <= AT_ONCE);
        let (verified, turned_away): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 401);
        assert!(verified.len() >= AT_ONCE + MOST_WAITING, "{}", verified.len());
        assert!(!turned_away.is_empty());
        for answer in turned_away {
            assert_eq!(answer.status, 503, "{answer:?}");
            assert_eq!(answer.retry_after.as_deref(), Some("2"), "{answer:?}");
        }
        assert_eq!(scene.try_sign_in("amina@example.org", PASSWORD).status, 200, "and afterwards all is well");
    });
}
