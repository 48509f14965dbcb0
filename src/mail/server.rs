//! The mail server's address as it stands in the settings. Pure.

use std::net::IpAddr;

/// How a connection is made private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// TLS from the first byte: `smtps://`.
    Tls,
    /// STARTTLS, and no letter without it: `smtp+starttls://`.
    StartTls,
    /// None: `smtp://` to this machine alone, `smtp+plain://` to any other, for whoever says so knowingly.
    Plain,
}

/// Where letters are handed in.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// How.
    pub privacy: Privacy,
    /// A name or an address, without brackets.
    pub host: String,
    /// 465, 587 or 25 unless said.
    pub port: u16,
    /// User and password.
    pub credentials: Option<(String, String)>,
}

impl std::fmt::Debug for Server {
    /// Without the password: this goes to the log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({:?} {}:{})", self.privacy, self.host, self.port)
    }
}

/// The schemes, each with its privacy and its usual port.
const SCHEMES: [(&str, Privacy, u16); 4] = [
    ("smtps", Privacy::Tls, 465),
    ("smtp+starttls", Privacy::StartTls, 587),
    ("smtp", Privacy::Plain, 25),
    ("smtp+plain", Privacy::Plain, 25),
];

impl Server {
    /// Reads `SCHEME://[USER:PASSWORD@]HOST[:PORT]`; user and password are percent-encoded.
    ///
    /// # Errors
    /// A sentence that says what would be right, without the password.
    pub fn read(url: &str) -> Result<Self, String> {
        const FORM: &str =
            "write smtps://USER:PASSWORD@HOST:PORT, smtp+starttls://… or, on this machine, smtp://localhost";
        let (scheme, rest) = url.trim().split_once("://").ok_or_else(|| format!("this is no mail server; {FORM}"))?;
        let (_, privacy, usual_port) = SCHEMES
            .into_iter()
            .find(|(known, _, _)| *known == scheme)
            .ok_or_else(|| format!("{scheme:?} is no way to reach a mail server; {FORM}"))?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (credentials, place) = match rest.rsplit_once('@') {
            Some((credentials, place)) => (Some(read_credentials(credentials)?), place),
            None => (None, rest),
        };
        let (host, port) = read_place(place).ok_or_else(|| format!("this names no host and port; {FORM}"))?;
        if scheme == "smtp" && !is_here(&host) {
            return Err(format!(
                "smtp:// would carry letters and their links to {host} for all to read; use smtps:// or smtp+starttls:// \
                 (or smtp+plain://, where the network between is trusted)"
            ));
        }
        Ok(Self { privacy, host, port: port.unwrap_or(usual_port), credentials })
    }
}

fn read_credentials(text: &str) -> Result<(String, String), String> {
    let wrong = || "user and password before the @ are USER:PASSWORD, percent-encoded".to_owned();
    let (user, password) = text.split_once(':').ok_or_else(wrong)?;
    Ok((percent_decoded(user).ok_or_else(wrong)?, percent_decoded(password).ok_or_else(wrong)?))
}

fn read_place(place: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match place.strip_prefix('[') {
        Some(bracketed) => {
            let (host, behind) = bracketed.split_once(']')?;
            let port = if behind.is_empty() { None } else { Some(behind.strip_prefix(':')?) };
            (host.parse::<std::net::Ipv6Addr>().ok()?.to_string(), port)
        }
        None => match place.split_once(':') {
            Some((host, port)) => (host.to_owned(), Some(port)),
            None => (place.to_owned(), None),
        },
    };
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    let port = match port {
        Some(port) => Some(port.parse().ok().filter(|port| *port != 0)?),
        None => None,
    };
    (!host.is_empty() && host.chars().all(is_host)).then_some((host, port))
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                let digits =
                    std::str::from_utf8(&digits).ok().filter(|two| two.bytes().all(|d| d.is_ascii_hexdigit()))?;
                u8::from_str_radix(digits, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expect` is the whole server in words, or nothing where the address is refused.
    fn check(url: &str, expect: &str) {
        let read = Server::read(url);
        let found = read.as_ref().map_or(String::new(), |server| {
            let credentials = server.credentials.as_ref().map(|(user, password)| format!(" {user} {password}"));
            format!("{:?} {} {}{}", server.privacy, server.host, server.port, credentials.unwrap_or_default())
        });
        assert_eq!(found, expect, "{url}: {read:?}");
    }

    #[test]
    fn an_address_says_how_where_and_as_whom() {
        check("smtps://mail.example.org", "Tls mail.example.org 465");
        check("smtp+starttls://a%40b:p%3Aw@mail:2525", "StartTls mail 2525 a@b p:w");
        check("smtp+starttls://a@b:p@mail", "StartTls mail 587 a@b p");
        check("smtps://[::1]:465/", "Tls ::1 465");
        for url in ["mail", "http://mail", "smtps://", "smtps://:25", "smtps://a:b", "smtps://u@h", "smtps://u:%zz@h"] {
            check(url, "");
        }
        for url in ["smtps://h:0", "smtps://h:70000", "smtps://[::1", "smtps://h/path", "smtps://h\r\nX"] {
            check(url, "");
        }
    }

    #[test]
    fn an_open_line_leads_to_this_machine_alone_unless_asked_for() {
        check("smtp://127.0.0.1:2525", "Plain 127.0.0.1 2525");
        check("smtp://localhost", "Plain localhost 25");
        check("smtp://[::1]", "Plain ::1 25");
        check("smtp://mail.example.org", "");
        check("smtp://localhost.example.org", "");
        check("smtp+plain://mailpit:1025", "Plain mailpit 1025");
    }

    #[test]
    fn what_is_said_of_a_server_never_holds_the_password() {
        let url = "smtps://user:s3cret@mail";
        assert!(!format!("{:?}", Server::read(url)).contains("s3cret"));
        for wrong in [
            "smtp://user:s3cret@mail",
            "smtps://user:s3cret@",
            "imap://user:s3cret@mail",
            "smtps://s3cret@mail",
            "smtps://user:s3cret",
        ] {
            assert!(!Server::read(wrong).unwrap_err().contains("s3cret"), "{wrong}");
        }
    }
}
