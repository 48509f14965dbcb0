//! What differs between two versions of a template.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::ids::TemplateName;
use crate::templates::Refusal;
use crate::templates::lineage::read_changes::read_changes;
use crate::templates::lineage::{Change, Weight};
use crate::web::body::Asked;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, Named, read};
use crate::words;

/// What differs between a version and an earlier one.
#[derive(Serialize, ToSchema)]
pub struct ChangesOut {
    /// The template.
    pub name: String,
    /// The version.
    pub version: i32,
    /// The version it is held against; none where no published one is before it.
    pub since: Option<i32>,
    /// Every difference, in the order of the template.
    pub changes: Vec<ChangeOut>,
}

/// One difference.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeOut {
    /// A stable word: added, removed, renamed, options_removed, tightened...
    pub code: &'static str,
    /// The question or the rule, by its name in the version, or in the other where the version has none.
    pub name: String,
    /// Its name before.
    pub was: Option<String>,
    /// The difference in a sentence.
    pub message: String,
    /// Which rule of its answers it is about.
    pub attribute: Option<&'static str>,
    /// How it was.
    pub from: Option<String>,
    /// How it is.
    pub to: Option<String>,
    /// The choices it is about.
    pub options: Vec<String>,
    /// Whether answers may no longer fit.
    pub may_not_fit: bool,
    /// Whether answers can no longer be held against those given after it.
    pub incomparable: bool,
}

impl From<&Change> for ChangeOut {
    fn from(change: &Change) -> Self {
        Self {
            code: change.code,
            name: change.name.clone(),
            was: change.was.clone(),
            message: change.said(words::FALLBACK),
            attribute: change.attribute,
            from: change.from.clone(),
            to: change.to.clone(),
            options: change.options.clone(),
            may_not_fit: change.weight == Weight::Fit,
            incomparable: change.weight == Weight::Incomparable,
        }
    }
}

/// Against which version.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChangesAsked {
    /// A published version; the newest one before it when left out.
    pub since: Option<i32>,
}

/// What a version changes: questions added, removed and renamed, choices that are gone, rules that became tighter, and what
/// can no longer be compared.
#[utoipa::path(get, path = "/api/v1/templates/{name}/versions/{version}/changes", tag = "templates",
    params(("name" = String, Path, description = "the template"), ("version" = i32, Path, description = "which version"),
        ChangesAsked),
    responses((status = 200, body = ChangesOut)))]
pub async fn changes(
    house: web::Data<House>,
    bearer: Bearer,
    named: Named<(TemplateName, i32)>,
    asked: Asked<ChangesAsked>,
) -> Result<HttpResponse, Problem> {
    let ((name, version), now, asked) = (named.into_inner(), house.clock.now(), asked.0);
    let out = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        let found = read_changes(tx, &actor, &name, version, asked.map(|asked| asked.since))?;
        let changes = found.changes.iter().map(ChangeOut::from).collect();
        Ok::<_, Refusal>(ChangesOut { name: name.into(), version, since: found.since, changes })
    });
    Ok(HttpResponse::Ok().json(out.await?))
}
