//! Certificates: which ones a page shows, how many there are, everything about one.

mod columns;
mod selected;

pub use columns::ListColumn;
pub use selected::selected;

use crate::context::Context;
use crate::error::AppError;
use crate::visitor::{Visitor, object};
use antin_domain::certificate::HolderKind;
use antin_domain::certificate::record::{CertificateRecord, State};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::{Act, Reach};
use antin_domain::person::Person;
use antin_storage::audit::{self, chain::Event};
use antin_storage::certificates::{self, CertificateFilter, CertificateLine, Counted, FoundFilter, Sort};
use antin_storage::page::{Cursor, Page};
use antin_storage::{Connection, people, units};
use std::collections::{BTreeMap, BTreeSet};

/// What somebody looks for, as it stands in an address and in a saved search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words of holder, e-mail account or serial.
    pub text: String,
    /// A state.
    pub state: Option<State>,
    /// A kind of holder.
    pub kind: Option<HolderKind>,
    /// A unit with everything below it.
    pub unit: Option<Id>,
    /// In force and ending within so many days.
    pub within: Option<i32>,
    /// Ending in this month, in force or not: year and month.
    pub month: Option<(i32, u32)>,
    /// Where it stands.
    pub found: Option<FoundIn>,
    /// With an open finding, or without.
    pub finding: Option<bool>,
    /// By the last day instead of by name.
    pub by_end: bool,
    /// The columns that are shown beside the holder, in the order of the page; empty: the usual ones.
    pub columns: Vec<ListColumn>,
}

/// On which lists a certificate stands, as pages ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundIn {
    /// On the CA's list and in the registry.
    Both,
    /// On the CA's list, not in the registry.
    CaOnly,
    /// In the registry, not on the CA's list.
    RegistryOnly,
    /// Its holder does not stand on the roster.
    NotOnRoster,
}

impl FoundIn {
    /// Every way, in the order of pages.
    pub const ALL: [FoundIn; 4] = [FoundIn::Both, FoundIn::CaOnly, FoundIn::RegistryOnly, FoundIn::NotOnRoster];

    /// Word used in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FoundIn::Both => "both",
            FoundIn::CaOnly => "ca-only",
            FoundIn::RegistryOnly => "registry-only",
            FoundIn::NotOnRoster => "not-on-roster",
        }
    }

    fn filter(self) -> FoundFilter {
        let of = |ca, registry, roster| FoundFilter { ca, registry, roster };
        match self {
            FoundIn::Both => of(Some(true), Some(true), None),
            FoundIn::CaOnly => of(Some(true), Some(false), None),
            FoundIn::RegistryOnly => of(Some(false), Some(true), None),
            FoundIn::NotOnRoster => of(None, None, Some(false)),
        }
    }
}

impl Query {
    /// The condition on rows, on the day `today`, within `reach`.
    #[must_use]
    pub fn filter(&self, reach: Reach, today: Day) -> CertificateFilter {
        let (mut ends_from, mut ends_to) = (Day::UNKNOWN, Day::UNKNOWN);
        let mut states: Vec<State> = self.state.into_iter().collect();
        if let Some((year, month)) = self.month {
            let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            ends_from = Day::new(year, month, 1).unwrap_or_default();
            ends_to = Day::new(next.0, next.1, 1).unwrap_or_default().plus(-1);
        }
        if let Some(days) = self.within {
            ends_from = ends_from.max(today);
            let last = today.plus(days);
            ends_to = if ends_to.is_known() { ends_to.min(last) } else { last };
            if states.is_empty() {
                states.push(State::InForce);
            }
        }
        if self.by_end && !ends_from.is_known() {
            // A list by the last day holds what has one; so does its number.
            ends_from = Day::new(1900, 1, 1).unwrap_or_default();
        }
        CertificateFilter {
            reach,
            unit: self.unit,
            states,
            as_of: today,
            kinds: self.kind.into_iter().collect(),
            ends_from,
            ends_to,
            found: self.found.map(FoundIn::filter).unwrap_or_default(),
            has_open_finding: self.finding,
            person: None,
            device: None,
            text: self.text.clone(),
        }
    }

