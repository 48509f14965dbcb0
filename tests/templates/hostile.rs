//! Documents that nobody wrote by hand: refused within seconds, in a plain sentence.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::scene::{server, small};
use crate::support::on_both;

#[test]
fn hostile_documents_are_refused_in_seconds() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        let post = |body: &str| {
            let started = Instant::now();
            let json = [("Content-Type", "application/json")];
            let answer = admin.send("POST", "/api/v1/templates", &json, Some(body.as_bytes()));
            assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
            assert!(answer.text.len() < 500_000, "{} bytes of refusal", answer.text.len());
            answer
        };
        let mut many = small("q");
        let item = |index: usize| json!({"name": format!("q{index}"), "type": "url"});
        many["items"][0]["items"] = (0..50_000).map(item).collect::<Value>();
        assert_eq!(post(&many.to_string()).expect(422).codes(), ["too_many"]);
        let empty = format!("{{\"items\":[{}{{}}]}}", "{},".repeat(600_000));
        assert_eq!(post(&empty).expect(422).codes(), ["too_many"]);
        let mut flawed = small("q");
        flawed["items"][0]["items"] = (0..4_900).map(|_| json!({"type": "text", "a": 1, "b": 2})).collect();
        post(&flawed.to_string()).expect(422);
        post(&format!("{}{}", "{\"items\":[".repeat(10_000), "]}".repeat(10_000))).expect(400);
        let twice = small("q").to_string().replacen("\"format\"", "\"name\":\"x\",\"format\"", 1);
        post(&twice).expect(422);
        let long = small("q").to_string().replacen("invented", &"n".repeat(100_000), 1);
        assert_eq!(post(&long).expect(422).codes(), ["bad_name"]);
        let number = small("q").to_string().replacen("\"text\"", "\"decimal\",\"max\":1e1000000000", 1);
        assert_eq!(post(&number).expect(422).codes(), ["out_of_range"]);
        let citations: Vec<String> = (0..30).map(|index| format!("{}{index}", "Res. 12.7 and ".repeat(20))).collect();
        let mut cites = small("q");
        cites["items"][0]["items"][0]["mandates"] = json!(citations);
        post(&cites.to_string()).expect(422);
        admin.get("/api/v1/templates/invented/versions/1").expect(404);
    });
}
