//! A client that writes requests by hand: what it costs is nearly nothing, so that the server has the machine.

use std::io::{Read, Write};
use std::net::TcpStream;

/// An answer to save again and again.
pub struct Answer {
    pub path: String,
    pub value: String,
    pub qualifier: String,
    pub other: String,
    pub revision: u64,
}

pub struct Client {
    stream: TcpStream,
    head: String,
    buffer: Vec<u8>,
}

impl Client {
    pub fn connect(address: &str, token: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("no delay");
        let head = format!("Host: {address}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n");
        Self { stream, head, buffer: Vec::new() }
    }

    /// Saves an answer based on a revision, and gives the revision it became.
    pub fn save(&mut self, answer: &Answer, revision: u64) -> u64 {
        let body = format!(
            "{{\"value\":{},\"other\":{},\"qualifier\":{},\"revision\":{revision}}}",
            answer.value, answer.other, answer.qualifier
        );
        let path = format!("/api/v1/reports/cms-cop15/KEN/answers/{}", answer.path);
        let (status, said) = self.call("PUT", &path, &body);
        assert_eq!(status, 200, "{said}");
        number_after(&said, "\"revision\":")
    }

    /// One request and its answer.
    pub fn call(&mut self, method: &str, path: &str, body: &str) -> (u16, String) {
        let request = format!("{method} {path} HTTP/1.1\r\n{}Content-Length: {}\r\n\r\n{body}", self.head, body.len());
        self.stream.write_all(request.as_bytes()).expect("sent");
        self.buffer.clear();
        let mut chunk = [0_u8; 16 * 1024];
        loop {
            let read = self.stream.read(&mut chunk).expect("an answer");
            assert!(read > 0, "the server hung up");
            self.buffer.extend_from_slice(&chunk[..read]);
            let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
            let length = number_after(&head, "content-length: ") as usize;
            if self.buffer.len() >= end + 4 + length {
                let status = head[9..12].parse().expect("a status");
                return (status, String::from_utf8_lossy(&self.buffer[end + 4..]).into_owned());
            }
        }
    }
}

/// The number that follows a mark.
pub fn number_after(text: &str, mark: &str) -> u64 {
    let at = text.find(mark).unwrap_or_else(|| panic!("no {mark} in {text}")) + mark.len();
    let digits: String = text[at..].chars().take_while(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}
