//! What a list would change: what is new, what differs, what is gone, and whether that is unusually much.
//!
//! The changes themselves are kept with the import as they are found (`storage::imports::plan_changes`), so that a list
//! of a hundred thousand rows is never in memory as a plan, and applying makes exactly what was shown.

mod bundle;
mod certificates;
mod crls;
mod devices;
mod people;
mod units;

pub use devices::DeviceCell;

use super::entry::Entries;
use super::kind::FileKind;
use super::reading::ReadList;
use crate::context::Context;
use crate::error::AppError;
use crate::work::Desk;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::id::{Id, Ids};
use antin_domain::message::Message;
use antin_domain::serial::Serial;
use antin_storage::imports::{self, ImportChange};
use antin_storage::{Connection, Upkeep};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// So many lines are shown of each kind.
const SHOWN: usize = 20;
/// So many rows are compared at once.
const AT_ONCE: usize = 5_000;
/// Changes are written when they hold so many bytes: few turns to write, little memory.
const MOST_BYTES: usize = 12 * 1024 * 1024;

/// What a list would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What would appear.
    pub new: usize,
    /// What would change.
    pub changed: usize,
    /// What is there already, just so.
    pub same: usize,
    /// What the former list had and this one has not: it stays, but is not on the list any more.
    pub gone: usize,
    /// Rows whose unit nobody knows: they would stand in the topmost unit.
    pub without_unit: usize,
    /// Rows without a serial: no entry of the registry, but reviews look at them.
    pub without_serial: usize,
    /// Devices that the list names and nobody knows: they would be made.
    #[serde(default)]
    pub new_devices: usize,
    /// Rows whose device cannot be told.
    #[serde(default)]
    pub unclear_devices: usize,
    /// Certificates whose holder nobody knows.
    #[serde(default)]
    pub without_holder: usize,
    /// Certificates that several entries could be, or that come twice with other bytes: they are left out.
    #[serde(default)]
    pub unclear: usize,
    /// Entries that other bytes prove so far.
    #[serde(default)]
    pub replaced: usize,
    /// Does it take away so much that a person has to look twice? The policy says how much that is.
    pub takes_much: bool,
    /// Some of each, for people to look at.
    pub lines: Vec<PlanLine>,
}

/// One thing that would appear, change or go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLine {
    /// Which of the three.
    pub what: What,
    /// Name and what tells it from others.
    pub name: String,
    /// What differs, each as (key of the name of the field, before, after).
    pub fields: Vec<(String, String, String)>,
}

/// What would happen to a thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It would appear.
    #[default]
    New,
    /// It would change.
    Changed,
    /// It would not stand on the list any more.
    Gone,
}

/// What differs: key of the name of a field, before, after.
type Differing = Vec<(&'static str, String, String)>;

/// What is gathered while a list is compared.
pub(super) struct Planner<'a> {
    context: &'a Context,
    desk: &'a Desk,
    import: Id,
    ids: Ids,
    /// What is known so far.
    pub(super) plan: Plan,
    waiting: Vec<ImportChange>,
    waiting_bytes: usize,
    /// Changes that are kept already.
    written: i64,
}

/// Compares a list with the registry as it is now and keeps every change it would make; what is left to keep is given to
/// the caller, for the turn that keeps the plan.
pub(super) async fn plan<'a>(
    context: &'a Context,
    desk: &'a Desk,
    import: Id,
    list: &ReadList,
) -> Result<Planner<'a>, AppError> {
    let mut connection = context.db.read().await?;
    let (plan, waiting) = (Plan::default(), Vec::new());
    let mut planner =
        Planner { context, desk, import, ids: context.ids()?, plan, waiting, waiting_bytes: 0, written: 0 };
    match &list.entries {
        Entries::Units(rows) => units::compare(&mut planner, &mut connection, rows).await?,
        Entries::People(rows) => people::compare(&mut planner, &mut connection, rows).await?,
        Entries::Certificates(rows) => {
            planner.plan.without_serial = list.used - rows.len();
            certificates::compare(&mut planner, &mut connection, list.kind, rows).await?;
        }
        Entries::Bundle(rows) => bundle::compare(&mut planner, &mut connection, rows).await?,
        Entries::Revoked(rows) => crls::compare(&mut planner, &mut connection, rows).await?,
        Entries::Nothing => {}
    }
    planner.plan.takes_much = planner.takes_much();
    Ok(planner)
}