    /// Name and value of everything that is set, as an address carries it.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut put = |name, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
        put("q", Some(self.text.clone()).filter(|text| !text.is_empty()));
        put("state", self.state.map(|state| state.name().to_owned()));
        put("kind", self.kind.map(|kind| kind.name().to_owned()));
        put("unit", self.unit.map(|unit| unit.to_string()));
        put("within", self.within.map(|days| days.to_string()));
        put("month", self.month.map(|(year, month)| format!("{year:04}-{month:02}")));
        put("found", self.found.map(|found| found.name().to_owned()));
        put("finding", self.finding.map(|is| if is { "yes" } else { "no" }.to_owned()));
        put("by", self.by_end.then(|| "end".to_owned()));
        let columns: Vec<&str> = self.columns.iter().map(|column| column.name()).collect();
        put("columns", (!columns.is_empty()).then(|| columns.join(",")));
        pairs
    }

    /// The query of an address; what it does not understand is left out.
    #[must_use]
    pub fn of_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Query {
        let mut query = Query::default();
        for (name, value) in pairs {
            match name {
                "q" => query.text = value.trim().chars().take(200).collect(),
                "state" => query.state = State::ALL.into_iter().find(|state| state.name() == value),
                "kind" => query.kind = KINDS.into_iter().find(|kind| kind.name() == value),
                "unit" => query.unit = value.parse().ok().map(Id),
                "within" => query.within = value.parse().ok().filter(|days| (0..=3660).contains(days)),
                "month" => query.month = month(value),
                "found" => query.found = FoundIn::ALL.into_iter().find(|found| found.name() == value),
                "finding" => {
                    query.finding = [("yes", true), ("no", false)].into_iter().find(|p| p.0 == value).map(|p| p.1)
                }
                "by" => query.by_end = value == "end",
                "columns" => query.columns.extend(ListColumn::of_value(value)),
                _ => {}
            }
        }
        query.columns.sort_unstable();
        query.columns.dedup();
        if query.columns == ListColumn::USUAL {
            query.columns.clear();
        }
        query
    }

    /// The columns that are shown beside the holder.
    #[must_use]
    pub fn shown_columns(&self) -> &[ListColumn] {
        if self.columns.is_empty() { &ListColumn::USUAL } else { &self.columns }
    }
}

/// Kinds that pages let one choose.
pub const KINDS: [HolderKind; 3] = [HolderKind::Person, HolderKind::Organisation, HolderKind::Device];

/// A search is counted up to here; beyond, a page says that there are more.
pub const MOST_COUNTED: u32 = 10_000;

/// Everything about one certificate.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The certificate.
    pub record: CertificateRecord,
    /// Its version, for whoever changes it.
    pub version: i64,
    /// The person it is for, where known.
    pub person: Option<Person>,
    /// Names of the unit and those above it, the topmost first.
    pub path: Vec<(Id, String)>,
    /// Certificates before it, the earliest first.
    pub before: Vec<CertificateRecord>,
    /// Certificates after it.
    pub after: Vec<CertificateRecord>,
    /// What happened to it, the latest first.
    pub events: Vec<Event>,
}

