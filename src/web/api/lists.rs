//! Reference lists: species, sites and whatever else repeats and tables run over. For whoever has a grant in the
//! instrument.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Denied;
use crate::clock;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{InstrumentCode, ListCode, PartyCode};
use crate::templates::Refusal;
use crate::templates::reference::read_lists::{Counted, Page, Shown, Which, read_lists, read_rows};
use crate::templates::reference::{Members, ReferenceRow};
use crate::web::body::Asked;
use crate::web::failure::Problem;
use crate::web::identity::Bearer;
use crate::web::{House, Named, read};

/// Longest page.
const MOST: usize = 500;
/// Length of a page when nobody says.
const USUAL: usize = 100;

/// Which lists.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListsAsked {
    /// The instrument: `CMS`.
    instrument: String,
    /// The last code of the page before.
    after: Option<String>,
    /// How many, up to 500; 100 where it is not said.
    limit: Option<usize>,
}

/// Which rows of a list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RowsAsked {
    /// At which revision; the newest where it is not said. Whoever reads page by page names the one of the first page.
    #[param(value_type = Option<i32>)]
    revision: Option<String>,
    /// Only the rows in use that concern this Party: `KEN`. Without it, every row, retired ones too.
    party: Option<String>,
    /// The last key of the page before.
    after: Option<String>,
    /// How many, up to 500; 100 where it is not said.
    limit: Option<usize>,
}

/// Reference lists.
#[derive(Serialize, ToSchema)]
pub struct ReferenceLists {
    /// By code.
    pub lists: Vec<ReferenceListView>,
}

/// A reference list without its rows.
#[derive(Serialize, ToSchema)]
pub struct ReferenceListView {
    /// What templates call it.
    pub code: String,
    /// What people call it.
    pub title: String,
    /// The language of its title, and of the labels that every row has.
    pub language: String,
    /// Its newest revision.
    pub revision: i32,
    /// When that was made.
    pub changed_at: String,
    /// How many rows it has, retired ones too.
    pub rows: usize,
    /// How many of them are in use.
    pub in_use: usize,
}

/// Rows of a reference list.
#[derive(Serialize, ToSchema)]
pub struct ReferenceRows {
    /// The list's code.
    pub list: String,
    /// What people call it.
    pub title: String,
    /// The language of the labels that every row has.
    pub language: String,
    /// The revision that is shown.
    pub revision: i32,
    /// The newest one there is.
    pub newest: i32,
    /// In the list's order: each parent before its children, these right after it.
    pub rows: Vec<RowView>,
}

/// One row.
#[derive(Serialize, ToSchema)]
pub struct RowView {
    /// Its key, the same for good.
    pub key: String,
    /// What people read, by language.
    pub labels: BTreeMap<String, String>,
    /// The key of the row it stands under.
    pub parent: Option<String>,
    /// What else is known of it, by name.
    pub attributes: BTreeMap<String, String>,
    /// The Parties it concerns, by code; null where that is all of them.
    pub parties: Option<Vec<String>>,
    /// Whether it is over and no longer offered.
    pub retired: bool,
}

impl From<Counted> for ReferenceListView {
    fn from(counted: Counted) -> Self {
        let listed = counted.listed;
        Self {
            code: listed.code.into(),
            title: listed.title,
            language: listed.language,
            revision: listed.revision,
            changed_at: clock::written(listed.changed_at),
            rows: counted.rows,
            in_use: counted.in_use,
        }
    }
}

impl From<Shown> for ReferenceRows {
    fn from(Shown { listed, revision, rows }: Shown) -> Self {
        Self {
            list: listed.code.into(),
            title: listed.title,
            language: listed.language,
            revision,
            newest: listed.revision,
            rows: rows.into_iter().map(RowView::from).collect(),
        }
    }
}

