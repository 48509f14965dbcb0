//! Templates: save a draft, publish it, read a version and the schema of its submissions.

use actix_web::web::block;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock;
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::ids::TemplateName;
use crate::templates::publish::publish;
use crate::templates::read_version::{read_schema, read_version};
use crate::templates::save_draft::save_draft;
use crate::templates::{Draft, Refusal};
use crate::web::body::Sent;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, Named, read, write};

/// A draft that was saved.
#[derive(Serialize, ToSchema)]
pub struct SavedDraft {
    /// The template.
    pub name: String,
    /// The number it will be published under.
    pub version: i32,
    /// SHA-256 of its canonical document.
    pub sha256: String,
    /// What is worth a second look before it is published: missing translations, mandates that are drafts.
    pub warnings: Vec<Flaw>,
}

/// A version that was published.
#[derive(Serialize, ToSchema)]
pub struct PublishedVersion {
    /// The template.
    pub name: String,
    /// Its number.
    pub version: i32,
    /// SHA-256 of its canonical document.
    pub sha256: String,
    /// When.
    pub published_at: String,
    /// What was worth a second look.
    pub warnings: Vec<Flaw>,
}

/// Save a draft: over the unpublished one, or as the next version.
///
/// The body is a template document (schemas/template.schema.json). Every flaw is told at once, those of citations included.
#[utoipa::path(post, path = "/api/v1/templates", tag = "templates",
    request_body(content = serde_json::Value, description = "a template document, as schemas/template.schema.json says"),
    responses((status = 201, body = SavedDraft)))]
pub async fn save(
    house: web::Data<House>,
    bearer: Bearer,
    sent: Sent<serde_json::Value>,
) -> Result<HttpResponse, Problem> {
    // A large document takes milliseconds to read: neither a request's thread nor a transaction waits for it.
    let read = block(move || sent.0.and_then(|document| Draft::of(&document)));
    let draft = read.await.map_err(|_| Fault::Broken("reading a template panicked".to_owned()))?;
    let (now, secret) = (house.clock.now(), house.secret.clone());
    let saved = write(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        save_draft(tx, &actor, &secret, draft, now)
    });
    let saved = saved.await?;
    Ok(HttpResponse::Created().json(SavedDraft {
        name: saved.name.into(),
        version: saved.version,
        sha256: saved.sha256,
        warnings: saved.checked.warnings,
    }))
}

/// Publish a draft: from then on its version never changes.
#[utoipa::path(post, path = "/api/v1/templates/{name}/versions/{version}/publish", tag = "templates",
    params(("name" = String, Path, description = "the template"), ("version" = i32, Path, description = "which version")),
    responses((status = 200, body = PublishedVersion)))]
pub async fn make_public(
    house: web::Data<House>,
    bearer: Bearer,
    named: Named<(TemplateName, i32)>,
) -> Result<HttpResponse, Problem> {
    let ((name, version), now, secret) = (named.into_inner(), house.clock.now(), house.secret.clone());
    let published = write(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        publish(tx, &actor, &secret, &name, version, now)
    });
    let published = published.await?;
    Ok(HttpResponse::Ok().json(PublishedVersion {
        name: published.name.into(),
        version: published.version,
        sha256: published.sha256,
        published_at: clock::written(now),
        warnings: published.checked.warnings,
    }))
}

/// One version: exactly the canonical document whose SHA-256 publishing answered. A draft is shown to those who write
/// templates.
#[utoipa::path(get, path = "/api/v1/templates/{name}/versions/{version}", tag = "templates",
    params(("name" = String, Path, description = "the template"), ("version" = i32, Path, description = "which version")),
    responses((status = 200, body = serde_json::Value)))]
pub async fn show(
    house: web::Data<House>,
    bearer: Bearer,
    named: Named<(TemplateName, i32)>,
) -> Result<HttpResponse, Problem> {
    let ((name, version), now) = (named.into_inner(), house.clock.now());
    let row = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        read_version(tx, &actor, &name, version)
    });
    Ok(HttpResponse::Ok().content_type("application/json").body(row.await?.document))
}

/// The JSON Schema (2020-12) of a submission of this version.
#[utoipa::path(get, path = "/api/v1/templates/{name}/versions/{version}/answers.schema.json", tag = "templates",
    params(("name" = String, Path, description = "the template"), ("version" = i32, Path, description = "which version")),
    responses((status = 200, body = serde_json::Value, content_type = "application/schema+json")))]
pub async fn schema(
    house: web::Data<House>,
    bearer: Bearer,
    named: Named<(TemplateName, i32)>,
) -> Result<HttpResponse, Problem> {
    let ((name, version), now) = (named.into_inner(), house.clock.now());
    let schema = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        read_schema(tx, &actor, &name, version)
    });
    Ok(HttpResponse::Ok().content_type("application/schema+json").body(schema.await?.to_string()))
}