/// A page of certificates.
///
/// # Errors
/// The visitor may not.
pub async fn list(
    context: &Context,
    visitor: &Visitor,
    query: &Query,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<CertificateLine>, AppError> {
    let filter = query.filter(visitor.reach(Act::ReadCertificate)?, context.today());
    let sort = if query.by_end { Sort::End } else { Sort::Name };
    Ok(certificates::list(&mut context.db.read().await?, &filter, sort, after, limit).await?)
}

/// How many certificates the list of `query` has on all its pages.
///
/// # Errors
/// The visitor may not.
pub async fn count(context: &Context, visitor: &Visitor, query: &Query) -> Result<i64, AppError> {
    let filter = query.filter(visitor.reach(Act::ReadCertificate)?, context.today());
    Ok(certificates::count(&mut context.db.read().await?, &filter).await?)
}

/// As [`count`] for each of `queries`, in their order, by one look.
///
/// # Errors
/// The visitor may not.
pub async fn count_many(context: &Context, visitor: &Visitor, queries: &[&Query]) -> Result<Vec<i64>, AppError> {
    let reach = visitor.reach(Act::ReadCertificate)?;
    let today = context.today();
    let filters: Vec<_> = queries.iter().map(|query| query.filter(reach.clone(), today)).collect();
    Ok(certificates::count_many(&mut context.db.read().await?, &filters).await?)
}

/// A page of certificates and how many there are on all pages; a search of common words is counted up to
/// [`MOST_COUNTED`].
///
/// # Errors
/// The visitor may not.
pub async fn list_counted(
    context: &Context,
    visitor: &Visitor,
    query: &Query,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Counted, AppError> {
    let filter = query.filter(visitor.reach(Act::ReadCertificate)?, context.today());
    let sort = if query.by_end { Sort::End } else { Sort::Name };
    let mut connection = context.db.read().await?;
    Ok(certificates::list_counted(&mut connection, &filter, sort, after, limit, MOST_COUNTED).await?)
}

/// The certificates of a person, by name.
///
/// # Errors
/// The visitor may not.
pub async fn of_person(context: &Context, visitor: &Visitor, person: Id) -> Result<Vec<CertificateLine>, AppError> {
    let mut filter = Query::default().filter(visitor.reach(Act::ReadCertificate)?, context.today());
    filter.person = Some(person);
    let page = certificates::list(&mut context.db.read().await?, &filter, Sort::Name, None, 200).await?;
    Ok(page.items)
}

/// The certificates on a device, by name of the holder.
///
/// # Errors
/// The visitor may not.
pub async fn of_device(context: &Context, visitor: &Visitor, device: Id) -> Result<Vec<CertificateLine>, AppError> {
    let mut filter = Query::default().filter(visitor.reach(Act::ReadCertificate)?, context.today());
    filter.device = Some(device);
    let page = certificates::list(&mut context.db.read().await?, &filter, Sort::Name, None, 200).await?;
    Ok(page.items)
}

/// Everything about one certificate.
///
/// # Errors
/// The visitor may not, or there is no such certificate.
pub async fn whole(context: &Context, visitor: &Visitor, id: Id) -> Result<Whole, AppError> {
    let mut connection = context.db.read().await?;
    let (record, version) = certificates::get(&mut connection, id).await?;
    let place = object(&mut connection, Some(record.unit), record.person).await?;
    visitor.may(Act::ReadCertificate, &place)?;
    let person = match record.person {
        Some(id) => Some(people::get(&mut connection, id).await?.0),
        None => None,
    };
    let before = certificates::predecessors(&mut connection, id).await?;
    let mut before = records(&mut connection, &before).await?;
    before.reverse();
    let after = certificates::successors(&mut connection, id).await?;
    let after = records(&mut connection, &after).await?;
    let path = path_names(&mut connection, record.unit, context.today()).await?;
    let events = audit::events_about(&mut connection, "certificate", &id.to_string(), i64::MAX, 50).await?;
    Ok(Whole { record, version, person, path, before, after, events })
}

/// Names of units, for lists.
///
/// # Errors
/// The database cannot be read.
pub async fn unit_names(context: &Context, ids: Vec<Id>) -> Result<BTreeMap<Id, String>, AppError> {
    let ids: Vec<Id> = ids.into_iter().collect::<BTreeSet<Id>>().into_iter().collect();
    let units = units::names(&mut context.db.read().await?, &ids).await?;
    Ok(units.into_iter().map(|unit| (unit.id, unit.name_on(context.today()).to_owned())).collect())
}

/// The unit and those above it with their names, the topmost first.
pub(crate) async fn path_names(
    connection: &mut Connection,
    unit: Id,
    today: Day,
) -> Result<Vec<(Id, String)>, AppError> {
    let mut names = Vec::new();
    for id in units::path(connection, unit).await?.into_iter().rev() {
        let (unit, _) = units::get(connection, id).await?;
        names.push((id, unit.name_on(today).to_owned()));
    }
    Ok(names)
}

async fn records(connection: &mut Connection, ids: &[Id]) -> Result<Vec<CertificateRecord>, AppError> {
    let mut records = Vec::with_capacity(ids.len());
    for &id in ids {
        records.push(certificates::get(connection, id).await?.0);
    }
    Ok(records)
}

fn month(text: &str) -> Option<(i32, u32)> {
    let (year, month) = text.split_once('-')?;
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    Day::new(year, month, 1).map(|_| (year, month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_comes_back_from_its_address() {
        let query = Query {
            text: "nguyễn 90fb".into(),
            state: Some(State::InForce),
            kind: Some(HolderKind::Organisation),
            unit: Some(Id(7)),
            within: Some(75),
            month: Some((2024, 8)),
            found: Some(FoundIn::CaOnly),
            finding: Some(false),
            by_end: true,
            columns: vec![ListColumn::Unit, ListColumn::Serial],
        };
        let pairs = query.pairs();
        assert_eq!(pairs.len(), 10);
        assert_eq!(Query::of_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str()))), query);
        assert_eq!(
            Query::of_pairs([("month", "2024-13"), ("state", "x"), ("within", "-1"), ("y", "z")]),
            Query::default()
        );
    }

    #[test]
    fn columns_are_read_from_a_form_and_from_an_address_and_stand_in_the_order_of_the_page() {
        let of_form = Query::of_pairs([("columns", "serial"), ("columns", "unit"), ("columns", "colour")]);
        assert_eq!(of_form.columns, [ListColumn::Unit, ListColumn::Serial]);
        assert_eq!(Query::of_pairs([("columns", "serial,unit")]), of_form);
        let usual = ListColumn::USUAL.map(|column| ("columns", column.name()));
        assert_eq!(Query::of_pairs(usual), Query::default(), "the usual columns need no word in the address");
    }

    #[test]
    fn ending_soon_is_within_the_days_and_in_force() {
        let today = Day::new(2024, 6, 14).unwrap();
        let everything = Reach { everything: true, ..Reach::default() };
        let filter = Query { within: Some(75), ..Query::default() }.filter(everything.clone(), today);
        assert_eq!((filter.ends_from, filter.ends_to, filter.states), (today, today.plus(75), vec![State::InForce]));
        let filter = Query { month: Some((2024, 12)), ..Query::default() }.filter(everything, today);
        assert_eq!(
            (filter.ends_from, filter.ends_to),
            (Day::new(2024, 12, 1).unwrap(), Day::new(2024, 12, 31).unwrap())
        );
        assert!(filter.states.is_empty());
    }
}
