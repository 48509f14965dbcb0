//! For each route the request that succeeds for whoever may make it.

use serde_json::{Value, json};

use crate::support::people::PASSWORD;
use crate::support::{Answer, Client};
use crate::table::Row;
use crate::world::{Person, World, declaration, new_round, template};

/// What is sent.
pub enum Body {
    None,
    Json(Value),
    Form(Vec<(&'static str, String)>),
    /// A file of these words, with fields before it.
    File(Vec<(&'static str, String)>, &'static str),
    /// The same with a workbook.
    Workbook(Vec<(&'static str, String)>, Vec<u8>),
}

/// The path of a row with its places filled.
pub fn path(world: &World, row: &Row) -> String {
    let (cycle, party) = match row.state.as_str() {
        "own_draft" => ("cms-draft", "NGO-1"),
        "own_submitted" => ("cms-submitted", "NGO-1"),
        "shared" => ("cms-shared", "KEN"),
        "submitted" => ("cms-submitted", "KEN"),
        "late" => ("cms-late", "KEN"),
        _ => ("cms-draft", "KEN"),
    };
    let template = if row.state == "unpublished" { "pending" } else { "asked" };
    let name = match row.path.as_str() {
        path if path.starts_with("/assets/") => godwit::web::pages::assets::style_path().rsplit('/').next().unwrap(),
        path if path.contains("/exports/") => "reports",
        _ => template,
    };
    let filled = [
        ("{cycle}", cycle),
        ("{party}", party),
        (
            "{path}",
            if row.path.ends_with("/sections/{section}/rows/{path}") {
                "each/here"
            } else if row.path.contains("/rows/") || row.path.contains("/removals/") {
                "sites/r1"
            } else if row.path.contains("/files/") {
                "a1_files"
            } else {
                "a1"
            },
        ),
        ("{section}", "a"),
        ("{number}", "1"),
        ("{name}", name),
        ("{version}", "1"),
        ("{account}", &world.spare.0),
        ("{grant}", &world.spare.1),
        ("{instrument}", "CMS"),
        ("{list}", "species"),
        ("{attachment}", world.file(&format!("{cycle}/{party}"))),
    ]
    .iter()
    .fold(row.path.clone(), |path, (place, value)| path.replace(place, value));
    if ["/api/v1/grants", "/api/v1/lists"].contains(&row.path.as_str()) {
        format!("{filled}?instrument=CMS")
    } else if row.method == "GET" && row.path.ends_with("/moves") {
        format!("{filled}?to=2")
    } else {
        filled
    }
}

/// What is sent to the pages of a section. Nothing that is there is left as it is: its own Party would be shown it again.
fn section(path: &str) -> &'static [(&'static str, &'static str)] {
    const ALL: [(&str, &str); 6] = [
        ("a1-revision", "1"),
        ("a1-value", "changed"),
        ("sites/r1/site-revision", "1"),
        ("sites/r1/site-value", "changed"),
        ("each/here/told-revision", "0"),
        ("each/here/told-value", "new"),
    ];
    let [_, _, _, _, row @ ..] = &ALL;
    match path {
        path if path.ends_with("/rows/{path}") => row,
        path if path.contains("/removals/") => &[],
        _ => &ALL,
    }
}

/// A file in this person's form.
fn file(person: &Person) -> Body {
    Body::File(vec![("token", person.token.clone())], "some more words")
}

/// Where people work at one report together.
const TOGETHER: [&str; 3] = ["/comments/", "/history/", "/presence"];

fn together(method: &str, path: &str, person: &Person) -> Body {
    let form = |fields: &[(&'static str, &str)]| {
        let all = [("token", person.token.as_str())].into_iter().chain(fields.iter().copied());
        Body::Form(all.map(|(name, value)| (name, value.to_owned())).collect())
    };
    match (method, path.starts_with("/api/"), path.contains("/comments/")) {
        ("PATCH", ..) => Body::Json(json!({"number": 1, "resolved": true})),
        (_, true, _) => Body::Json(json!({"words": "something new"})),
        (_, false, true) => form(&[("words", "something new")]),
        (_, false, false) if path.ends_with("/presence") => form(&[("section", "a")]),
        (_, false, false) => form(&[("restore", "0"), ("revision", "1")]),
    }
}

/// A workbook that is brought back, or what was ticked on the page that shows what it would change.
fn workbook(world: &World, row: &Row, person: &Person) -> Body {
    let token = ("token", person.token.clone());
    if row.path.ends_with("/changes") {
        let change = json!({"answers": [{"path": "a1", "value": "changed", "revision": 1}]});
        return Body::Form(vec![token, ("change-0", change.to_string())]);
    }
    let report = path(world, row).replace("/reports/", "/api/v1/reports/");
    Body::Workbook(vec![token], world.person("focal_point").bearer.download(&report))
}

/// What a move is told to have been shown.
fn impact(world: &World) -> String {
    let seen = world.person("secretariat_admin").bearer.get("/api/v1/cycles/cms-draft/moves?to=2").expect(200);
    seen.json()["impact"].as_str().unwrap().to_owned()
}

/// The body of a row's request, as this person sends it.
pub fn body(world: &World, row: &Row, person: &Person) -> Body {
    let text = |words: &str| words.to_owned();
    let form = |fields: &[(&'static str, &str)]| {
        let token = std::iter::once(("token", person.token.clone()));
        Body::Form(token.chain(fields.iter().map(|(name, value)| (*name, text(value)))).collect())
    };
    let chosen = "herons by the lake";
    Body::Json(match (row.method.as_str(), row.path.as_str()) {
        ("GET" | "DELETE", _) => return Body::None,
        ("POST", "/api/v1/session") => json!({"email": person.email, "password": PASSWORD}),
        ("POST", "/api/v1/session/refresh") => json!({"refresh_token": world.refresh}),
        ("POST", "/api/v1/accounts") => json!({"email": "new@cms.example", "name": "Invented Newcomer",
            "language": "en", "instrument": "CMS", "role": "focal_point", "party": "FRA"}),
        ("POST", "/api/v1/templates") => template("CMS", "fresh"),
        ("POST", path) if path.ends_with("/publish") => json!({}),
        ("POST", "/api/v1/cycles") => new_round(),
        ("PATCH", "/api/v1/cycles/{cycle}") => json!({"reminders": [-7]}),
        ("POST", "/api/v1/cycles/{cycle}/moves") => {
            json!({"version": 2, "reason": "invented", "impact": impact(world)})
        }
        ("PATCH", "/api/v1/reports/{cycle}/{party}") => json!({"shared": true}),
        ("PATCH", path) if path.ends_with("/answers") => {
            json!({"answers": [{"path": "a1", "value": "changed", "revision": 1}]})
        }
        ("PUT", path) if path.ends_with("/answers/{path}") => json!({"value": "changed", "revision": 1}),
        ("POST", "/api/v1/reports/{cycle}/{party}/attachments") => return Body::File(Vec::new(), "some words"),
        ("POST", path) if path.ends_with("/confirmations") => json!({"answers": [{"path": "again", "revision": 1}]}),
        ("POST", "/api/v1/reports/{cycle}/{party}/submissions") => declaration(),
        ("POST", "/api/v1/reports/{cycle}/{party}/reopenings") => json!({"reason": "an invented mistake"}),
        ("POST", "/sign-in") => return form(&[("email", person.email), ("password", PASSWORD)]),
        ("POST", "/invitation") => {
            return form(&[("invitation", &world.invitation), ("password", chosen), ("again", chosen)]);
        }
        ("POST", "/account/password") => return form(&[("current", PASSWORD), ("password", chosen)]),
        ("POST", "/cycles/{cycle}/moves") => {
            return form(&[("version", "2"), ("impact", &impact(world)), ("reason", "invented")]);
        }
        ("POST", "/cycles/{cycle}/parties") => {
            let fields = [("change", "extend"), ("party", "KEN"), ("until", "2027-08-01"), ("reason", "floods")];
            return form(&fields);
        }
        ("POST", path) if path.contains("/sections/{section}") => return form(section(path)),
        ("POST", "/reports/{cycle}/{party}/answers") => return form(&[("a1-revision", "1"), ("a1-value", "changed")]),
        ("POST", "/reports/{cycle}/{party}/files/{path}") => return file(person),
        (method, path) if TOGETHER.iter().any(|part| path.contains(part)) => return together(method, path, person),
        ("POST", path) if path.contains("/workbook") => return workbook(world, row, person),
        ("POST", "/reports/{cycle}/{party}/sharing") => return form(&[("shared", "yes")]),
        ("POST", "/reports/{cycle}/{party}/submissions") => {
            // Kenya's reports begin with one answer from before; and a row is an answer, too.
            let seen = if row.state.starts_with("own_") { "3" } else { "4" };
            return form(&[("name", "Invented Person"), ("capacity", "focal point"), ("revision", seen)]);
        }
        ("POST", "/reports/{cycle}/{party}/reopenings") => return form(&[("reason", "an invented mistake")]),
        ("POST", "/language") => return form(&[("language", "ru"), ("next", "/account")]),
        ("POST", "/sign-out" | "/account/sign-out-everywhere") => return form(&[]),
        (method, path) => panic!("tests/access/requests.rs says no body for {method} {path}"),
    })
}

/// Sends it the way this person comes in: by token to the API, by cookie to a page.
pub fn send(world: &World, person: &Person, method: &str, path: &str, body: &Body) -> Answer {
    let by_cookie = !path.starts_with("/api/");
    // A client of its own for pages: it would keep the cookies of the request before.
    let visitor = by_cookie.then(|| world.server.visitor());
    let client: &Client = visitor.as_ref().unwrap_or(&person.bearer);
    let mut headers = Vec::new();
    if let Some(cookie) = person.cookie.as_deref().filter(|_| by_cookie) {
        headers.push(("cookie", cookie));
    }
    let bytes = match body {
        Body::None => None,
        Body::File(fields, words) => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            return client.upload(path, &headers, &fields, ("words.txt", words.as_bytes()));
        }
        Body::Workbook(fields, bytes) => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            return client.upload(path, &headers, &fields, ("report.xlsx", bytes));
        }
        Body::Json(value) => {
            headers.push(("content-type", "application/json"));
            Some(value.to_string())
        }
        Body::Form(fields) => {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
            let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
            Some(fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&"))
        }
    };
    // A stream has no end to wait for; whether it may be opened is asked all the same.
    let method = if path.ends_with("/events") { "HEAD" } else { method };
    client.send(method, path, &headers, bytes.as_deref().map(str::as_bytes))
}
