//! The figures through HTTP: who may, what is refused, and that what broke off never looks whole.

use std::io::{Read, Write};

use diesel::connection::SimpleConnection;
use godwit::access::{Role, Sections};
use godwit::accounts::session::Kind;
use godwit::accounts::store;
use godwit::accounts::token::Opaque;
use godwit::fault::Fault;
use godwit::summaries::Scope;
use godwit::summaries::columns::Table;
use godwit::web::download::AT_ONCE;
use serde_json::json;

use super::cells::every_type;
use super::model::{Answer, Party, Round, day, document, question};
use super::reading::Seeded;
use super::support::{Client, TestDatabase, TestServer, on_both};

struct Door<'a> {
    server: TestServer,
    seeded: Seeded<'a>,
}

impl<'a> Door<'a> {
    fn open(database: &'a TestDatabase, round: &Round) -> Self {
        let server = TestServer::start(database);
        let seeded = round.seed(database, &server.house.db);
        server.house.clock.set(day(500));
        Self { server, seeded }
    }

    fn instrument(&self) -> String {
        format!("I{}", self.seeded.cycle.rsplit('-').next().unwrap())
    }

    fn client(&self, role: Role) -> Client {
        let party = role.belongs_to_a_party().then_some("A");
        let email = format!("{}@invented.example", role.word());
        self.server.person(&email, &self.instrument(), role, party, Sections::All);
        self.server.client(&email)
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/cycles/{}/{rest}", self.seeded.cycle)
    }
}

#[test]
fn the_secretariat_downloads_and_nobody_else() {
    on_both(|database| {
        let door = Door::open(database, &every_type());
        for path in ["summary", "exports/answers.csv", "exports/package.zip"].map(|rest| door.path(rest)) {
            door.server.visitor().get(&path).expect(401);
            door.server.other_admin().get(&path).expect(404);
            door.server.other_admin().get(&format!("{path}?decimals=9")).expect(404);
        }
        let focal_point = door.client(Role::FocalPoint);
        let admin = door.client(Role::SecretariatAdmin);
        let reader = door.client(Role::SecretariatReader);
        for rest in ["summary", "exports/answers.csv", "exports/wide.csv"] {
            focal_point.get(&door.path(rest)).expect(403);
            admin.get(&door.path(rest)).expect(200);
            reader.get(&door.path(rest)).expect(200);
        }
        admin.get("/api/v1/cycles/no-such/exports/answers.csv").expect(404);
        admin.get(&door.path("exports/everything.csv")).expect(404);
    });
}

#[test]
fn what_comes_is_the_table() {
    on_both(|database| {
        let door = Door::open(database, &every_type());
        let reader = door.client(Role::SecretariatReader);
        for table in Table::ALL {
            let expect = String::from_utf8(door.seeded.bytes(table, door.seeded.scope())).unwrap();
            let answer = reader.get(&door.path(&format!("exports/{}.csv", table.word()))).expect(200);
            assert_eq!(answer.text, expect, "{table:?}");
            assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
            assert_eq!(answer.header("godwit-provisional"), Some("true"));
            let name = format!("attachment; filename=\"{}-{}.csv\"", door.seeded.cycle, table.word());
            assert_eq!(answer.header("content-disposition"), Some(name.as_str()));
        }
        let asked = "exports/answers.csv?as_of=2028-05-01T00:00:00Z&raw=true&bom=true";
        let answer = reader.get(&door.path(asked)).expect(200);
        let scope = Scope { raw: true, bom: true, ..door.seeded.scope() };
        assert_eq!(answer.text.as_bytes(), door.seeded.bytes(Table::Answers, scope));
        assert_eq!(answer.header("godwit-provisional"), Some("false"));
        let summary = reader.get(&door.path("summary?basis=on_time&region==R&decimals=0")).expect(200).json();
        assert_eq!((&summary["basis"], &summary["region"]), (&json!("on_time"), &json!("=R")));
        assert_eq!(summary["rates"][1]["percent_of_due"].to_string(), "100");
    });
}

