//! Where a report stands, what is missing in it, and whether the Secretariat may read its draft.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Report;
use crate::clock;
use crate::reports::gaps::{Gap, Severity};
use crate::reports::reading::Opened;
use crate::reports::{Refusal, reading, share};
use crate::web::body::Sent;
use crate::web::failure::Problem;
use crate::web::failure::reports::said;
use crate::web::identity::Bearer;
use crate::web::{House, read, write};
use crate::words;

/// Where a report stands.
#[derive(Serialize, ToSchema)]
pub struct ReportOut {
    /// Its code.
    pub report: String,
    /// Its cycle.
    pub cycle: String,
    /// Whose.
    pub party: String,
    /// not_started, in_progress or submitted.
    pub state: &'static str,
    /// Counts every answer ever saved in it.
    pub revision: i64,
    /// The template.
    pub template: String,
    /// In which version.
    pub version: i32,
    /// The Party's own deadline.
    pub due_at: String,
    /// How many times it was submitted.
    pub submissions: i32,
    /// Whether the Secretariat may read the draft.
    pub shared: bool,
    /// How many gaps keep it from being submitted.
    pub gaps: usize,
    /// How far each section is.
    pub progress: Vec<ProgressOut>,
}

/// How far a section is.
#[derive(Serialize, ToSchema)]
pub struct ProgressOut {
    /// Which.
    pub section: String,
    /// How many questions it asks.
    pub questions: usize,
    /// How many are answered.
    pub answered: usize,
    /// How many stand as in an earlier cycle, not confirmed in this one.
    pub unconfirmed: usize,
    /// How many gaps keep the report from being submitted.
    pub gaps: usize,
    /// not_applicable, not_started, in_progress, incomplete (a person called it completed, and answers are still needed) or
    /// completed.
    pub status: &'static str,
    /// What a person last said of it: whether it is completed.
    pub declared: Option<DeclaredOut>,
}

/// What a person said of a section.
#[derive(Serialize, ToSchema)]
pub struct DeclaredOut {
    /// Whether it is completed.
    pub completed: bool,
    /// When that was said.
    pub at: String,
    /// By whom.
    pub by: Option<String>,
}

/// What can be changed of a report besides its answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportChange {
    /// Whether the Secretariat may read the draft.
    pub shared: bool,
}

/// What is missing.
#[derive(Serialize, ToSchema)]
pub struct GapsOut {
    /// What keeps the report from being submitted: all of it.
    pub gaps: Vec<GapOut>,
    /// What is worth a second look.
    pub warnings: Vec<GapOut>,
}

/// Something missing.
#[derive(Serialize, ToSchema)]
pub struct GapOut {
    /// Where.
    pub path: String,
    /// In which section.
    pub section: String,
    /// A stable word.
    pub code: &'static str,
    /// A sentence for people.
    pub message: String,
}

impl ReportOut {
    fn of(opened: &Opened) -> Self {
        let report = &opened.report;
        let progress: Vec<ProgressOut> = opened
            .standings()
            .into_iter()
            .map(|(section, standing)| ProgressOut {
                declared: opened.declared.get(&section.section).map(|word| DeclaredOut {
                    completed: word.completed,
                    at: clock::written(word.at),
                    by: word.by.clone(),
                }),
                status: standing.word(),
                section: section.section.into(),
                questions: section.questions,
                answered: section.answered,
                unconfirmed: section.unconfirmed,
                gaps: section.gaps,
            })
            .collect();
        Self {
            report: report.code(),
            cycle: report.cycle.code.to_string(),
            party: report.party.to_string(),
            state: report.state.word(),
            revision: report.revision,
            template: report.cycle.template.to_string(),
            version: report.cycle.version,
            due_at: clock::written(report.cycle.timetable.due(report.extended_to)),
            submissions: report.submissions,
            shared: report.shared,
            gaps: progress.iter().map(|section| section.gaps).sum(),
            progress,
        }
    }
}

/// State, revision, progress and counts of a report.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN")),
    responses((status = 200, body = ReportOut)))]
pub async fn show(house: web::Data<House>, bearer: Bearer, report: Report) -> Result<HttpResponse, Problem> {
    let (now, shelf, (cycle, party)) = (house.clock.now(), house.shelf.clone(), report.into_inner());
    let out = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        Ok::<_, Refusal>(ReportOut::of(&reading::summary(tx, &actor, &shelf, &cycle, &party, now)?))
    })
    .await?;
    Ok(HttpResponse::Ok().json(out))
}

/// Let the Secretariat read the draft, or no longer.
#[utoipa::path(patch, path = "/api/v1/reports/{cycle}/{party}", tag = "reports", request_body = ReportChange,
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN")),
    responses((status = 200, body = ReportOut)))]
pub async fn change(
    house: web::Data<House>,
    bearer: Bearer,
    report: Report,
    sent: Sent<ReportChange>,
) -> Result<HttpResponse, Problem> {
    let (now, shelf, secret) = (house.clock.now(), house.shelf.clone(), house.secret.clone());
    let (cycle, party) = report.into_inner();
    let out = write(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        share::share(tx, &actor, &secret, (&cycle, &party), sent.0.map(|change| change.shared), now)?;
        Ok::<_, Refusal>(ReportOut::of(&reading::summary(tx, &actor, &shelf, &cycle, &party, now)?))
    })
    .await?;
    Ok(HttpResponse::Ok().json(out))
}

/// Everything that keeps the report from being submitted, not the first of it.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/gaps", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN")),
    responses((status = 200, body = GapsOut)))]
pub async fn gaps(house: web::Data<House>, bearer: Bearer, report: Report) -> Result<HttpResponse, Problem> {
    let (now, shelf, (cycle, party)) = (house.clock.now(), house.shelf.clone(), report.into_inner());
    let found = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        Ok::<_, Refusal>(reading::draft(tx, &actor, &shelf, &cycle, &party, now)?.gaps())
    })
    .await?;
    let of = |severity| found.iter().filter(|gap| gap.severity == severity).map(out).collect();
    Ok(HttpResponse::Ok().json(GapsOut { gaps: of(Severity::Error), warnings: of(Severity::Warning) }))
}

fn out(gap: &Gap) -> GapOut {
    GapOut {
        path: gap.path.clone(),
        section: gap.section.to_string(),
        code: gap.code,
        message: said(gap, words::FALLBACK, words::FALLBACK),
    }
}
