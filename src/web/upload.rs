//! The bridge for files that come in: a form with one file, taken piece by piece to the disk.
//!
//! Whoever sends it was asked who they are and whether they may before the first byte is taken. A sender who stalls, sends
//! too much or hangs up leaves nothing behind.

use std::pin::Pin;
use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::{StatusCode, header};
use actix_web::web::block;
use actix_web::{HttpRequest, web};
use futures_core::Stream;
use tokio::sync::OwnedSemaphorePermit;

use super::failure::Problem;
use super::{House, How};
use crate::fault::Fault;
use crate::files::{Incoming, Received};
use crate::flaw::{self, Flaw};
use crate::reports::attachments::{FILE_BYTES, NAME_BYTES};

/// Most files that come in at once: each holds a piece in memory and a file open.
pub const AT_ONCE: usize = 8;
/// What the ninth is told to wait, in seconds.
const BUSY: u32 = 10;
/// How long a whole file may take: the largest one over a slow line.
const UPLOAD_TIME: Duration = Duration::from_secs(15 * 60);
/// Most bytes of a field that is no file: a token.
const FIELD_BYTES: usize = 1_000;
/// Most fields of a form with a file.
const FIELDS: usize = 10;

/// A form that holds one file.
pub struct Upload {
    /// The file, whole and on disk.
    pub received: Received,
    /// What its sender calls it.
    pub name: String,
    /// The other fields, those before the file and those after it.
    pub fields: Vec<(String, String)>,
}

/// What is announced of a request's length; nothing where it is not said.
pub fn announced(request: &HttpRequest) -> u64 {
    let said = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    said.and_then(|length| length.parse().ok()).unwrap_or(0)
}

/// Takes a form with a file in the field `file`. `is_fine` is asked once the file begins, of the fields before it.
///
/// # Errors
/// 400, 408, 413, 415, 422 without a file, 503 when [`AT_ONCE`] come in already, 507 when the disk is full; what `is_fine` says.
pub async fn receive(
    house: &House,
    request: &HttpRequest,
    payload: web::Payload,
    is_fine: impl Fn(&[(String, String)]) -> Result<(), Problem>,
) -> Result<Upload, Problem> {
    // The form around the file has a few hundred bytes of its own.
    if announced(request) > FILE_BYTES + 64 * 1024 {
        return Err(too_large());
    }
    let lane = house.uploads.clone().try_acquire_owned().map_err(|_| Fault::Busy { seconds: BUSY })?;
    let patience = request.app_data::<How>().copied().unwrap_or_default().body_time;
    let form = Form { fields: Multipart::new(request.headers(), payload), patience };
    let taken = tokio::time::timeout(UPLOAD_TIME, take(house, form, is_fine, lane));
    taken.await.unwrap_or_else(|_| Err(too_slow()))
}

/// A form as it comes.
struct Form {
    fields: Multipart,
    patience: Duration,
}

async fn take(
    house: &House,
    mut form: Form,
    is_fine: impl Fn(&[(String, String)]) -> Result<(), Problem>,
    _lane: OwnedSemaphorePermit,
) -> Result<Upload, Problem> {
    let mut fields = Vec::new();
    let mut file: Option<(Received, String)> = None;
    while let Some(mut field) = next(&mut form.fields, form.patience).await? {
        let field_name = field.name().unwrap_or_default().to_owned();
        if field_name != "file" {
            if fields.len() >= FIELDS {
                return Err(Problem::unreadable("The form has too many fields."));
            }
            fields.push((field_name, text(&mut field, form.patience).await?));
        } else if file.is_some() {
            return Err(Problem::unfit(vec![Flaw::new("file", "too_many", "send one file at a time")]));
        } else {
            is_fine(&fields)?;
            let name = field.content_disposition().and_then(|said| said.get_filename()).unwrap_or_default().to_owned();
            if name.len() > NAME_BYTES {
                let said = format!("a file's name has at most {NAME_BYTES} bytes");
                return Err(Problem::unfit(vec![Flaw::new("file", "name", said)]));
            }
            let files = house.files.clone();
            let incoming = on_disk(move || files.take(FILE_BYTES)).await?;
            file = Some((whole(&mut field, incoming, form.patience).await?, name));
        }
    }
    let missing = || Problem::unfit(vec![Flaw::new("file", "missing", "send a file in the field `file`")]);
    let (received, name) = file.ok_or_else(missing)?;
    Ok(Upload { received, name, fields })
}

async fn whole(field: &mut Field, mut incoming: Incoming, patience: Duration) -> Result<Received, Problem> {
    while let Some(piece) = next(field, patience).await? {
        let (back, fits) = on_disk(move || {
            let fits = incoming.write(&piece)?;
            Ok((incoming, fits))
        })
        .await?;
        fits.map_err(|_| too_large())?;
        incoming = back;
    }
    on_disk(move || incoming.finish()).await
}

async fn text(field: &mut Field, patience: Duration) -> Result<String, Problem> {
    let mut bytes: Vec<u8> = Vec::new();
    while let Some(piece) = next(field, patience).await? {
        if bytes.len() + piece.len() > FIELD_BYTES {
            return Err(Problem::unreadable("A field of the form is too long."));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Problem::unreadable("A field of the form is no text."))
}

/// The next field of a form, or the next piece of a field.
async fn next<T>(
    stream: &mut (impl Stream<Item = Result<T, MultipartError>> + Unpin),
    patience: Duration,
) -> Result<Option<T>, Problem> {
    let polled = std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context));
    match tokio::time::timeout(patience, polled).await {
        Ok(Some(Ok(item))) => Ok(Some(item)),
        Ok(Some(Err(error))) => Err(unreadable(&error)),
        Ok(None) => Ok(None),
        Err(_) => Err(too_slow()),
    }
}

fn unreadable(error: &MultipartError) -> Problem {
    use MultipartError as E;
    match error {
        E::ContentTypeMissing | E::ContentTypeParse | E::ContentTypeIncompatible | E::BoundaryMissing => {
            let said = "Send a form with a file: Content-Type: multipart/form-data, the file in the field `file`.";
            vec![Flaw::new("", flaw::WRONG_MEDIA_TYPE, said)].into()
        }
        _ => Problem::unreadable("The form cannot be read, or it broke off."),
    }
}

/// Works with a file where waiting for the disk holds up nobody else.
pub async fn on_disk<T: Send + 'static>(job: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Problem> {
    let done = block(job).await.unwrap_or_else(|_| Err(Fault::Broken("working with a file panicked".to_owned())));
    Ok(done?)
}

fn too_large() -> Problem {
    let said = format!("A file has at most {} MiB. Make it smaller, or send a link to it.", FILE_BYTES / (1024 * 1024));
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", said)
}

fn too_slow() -> Problem {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "The request took too long.")
}
