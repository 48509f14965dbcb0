//! The server's side of one conversation (RFC 5321, 3207, 4954), as far as our own client leads it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::{ServerConnection, StreamOwned};

use super::{Does, Line, Received, Shared};

/// One connection, private or not.
enum Wire {
    Open(TcpStream),
    Private(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Wire {
    fn say(&mut self, line: &str) -> io::Result<()> {
        let bytes = format!("{line}\r\n").into_bytes();
        match self {
            Self::Open(stream) => stream.write_all(&bytes),
            Self::Private(stream) => stream.write_all(&bytes).and_then(|()| stream.flush()),
        }
    }

    /// A line with its end; empty when the client is gone. Byte by byte: what follows STARTTLS must stay in the socket.
    fn hear(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let mut byte = [0];
        while !line.ends_with(b"\n") {
            let read = match self {
                Self::Open(stream) => stream.read(&mut byte)?,
                Self::Private(stream) => stream.read(&mut byte)?,
            };
            if read == 0 {
                return Ok(Vec::new());
            }
            line.push(byte[0]);
        }
        Ok(line)
    }

    fn private(self, shared: &Shared) -> Self {
        match (self, &shared.config) {
            (Self::Open(stream), Some(config)) => {
                let tls = ServerConnection::new(Arc::clone(config)).unwrap();
                Self::Private(Box::new(StreamOwned::new(tls, stream)))
            }
            (wire, _) => wire,
        }
    }
}

impl Shared {
    /// Meets one client. What the client breaks off is over.
    pub(super) fn meet(&self, stream: TcpStream) {
        let does = self.script.lock().unwrap().pop_front().unwrap_or(Does::Accept);
        let _ = stream.set_nodelay(true);
        if does == Does::Hang {
            return hang(Wire::Open(stream));
        }
        let mut wire = Wire::Open(stream);
        if self.line == Line::Tls {
            wire = wire.private(self);
        }
        let _ = self.talk(wire, does);
    }

    fn talk(&self, mut wire: Wire, does: Does) -> io::Result<()> {
        if let Does::Greet(no) = does {
            return wire.say(no);
        }
        wire.say("220 sink ESMTP")?;
        let mut letter = Received::default();
        let mut is_let_in = self.login.is_none();
        loop {
            let heard = wire.hear()?;
            let line = String::from_utf8_lossy(&heard).trim_end().to_owned();
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let is_private = matches!(wire, Wire::Private(_));
            match verb.as_str() {
                "" => return Ok(()),
                "EHLO" => self.offer(&mut wire)?,
                "STARTTLS" if self.line == Line::StartTls && !is_private => {
                    wire.say("220 go ahead")?;
                    wire = wire.private(self);
                }
                "AUTH" => {
                    is_let_in = line.strip_prefix("AUTH PLAIN ") == self.login.as_deref();
                    wire.say(if is_let_in { "235 welcome" } else { "535 5.7.8 wrong password" })?;
                }
                "MAIL" if self.line != Line::Plain && !is_private => wire.say("530 5.7.0 STARTTLS first")?,
                "MAIL" if !is_let_in => wire.say("530 5.7.0 sign in first")?,
                "MAIL" => {
                    letter = Received { from: address(&line), is_private, ..Received::default() };
                    wire.say("250 ok")?;
                }
                "RCPT" => match does {
                    Does::Refuse(no) => wire.say(no)?,
                    _ => {
                        letter.to.push(address(&line));
                        wire.say("250 ok")?;
                    }
                },
                "DATA" => {
                    wire.say("354 go on")?;
                    let Some(source) = data(&mut wire)? else { return Ok(()) };
                    letter.source = source;
                    self.keep(std::mem::take(&mut letter));
                    match does {
                        Does::DropAfterDot => return Ok(()),
                        Does::HangAfterDot => {
                            hang(wire);
                            return Ok(());
                        }
                        _ => wire.say("250 taken")?,
                    }
                }
                "QUIT" => return wire.say("221 bye"),
                _ => wire.say("500 what?")?,
            }
        }
    }

    fn offer(&self, wire: &mut Wire) -> io::Result<()> {
        wire.say("250-sink")?;
        if self.line == Line::StartTls && matches!(wire, Wire::Open(_)) {
            wire.say("250-STARTTLS")?;
        } else if self.login.is_some() {
            wire.say("250-AUTH PLAIN LOGIN")?;
        }
        wire.say("250 8BITMIME")
    }

    fn keep(&self, letter: Received) {
        self.letters.lock().unwrap().push(letter);
        self.arrived.notify_all();
    }
}

/// Says nothing until the client goes.
fn hang(mut wire: Wire) {
    while wire.hear().is_ok_and(|heard| !heard.is_empty()) {}
}

/// The letter up to the line with one dot, its doubled dots undone; none when the client goes before.
fn data(wire: &mut Wire) -> io::Result<Option<Vec<u8>>> {
    let mut source = Vec::new();
    loop {
        let line = wire.hear()?;
        match line.as_slice() {
            [] => return Ok(None),
            b".\r\n" => return Ok(Some(source)),
            [b'.', rest @ ..] => source.extend_from_slice(rest),
            rest => source.extend_from_slice(rest),
        }
    }
}

fn address(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}