impl From<ReferenceRow> for RowView {
    fn from(row: ReferenceRow) -> Self {
        Self {
            parties: match &row.parties {
                Members::All => None,
                Members::Only(parties) => Some(parties.iter().map(PartyCode::to_string).collect()),
            },
            key: row.key.into(),
            labels: row.labels.0,
            parent: row.parent.map(String::from),
            attributes: row.attributes,
            retired: row.retired,
        }
    }
}

/// A value of the query, or its flaw.
fn parsed<T: std::str::FromStr>(flaws: &mut Vec<Flaw>, at: &str, text: Option<String>, right: &str) -> Option<T> {
    let parsed = text?.parse().ok();
    if parsed.is_none() {
        flaws.push(Flaw::new(at, "malformed", right));
    }
    parsed
}

fn limited(flaws: &mut Vec<Flaw>, limit: Option<usize>) -> usize {
    let limit = limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        flaws.push(Flaw::new("limit", "malformed", format!("ask for 1 to {MOST}")));
    }
    limit
}

fn shaped<T>(value: T, flaws: Vec<Flaw>) -> Shaped<T> {
    if flaws.is_empty() { Ok(value) } else { Err(flaws) }
}

impl ListsAsked {
    fn read(self) -> (Option<InstrumentCode>, Shaped<Which>) {
        let mut flaws = Vec::new();
        let after = parsed(&mut flaws, "after", self.after, "send the last code of the page before");
        let limit = limited(&mut flaws, self.limit);
        (self.instrument.parse().ok(), shaped(Which { after, limit }, flaws))
    }
}

impl RowsAsked {
    fn read(self) -> Shaped<Page> {
        let mut flaws = Vec::new();
        let revision = parsed(&mut flaws, "revision", self.revision, "a revision has a number: 3");
        let party = parsed(&mut flaws, "party", self.party, "a Party has a code: KEN");
        let after = parsed(&mut flaws, "after", self.after, "send the last key of the page before");
        let limit = limited(&mut flaws, self.limit);
        shaped(Page { revision, party, after, limit }, flaws)
    }
}

/// The reference lists of an instrument, with how many rows each has.
#[utoipa::path(get, path = "/api/v1/lists", tag = "registers", params(ListsAsked),
    responses((status = 200, body = ReferenceLists)))]
pub async fn list(house: web::Data<House>, bearer: Bearer, asked: Asked<ListsAsked>) -> Result<HttpResponse, Problem> {
    let (now, asked) = (house.clock.now(), asked.0.map(ListsAsked::read));
    let counted = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        let (instrument, which) = asked?;
        // A code that no instrument can have is one that is not there.
        let instrument = instrument.ok_or(Denied::NotFound)?;
        read_lists(tx, &actor, &instrument, which)
    })
    .await
    .map_err(|no: Refusal| Problem::from(no))?;
    Ok(HttpResponse::Ok().json(ReferenceLists { lists: counted.into_iter().map(ReferenceListView::from).collect() }))
}

/// The rows of a reference list, at its newest revision or an earlier one.
#[utoipa::path(get, path = "/api/v1/lists/{instrument}/{list}", tag = "registers",
    params(("instrument" = String, Path, description = "whose list"), ("list" = String, Path, description = "the list's code"),
        RowsAsked),
    responses((status = 200, body = ReferenceRows)))]
pub async fn show(
    house: web::Data<House>,
    bearer: Bearer,
    named: Named<(InstrumentCode, ListCode)>,
    asked: Asked<RowsAsked>,
) -> Result<HttpResponse, Problem> {
    let ((instrument, code), now) = (named.into_inner(), house.clock.now());
    let (asked, lists) = (asked.0.and_then(RowsAsked::read), house.shelf.lists.clone());
    let shown = read(&house, move |tx| {
        let actor = bearer.0.actor::<Refusal>(tx, now)?;
        read_rows(tx, &actor, &lists, (&instrument, &code), asked)
    })
    .await?;
    Ok(HttpResponse::Ok().json(ReferenceRows::from(shown)))
}
