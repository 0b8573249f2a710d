//! A look at lists: what a review of them finds, before anything of it is kept.
//!
//! A campaign of the State has some hundred thousand cases, and a case with all that its page shows takes three thousand
//! bytes. So nothing is worked out but what was asked for, and for no more cases at a time than are written at a time.

use super::sides::{self, Side};
use super::why::Why;
use super::{Input, policy, snapshot};
use crate::context::Context;
use crate::error::AppError;
use crate::intake::link::Units;
use crate::intake::official;
use antin_domain::action::Action;
use antin_domain::campaign::report::Compared;
use antin_domain::day::Day;
use antin_domain::finding::Findings;
use antin_domain::id::Id;
use antin_domain::list::ListKind;
use antin_domain::row::{CertificateRow, RosterRow};
use antin_domain::serial::Serial;
use antin_domain::text::TextId;
use antin_lists::column::Column;
use antin_results::input::Cells;
use antin_results::sources::Sources;
use antin_results::summary::is_disagreement;
use antin_review::facts::Gatherer;
use antin_review::{Case, Review, Snapshot, review};
use antin_storage::{Connection, certificates};
use std::borrow::Cow;
use std::collections::HashMap;

/// What a look at lists found; nothing is kept of it yet.
pub(crate) struct Look {
    snapshot: Snapshot,
    review: Review,
    sources: Sources,
    /// Digest of the lists, which seals them.
    pub digest: Vec<u8>,
}

/// Where a case lies: its unit, and its certificate in the registry.
pub(crate) type Place = (Option<Id>, Option<Id>);

/// Reviews lists without keeping anything. `cells`: will cases be shown side by side? Then the lists are read once more
/// for what the review itself does without.
///
/// # Errors
/// A list or the policy is not there any more, or a list cannot be read.
pub(crate) async fn look(
    context: &Context,
    inputs: &[Input],
    named: &str,
    as_of: Day,
    cells: Cells,
) -> Result<Look, AppError> {
    let files = snapshot::files(context, inputs).await?;
    let policy = policy(context, named)?;
    let digest: Vec<u8> = files.iter().flat_map(|(import, _)| import.digest).collect();
    let columns = snapshot::columns(context, inputs).await?;
    let read = snapshot::read(context, files, columns, policy, as_of, cells)?;
    let work = move || {
        let reading = read()?;
        let review = review(&reading.input.snapshot, &mut |_| {});
        // Of an address a row keeps only what it is compared by.
        let emails = || Sources::read(&reading.input, &review, review.cases.iter(), &[Column::Email]);
        let sources = if cells == Cells::ReadAgain { emails() } else { Ok(Sources::default()) };
        let sources = sources.map_err(|error| AppError::Unusable(error.message()))?;
        Ok::<_, AppError>(Look { snapshot: reading.input.snapshot, review, sources, digest })
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::BrokenOff(error.to_string()))?
}

impl Look {
    /// How many cases there are.
    pub(crate) fn len(&self) -> usize {
        self.review.cases.len()
    }

    /// The cases, in their order.
    pub(crate) fn found(&self) -> impl Iterator<Item = Found<'_>> {
        self.review.cases.iter().map(|case| Found {
            look: self,
            case,
            ca: self.snapshot.ca.get(case.ca as usize),
            registry: self.snapshot.registry.get(case.registry as usize),
            person: self.snapshot.people().get(case.person as usize),
        })
    }

    /// What says why.
    pub(crate) fn reasons(&self) -> Reasons<'_> {
        Reasons(Gatherer::new(&self.snapshot, &self.review.understanding, &self.review.matching))
    }

    /// For every case, in their order: the unit that has to deal with it, the topmost where no list names one.
    pub(crate) fn units<'a>(&'a self, units: &'a Units) -> impl Iterator<Item = Option<Id>> + 'a {
        let mut known: HashMap<(TextId, TextId), Option<Id>> = HashMap::new();
        self.found().map(move |found| {
            let (unit, parent) = found.unit();
            let text = |id| self.snapshot.dictionary.units.get(id).into_owned();
            *known.entry((unit, parent)).or_insert_with(|| units.of(&(text(unit), text(parent))).or(units.top))
        })
    }

    /// For every case, in their order: its unit and its certificate.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(crate) async fn places(&self, connection: &mut Connection, day: Day) -> Result<Vec<Place>, AppError> {
        let units = Units::read(connection, day).await?;
        let serials: Vec<Serial> =
            self.found().map(|found| found.serial()).filter(|serial| !serial.is_none()).collect();
        let known: HashMap<Serial, Id> = certificates::numbers(connection, &serials)
            .await?
            .into_iter()
            .map(|(serial, _, id)| (serial, id))
            .collect();
        let certificates = self.found().map(|found| known.get(&found.serial()).copied());
        Ok(self.units(&units).zip(certificates).collect())
    }
}

