//! A letter as the server got it, and how a person would read it.

/// One letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// The sender's address of the envelope.
    pub from: String,
    /// The receivers' addresses of the envelope.
    pub to: Vec<String>,
    /// Whether nobody between could read it.
    pub is_private: bool,
    /// Headers and body as they came.
    pub source: Vec<u8>,
}

impl Received {
    /// A letter from an `.eml` file.
    pub fn from_file(source: Vec<u8>) -> Self {
        Self { source, ..Self::default() }
    }

    /// A header's value, unfolded, encoded words decoded; empty when there is none.
    pub fn header(&self, name: &str) -> String {
        let (head, _) = self.parts();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let value = unfolded.lines().find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        words(&value.unwrap_or_default())
    }

    /// The body as a person reads it, its lines ending in `\n`.
    pub fn text(&self) -> String {
        let (_, body) = self.parts();
        let bytes = match self.header("Content-Transfer-Encoding").as_str() {
            "quoted-printable" => quoted_printable(&body.replace("=\r\n", "")),
            "base64" => from_base64(&body),
            _ => body.into_bytes(),
        };
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    }

    fn parts(&self) -> (String, String) {
        let text = String::from_utf8(self.source.clone()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").expect("a letter has a head and a body");
        (head.to_owned(), body.to_owned())
    }
}

/// Encoded words (RFC 2047) of UTF-8 in a header's value.
fn words(value: &str) -> String {
    let mut read = String::new();
    let mut rest = value;
    while let Some((before, word)) = rest.split_once("=?utf-8?") {
        // Space between two encoded words is none.
        if read.is_empty() || !before.trim().is_empty() {
            read.push_str(before);
        }
        let (kind, word) = word.split_once('?').unwrap();
        let (encoded, behind) = word.split_once("?=").unwrap();
        let bytes = if kind == "b" { from_base64(encoded) } else { quoted_printable(&encoded.replace('_', " ")) };
        read.push_str(&String::from_utf8(bytes).unwrap());
        rest = behind;
    }
    read + rest
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut read = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'=' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            read.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            read.push(byte);
        }
    }
    read
}

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn from_base64(text: &str) -> Vec<u8> {
    let (mut bits, mut held, mut read) = (0u32, 0, Vec::new());
    for digit in text.bytes().filter_map(|byte| ALPHABET.iter().position(|own| *own == byte)) {
        bits = (bits << 6) | u32::try_from(digit).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            read.push(u8::try_from((bits >> held) & 0xff).unwrap());
        }
    }
    read
}

/// Base64 (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - three.len()));
        for digit in 0..4 {
            let index = usize::try_from((bits >> (18 - 6 * digit)) & 0x3f).unwrap();
            text.push(if digit <= three.len() { char::from(ALPHABET[index]) } else { '=' });
        }
    }
    text
}
