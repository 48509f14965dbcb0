//! The figures of a cycle: a summary in JSON, the tables as CSV, the data package as a zip file.

use std::io::Write;

use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Denied;
use crate::accounts::Credential;
use crate::clock;
use crate::db::Conn;
use crate::flaw::{Flaw, Shaped};
use crate::ids::CycleCode;
use crate::summaries::export;
use crate::summaries::round::ALL_REGIONS;
use crate::summaries::standing::Basis;
use crate::summaries::summary::Summary;
use crate::summaries::{Refusal, Scope, USUAL_DECIMALS};
use crate::web::body::Asked;
use crate::web::download::download;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, Named, read_as};

/// Says whether the figures may still change: `true` unless they were taken as of a date.
const PROVISIONAL: &str = "godwit-provisional";

/// Which figures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FiguresAsked {
    /// As of when, at least five seconds ago: `2027-06-30T21:59:59Z`. Without it the figures are provisional.
    as_of: Option<String>,
    /// Whether the cycle's cut-off is applied: what came first after it is counted apart.
    #[serde(default)]
    cut_off: bool,
    /// Digits after the point of a percentage, 0 to 3; 1 where it is not said.
    decimals: Option<u8>,
    /// Leave cells that a spreadsheet would run as a formula as they are.
    #[serde(default)]
    raw: bool,
    /// Begin each CSV with a byte-order mark, for Excel.
    #[serde(default)]
    bom: bool,
}

impl FiguresAsked {
    fn scope(self, cycle: &CycleCode) -> Shaped<Scope> {
        Ok(Scope {
            cycle: cycle.clone(),
            as_of: read_as_of(self.as_of.as_deref())?,
            at_cut_off: self.cut_off,
            decimals: self.decimals.unwrap_or(USUAL_DECIMALS),
            raw: self.raw,
            bom: self.bom,
        })
    }
}

/// Which summary.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SummaryAsked {
    /// As of when, at least five seconds ago: `2027-06-30T21:59:59Z`. Without it the figures are provisional.
    as_of: Option<String>,
    /// Whether the cycle's cut-off is applied: what came first after it is counted apart.
    #[serde(default)]
    cut_off: bool,
    /// Digits after the point of a percentage, 0 to 3; 1 where it is not said.
    decimals: Option<u8>,
    /// `all` submissions, or those of Parties that were `on_time`; `all` where it is not said.
    basis: Option<String>,
    /// `ALL` Parties, or those of one region; `ALL` where it is not said.
    region: Option<String>,
}

impl SummaryAsked {
    fn read(self, cycle: &CycleCode) -> Shaped<(Scope, Basis, String)> {
        let scope = read_as_of(self.as_of.as_deref()).map(|as_of| Scope {
            as_of,
            at_cut_off: self.cut_off,
            decimals: self.decimals.unwrap_or(USUAL_DECIMALS),
            ..Scope::of(cycle.clone())
        });
        let basis = match self.basis.as_deref() {
            None => Ok(Basis::All),
            Some(word) => {
                let known = Basis::ALL.into_iter().find(|basis| basis.word() == word);
                known.ok_or_else(|| vec![Flaw::new("basis", "unknown_word", "must be all or on_time")])
            }
        };
        match (scope, basis) {
            (Ok(scope), Ok(basis)) => Ok((scope, basis, self.region.unwrap_or_else(|| ALL_REGIONS.to_owned()))),
            (scope, basis) => Err([scope.err(), basis.err()].into_iter().flatten().flatten().collect()),
        }
    }
}

fn read_as_of(text: Option<&str>) -> Shaped<Option<clock::Moment>> {
    let wrong = || vec![Flaw::new("as_of", "malformed", "must be a moment with its offset, like 2027-06-30T21:59:59Z")];
    text.map(|text| clock::read(text).ok_or_else(wrong)).transpose()
}

/// What the submissions of a cycle amount to.
#[utoipa::path(get, path = "/api/v1/cycles/{cycle}/summary", tag = "figures",
    params(("cycle" = String, Path, description = "its code"), SummaryAsked),
    responses((status = 200, body = Summary)))]
