//! What a reorganisation needs, looked at in the registry of this moment: plan, needs, waves.

use super::{Reorganisation, planned, table};
use crate::context::Context;
use crate::error::AppError;
use crate::policies;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::reorganisation::effects::{self, Need, Rules};
use antin_domain::reorganisation::waves::{self, Pace, Wave};
use antin_domain::reorganisation::{Place, Plan};
use antin_domain::unit::dated::DatedUnit;
use antin_storage::reorganisations::needs::{KeptNeed, tokens_in_stock};
use antin_storage::{Connection, certificates, units};
use std::collections::{BTreeMap, BTreeSet};

/// What was seen.
pub(super) struct Look {
    pub(super) plan: Plan,
    pub(super) units: Vec<DatedUnit>,
    pub(super) needs: Vec<Need>,
    pub(super) waves: Vec<Wave>,
}

/// Looks what `one` needs.
pub(super) async fn look(
    context: &Context,
    connection: &mut Connection,
    one: &Reorganisation,
) -> Result<Look, AppError> {
    let policy = context.policy().ok_or_else(|| AppError::Unusable(Message::new("web-policy-none")))?;
    let holidays = policies::holidays(&policy.clocks.holidays);
    let holidays = holidays.ok_or_else(|| AppError::Unusable(Message::new("web-policy-none")))?;
    let units = units::all(connection).await?;
    let plan = planned(one.day, &table::lines(one)?, &units)?;
    // Bodies that others go into may stay as they are themselves: whether they have a certificate matters.
    let concerned: BTreeSet<Id> = plan.touched().chain(units_at(&plan)).collect();
    let concerned: Vec<Id> = concerned.into_iter().collect();
    let records = certificates::standing_in(connection, &concerned).await?;
    let rules = Rules {
        today: context.today(),
        soon_days: policy.renewal.window_days,
        least_days: policy.renewal.least_days,
        limit: policy.renewal.limit,
    };
    let mut stock: BTreeMap<Place, u32> = BTreeMap::new();
    for (unit, count) in tokens_in_stock(connection, &concerned).await? {
        *stock.entry(plan.heir(unit)).or_default() += count;
    }
    let pace = Pace { per_day: one.per_day, days: one.wave_days };
    let from = if one.day < context.today() { context.today() } else { one.day };
    let worked = tokio::task::spawn_blocking(move || {
        let needs = effects::needs(&plan, &records, &rules);
        let waves = waves::waves(&needs, pace, &holidays, from, stock);
        Look { plan, units, needs, waves }
    });
    worked.await.map_err(|error| AppError::BrokenOff(error.to_string()))
}

/// Units that there are and that others go into.
fn units_at(plan: &Plan) -> impl Iterator<Item = Id> {
    plan.fates.keys().filter_map(|unit| match plan.heir(*unit) {
        Place::Kept(id) => Some(id),
        Place::New(_) => None,
    })
}

impl Look {
    /// The needs as they are kept, in the order in which they are seen to: by wave, those that ask nothing last.
    pub(super) fn kept(&self) -> Vec<KeptNeed> {
        let by_id: BTreeMap<Id, &DatedUnit> = self.units.iter().map(|unit| (unit.id, unit)).collect();
        let waves =
            (1..).zip(&self.waves).flat_map(|(number, wave)| wave.needs.iter().map(move |need| (*need, number)));
        let mut placed: Vec<(usize, i64)> = waves.collect();
        let in_waves: BTreeSet<usize> = placed.iter().map(|(need, _)| *need).collect();
        placed.extend((0..self.needs.len()).filter(|index| !in_waves.contains(index)).map(|index| (index, 0)));
        let kept = |(number, (index, wave)): (i64, (usize, i64))| {
            let need = &self.needs[index];
            KeptNeed {
                number,
                kind: need.kind,
                because: need.because.name().to_owned(),
                certificate: need.certificate,
                unit: need.unit,
                place: self.plan.code(need.place, &by_id).to_owned(),
                class: need.class,
                ends: need.ends,
                wave,
                request: None,
                trouble: None,
            }
        };
        (1..).zip(placed).map(kept).collect()
    }

    /// Devices that are missing: wave, code of the unit, how many.
    pub(super) fn missing(&self) -> Vec<(i64, String, u32)> {
        let by_id: BTreeMap<Id, &DatedUnit> = self.units.iter().map(|unit| (unit.id, unit)).collect();
        let of = |(number, wave): (i64, &Wave)| {
            let of = |(place, count): (&Place, &u32)| (number, self.plan.code(*place, &by_id).to_owned(), *count);
            wave.missing.iter().map(of).collect::<Vec<_>>()
        };
        (1..).zip(&self.waves).flat_map(of).collect()
    }

    /// First and last day of each wave.
    pub(super) fn days(&self) -> Vec<(Day, Day)> {
        self.waves.iter().map(|wave| (wave.first, wave.last)).collect()
    }
}

/// The digest of what certificates need; days of waves may move.
pub(super) fn digest(needs: &[KeptNeed]) -> String {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    for need in needs {
        let certificate = need.certificate.map_or(0, |id| id.0);
        let line = format!(
            "{}|{}|{}|{}|{}|{}|{}\n",
            need.number,
            need.kind.name(),
            need.because,
            certificate,
            need.unit,
            need.place,
            need.wave
        );
        hash.update(line.as_bytes());
    }
    hash.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
