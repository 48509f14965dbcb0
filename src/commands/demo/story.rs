//! Plays the round of the demonstration in the order it would have happened, in one transaction.

use std::collections::BTreeMap;

use chrono::{Duration, TimeZone};
use indicatif::ProgressBar;

use super::invent::{Effort, Part};
use super::mend::mend;
use super::people::{DELEGATED, People};
use super::plan::{self, EXTENDED, Fate, KENYA, lot};
use super::registers::{Shipped, cms, ngo_codes, permit};
use super::{NGO_CYCLE, PARTY_CYCLE, rows};
use crate::access::{Action, Actor, Grant, Role, Sections};
use crate::accounts::add::with_password;
use crate::accounts::person::{NewPerson, Written};
use crate::clock::Moment;
use crate::commands::No;
use crate::cycles::change::{Change, PartyChange, change_with};
use crate::cycles::open::{NewCycle, open_with};
use crate::cycles::{self, Duty, Timetable};
use crate::db::Conn;
use crate::digest;
use crate::fault::Fault;
use crate::ids::{CycleCode, ItemName, PartyCode, TemplateName};
use crate::parties;
use crate::reports::carry::Carrier;
use crate::reports::declared::declare;
use crate::reports::freeze::Declaration;
use crate::reports::reopen::{Reopening, reopen};
use crate::reports::save_answers::{Entries, save_answers};
use crate::reports::submit::{Submit, submit};
use crate::reports::{Desk, store};
use crate::web::House;

/// How long before today the round opened, and how long before today it was due; in days.
const OPENED: i64 = 150;
const DUE: i64 = 12;
/// The clocks that deadlines go by.
const ZONE: chrono_tz::Tz = chrono_tz::Europe::Berlin;
/// The sections of the visitor's own report that are completed, and the one that nobody has begun.
const COMPLETED: [&str; 2] = ["about_report", "synergies"];
const UNTOUCHED: &str = "outlook";

/// Makes the whole demonstration.
pub fn play(house: &House, people: &People) -> Result<(), No> {
    let shipped = Shipped::read()?;
    let mut cast = Vec::new();
    for (person, name, language) in people.with_names() {
        let sections: Option<Vec<String>> =
            (person.role == "contributor").then(|| DELEGATED.iter().map(|name| (*name).to_owned()).collect());
        let written = Written {
            email: &person.email,
            name,
            language,
            role: &person.role,
            party: person.party.as_deref(),
            sections: sections.as_deref(),
        };
        let new = written.read().map_err(super::super::input::refused)?;
        cast.push((new, house.turns.hasher().hash(&person.password)?));
    }
    let nobodys = house.turns.hasher().hash(&digest::hex(&digest::random::<32>()?))?;
    let (own, now) = (house.clone(), house.clock.now());
    house.db.write(move |tx| play_all(tx, &own, shipped, &cast, nobodys, now))?;
    Ok(())
}

fn play_all(
    tx: &mut Conn,
    house: &House,
    shipped: Shipped,
    cast: &[(NewPerson, String)],
    nobodys: String,
    now: Moment,
) -> Result<(), Fault> {
    let opened = now - Duration::days(OPENED);
    shipped.take_in(tx, house, opened)?;
    let mut stage = Stage { house, now, actors: BTreeMap::new(), nobodys, deeds: Vec::new() };
    for (person, phc) in cast {
        stage.enter(tx, person, phc, opened)?;
    }
    stage.open_rounds(tx)?;
    stage.plan_deeds(tx)?;
    stage.play_deeds(tx)
}

/// Something that happens to a report.
#[derive(Debug, Clone)]
enum Deed {
    /// Some questions are answered.
    Save(Effort, Part),
    /// A section is called completed.
    Complete(&'static str),
    Submit,
    Reopen,
}

struct Stage<'a> {
    house: &'a House,
    now: Moment,
    /// Who answers for each Party.
    actors: BTreeMap<PartyCode, Actor>,
    /// The hash of a password that nobody was told.
    nobodys: String,
    /// What happens, when and to whom.
    deeds: Vec<(Moment, CycleCode, PartyCode, Deed)>,
}

