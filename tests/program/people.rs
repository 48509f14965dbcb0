//! People by role reach the doors as who they are, on both databases.

use crate::support::{TestServer, on_both};

#[test]
fn everybody_is_who_they_are() {
    on_both(|database| {
        let server = TestServer::start(database);
        server.visitor().get("/api/v1/me").expect(401);
        let people = [
            (server.focal_point(), "focal_point", Some("KEN")),
            (server.other_focal_point(), "focal_point", Some("UGA")),
            (server.contributor(&["connectivity"]), "contributor", Some("KEN")),
            (server.ngo_reporter(), "ngo_reporter", Some("NGO-1")),
            (server.secretariat_admin(), "secretariat_admin", None),
            (server.secretariat_reader(), "secretariat_reader", None),
            (server.other_admin(), "secretariat_admin", None),
        ];
        for (person, role, party) in people {
            let me = person.get("/api/v1/me").expect(200).json();
            let grant = &me["grants"][0];
            assert_eq!((grant["role"].as_str(), grant["party"].as_str()), (Some(role), party), "{me}");
        }
    });
}

#[test]
fn what_is_no_http_gets_a_clear_no() {
    on_both(|database| {
        let server = TestServer::start(database);
        let answer = server.raw(b"Dear server,\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 400") || answer.is_empty(), "{answer}");
        server.visitor().get("/healthz").expect(200);
    });
}