/// A case that was found.
pub(crate) struct Found<'a> {
    look: &'a Look,
    case: &'a Case,
    ca: Option<&'a CertificateRow>,
    registry: Option<&'a CertificateRow>,
    person: Option<&'a RosterRow>,
}

impl<'a> Found<'a> {
    /// Its certificate as a list names it, the CA's before the other.
    fn certificate(&self) -> Option<&'a CertificateRow> {
        self.ca.or(self.registry)
    }

    /// Its serial; none where no list has one that can be read.
    pub(crate) fn serial(&self) -> Serial {
        self.certificate().map_or(Serial::NONE, |row| row.serial.hex)
    }

    /// Whom it is about.
    pub(crate) fn holder(&self) -> Cow<'a, str> {
        let named = |row: &CertificateRow| self.look.snapshot.dictionary.names.get(row.holder);
        self.certificate().map(named).unwrap_or_default()
    }

    /// Whose it is to deal with it: the holder's unit; without a holder, the unit that a list names. With the one above it.
    fn unit(&self) -> (TextId, TextId) {
        let of_person = self.person.map(|row| (row.unit, row.parent));
        let of_row = |row: &CertificateRow| (row.unit, row.parent);
        of_person.or(self.registry.map(of_row)).or(self.ca.map(of_row)).unwrap_or_default()
    }

    /// What is to be done.
    pub(crate) fn action(&self) -> Action {
        self.case.action
    }

    /// Last day of the certificate.
    pub(crate) fn until(&self) -> Day {
        self.certificate().map(|row| row.valid_to).unwrap_or_default()
    }

    /// What was found.
    pub(crate) fn findings(&self) -> Findings {
        self.case.findings
    }

    /// How it stands to the two lists, as `summary.json` counts it.
    pub(crate) fn compared(&self) -> Compared {
        if !self.case.is_listed() {
            Compared::Unlisted
        } else if self.look.review.registry_rows(self.case).is_empty() {
            Compared::NotRecognised
        } else if self.case.findings.iter().any(is_disagreement) {
            Compared::Mismatched
        } else {
            Compared::Matched
        }
    }

    /// What each list says of each field.
    pub(super) fn sides(&self) -> Vec<Side> {
        let texts = &self.look.snapshot.dictionary;
        let email = |list, row| official(self.look.sources.cell(list, row, Column::Email));
        let rows = [
            self.ca.map(|row| sides::of_certificate(row, texts, email(ListKind::CaList, row.row))),
            self.registry.map(|row| sides::of_certificate(row, texts, email(ListKind::Registry, row.row))),
            self.person.map(|row| sides::of_person(row, texts, email(ListKind::Roster, row.row))),
        ];
        sides::side_by_side(rows, self.case.findings)
    }
}

/// Why cases got their actions: what concerns several cases at once is worked out beforehand.
pub(crate) struct Reasons<'a>(Gatherer<'a>);

impl Reasons<'_> {
    /// Why `found` got its action.
    pub(crate) fn why(&self, found: &Found<'_>) -> Why {
        let Look { snapshot, review, .. } = found.look;
        Why::new(snapshot, review, found.case, &self.0.facts(found.case.number as usize))
    }
}