impl Stage<'_> {
    /// Gives a person an account and a grant; whoever answers for a Party acts for it in the round.
    fn enter(&mut self, tx: &mut Conn, person: &NewPerson, phc: &str, at: Moment) -> Result<(), Fault> {
        let added = with_password(tx, &permit(Action::ManagePeople), person, phc, &self.house.secret, at)
            .map_err(|why| Fault::Broken(format!("{}: {why:?}", person.email.written())))?;
        let Some(party) = person.party.clone().filter(|_| person.role != Role::Contributor) else { return Ok(()) };
        let grant = Grant { instrument: cms(), role: person.role, party: Some(party.clone()), sections: Sections::All };
        let actor = Actor {
            account: added.account,
            name: person.name.clone(),
            language: person.language.clone(),
            grants: vec![grant],
        };
        self.actors.insert(party, actor);
        Ok(())
    }

    /// An invented person who answers for a Party and never signs in.
    fn engage(&mut self, tx: &mut Conn, party: &PartyCode, role: Role, at: Moment) -> Result<(), Fault> {
        if self.actors.contains_key(party) {
            return Ok(());
        }
        let email = format!("{}@reports.example.org", party.as_str().to_lowercase());
        let name = format!("Invented Focal Point of {party}");
        let written = Written {
            email: &email,
            name: &name,
            language: "en",
            role: role.word(),
            party: Some(party.as_str()),
            sections: None,
        };
        let person = written.read().map_err(|flaws| Fault::Broken(format!("{email}: {flaws:?}")))?;
        let phc = self.nobodys.clone();
        self.enter(tx, &person, &phc, at)
    }

    fn open_rounds(&mut self, tx: &mut Conn) -> Result<(), Fault> {
        let opened = self.now - Duration::days(OPENED);
        let members = parties::store::memberships_at(tx, &cms(), opened.date(), self.now)?;
        let fates: Vec<(PartyCode, Fate)> = members
            .into_iter()
            .filter(|member| member.status == parties::Status::Party)
            .filter_map(|member| plan::fate(member.party.code.as_str()).map(|fate| (member.party.code, fate)))
            .collect();
        let of = |wanted: Fate| fates.iter().filter(move |(_, fate)| *fate == wanted).map(|(party, _)| party.clone());
        let due = fates
            .iter()
            .filter(|(_, fate)| !matches!(fate, Fate::Exempt | Fate::Covered))
            .map(|(party, _)| party.clone());
        let timetable = Timetable {
            opens_at: opened,
            due_at: end_of_day(self.now - Duration::days(DUE)),
            cut_off_at: Some(self.now + Duration::days(60)),
            closes_at: Some(self.now + Duration::days(120)),
        };
        let cover = PartyCode::stored(plan::COVERING.to_owned());
        let round = NewCycle {
            exempt: of(Fate::Exempt).map(|party| (party, "Invented: exempt for this round.".to_owned())).collect(),
            covered: of(Fate::Covered).map(|party| (party, cover.clone())).collect(),
            ..self.new_cycle(PARTY_CYCLE, "cms-cop15-connectivity", timetable, due.collect())
        };
        self.open(tx, round, opened)?;
        let paper: Vec<PartyCode> = of(Fate::OtherFormat).collect();
        self.change_parties(tx, &paper)?;
        let timetable = Timetable {
            opens_at: self.now - Duration::days(60),
            due_at: end_of_day(self.now + Duration::days(45)),
            cut_off_at: None,
            closes_at: Some(self.now + Duration::days(120)),
        };
        let ngos = self.new_cycle(NGO_CYCLE, "cms-ngo-partner", timetable, ngo_codes());
        self.open(tx, ngos, self.now - Duration::days(60))
    }

    fn new_cycle(&self, code: &str, template: &str, timetable: Timetable, parties: Vec<PartyCode>) -> NewCycle {
        NewCycle {
            code: CycleCode::stored(code.to_owned()),
            instrument: cms(),
            meeting: Some("COP15".to_owned()),
            template: TemplateName::stored(template.to_owned()),
            version: 1,
            timetable,
            time_zone: ZONE,
            reminders: None,
            parties,
            exempt: Vec::new(),
            covered: Vec::new(),
        }
    }

    fn open(&self, tx: &mut Conn, round: NewCycle, at: Moment) -> Result<(), Fault> {
        let open = permit(Action::WriteCycle);
        open_with(tx, &open, (&self.house.secret, &mut Carrier::new(&self.house.shelf)), round, at)
            .map_err(|why| Fault::Broken(format!("a cycle: {why:?}")))?;
        Ok(())
    }

    /// Reports on paper, and deadlines of some Parties' own.
    fn change_parties(&self, tx: &mut Conn, paper: &[PartyCode]) -> Result<(), Fault> {
        let code = CycleCode::stored(PARTY_CYCLE.to_owned());
        let cycle = cycles::store::touch(tx, &code)?.ok_or_else(|| Fault::Broken("no cycle".to_owned()))?;
        let to = end_of_day(self.now + Duration::days(20));
        let longer = |party: &&str| PartyChange {
            party: PartyCode::stored((*party).to_owned()),
            duty: None,
            extended_to: Some(to),
            reason: "Invented: asked for by letter.".to_owned(),
        };
        let on_paper = paper.iter().map(|party| PartyChange {
            party: party.clone(),
            duty: Some(Duty::OtherFormat),
            extended_to: None,
            reason: "Invented: a report in another format.".to_owned(),
        });
        let standing = cycles::store::standings(tx, &code)?;
        let known = |party: &&&str| standing.iter().any(|standing| standing.party.as_str() == **party);
        let parties = EXTENDED.iter().filter(known).map(longer).chain(on_paper).collect();
        let change = Change { parties, ..Change::default() };
        let write = crate::access::Permit::system(crate::access::SystemReason::Demo, Action::WriteCycle, cycle.place());
        let at = self.now - Duration::days(DUE + 10);
        let mut carrier = Carrier::new(&self.house.shelf);
        change_with(tx, &write, (&self.house.secret, &mut carrier), cycle, change, at)
            .map_err(|why| Fault::Broken(format!("extensions: {why:?}")))?;
        Ok(())
    }

    /// Who does what when, in the order it happens.
    fn plan_deeds(&mut self, tx: &mut Conn) -> Result<(), Fault> {
        let round = CycleCode::stored(PARTY_CYCLE.to_owned());
        let early = self.now - Duration::days(OPENED);
        for standing in cycles::store::standings(tx, &round)? {
            let Some(fate) = plan::fate(standing.party.as_str()).filter(|_| standing.report.is_some()) else {
                continue;
            };
            self.engage(tx, &standing.party, Role::FocalPoint, early)?;
            self.plan_report(&round, &standing.party, fate);
        }
        let ngos = CycleCode::stored(NGO_CYCLE.to_owned());
        for (party, fate) in
            ngo_codes().into_iter().zip([Fate::InProgress, Fate::OnTime, Fate::NotStarted, Fate::OnTime])
        {
            self.engage(tx, &party, Role::NgoReporter, early)?;
            self.plan_report(&ngos, &party, fate);
        }
        self.deeds.sort_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
        Ok(())
    }

    fn plan_report(&mut self, cycle: &CycleCode, party: &PartyCode, fate: Fate) {
        let name = party.as_str();
        // Minutes of difference, so that no two things happen in the same moment.
        let minutes = i64::try_from(lot(&["minutes", name], 1_400)).unwrap_or_default();
        let ago = |days: i64| self.now - Duration::days(days) - Duration::minutes(minutes);
        let days = i64::try_from(lot(&["days", name], 25)).unwrap_or_default();
        let effort = 55 + lot(&["effort", name], 40);
        let deeds = match fate {
            Fate::NotStarted | Fate::Exempt | Fate::Covered | Fate::OtherFormat => Vec::new(),
            Fate::InProgress if name == KENYA => own_report(&ago),
            Fate::InProgress => vec![(ago(13 + days), Deed::Save(Effort::Some(effort / 2), Part::All))],
            Fate::OnTime => {
                vec![(ago(16 + days), Deed::Save(Effort::Finished(effort), Part::All)), (ago(14 + days), Deed::Submit)]
            }
            Fate::Late => {
                vec![
                    (ago(14 + days), Deed::Save(Effort::Finished(effort), Part::All)),
                    (ago(1 + days % 9), Deed::Submit),
                ]
            }
            Fate::Reopened | Fate::Twice => {
                let mut deeds = vec![
                    (ago(18 + days), Deed::Save(Effort::Finished(effort), Part::All)),
                    (ago(16 + days), Deed::Submit),
                    (ago(8), Deed::Reopen),
                ];
                if fate == Fate::Twice {
                    deeds.extend([(ago(6), Deed::Save(Effort::Finished(100), Part::All)), (ago(5), Deed::Submit)]);
                }
                deeds
            }
        };
        self.deeds.extend(deeds.into_iter().map(|(at, deed)| (at, cycle.clone(), party.clone(), deed)));
    }

    fn play_deeds(&self, tx: &mut Conn) -> Result<(), Fault> {
        // Draws nothing where nobody watches: indicatif asks whether stderr is a terminal.
        let bar = ProgressBar::new(u64::try_from(self.deeds.len()).unwrap_or_default());
        for (at, cycle, party, deed) in &self.deeds {
            self.play_deed(tx, *at, (cycle, party), deed)
                .map_err(|why| Fault::Broken(format!("{cycle}/{party} {deed:?}: {why}")))?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(())
    }

    fn play_deed(
        &self,
        tx: &mut Conn,
        at: Moment,
        (cycle, party): (&CycleCode, &PartyCode),
        deed: &Deed,
    ) -> Result<(), String> {
        let actor = self.actors.get(party).ok_or("nobody answers for it")?;
        let desk = Desk { shelf: &self.house.shelf, secret: &self.house.secret, base: &self.house.base_url };
        let said = |why: &dyn std::fmt::Debug| format!("{why:?}");
        match deed {
            Deed::Save(effort, part) => {
                let entries = self.invented(tx, (cycle, party), (*effort, *part), at)?;
                save_answers(tx, actor, desk.shelf, (cycle, party), None, Ok(entries), at).map_err(|why| said(&why))?;
            }
            Deed::Complete(section) => {
                let section = ItemName::stored((*section).to_owned());
                declare(tx, actor, desk.shelf, (cycle, party), (&section, true), at).map_err(|why| said(&why))?;
            }
            Deed::Submit => {
                let declaration = Declaration { name: actor.name.clone(), capacity: "Invented Focal Point".to_owned() };
                let input = Submit { declaration, revision: None, key: None };
                submit(tx, actor, &desk, (cycle, party), Ok(input), at).map_err(|why| said(&why))?;
            }
            Deed::Reopen => {
                let reason = "Invented: a figure was found to be wrong.".to_owned();
                reopen(tx, actor, &desk, (cycle, party), Ok(Reopening { reason, until: None }), at)
                    .map_err(|why| said(&why))?;
            }
        }
        Ok(())
    }

    /// Invented answers for what this Party has not answered yet.
    fn invented(
        &self,
        tx: &mut Conn,
        (cycle, party): (&CycleCode, &PartyCode),
        effort: (Effort, Part),
        at: Moment,
    ) -> Result<Entries, String> {
        let report = store::find(tx, cycle, party).map_err(|fault| fault.to_string())?.ok_or("no report")?;
        let published = self
            .house
            .shelf
            .published(tx, &report.cycle.template, report.cycle.version)
            .map_err(|fault| fault.to_string())?;
        let there = store::all(tx, &report.id).map_err(|fault| fault.to_string())?;
        let answers = rows::answers(&published, &report.party, &there, effort);
        Ok(Entries { answers: mend(&published, &report.party, &there, answers, report.day(at)), operation: None })
    }
}

/// What happened to the report that a visitor goes on with: so that it shows each way a section can stand.
fn own_report(ago: &impl Fn(i64) -> Moment) -> Vec<(Moment, Deed)> {
    let mut deeds = vec![(ago(20), Deed::Save(Effort::Some(45), Part::Without(UNTOUCHED)))];
    for (section, days) in COMPLETED.into_iter().zip([18, 16]) {
        deeds.push((ago(days), Deed::Save(Effort::Finished(100), Part::Only(section))));
        deeds.push((ago(days - 1), Deed::Complete(section)));
    }
    deeds
}

/// The last second of a day, as deadlines are.
fn end_of_day(moment: Moment) -> Moment {
    let end = ZONE.from_utc_datetime(&moment).date_naive().and_hms_opt(23, 59, 59);
    end.and_then(|end| ZONE.from_local_datetime(&end).latest()).map_or(moment, |end| end.naive_utc())
}
