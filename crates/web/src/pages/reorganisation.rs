//! One reorganisation: what it says, what was rehearsed by unit and by wave, and what can be done with it now. Every number
//! opens the list that it counts: [`super::reorganisation_needs`].

use super::reorganisation_needs::{address_of, need_word};
use super::reorganisations::{kind_word, state};
use crate::address;
use crate::pages::campaign_words::StateView;
use crate::pages::progress::{self, ProgressView, TroubleView};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::reorganisations::{self as app, Counts, Names, NeedQuery, Rehearsal, Reorganisation, Stage};
use antin_app::sign_in;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::reorganisation::effects::NeedKind;
use antin_domain::reorganisation::line::Line;
use antin_domain::reorganisation::{State, Verb};
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query as Address};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows of one page of a table here.
const ROWS: usize = 50;
/// So many units are named where devices are missing.
const NAMED: usize = 3;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/reorganisations/{id}", get(show))
        .route("/reorganisations/{id}/rehearse", post(rehearse))
        .route("/reorganisations/{id}/apply", post(apply))
        .route("/reorganisations/{id}/withdraw", post(withdraw))
        .route("/reorganisations/{id}/waves/{wave}/draft", post(draft))
}

#[derive(Template)]
#[template(path = "reorganisation.html")]
struct PlanPage {
    shell: Shell,
    here: String,
    state: StateView,
    version: i64,
    facts: Vec<(String, String)>,
    progress: Option<ProgressView>,
    trouble: Option<TroubleView>,
    may: Vec<&'static str>,
    /// Why applying has to wait; blank where it has not.
    too_soon: String,
    asks_password: bool,
    found: Option<FoundView>,
    lines: Vec<LineRow>,
    lines_pager: Pager,
}

/// What was rehearsed.
struct FoundView {
    what: String,
    tiles: Vec<(String, String, String)>,
    undecided: String,
    headings: Vec<String>,
    units: Vec<UnitRow>,
    units_pager: Pager,
    total: Vec<Number>,
    waves: Vec<WaveRow>,
    waves_pager: Pager,
    is_applied: bool,
}

/// A number and the list that it counts; no list for nothing.
struct Number {
    count: String,
    address: String,
}

/// A unit with its needs.
struct UnitRow {
    code: String,
    name: String,
    numbers: Vec<Number>,
}

/// A wave.
struct WaveRow {
    number: i64,
    days: String,
    all: Number,
    missing: String,
    drafted: Number,
    stopped: Number,
    /// Requests of it can be drafted now.
    may_draft: bool,
}

/// What becomes of a unit.
struct LineRow {
    row: u32,
    code: String,
    name: String,
    kind: String,
    becomes: String,
    parent: String,
}

/// The pages before and after; blank where there is none.
#[derive(Default)]
struct Pager {
    before: String,
    after: String,
}

async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let context = call.context();
    let one = visit.ok(app::get(context, &visit.visitor, Id(id)).await)?;
    let rehearsal = visit.ok(app::rehearsal(context, &one).await)?;
    let names = visit.ok(app::names(context, &one).await)?;
    let lines = visit.ok(app::lines(&one))?;
    let (progress, trouble) = progress::view(words, rehearsal.work.as_ref());
    let may: Vec<Verb> = if progress.is_none() { app::verbs(&visit.visitor, &one) } else { Vec::new() };
    let looking = Looking { words, one: &one, names: &names, pairs: &pairs };
    let found = match one.state {
        State::Rehearsed | State::Applied => {
            let of = async |stage| app::counts(context, &visit.visitor, one.id, stage).await;
            let counts = [of(None).await, of(Some(Stage::Drafted)).await, of(Some(Stage::Stopped)).await];
            let [all, drafted, stopped] = counts;
            let (all, drafted, stopped) = (visit.ok(all)?, visit.ok(drafted)?, visit.ok(stopped)?);
            let may_draft = may.contains(&Verb::DraftRequests);
            Some(looking.found(&rehearsal, [&all, &drafted, &stopped], may_draft))
        }
        State::Draft | State::Withdrawn => None,
    };
    let count = lines.len();
    let (shown, lines_pager) = looking.slice(lines, "lines");
    let too_soon = Message::new("reorganisation-too-soon").with("day", one.day).with("today", context.today());
    let pace = Message::new("reorganisation-pace-is").with("count", wording::grouped(one.per_day.into(), words));
    Ok(page_of(&PlanPage {
        here: format!("/reorganisations/{id}"),
        state: state(words, one.state),
        version: one.version,
        facts: vec![
            (words.get("reorganisation-decision"), one.decision.clone()),
            (words.get("reorganisation-day"), one.day.to_string()),
            (words.get("reorganisation-pace"), words.say(&pace.with("days", one.wave_days))),
            (words.get("reorganisation-lines"), wording::grouped(count as i64, words)),
        ],
        progress,
        trouble,
        may: may.into_iter().map(Verb::name).collect(),
        too_soon: if context.today() < one.day { words.say(&too_soon) } else { String::new() },
        asks_password: !sign_in::is_stepped_up(context, &visit.visitor),
        found,
        lines: shown.iter().map(|line| looking.line(line)).collect(),
        lines_pager,
        shell: call.shell(one.title.clone(), "reorganisations"),
    }))
}

