//! A report's files: sent, listed, fetched.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::Report;
use crate::access::Actor;
use crate::accounts::Credential;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::ids::{AttachmentId, CycleCode, PartyCode};
use crate::reports::Refusal;
use crate::reports::attachments::{Attachment, fetch, keep};
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::upload::{Upload, announced, on_disk, receive};
use crate::web::{House, Named, read_as, sent_file, write_as};

/// A form with a file, as `curl -F file=@plan.pdf` sends it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes what is sent; the form is read piece by piece")]
pub struct FileForm {
    /// The file, with its name. PDF, PNG, JPEG, WebP, TIFF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT or CSV by its content;
    /// at most 20 MiB.
    #[schema(value_type = String, format = Binary)]
    file: String,
}

/// A file of a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentOut {
    /// Its id: what answers name it by.
    pub id: String,
    /// What it is called; its ending fits its content.
    pub name: String,
    /// What it is, by its content.
    pub media_type: String,
    /// How large it is.
    pub bytes: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// When it came.
    pub uploaded_at: String,
}

impl AttachmentOut {
    fn of(file: &Attachment) -> Self {
        Self {
            id: file.id.to_string(),
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            bytes: file.bytes,
            sha256: file.sha256.clone(),
            uploaded_at: clock::written(file.uploaded_at),
        }
    }
}

/// Files, in the order they came.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentsOut {
    /// The files.
    pub attachments: Vec<AttachmentOut>,
}

/// Send a file: `curl -F file=@plan.pdf`. The same file under the same name again is the one that is there: 200. A file
/// that no answer names is removed after ten days.
#[utoipa::path(post, path = "/api/v1/reports/{cycle}/{party}/attachments", tag = "reports",
    request_body(content = FileForm, content_type = "multipart/form-data"),
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN")),
    responses((status = 201, body = AttachmentOut), (status = 200, description = "It was there", body = AttachmentOut)))]
pub async fn create(
    house: web::Data<House>,
    bearer: Bearer,
    report: Report,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let at = report.into_inner();
    may_send(&house, &bearer.0, &at, announced(&request)).await?;
    let upload = receive(&house, &request, payload, |_| Ok(())).await?;
    let (file, is_new) = take_in(&house, &bearer.0, at, upload, |_, _, _, _| Ok(())).await.map(|(taken, ())| taken)?;
    let mut answer = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(AttachmentOut::of(&file)))
}

/// Whether a person may send a file of about this size.
pub async fn may_send(
    house: &House,
    credential: &Credential,
    at: &(CycleCode, PartyCode),
    bytes: u64,
) -> Result<crate::ids::ReportId, Problem> {
    let at = at.clone();
    read_as::<_, Refusal>(house, credential, move |tx, actor, now| {
        keep::may_send(tx, actor, (&at.0, &at.1), bytes, now)
    })
    .await
}

/// Takes a file that was received into the report: its bytes first, then its row, and in the same transaction what `then` does
/// with it.
pub async fn take_in<T: Send + 'static>(
    house: &House,
    credential: &Credential,
    at: (CycleCode, PartyCode),
    upload: Upload,
    then: impl FnOnce(&mut Conn, &Actor, (&(CycleCode, PartyCode), &Attachment), Moment) -> Result<T, Refusal>
    + Send
    + 'static,
) -> Result<((Attachment, bool), T), Problem> {
    let Upload { mut received, name, .. } = upload;
    let sent = keep::look(&received, &name)?;
    // Its true size is known now: what does not fit is not put into its place.
    let report = may_send(house, credential, &at, sent.bytes).await?;
    let files = house.files.clone();
    on_disk(move || files.keep(report.as_str(), &mut received)).await?;
    let files = house.files.clone();
    write_as::<_, Refusal>(house, credential, move |tx, actor, now| {
        let taken = keep::keep(tx, actor, &files, (&at.0, &at.1), &sent, now)?;
        let done = then(tx, actor, (&at, &taken.0), now)?;
        Ok((taken, done))
    })
    .await
}

/// Every file of the report that you may see.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/attachments", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN")),
    responses((status = 200, body = AttachmentsOut)))]
pub async fn list(house: web::Data<House>, bearer: Bearer, report: Report) -> Result<HttpResponse, Problem> {
    let (shelf, (cycle, party)) = (house.shelf.clone(), report.into_inner());
    let files = read_as::<_, Refusal>(&house, &bearer.0, move |tx, actor, now| {
        fetch::list(tx, actor, &shelf, (&cycle, &party), now)
    })
    .await?;
    Ok(HttpResponse::Ok().json(AttachmentsOut { attachments: files.iter().map(AttachmentOut::of).collect() }))
}

/// One file, always as a download.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/attachments/{attachment}", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("attachment" = String, Path, description = "its id")),
    responses((status = 200, description = "The bytes", content_type = "application/octet-stream")))]
pub async fn show(
    house: web::Data<House>,
    bearer: Bearer,
    named: Named<(CycleCode, PartyCode, AttachmentId)>,
) -> Result<HttpResponse, Problem> {
    send(&house, &bearer.0, named.into_inner()).await
}

/// A file for the person behind a credential.
pub async fn send(
    house: &House,
    credential: &Credential,
    (cycle, party, id): (CycleCode, PartyCode, AttachmentId),
) -> Result<HttpResponse, Problem> {
    let shelf = house.shelf.clone();
    let (file, report) = read_as::<_, Refusal>(house, credential, move |tx, actor, now| {
        fetch::find(tx, actor, &shelf, (&cycle, &party), &id, now)
    })
    .await?;
    sent_file::send(house, &file, report).await
}