impl Plan {
    /// How many things would appear, change and go: what a visitor agrees to.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        (self.new + self.new_devices, self.changed, self.gone)
    }

    /// How many changes that is.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.new + self.new_devices + self.changed + self.gone
    }

    /// Why a person has to look twice.
    #[must_use]
    pub fn warning(&self) -> Option<Message> {
        if self.replaced > 0 {
            return Some(Message::new("intake-bundle-replaced").with("count", self.replaced));
        }
        let had = self.changed + self.same + self.gone;
        self.takes_much.then(|| Message::new("intake-much-gone").with("gone", self.gone).with("had", had))
    }
}

impl Planner<'_> {
    /// A number for something new.
    fn fresh(&mut self) -> Result<Id, AppError> {
        self.ids.next().ok_or(AppError::NoChance)
    }

    /// Does the list take away unusually much? Where no policy says what that is, anything is.
    fn takes_much(&self) -> bool {
        let Plan { changed, same, gone, .. } = self.plan;
        match self.context.policy().map(|policy| &policy.intake) {
            Some(law) => gone >= law.few_gone && gone * 100 > (changed + same + gone) * law.most_gone_percent,
            None => gone > 0,
        }
    }

    /// One more thing that would happen: counted, shown if it is among the first, and kept.
    async fn add(
        &mut self,
        what: What,
        name: impl FnOnce() -> String,
        fields: impl FnOnce() -> Differing,
        change: ImportChange,
    ) -> Result<(), AppError> {
        let count = match what {
            What::New => &mut self.plan.new,
            What::Changed => &mut self.plan.changed,
            What::Gone => &mut self.plan.gone,
        };
        *count += 1;
        if *count <= SHOWN {
            let fields = fields().into_iter().map(|(key, before, after)| (key.to_owned(), before, after)).collect();
            self.plan.lines.push(PlanLine { what, name: name(), fields });
        }
        self.keep(change).await
    }

    /// One more device that the list brings: counted by itself, and kept.
    async fn add_device(&mut self, change: ImportChange) -> Result<(), AppError> {
        self.plan.new_devices += 1;
        self.keep(change).await
    }

    async fn keep(&mut self, change: ImportChange) -> Result<(), AppError> {
        self.waiting_bytes += change.after.len() + change.before.as_ref().map_or(0, String::len) + 100;
        self.waiting.push(change);
        if self.waiting_bytes >= MOST_BYTES {
            let mut turn = self.context.db.upkeep().await?;
            self.write(&mut turn).await?;
            turn.commit().await?;
        }
        Ok(())
    }

    /// Keeps the changes that wait.
    pub(super) async fn write(&mut self, turn: &mut Upkeep) -> Result<(), AppError> {
        imports::plan_changes(turn, self.import, self.written + 1, &self.waiting).await?;
        self.written += i64::try_from(self.waiting.len()).unwrap_or(i64::MAX);
        self.waiting.clear();
        self.waiting_bytes = 0;
        Ok(())
    }
}

/// The certificates of the registry that have one of these serials, whoever issued them.
async fn by_serial(
    connection: &mut Connection,
    serials: impl Iterator<Item = Serial>,
) -> Result<HashMap<Serial, Vec<CertificateRecord>>, AppError> {
    let serials: Vec<Serial> = serials.collect::<BTreeSet<_>>().into_iter().collect();
    let mut known: HashMap<Serial, Vec<CertificateRecord>> = HashMap::new();
    for record in antin_storage::certificates::with_serials(connection, &serials).await? {
        known.entry(record.serial).or_default().push(record);
    }
    Ok(known)
}
