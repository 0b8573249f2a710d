//! Which unit reports on what: units below the last level decide within the one above them.

use crate::error::AppError;
use antin_domain::id::Id;
use antin_storage::campaigns::Campaign;
use antin_storage::{Connection, units};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The tree of units as a campaign sees it.
pub(super) struct Offices {
    parents: HashMap<Id, Option<Id>>,
    scope: HashSet<Id>,
    levels: usize,
}

impl Offices {
    pub(super) async fn read(connection: &mut Connection, campaign: &Campaign) -> Result<Offices, AppError> {
        let all = units::all(connection).await?;
        Ok(Offices {
            parents: all.iter().map(|unit| (unit.id, unit.parent)).collect(),
            scope: campaign.scope.iter().copied().collect(),
            levels: campaign.levels.len(),
        })
    }

    /// The unit and those above it, the topmost first.
    pub(super) fn path(&self, unit: Id) -> Vec<Id> {
        let mut path = vec![unit];
        // No unit stands below itself (storage sees to it); a damaged tree ends here all the same.
        while let Some(Some(parent)) = path.last().and_then(|last| self.parents.get(last))
            && path.len() <= self.parents.len()
        {
            path.push(*parent);
        }
        path.reverse();
        path
    }

    /// The unit that reports on what lies in `unit`; none where that is not in the scope.
    pub(super) fn of(&self, unit: Id) -> Option<Id> {
        let path = self.path(unit);
        if !path.iter().any(|above| self.scope.contains(above)) {
            return None;
        }
        path.get(path.len().min(self.levels).checked_sub(1)?).copied()
    }

    /// Those that report, with everything above them: (unit, to which it reports, depth), the topmost first.
    pub(super) fn reporting(&self, offices: impl Iterator<Item = Id>) -> Vec<(Id, Option<Id>, usize)> {
        let mut found = BTreeSet::new();
        for office in offices {
            let path = self.path(office);
            for (depth, unit) in path.iter().enumerate() {
                let above = depth.checked_sub(1).and_then(|place| path.get(place)).copied();
                found.insert((depth, *unit, above));
            }
        }
        found.into_iter().map(|(depth, unit, above)| (unit, above, depth)).collect()
    }
}
