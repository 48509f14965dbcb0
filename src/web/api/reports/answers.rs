//! A report's answers: read them all or one, save one or many.

use actix_web::{HttpResponse, web};

use super::shape::{AnswerOut, AnswersOut, NewAnswer, NewAnswers};
use super::{Answer, Report};
use crate::flaw::Shaped;
use crate::ids::{CycleCode, PartyCode};
use crate::reports::save_answers::{Entries, Saved, save_answers};
use crate::reports::{Refusal, reading};
use crate::web::body::Sent;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, read, write};

/// Every answer that can be given, blank ones with revision 0.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/answers", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN")),
    responses((status = 200, body = AnswersOut)))]
pub async fn list(house: web::Data<House>, bearer: Bearer, report: Report) -> Result<HttpResponse, Problem> {
    let (now, shelf, (cycle, party)) = (house.clock.now(), house.shelf.clone(), report.into_inner());
    let answers = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        let opened = reading::draft(tx, &actor, &shelf, &cycle, &party, now)?;
        let paths = opened.paths();
        let out = |path: &String| opened.at(path).map(|found| AnswerOut::of(path, &found));
        paths.iter().map(out).collect::<Result<Vec<_>, Refusal>>()
    })
    .await?;
    Ok(HttpResponse::Ok().json(AnswersOut { answers }))
}

/// One answer.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/answers/{path}", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("path" = String, Path, description = "a question's name, group/row/question, or table/row/column")),
    responses((status = 200, body = AnswerOut)))]
pub async fn show(house: web::Data<House>, bearer: Bearer, answer: Answer) -> Result<HttpResponse, Problem> {
    let (now, shelf, (cycle, party, path)) = (house.clock.now(), house.shelf.clone(), answer.into_inner());
    let answer = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        let opened = reading::draft(tx, &actor, &shelf, &cycle, &party, now)?;
        Ok::<_, Refusal>(AnswerOut::of(&path, &opened.at(&path)?))
    })
    .await?;
    Ok(HttpResponse::Ok().json(answer))
}

/// Save one answer. 409 `stale` with both values when somebody was faster.
#[utoipa::path(put, path = "/api/v1/reports/{cycle}/{party}/answers/{path}", tag = "reports", request_body = NewAnswer,
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("path" = String, Path, description = "a question's name, group/row/question, or table/row/column")),
    responses((status = 200, body = AnswerOut)))]
pub async fn put(
    house: web::Data<House>,
    bearer: Bearer,
    answer: Answer,
    sent: Sent<NewAnswer>,
) -> Result<HttpResponse, Problem> {
    let (cycle, party, path) = answer.into_inner();
    let input = sent.0.and_then(|sent| sent.read(path.clone()));
    let saved = save(&house, bearer, cycle, party, Some(path), input).await?;
    let saved = saved.first().ok_or_else(|| Problem::broken("a save of one answer saved none"))?;
    Ok(HttpResponse::Ok().json(AnswerOut::saved(saved)))
}

/// Save many answers, all or nothing.
#[utoipa::path(patch, path = "/api/v1/reports/{cycle}/{party}/answers", tag = "reports", request_body = NewAnswers,
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN")),
    responses((status = 200, body = AnswersOut)))]
pub async fn patch(
    house: web::Data<House>,
    bearer: Bearer,
    report: Report,
    sent: Sent<NewAnswers>,
) -> Result<HttpResponse, Problem> {
    let (cycle, party) = report.into_inner();
    let input = sent.0.and_then(NewAnswers::read);
    let saved = save(&house, bearer, cycle, party, None, input).await?;
    Ok(HttpResponse::Ok().json(AnswersOut { answers: saved.iter().map(AnswerOut::saved).collect() }))
}

async fn save(
    house: &House,
    bearer: Bearer,
    cycle: CycleCode,
    party: PartyCode,
    path: Option<String>,
    input: Shaped<Entries>,
) -> Result<Vec<Saved>, Refusal> {
    let (now, shelf) = (house.clock.now(), house.shelf.clone());
    write(house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        save_answers(tx, &actor, &shelf, (&cycle, &party), path.as_deref(), input, now)
    })
    .await
}
