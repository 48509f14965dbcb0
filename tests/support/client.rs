//! Somebody who sends requests: a status is a value here, never an error.

use serde_json::Value;

use super::server::PATIENCE;

/// The media type of [`form`].
pub const MULTIPART: &str = "multipart/form-data; boundary=parted";

/// A form with fields, and a file after them.
pub fn form(fields: &[(&str, &str)], (name, bytes): (&str, &[u8])) -> Vec<u8> {
    let part = |(field, value): &(&str, &str)| {
        format!("--parted\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
    };
    let mut form: Vec<u8> = fields.iter().map(part).collect::<String>().into_bytes();
    // As browsers escape it.
    let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let head = format!("--parted\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n");
    form.extend(format!("{head}Content-Type: text/html\r\n\r\n").bytes());
    form.extend(bytes);
    form.extend(b"\r\n--parted--\r\n");
    form
}

/// A person's program, signed in or not.
#[derive(Clone)]
pub struct Client {
    base: String,
    bearer: Option<String>,
    agent: ureq::Agent,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// The body; what is no UTF-8, as in a zip file, is marked as that.
    pub text: String,
}

impl Answer {
    /// A header's value, if it is there and text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(had, _)| had.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }

    /// The answer itself, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// The `code` of every flaw of a problem.
    pub fn codes(&self) -> Vec<String> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().filter_map(|flaw| flaw["code"].as_str().map(str::to_owned)).collect()
    }
}

impl Client {
    /// A client of the server at `http://HOST:PORT`.
    pub fn new(base: &str, bearer: Option<String>) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .build()
            .into();
        Self { base: base.trim_end_matches('/').to_owned(), bearer, agent }
    }

    /// The token it shows, if it is signed in.
    pub fn bearer(&self) -> Option<&str> {
        self.bearer.as_deref()
    }

    /// Sends a request; an error means that no whole answer came.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Answer, String> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        if let Some(bearer) = &self.bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = match body {
            Some(body) => self.agent.run(request.body(body.to_vec()).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut answer = sent.map_err(|error| error.to_string())?;
        let header = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        let headers = answer.headers().iter().map(header).collect();
        let body = answer.body_mut().with_config().limit(1 << 30).read_to_vec().map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&body).into_owned();
        Ok(Answer { status: answer.status().as_u16(), headers, text })
    }

    /// The bytes of a download.
    #[track_caller]
    pub fn download(&self, path: &str) -> Vec<u8> {
        let request = self.agent.get(format!("{}{path}", self.base));
        let bearer = format!("Bearer {}", self.bearer.as_deref().unwrap_or_default());
        let mut answer = request.header("authorization", bearer).call().unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap()
    }

    /// Sends a request with headers of its own.
    #[track_caller]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
        self.try_send(method, path, headers, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    #[track_caller]
    fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, &[("content-type", "application/json")], Some(body.to_string().as_bytes()))
    }

    /// Sends a form with fields and a file, as `curl -F` does.
    #[track_caller]
    pub fn upload(&self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)], file: (&str, &[u8])) -> Answer {
        let mut headers = headers.to_vec();
        headers.push(("content-type", MULTIPART));
        self.send("POST", path, &headers, Some(&form(fields, file)))
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.json("POST", path, body)
    }

    #[track_caller]
    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.json("PUT", path, body)
    }

    #[track_caller]
    pub fn patch(&self, path: &str, body: &Value) -> Answer {
        self.json("PATCH", path, body)
    }

    #[track_caller]
    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], None)
    }
}