pub async fn summary(
    house: web::Data<House>,
    bearer: Bearer,
    cycle: Named<CycleCode>,
    asked: Asked<SummaryAsked>,
) -> Result<HttpResponse, Problem> {
    let (cycle, shelf) = (cycle.into_inner(), house.shelf.clone());
    let found = read_as(&house, &bearer.0, move |tx, actor, now| {
        let (asked, of) = match asked.0.and_then(|asked| asked.read(&cycle)) {
            Ok((scope, basis, region)) => (Ok(scope), Some((basis, region))),
            Err(flaws) => (Err(flaws), None),
        };
        let mut export = export::open(tx, actor, &shelf, &cycle, asked, now)?;
        let (basis, region) = of.unwrap_or((Basis::All, ALL_REGIONS.to_owned()));
        export.summary(tx, basis, &region)
    });
    Ok(HttpResponse::Ok().json(found.await?))
}

/// One table of a cycle's figures: reports, rates, answers, wide, summary, statistics, mandates or codebook; `wide-species` for
/// the rows of a repeat or a table called `species`.
///
/// An answer that ends before its last chunk is not a whole table.
#[utoipa::path(get, path = "/api/v1/cycles/{cycle}/exports/{name}.csv", tag = "figures",
    params(("cycle" = String, Path, description = "its code"), ("name" = String, Path, description = "the table"),
        FiguresAsked),
    responses((status = 200, content_type = "text/csv", body = String)))]
pub async fn table(
    house: web::Data<House>,
    bearer: Bearer,
    named: Named<(CycleCode, String)>,
    asked: Asked<FiguresAsked>,
) -> Result<HttpResponse, Problem> {
    let (cycle, name) = named.into_inner();
    send_table(&house, &bearer.0, cycle, &name, asked).await
}

/// The whole data package of a cycle: every table, and `datapackage.json` that describes them.
#[utoipa::path(get, path = "/api/v1/cycles/{cycle}/exports/package.zip", tag = "figures",
    params(("cycle" = String, Path, description = "its code"), FiguresAsked),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>)))]
pub async fn package(
    house: web::Data<House>,
    bearer: Bearer,
    cycle: Named<CycleCode>,
    asked: Asked<FiguresAsked>,
) -> Result<HttpResponse, Problem> {
    send_package(&house, &bearer.0, cycle.into_inner(), asked).await
}

/// Sends a table to whoever a credential stands for.
pub async fn send_table(
    house: &House,
    credential: &Credential,
    cycle: CycleCode,
    name: &str,
    asked: Asked<FiguresAsked>,
) -> Result<HttpResponse, Problem> {
    let file = format!("{cycle}-{name}.csv");
    let wanted = name.to_owned();
    let choose = move |export: &export::Export| Ok(export.find(&wanted).ok_or(Denied::NotFound)?);
    send(house, credential, cycle, asked, ("text/csv; charset=utf-8", file), choose, |tx, mut export, table, out| {
        export.table(tx, table, out)
    })
    .await
}

/// Sends the package to whoever a credential stands for.
pub async fn send_package(
    house: &House,
    credential: &Credential,
    cycle: CycleCode,
    asked: Asked<FiguresAsked>,
) -> Result<HttpResponse, Problem> {
    let file = format!("{cycle}-figures.zip");
    let write = |tx: &mut Conn, mut export: export::Export, (): (), out: &mut dyn Write| export.package(tx, out);
    send(house, credential, cycle, asked, ("application/zip", file), |_| Ok(()), write).await
}

/// Sends what `write` writes of what `choose` chooses before the first byte leaves.
async fn send<T: 'static>(
    house: &House,
    credential: &Credential,
    cycle: CycleCode,
    asked: Asked<FiguresAsked>,
    (media, file): (&'static str, String),
    choose: impl FnOnce(&export::Export) -> Result<T, Refusal> + Send + 'static,
    write: impl FnOnce(&mut Conn, export::Export, T, &mut dyn Write) -> Result<(), Refusal> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let shelf = house.shelf.clone();
    let asked = asked.0.and_then(|asked| asked.scope(&cycle));
    let provisional = !asked.as_ref().is_ok_and(|scope| scope.as_of.is_some());
    let open = move |tx: &mut _, actor: &_, now| {
        let export = export::open(tx, actor, &shelf, &cycle, asked, now)?;
        let chosen = choose(&export)?;
        Ok((export, chosen))
    };
    let write = move |tx: &mut _, (export, chosen), out: &mut dyn Write| write(tx, export, chosen, out);
    let body = download(house, credential, open, write).await?;
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(file)],
    };
    Ok(HttpResponse::Ok()
        .content_type(media)
        .insert_header(disposition)
        .insert_header((PROVISIONAL, provisional.to_string()))
        .body(body))
}
