//! Workbooks made to be heavy, brought to the real program: refused in plain words, within a bound of its memory.

use std::io::{Read, Write};
use std::net::TcpStream;

use zip::write::SimpleFileOptions;

use crate::demo::Demo;
use crate::support::Folder;
use crate::support::client::{MULTIPART, form};
use serde_json::{Value, json};

/// What is promised of one workbook that is read, in KiB, and how many are read at once.
const EACH: u64 = 64 * 1024;
const AT_ONCE: u64 = 2;
/// What the server takes for itself meanwhile: pages, connections, files on their way to the disk.
const ITS_OWN: u64 = 32 * 1024;

/// A line of `/proc/ID/status`, in KiB.
fn memory(demo: &Demo, line: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", demo.id())).unwrap();
    let found = status.lines().find_map(|said| said.strip_prefix(line)).unwrap();
    found.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

/// Parts as an archive.
fn packed(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, part) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(part).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook with one more part of a kind.
fn with(kind: &str, part: Vec<u8>) -> Vec<u8> {
    let relation = |kind: &str, target: &str| {
        format!("<Relationship Id=\"{kind}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>").into_bytes()
    };
    let relations = |one: Vec<u8>| [b"<Relationships>".to_vec(), one, b"</Relationships>".to_vec()].concat();
    let book =
        b"<workbook><sheets><sheet name=\"_godwit\" sheetId=\"1\" id=\"worksheet\"/></sheets></workbook>".to_vec();
    packed(&[
        ("_rels/.rels", relations(relation("officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels", relations(relation(kind, "part.xml"))),
        ("xl/workbook.xml", book),
        ("xl/part.xml", part),
    ])
}

/// So many bytes of XML in few bytes of archive.
fn repeated(begin: &str, one: &str, end: &str, bytes: usize) -> Vec<u8> {
    [begin.to_owned(), one.repeat(bytes / one.len()), end.to_owned()].concat().into_bytes()
}

/// A person at a browser, as far as it takes to send a file.
struct Person {
    address: String,
    cookie: String,
    path: String,
    token: String,
}

impl Person {
    /// Kenya's focal point, where workbooks are brought.
    fn at(demo: &Demo) -> Self {
        let (_, person) = demo.sign_in("focal_point");
        let word = |name: &str| person[name].as_str().unwrap().to_owned();
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        let who = [("email", word("email")), ("password", word("password"))];
        let answer = agent.post(format!("{}/sign-in", demo.url())).send_form(who).unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let path = format!("/reports/{}/{}/workbook", word("cycle"), word("party"));
        let mut page = agent.get(format!("{}{path}", demo.url())).header("cookie", &cookie).call().unwrap();
        let page = page.body_mut().read_to_string().unwrap();
        let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a form");
        let token = rest.split('"').next().unwrap().to_owned();
        Self { address: demo.url().trim_start_matches("http://").to_owned(), cookie, path, token }
    }

    /// How long a page or a file is.
    fn weigh(&self, path: &str) -> usize {
        let request = ureq::get(format!("http://{}{path}", self.address)).header("cookie", &self.cookie);
        request.call().unwrap().body_mut().with_config().limit(1 << 30).read_to_vec().unwrap().len()
    }

    /// Sends a file, saying its length before or not, and reads the answer; what is not taken any more is not sent.
    fn bring(&self, file: &[u8], says_length: bool) -> String {
        let body = form(&[("token", &self.token)], ("report.xlsx", file));
        let mut line = TcpStream::connect(&self.address).unwrap();
        let length = match says_length {
            true => format!("Content-Length: {}", body.len()),
            false => "Transfer-Encoding: chunked".to_owned(),
        };
        let (path, address, cookie) = (&self.path, &self.address, &self.cookie);
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\n\
             Content-Type: {MULTIPART}\r\n{length}\r\nConnection: close\r\n\r\n"
        );
        line.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        for piece in body.chunks(64 * 1024) {
            let framed = match says_length {
                true => piece.to_vec(),
                false => [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat(),
            };
            if line.write_all(&framed).is_err() {
                break;
            }
        }
        if !says_length {
            let _ = line.write_all(b"0\r\n\r\n");
        }
        let _ = line.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

#[test]
fn heavy_workbooks_are_refused_and_take_no_more_memory_than_is_promised() {
    let data = Folder::fresh();
    let demo = Demo::start(data.path(), &[]);
    let person = Person::at(&demo);
    let mebibyte = 1024 * 1024;
    let cell = "<row><c t=\"inlineStr\"><is><t>x</t></is></c><c><v>1</v></c></row>";
    let bombs = [
        with("worksheet", repeated("<worksheet><sheetData>", cell, "</sheetData></worksheet>", 31 * mebibyte)),
        with("worksheet", repeated("<worksheet>", " ", "</worksheet>", 200 * mebibyte)),
        with("sharedStrings", repeated("<sst>", "<si><t>a</t></si>", "</sst>", 31 * mebibyte)),
        with("styles", repeated("<s><cellXfs>", "<xf numFmtId=\"14\"/>", "</cellXfs></s>", 8 * mebibyte)),
        with("worksheet", repeated("", "<a>", "", 31 * mebibyte)),
    ];
    // A first one warms what stays.
    assert!(person.bring(b"no workbook", true).starts_with("HTTP/1.1 422"));
    let before = memory(&demo, "VmRSS");
    std::fs::write(format!("/proc/{}/clear_refs", demo.id()), "5").unwrap();
    let heavy = vec![b'x'; 64 * mebibyte];
    std::thread::scope(|scope| {
        for bomb in &bombs {
            assert!(bomb.len() < 4 * mebibyte, "it is small while it is packed: {}", bomb.len());
            scope.spawn(|| {
                let answer = person.bring(bomb, true);
                assert!(answer.starts_with("HTTP/1.1 422"), "{answer:.2000}");
            });
        }
        for says_length in [true, false] {
            let (person, heavy) = (&person, &heavy);
            scope.spawn(move || {
                let answer = person.bring(heavy, says_length);
                // Whoever goes on sending what is refused may find the line closed before the answer.
                let refused = ["HTTP/1.1 422", "HTTP/1.1 413"].iter().any(|status| answer.starts_with(status));
                assert!(refused || answer.is_empty(), "{answer:.2000}");
            });
        }
    });
    let grown = memory(&demo, "VmHWM").saturating_sub(before);
    assert!(grown < AT_ONCE * EACH + ITS_OWN, "{grown} KiB more than the {before} it had");
    let (client, _) = demo.sign_in("focal_point");
    client.get("/api/v1/me").expect(200);
    demo.stop();
}

/// Opens a round that asks for a table of as many rows as one takes, and fills it for Kenya.
fn long_table(demo: &Demo) {
    const COLUMNS: usize = 8;
    let label = |text: &str| json!({"en": text});
    let column = |number: usize| json!({"name": format!("c{number}"), "type": "text", "label": label("Column"), "max_length": 200});
    let table = json!({"name": "t", "type": "table", "label": label("Table"), "rows": {"max": 2_000},
                       "columns": (0..COLUMNS).map(column).collect::<Vec<_>>()});
    let document = json!({
        "format": "godwit-template/1", "name": "heavy", "instrument": "CMS", "default_language": "en", "languages": ["en"],
        "title": label("Heavy"), "items": [{"name": "a", "type": "section", "label": label("A"), "items": [table]}]
    });
    let cycle = json!({
        "cycle": "heavy-1", "instrument": "CMS", "template": "heavy", "version": 1, "opens_at": "2020-01-01T00:00:00Z",
        "due_at": "2037-06-30T20:59:59Z", "time_zone": "Africa/Nairobi", "parties": ["KEN"]
    });
    let (admin, _) = demo.sign_in("secretariat_admin");
    admin.post("/api/v1/templates", &document).expect(201);
    admin.post("/api/v1/templates/heavy/versions/1/publish", &json!({})).expect(200);
    admin.post("/api/v1/cycles", &cycle).expect(201);
    let cell = |number: usize| {
        let (row, column) = (number / COLUMNS, number % COLUMNS);
        json!({"path": format!("t/r{row}/c{column}"), "value": format!("What was said in row {row}"), "revision": 0})
    };
    let cells: Vec<Value> = (0..2_000 * COLUMNS).map(cell).collect();
    let (kenya, _) = demo.sign_in("focal_point");
    for some in cells.chunks(1_000) {
        kenya.patch("/api/v1/reports/heavy-1/KEN/answers", &json!({"answers": some})).expect(200);
    }
}

#[test]
fn a_long_table_is_printed_for_many_at_once_in_bounded_memory() {
    // Two that are put together, the pages that are on their way, and what the allocator keeps for each thread; all sixteen
    // at once took 259 MiB.
    const MORE: u64 = 128 * 1024;
    let data = Folder::fresh();
    let demo = Demo::start(data.path(), &[]);
    long_table(&demo);
    let person = Person::at(&demo);
    let (page, word) = ("/reports/heavy-1/KEN/print", "/reports/heavy-1/KEN/print.docx");
    // The first one takes what is kept for the next.
    assert!(person.weigh(page) > 1024 * 1024 && person.weigh(word) > 16 * 1024);
    let before = memory(&demo, "VmRSS");
    std::fs::write(format!("/proc/{}/clear_refs", demo.id()), "5").unwrap();
    std::thread::scope(|scope| {
        for path in [page, word].iter().cycle().take(16) {
            scope.spawn(|| person.weigh(path));
        }
    });
    let grown = memory(&demo, "VmHWM").saturating_sub(before);
    assert!(grown < MORE, "{grown} KiB more than the {before} it had");
    demo.stop();
}