/// What is needed to show a reorganisation.
struct Looking<'a> {
    words: &'a Words,
    one: &'a Reorganisation,
    names: &'a Names,
    pairs: &'a BTreeMap<String, String>,
}

impl Looking<'_> {
    fn here(&self) -> String {
        format!("/reorganisations/{}", self.one.id)
    }

    fn number(&self, count: i64, query: &NeedQuery) -> Number {
        let address = if count == 0 { String::new() } else { address_of(self.one.id, query) };
        Number { count: wording::grouped(count, self.words), address }
    }

    /// The page of a table that the address asks for.
    fn slice<T>(&self, items: Vec<T>, name: &'static str) -> (Vec<T>, Pager) {
        let pages = items.len().div_ceil(ROWS).max(1);
        let asked = self.pairs.get(name).and_then(|page| page.parse::<usize>().ok()).unwrap_or(1);
        let page = asked.clamp(1, pages);
        let to = |page: usize| {
            let others = self.pairs.iter().filter(|(known, _)| *known != name);
            let others = others.map(|(known, value)| (known.as_str(), value.clone()));
            format!("{}#{name}", address::with_pairs(&self.here(), others.chain([(name, page.to_string())])))
        };
        let before = if page > 1 { to(page - 1) } else { String::new() };
        let after = if page < pages { to(page + 1) } else { String::new() };
        (items.into_iter().skip((page - 1) * ROWS).take(ROWS).collect(), Pager { before, after })
    }

    fn found(&self, rehearsal: &Rehearsal, counts: [&Counts; 3], may_draft: bool) -> FoundView {
        let words = self.words;
        let [all, drafted, stopped] = counts;
        let mut of_kind: BTreeMap<NeedKind, i64> = BTreeMap::new();
        let mut of_unit: BTreeMap<Id, BTreeMap<NeedKind, i64>> = BTreeMap::new();
        for (unit, kind, count) in &all.units {
            *of_kind.entry(*kind).or_default() += count;
            *of_unit.entry(*unit).or_default().entry(*kind).or_default() += count;
        }
        let kinds: Vec<NeedKind> = of_kind.keys().copied().collect();
        let numbers = |of: &BTreeMap<NeedKind, i64>, query: &NeedQuery| -> Vec<Number> {
            let one = |kind: &NeedKind| {
                let query = NeedQuery { kind: Some(*kind), ..*query };
                self.number(of.get(kind).copied().unwrap_or_default(), &query)
            };
            kinds.iter().map(one).collect()
        };
        let mut units: Vec<UnitRow> = of_unit
            .iter()
            .map(|(unit, of)| {
                let (code, name) = self.names.of(*unit);
                let query = NeedQuery { unit: Some(*unit), ..NeedQuery::default() };
                UnitRow { code: code.to_owned(), name: name.to_owned(), numbers: numbers(of, &query) }
            })
            .collect();
        units.sort_by(|one, other| one.code.cmp(&other.code));
        let (units, units_pager) = self.slice(units, "units");
        let (waves, waves_pager) = self.slice(rehearsal.waves.clone(), "waves");
        let of_wave = |counts: &Counts, number: i64| -> i64 {
            counts.waves.iter().filter(|(wave, ..)| *wave == number).map(|(.., count)| count).sum()
        };
        let is_applied = self.one.state == State::Applied;
        let wave = |wave: &app::WaveDays| {
            let query = NeedQuery { wave: Some(wave.number), ..NeedQuery::default() };
            let staged = |counts: &Counts, stage: Stage| {
                let query = NeedQuery { stage: Some(stage), ..query };
                self.number(of_wave(counts, wave.number), &query)
            };
            let (sum, done) = (of_wave(all, wave.number), of_wave(drafted, wave.number));
            WaveRow {
                number: wave.number,
                days: format!("{} – {}", wave.first, wave.last),
                all: self.number(sum, &query),
                missing: self.missing(rehearsal, wave.number),
                drafted: staged(drafted, Stage::Drafted),
                stopped: staged(stopped, Stage::Stopped),
                may_draft: may_draft && done < sum,
            }
        };
        let what = Message::new("reorganisation-rehearsed").with("day", rehearsal.as_of);
        let undecided = of_kind.get(&NeedKind::Decide).copied().unwrap_or_default();
        let whole = NeedQuery::default();
        FoundView {
            what: words.say(&what.with("policy", &rehearsal.policy)),
            tiles: kinds
                .iter()
                .zip(numbers(&of_kind, &whole))
                .map(|(kind, number)| (number.count, need_word(words, *kind), number.address))
                .collect(),
            undecided: match undecided {
                0 => String::new(),
                count => {
                    words.say(&Message::new("reorganisation-undecided").with("count", wording::grouped(count, words)))
                }
            },
            headings: kinds.iter().map(|kind| need_word(words, *kind)).collect(),
            units,
            units_pager,
            total: numbers(&of_kind, &whole),
            waves: waves.iter().map(wave).collect(),
            waves_pager,
            is_applied,
        }
    }

    /// Devices that a wave needs and that lie nowhere ready: how many, and where the first of them.
    fn missing(&self, rehearsal: &Rehearsal, wave: i64) -> String {
        let of: Vec<_> = rehearsal.missing.iter().filter(|missing| missing.wave == wave).collect();
        let count: u32 = of.iter().map(|missing| missing.count).sum();
        if count == 0 {
            return String::new();
        }
        let mut places: Vec<String> = of
            .iter()
            .take(NAMED)
            .map(|missing| format!("{} ({})", self.names.of_code(&missing.unit), missing.count))
            .collect();
        if of.len() > NAMED {
            let more = Message::new("reorganisation-more-units").with("count", of.len() - NAMED);
            places.push(self.words.say(&more));
        }
        let message = Message::new("reorganisation-missing").with("count", wording::grouped(count.into(), self.words));
        self.words.say(&message.with("places", places.join("; ")))
    }

    fn line(&self, line: &Line) -> LineRow {
        let new_name = if line.new_name.is_empty() { self.names.of_code(&line.new_code) } else { &line.new_name };
        let becomes = match (line.new_code.as_str(), new_name) {
            ("", name) => name.to_owned(),
            (code, name) => format!("{code} {name}"),
        };
        LineRow {
            row: line.row,
            code: line.code.clone(),
            name: self.names.of_code(&line.code).to_owned(),
            kind: kind_word(self.words, line.kind),
            becomes,
            parent: match line.new_parent.as_str() {
                "" => String::new(),
                code => format!("{code} {}", self.names.of_code(code)),
            },
        }
    }
}

