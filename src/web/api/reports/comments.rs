//! What colleagues say about answers: read, write, settle. It is no part of the report.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Answer, Report};
use crate::access::Actor;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::flaw::Flaw;
use crate::reports::remarks::say::{New, say};
use crate::reports::remarks::settle::{Settle, settle};
use crate::reports::remarks::{Remark, read};
use crate::reports::{Desk, Refusal};
use crate::web::body::{Asked, Sent};
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, read_as, write_as};

/// Most comments of one page.
const MOST: u32 = 500;
/// How many it holds where nobody says.
const USUAL: u32 = 100;

/// Which comments.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CommentsAsked {
    /// Whether only those that are open, or only those that are settled; both where it is not said.
    open: Option<bool>,
    /// The last comment of the page before.
    after: Option<i64>,
    /// How many, up to 500; 100 where it is not said.
    limit: Option<u32>,
}

/// A comment to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    /// What is said, at most 2,000 characters. `@` and a name calls in a colleague of the report, who gets a letter.
    pub words: String,
    /// Makes a repeat harmless: the same id with the same words gives the first result.
    pub operation: Option<String>,
}

/// What is to become of a comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentChange {
    /// Its number.
    pub number: i64,
    /// Whether it is settled.
    pub resolved: bool,
}

/// Comments in the order they were written.
#[derive(Serialize, ToSchema)]
pub struct CommentsOut {
    /// The comments.
    pub comments: Vec<CommentOut>,
}

/// One comment.
#[derive(Serialize, ToSchema)]
pub struct CommentOut {
    /// Its number in the report.
    pub number: i64,
    /// The answer it is about; null where the question is no longer asked.
    pub path: Option<String>,
    /// What is said.
    pub words: String,
    /// By whom: a name.
    pub said_by: String,
    /// When.
    pub said_at: String,
    /// Who settled it; null while it is open.
    pub resolved_by: Option<String>,
    /// When.
    pub resolved_at: Option<String>,
}

impl CommentOut {
    fn of(path: Option<String>, remark: Remark) -> Self {
        let (resolved_at, resolved_by) = remark.resolved.map(|(at, by)| (clock::written(at), by)).unzip();
        Self {
            number: remark.number,
            path,
            words: remark.words,
            said_by: remark.by,
            said_at: clock::written(remark.at),
            resolved_by,
            resolved_at,
        }
    }
}

/// Every comment that the reader reaches, page by page.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/comments", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"), CommentsAsked),
    responses((status = 200, body = CommentsOut)))]
pub async fn list(
    house: web::Data<House>,
    bearer: Bearer,
    report: Report,
    asked: Asked<CommentsAsked>,
) -> Result<HttpResponse, Problem> {
    let (shelf, (cycle, party)) = (house.shelf.clone(), report.into_inner());
    let comments = read_as::<_, Refusal>(&house, &bearer.0, move |tx, actor, now| {
        let all = read::all(tx, actor, &shelf, (&cycle, &party), now)?;
        let asked = asked.0?;
        let limit = asked.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(vec![Flaw::new("limit", "malformed", format!("ask for 1 to {MOST}"))].into());
        }
        let after = asked.after.unwrap_or(0);
        let wanted = |one: &Remark| one.number > after && asked.open.is_none_or(|open| open == one.resolved.is_none());
        let page = all.into_iter().filter(|(_, one)| wanted(one)).take(usize::try_from(limit).unwrap_or_default());
        Ok(page.map(|(path, remark)| CommentOut::of(path, remark)).collect())
    })
    .await?;
    Ok(HttpResponse::Ok().json(CommentsOut { comments }))
}

/// What is said about one answer.
#[utoipa::path(get, path = "/api/v1/reports/{cycle}/{party}/comments/{path}", tag = "reports",
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("path" = String, Path, description = "a question's name, group/row/question, or table/row/column")),
    responses((status = 200, body = CommentsOut)))]
pub async fn show(house: web::Data<House>, bearer: Bearer, answer: Answer) -> Result<HttpResponse, Problem> {
    let (shelf, (cycle, party, path)) = (house.shelf.clone(), answer.into_inner());
    let comments = read_as::<_, Refusal>(&house, &bearer.0, move |tx, actor, now| {
        let (_, remarks) = read::about(tx, actor, &shelf, (&cycle, &party), &path, now)?;
        Ok(remarks.into_iter().map(|remark| CommentOut::of(Some(path.clone()), remark)).collect())
    })
    .await?;
    Ok(HttpResponse::Ok().json(CommentsOut { comments }))
}

/// Say something about an answer. It is shown to whoever reads this section of the draft, and to nobody else, ever.
#[utoipa::path(post, path = "/api/v1/reports/{cycle}/{party}/comments/{path}", tag = "reports", request_body = NewComment,
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("path" = String, Path, description = "a question's name, group/row/question, or table/row/column")),
    responses((status = 201, body = CommentOut)))]
pub async fn create(
    house: web::Data<House>,
    bearer: Bearer,
    answer: Answer,
    sent: Sent<NewComment>,
) -> Result<HttpResponse, Problem> {
    let (inside, (cycle, party, path)) = ((*house.as_ref()).clone(), answer.into_inner());
    let input = sent.0.map(|sent| New { words: sent.words, operation: sent.operation });
    let comment = write_as(&house, &bearer.0, move |tx: &mut Conn, actor: &Actor, now: Moment| {
        let desk = Desk { shelf: &inside.shelf, secret: &inside.secret, base: &inside.base_url };
        let remark = say(tx, actor, &desk, (&cycle, &party), &path, input, now)?;
        Ok::<_, Refusal>(CommentOut::of(Some(path), remark))
    })
    .await?;
    Ok(HttpResponse::Created().json(comment))
}

/// Settle a comment, or open it again.
#[utoipa::path(patch, path = "/api/v1/reports/{cycle}/{party}/comments/{path}", tag = "reports",
    request_body = CommentChange,
    params(("cycle" = String, Path, description = "cms-cop15"), ("party" = String, Path, description = "KEN"),
        ("path" = String, Path, description = "a question's name, group/row/question, or table/row/column")),
    responses((status = 200, body = CommentOut)))]
pub async fn change(
    house: web::Data<House>,
    bearer: Bearer,
    answer: Answer,
    sent: Sent<CommentChange>,
) -> Result<HttpResponse, Problem> {
    let (inside, (cycle, party, path)) = ((*house.as_ref()).clone(), answer.into_inner());
    let input = sent.0.map(|sent| Settle { number: sent.number, resolved: sent.resolved });
    let comment = write_as(&house, &bearer.0, move |tx: &mut Conn, actor: &Actor, now: Moment| {
        let desk = Desk { shelf: &inside.shelf, secret: &inside.secret, base: &inside.base_url };
        let remark = settle(tx, actor, &desk, (&cycle, &party), &path, input, now)?;
        Ok::<_, Refusal>(CommentOut::of(Some(path), remark))
    })
    .await?;
    Ok(HttpResponse::Ok().json(comment))
}