#[test]
fn what_cannot_be_asked_is_refused_by_name() {
    on_both(|database| {
        let door = Door::open(database, &every_type());
        let reader = door.client(Role::SecretariatReader);
        let refused = |rest: &str| {
            let problem = reader.get(&door.path(rest)).expect(422).json();
            let errors = problem["errors"].as_array().unwrap();
            errors.iter().map(|flaw| flaw["at"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(refused("exports/answers.csv?as_of=2028-05-15T11:59:56Z"), "as_of");
        assert_eq!(refused("exports/answers.csv?as_of=yesterday"), "as_of");
        assert_eq!(refused("exports/package.zip?cut_off=true&decimals=4"), "cut_off decimals");
        assert_eq!(refused("exports/rates.csv?colour=red"), "colour");
        assert_eq!(refused("summary?as_of=x&basis=some"), "as_of basis");
        assert_eq!(refused("summary?region=Nowhere"), "region");
    });
}

#[test]
fn a_button_downloads_with_the_browsers_session() {
    on_both(|database| {
        let door = Door::open(database, &every_type());
        door.client(Role::SecretariatReader);
        let (secret, now) = (Opaque::fresh().unwrap(), day(500));
        let cookie = format!("godwit={}", secret.expose());
        let opened = door.server.house.db.write(move |tx| {
            let known = store::known(tx, "secretariat_reader@invented.example")?.unwrap();
            store::open_session(tx, Kind::Browser, &known, Some(&secret), now)
        });
        opened.unwrap_or_else(|fault: Fault| panic!("{fault}"));
        let path = format!("/cycles/{}/exports/answers.csv?bom=true", door.seeded.cycle);
        let browser = door.server.visitor();
        let answer = browser.send("GET", &path, &[("cookie", &cookie)], None).expect(200);
        let scope = Scope { bom: true, ..door.seeded.scope() };
        assert_eq!(answer.text.as_bytes(), door.seeded.bytes(Table::Answers, scope));
        // The API reads no cookie, and a page no token.
        browser.send("GET", &door.path("exports/answers.csv"), &[("cookie", &cookie)], None).expect(401);
        door.server.client("secretariat_reader@invented.example").get(&path).expect(303);
    });
}

#[test]
fn what_broke_off_never_looks_whole() {
    on_both(|database| {
        let door = Door::open(database, &every_type());
        let reader = door.client(Role::SecretariatReader);
        let mut conn = database.connect();
        conn.batch_execute("UPDATE submitted_answers SET question = 'nowhere' WHERE question = 'links'").unwrap();
        for rest in ["exports/answers.csv", "exports/package.zip"] {
            let came = reader.try_send("GET", &door.path(rest), &[], None);
            assert!(came.is_err(), "{rest}: {came:?}");
        }
    });
}

#[test]
fn the_fifth_download_at_once_is_told_to_come_back() {
    on_both(|database| {
        let door = Door::open(database, &every_type());
        let reader = door.client(Role::SecretariatReader);
        let taken = door.server.house.downloads.clone().try_acquire_many_owned(AT_ONCE as u32).unwrap();
        let answer = reader.get(&door.path("exports/answers.csv")).expect(503);
        assert_eq!(answer.json()["code"], "busy");
        assert!(answer.header("retry-after").is_some());
        drop(taken);
        reader.get(&door.path("exports/answers.csv")).expect(200);
    });
}

/// A table far longer than what waits between the thread and a client.
fn long() -> Round {
    let text = "word ".repeat(2_000);
    let names: Vec<String> = (0..20).map(|number| format!("q{number}")).collect();
    let questions = names.iter().map(|name| question(name, "text", json!({ "max_length": 10_000 }))).collect();
    let answers: Vec<Answer> = names.iter().map(|name| Answer::text(name, &text)).collect();
    let parties = (0..100).map(|number| Party::due(format!("P{number:03}"), "R").sent(90, answers.clone()));
    Round { cut_off: None, versions: vec![document(json!({}), questions)], parties: parties.collect() }
}

#[test]
fn whoever_hangs_up_frees_the_lane() {
    on_both(|database| {
        let door = Door::open(database, &long());
        let admin = door.client(Role::SecretariatAdmin);
        let expect = door.seeded.bytes(Table::Answers, door.seeded.scope()).len();
        let token = admin.bearer().unwrap();
        let path = door.path("exports/answers.csv");
        for _ in 0..AT_ONCE {
            let mut stream = std::net::TcpStream::connect(door.server.address()).unwrap();
            let asked = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n");
            stream.write_all(asked.as_bytes()).unwrap();
            let mut begun = [0; 1024];
            stream.read_exact(&mut begun).unwrap();
        }
        // All lanes come back without anybody reading on; this waits for them.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let all = door.server.house.downloads.clone().acquire_many_owned(AT_ONCE as u32);
        let lanes = runtime.block_on(async { tokio::time::timeout(super::support::server::PATIENCE, all).await });
        drop(lanes.expect("the lanes come back").unwrap());
        assert_eq!(admin.get(&path).expect(200).text.len(), expect);
    });
}
