//! A file on its way out: always a download, never shown by the browser, read piece by piece.

use std::fs::File;
use std::io::Read;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::error::BlockingError;
use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue, HeaderValue,
};
use actix_web::web::{Bytes, block};

use super::House;
use super::failure::Problem;
use super::upload::on_disk;
use crate::fault::Fault;
use crate::ids::ReportId;
use crate::reports::attachments::Attachment;

/// Bytes of one piece.
const PIECE: usize = 64 * 1024;
/// Nothing in it may do anything, should a browser show it all the same.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

/// A file as an answer.
///
/// # Errors
/// 500 when its bytes are gone or are not as many as there were.
pub async fn send(house: &House, file: &Attachment, report: ReportId) -> Result<HttpResponse, Problem> {
    let (files, sha256) = (house.files.clone(), file.sha256.clone());
    let gone = || Fault::Broken(format!("the bytes of attachment {} are gone", file.id));
    let opened = on_disk(move || {
        let Some(file) = files.open(report.as_str(), &sha256)? else { return Ok(None) };
        let length = file.metadata()?.len();
        Ok(Some((file, length)))
    });
    let (bytes, length) = opened.await?.ok_or_else(gone)?;
    if u64::try_from(file.bytes) != Ok(length) {
        return Err(Fault::Broken(format!("attachment {} has {length} bytes", file.id)).into());
    }
    Ok(HttpResponse::Ok()
        .content_type(file.media_type.as_str())
        .insert_header(disposition(&file.name))
        .insert_header((header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)))
        .body(Outgoing { reading: Reading::Idle(bytes), left: length }))
}

/// `attachment`, with the name in ASCII and as RFC 8187 has it.
fn disposition(name: &str) -> ContentDisposition {
    let plain: String = name.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '_' }).collect();
    let whole = ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(plain), DispositionParam::FilenameExt(whole)],
    }
}

type Read1 = Result<(File, std::io::Result<Vec<u8>>), BlockingError>;

enum Reading {
    Idle(File),
    Busy(Pin<Box<dyn Future<Output = Read1>>>),
    Ended,
}

/// The bytes of a file. One that ends early breaks the connection off, so that half a file looks like no whole one.
struct Outgoing {
    reading: Reading,
    left: u64,
}

impl MessageBody for Outgoing {
    type Error = std::io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.left)
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        loop {
            match std::mem::replace(&mut self.reading, Reading::Ended) {
                Reading::Idle(_) if self.left == 0 => return Poll::Ready(None),
                Reading::Idle(file) => self.reading = Reading::Busy(Box::pin(block(move || piece(file)))),
                Reading::Ended => return Poll::Ready(None),
                Reading::Busy(mut work) => match work.as_mut().poll(context) {
                    Poll::Pending => {
                        self.reading = Reading::Busy(work);
                        return Poll::Pending;
                    }
                    Poll::Ready(done) => return Poll::Ready(Some(self.took(done))),
                },
            }
        }
    }
}

impl Outgoing {
    fn took(&mut self, done: Read1) -> Result<Bytes, std::io::Error> {
        let (file, bytes) = done.map_err(|_| std::io::Error::other("reading a file panicked"))?;
        let bytes = bytes?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length == 0 || length > self.left {
            return Err(std::io::Error::other("a file is not as long as it was"));
        }
        self.left -= length;
        self.reading = Reading::Idle(file);
        Ok(bytes.into())
    }
}

fn piece(mut file: File) -> (File, std::io::Result<Vec<u8>>) {
    let mut bytes = vec![0; PIECE];
    let read = file.read(&mut bytes).map(|count| {
        bytes.truncate(count);
        bytes
    });
    (file, read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_survives_in_both_forms() {
        let said = disposition("Plan \"été\";.pdf").to_string();
        assert!(said.starts_with("attachment; filename=\"Plan \\\"_t_\\\";.pdf\""), "{said}");
        assert!(said.ends_with("filename*=UTF-8''Plan%20%22%C3%A9t%C3%A9%22%3B.pdf"), "{said}");
    }
}
