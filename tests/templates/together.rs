//! Many at once: one draft, one publication.

use std::thread;

use serde_json::json;

use crate::scene::{server, small};
use crate::support::{Client, on_both};

const PEOPLE: usize = 8;

/// What each of them got, all asking at the same time.
fn all_at_once(client: &Client, ask: impl Fn(&Client, usize) -> u16 + Sync) -> Vec<u16> {
    thread::scope(|scope| {
        let asked: Vec<_> = (0..PEOPLE)
            .map(|index| {
                scope.spawn({
                    let ask = &ask;
                    move || ask(client, index)
                })
            })
            .collect();
        asked.into_iter().map(|asked| asked.join().unwrap()).collect()
    })
}

#[test]
fn drafts_saved_at_once_become_one_draft() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        let got =
            all_at_once(&admin, |client, index| client.post("/api/v1/templates", &small(&format!("q{index}"))).status);
        // On PostgreSQL two that make the same new row clash; the slower is told to come back.
        assert!(got.iter().all(|status| matches!(status, 201 | 503)) && got.contains(&201), "{got:?}");
        admin.get("/api/v1/templates/invented/versions/1").expect(200);
        admin.get("/api/v1/templates/invented/versions/2").expect(404);
        let got =
            all_at_once(&admin, |client, index| client.post("/api/v1/templates", &small(&format!("q{index}"))).status);
        assert_eq!(got, [201; PEOPLE]);
        admin.get("/api/v1/templates/invented/versions/2").expect(404);
    });
}

#[test]
fn a_draft_is_published_once() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        admin.post("/api/v1/templates", &small("q")).expect(201);
        let publish = "/api/v1/templates/invented/versions/1/publish";
        let mut got = all_at_once(&admin, |client, _| client.post(publish, &json!({})).status);
        got.sort_unstable();
        let mut expect = vec![409; PEOPLE];
        expect[0] = 200;
        assert_eq!(got, expect);
    });
}
