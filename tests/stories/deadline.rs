//! Deadline, close and extension, by a clock that stands until it is moved.

use chrono::Duration;
use godwit::clock;
use serde_json::json;

use crate::scene::{Scene, declaration, fill};
use crate::support::on_both;

#[test]
fn after_the_close_only_an_extended_party_saves() {
    on_both(|database| {
        let scene = Scene::open(database);
        let (ken, uga) = ("ken@parties.example", "uga@parties.example");
        scene.focal_point("KEN");
        scene.focal_point("UGA");
        let save = |email: &str, party: &str, revision: i32| {
            let path = format!("/api/v1/reports/cms-cop15/{party}/answers/about_institution");
            let said = json!({"value": format!("Invented {revision}"), "revision": revision});
            scene.server.client(email).put(&path, &said)
        };
        let at = |moment: &str| scene.server.house.clock.set(clock::read(moment).unwrap());

        // Between due and close: late, not refused.
        at("2027-07-01T00:00:00+03:00");
        save(ken, "KEN", 0).expect(200);
        save(uga, "UGA", 0).expect(200);
        let extension = json!({"parties": [{"party": "UGA", "extended_to": "2028-01-31T23:59:59+03:00",
                                            "reason": "floods"}]});
        scene.admin().patch("/api/v1/cycles/cms-cop15", &extension).expect(200);

        // The last millisecond, and the close itself.
        let closes_at = clock::read("2027-12-31T23:59:59+03:00").unwrap();
        scene.server.house.clock.set(closes_at - Duration::milliseconds(1));
        save(ken, "KEN", 1).expect(200);
        scene.server.house.clock.set(closes_at);
        let refused = save(ken, "KEN", 2).expect(409).json();
        assert_eq!((&refused["code"], &refused["closes_at"]), (&json!("closed"), &json!("2027-12-31T20:59:59Z")));
        assert!(!refused.to_string().contains("opens_at"));
        let kenya = scene.server.client(ken);
        let refused = kenya.post("/api/v1/reports/cms-cop15/KEN/submissions", &declaration()).expect(409).json();
        assert_eq!(refused["code"], "closed");
        // Nothing of it is lost: it can be read.
        let kept = kenya.get("/api/v1/reports/cms-cop15/KEN/answers/about_institution").expect(200).json();
        assert_eq!((&kept["value"], &kept["revision"]), (&json!("Invented 1"), &json!(2)));

        // The extended Party saves and submits until its own date, and no longer.
        save(uga, "UGA", 1).expect(200);
        at("2028-01-31T23:59:58+03:00");
        save(uga, "UGA", 2).expect(200);
        let uganda = scene.server.client(uga);
        fill(&uganda, "cms-cop15/UGA");
        uganda.post("/api/v1/reports/cms-cop15/UGA/submissions", &declaration()).expect(201);
        at("2028-01-31T23:59:59+03:00");
        assert_eq!(save(uga, "UGA", 3).expect(409).json()["code"], "submitted");
        scene.server.wait(Duration::days(40));
        let late = json!({"reason": "The Party asked for it.", "until": "2028-04-01T00:00:00Z"});
        scene.server.client(uga).post("/api/v1/reports/cms-cop15/UGA/reopenings", &late).expect(403);
        scene.admin().post("/api/v1/reports/cms-cop15/UGA/reopenings", &late).expect(201);
        save(uga, "UGA", 3).expect(200);
        at("2028-04-01T00:00:00Z");
        assert_eq!(save(uga, "UGA", 4).expect(409).json()["code"], "closed");
    });
}
