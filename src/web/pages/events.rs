//! What happens in a report, told to the browsers that have it open; and who has it open.

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::report::ReportAt;
use crate::access::{Action, Denied, permit};
use crate::reports::Refusal;
use crate::reports::news::{self, Mark};
use crate::reports::presence;
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Onlooker;
use crate::web::live::New;
use crate::web::{House, Named, read_as, write_as};

/// The query of a stream.
#[derive(Debug, Default, Deserialize)]
pub struct Since {
    /// How far the page shows the report that the stream is opened from.
    since: Option<String>,
}

/// `GET /reports/{cycle}/{party}/events`
pub async fn show(
    house: web::Data<House>,
    onlooker: Onlooker,
    at: Named<ReportAt>,
    asked: web::Query<Since>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (at, browser) = (at.into_inner(), onlooker.0);
    let place = at.clone();
    let now = read_as::<_, Refusal>(&house, &browser.credential, move |tx, actor, now| {
        let glance = news::glance(tx, (&place.0, &place.1), now)?.ok_or(Denied::NotFound)?;
        permit(actor, Action::ReadAnswers, &glance.report.place())?;
        Ok(glance.mark)
    })
    .await?;
    let mut answer = HttpResponse::Ok();
    answer.content_type("text/event-stream");
    // Nothing between may hold back what is told.
    answer.insert_header((header::CACHE_CONTROL, "no-store, no-transform"));
    answer.insert_header(("x-accel-buffering", "no"));
    if request.method() == Method::HEAD {
        return Ok(answer.finish());
    }
    let said = request.headers().get("last-event-id").and_then(|value| value.to_str().ok());
    let mark = seen(said.or(asked.since.as_deref()), now);
    let new = New { at, account: browser.actor.account, credential: browser.credential, mark };
    Ok(answer.body(house.live.listen(new)?))
}

/// How far somebody says to have seen a report; none where they have to read it again. Whoever says nothing begins now.
fn seen(said: Option<&str>, now: Mark) -> Option<Mark> {
    match said {
        None | Some("") => Some(now),
        Some(said) => {
            said.parse().ok().filter(|mark: &Mark| mark.revision <= now.revision && mark.remark <= now.remark)
        }
    }
}

/// `POST /reports/{cycle}/{party}/presence`
pub async fn presence(
    house: web::Data<House>,
    onlooker: Onlooker,
    at: Named<ReportAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    let browser = onlooker.0;
    browser.check(&filled)?;
    let section = filled.first("section").filter(|name| !name.is_empty()).map(str::parse).transpose();
    let section = section.map_err(|_| Problem::not_found())?;
    let ((cycle, party), shelf) = (at.into_inner(), house.shelf.clone());
    write_as(&house, &browser.credential, move |tx, actor, now| {
        presence::tell(tx, actor, &shelf, (&cycle, &party), section.as_ref(), now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: Option<&str>, expect: Option<(i64, i64)>) {
        let now = Mark { revision: 9, remark: 4 };
        assert_eq!(seen(said, now).map(|mark| (mark.revision, mark.remark)), expect, "{said:?}");
    }

    #[test]
    fn whoever_says_what_cannot_be_reads_again() {
        check(None, Some((9, 4)));
        check(Some(""), Some((9, 4)));
        check(Some("3-4"), Some((3, 4)));
        check(Some("10-4"), None);
        check(Some("9-5"), None);
        check(Some("rubbish"), None);
    }
}