async fn rehearse(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    visit.ok(app::rehearse(visit.call.context(), &visit.visitor, Id(id)).await)?;
    Ok(Redirect::to(&format!("/reorganisations/{id}")).into_response())
}

#[derive(Deserialize)]
struct ApplyForm {
    #[serde(default)]
    password: String,
}

/// Applies it; the password is asked for once more where it was not given lately.
async fn apply(visit: Visit, Path(id): Path<i64>, Form(input): Form<ApplyForm>) -> Result<Response, Failure> {
    let context = visit.call.context();
    if !sign_in::is_stepped_up(context, &visit.visitor) {
        visit.ok(sign_in::step_up(context, &visit.visitor, &input.password).await)?;
    }
    visit.ok(app::apply(context, &visit.visitor, Id(id)).await)?;
    Ok(Redirect::to(&format!("/reorganisations/{id}")).into_response())
}

#[derive(Deserialize)]
struct WithdrawForm {
    version: i64,
}

async fn withdraw(visit: Visit, Path(id): Path<i64>, Form(input): Form<WithdrawForm>) -> Result<Response, Failure> {
    visit.ok(app::withdraw(visit.call.context(), &visit.visitor, Id(id), input.version).await)?;
    Ok(Redirect::to(&format!("/reorganisations/{id}")).into_response())
}

async fn draft(visit: Visit, Path((id, wave)): Path<(i64, i64)>) -> Result<Response, Failure> {
    visit.ok(app::draft_wave(visit.call.context(), &visit.visitor, Id(id), wave).await)?;
    Ok(Redirect::to(&format!("/reorganisations/{id}#waves")).into_response())
}
