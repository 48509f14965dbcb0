//! Looks at the reports that somebody listens to, and tells each listener what they may know.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use tokio::sync::mpsc;

use super::events::{self, Told};
use super::{Joining, MOST_OF_A_PERSON, New, Place, ReportAt};
use crate::access::{Action, Actor, Sections, permit};
use crate::accounts::{Credential, Refusal};
use crate::clock::{Clock, Moment};
use crate::db::{Conn, Db};
use crate::fault::{Fault, Refused};
use crate::ids::AccountId;
use crate::reports::news::{self, Glance, Mark, News};
use crate::templates::Shelf;

/// How often it is asked whether a listener still may, where nothing happens.
const RECHECK: Duration = Duration::from_secs(3);
/// How often something is sent so that nobody in between takes the line for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Somebody who listens.
struct Listener {
    account: AccountId,
    credential: Credential,
    joined: Instant,
    mark: Option<Mark>,
    told: Option<Told>,
    checked: Option<Instant>,
    sent: Instant,
    pipe: mpsc::Sender<Bytes>,
    /// Given back with it.
    _place: Place,
}

/// The thread's own: all listeners by report, the oldest first.
pub(super) struct Sweeper {
    db: Db,
    clock: Clock,
    shelf: Shelf,
    listeners: BTreeMap<ReportAt, Vec<Listener>>,
    looked: Instant,
}

impl Sweeper {
    pub(super) fn new(db: Db, clock: Clock, shelf: Shelf) -> Self {
        Self { db, clock, shelf, listeners: BTreeMap::new(), looked: Instant::now() }
    }

    /// Whether anybody listens.
    pub(super) fn is_needed(&self) -> bool {
        !self.listeners.is_empty()
    }

    /// Takes in who joins, and looks at the reports that were written to, or at all of them when it is time.
    pub(super) fn sweep(&mut self, joining: Vec<Joining>, nudged: &BTreeSet<ReportAt>) {
        let mut due: BTreeSet<ReportAt> = nudged.clone();
        for one in joining {
            due.insert(one.new.at.clone());
            self.take_in(one);
        }
        if self.looked.elapsed() >= super::EVERY {
            self.looked = Instant::now();
            due.extend(self.listeners.keys().cloned());
        }
        due.retain(|at| self.listeners.contains_key(at));
        if due.is_empty() {
            return;
        }
        let (now, shelf) = (self.clock.now(), &self.shelf);
        let listeners = &mut self.listeners;
        let looked = self.db.read(|tx| {
            for at in &due {
                if let Some(of_report) = listeners.get_mut(at) {
                    look(tx, shelf, at, of_report, now)?;
                }
            }
            Ok::<(), Fault>(())
        });
        if let Err(fault) = looked {
            // Nobody is told anything; the next look finds all of it.
            tracing::warn!(%fault, "listeners were told nothing");
        }
        self.listeners.retain(|_, of_report| !of_report.is_empty());
    }

    /// Of a person's streams the oldest goes where there are too many: it is the one of a browser that is no more.
    fn take_in(&mut self, joining: Joining) {
        let Joining { new: New { at, account, credential, mark }, pipe, place } = joining;
        let all =
            self.listeners.iter().flat_map(|(at, all)| all.iter().enumerate().map(move |(nth, one)| (at, nth, one)));
        let mine: Vec<(&ReportAt, usize, Instant)> =
            all.filter(|(.., one)| one.account == account).map(|(at, nth, one)| (at, nth, one.joined)).collect();
        let oldest = mine.iter().min_by_key(|(.., joined)| *joined).map(|(at, nth, _)| ((*at).clone(), *nth));
        if let Some((at, nth)) = oldest.filter(|_| mine.len() >= MOST_OF_A_PERSON)
            && let Some(of_report) = self.listeners.get_mut(&at)
        {
            of_report.remove(nth);
        }
        let listener = Listener {
            account,
            credential,
            joined: Instant::now(),
            mark,
            told: None,
            checked: None,
            sent: Instant::now(),
            pipe,
            _place: place,
        };
        self.listeners.entry(at).or_default().push(listener);
    }
}

/// Looks at one report and tells its listeners. Whoever may not listen any more, or does not take what is sent, is let go.
fn look(tx: &mut Conn, shelf: &Shelf, at: &ReportAt, listeners: &mut Vec<Listener>, now: Moment) -> Result<(), Fault> {
    listeners.retain(|one| !one.pipe.is_closed());
    if listeners.is_empty() {
        return Ok(());
    }
    let Some(glance) = news::glance(tx, (&at.0, &at.1), now)? else {
        listeners.clear();
        return Ok(());
    };
    let mut known: BTreeMap<Mark, News> = BTreeMap::new();
    let mut failed = Ok(());
    listeners.retain_mut(|one| {
        if failed.is_err() {
            return true;
        }
        tell(tx, shelf, &glance, &mut known, one, now).unwrap_or_else(|fault| {
            failed = Err(fault);
            true
        })
    });
    failed
}

/// Tells one listener what is new to them. Answers whether they stay.
fn tell(
    tx: &mut Conn,
    shelf: &Shelf,
    glance: &Glance,
    known: &mut BTreeMap<Mark, News>,
    one: &mut Listener,
    now: Moment,
) -> Result<bool, Fault> {
    let is_new = one.mark != Some(glance.mark) || one.told.as_ref().is_none_or(|told| told.is_past(glance));
    if !is_new && one.checked.is_some_and(|checked| checked.elapsed() < RECHECK) {
        return Ok(one.beat());
    }
    let Some((actor, reach)) = may_listen(tx, glance, one, now)? else { return Ok(false) };
    one.checked = Some(Instant::now());
    if !is_new {
        return Ok(one.beat());
    }
    let report = &glance.report;
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    let mut said = Vec::new();
    match one.mark {
        None => said.push(events::missed()),
        Some(mark) => {
            let news = match known.entry(mark) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(news::since(tx, shelf, glance, mark)?),
            };
            said.extend(events::news(news, &reach, &one.account, glance.mark));
        }
    }
    let told = Told::of(glance, &published.template, &reach, &actor);
    said.extend(told.since(one.told.as_ref()));
    let words = if one.told.is_none() { events::hello() } else { String::new() } + &events::marked(said, glance.mark);
    let is_sent = words.is_empty() || one.send(words);
    (one.mark, one.told) = (Some(glance.mark), Some(told));
    Ok(is_sent)
}

/// The listener with what they reach, as it is now; none where they may not listen any more.
fn may_listen(tx: &mut Conn, glance: &Glance, one: &Listener, now: Moment) -> Result<Option<(Actor, Sections)>, Fault> {
    let actor = match one.credential.actor::<Refusal>(tx, now) {
        Ok(actor) => actor,
        Err(refusal) => return refusal.fault().cloned().map_or(Ok(None), Err),
    };
    let place = glance.report.place();
    if permit(&actor, Action::ReadAnswers, &place).is_err() {
        return Ok(None);
    }
    let reach = actor.sections_at(&place).unwrap_or(Sections::All);
    Ok(Some((actor, reach)))
}

impl Listener {
    /// Sends something. Answers whether the browser takes what it is sent.
    fn send(&mut self, words: String) -> bool {
        self.sent = Instant::now();
        self.pipe.try_send(Bytes::from(words)).is_ok()
    }

    /// Says that the line is alive, when it was silent for long.
    fn beat(&mut self) -> bool {
        self.sent.elapsed() < HEARTBEAT || self.send(events::heartbeat())
    }
}
