//! The CRLs in use, renewed while others read.
//!
//! A reader takes the whole set ([`CrlShelf::current`]) and keeps it as long as it likes; a writer builds the next set
//! beside it and puts it in place in one step. Nobody waits for a CRL to be verified, and nobody sees half of a change.

use super::CrlIndex;
use std::cmp::Ordering;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// A set of CRLs as it is at one moment: of each issuer, key and scope one complete CRL and at most one delta.
pub type Crls = Arc<Vec<Arc<CrlIndex>>>;

/// Where the CRLs in use stand.
#[derive(Debug, Default)]
pub struct CrlShelf {
    /// Held only while the `Arc` is cloned or exchanged.
    current: RwLock<Crls>,
    /// One change at a time, so that none is lost.
    changing: Mutex<()>,
}

/// What became of a CRL that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It stands on the shelf now.
    Taken,
    /// One of the same number or a later one stands there.
    NotNewer,
    /// A delta CRL without the complete one that it builds on (RFC 5280 5.2.4).
    NoBase,
}

impl CrlShelf {
    /// The CRLs in use now. What is put later does not change them.
    #[must_use]
    pub fn current(&self) -> Crls {
        // Whoever panicked while he held the lock left a whole set behind: it is exchanged in one step.
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts verified CRLs in the places of their predecessors, all at once; what became of each, in their order. Complete
    /// CRLs are looked at before deltas. An older one never replaces a newer one.
    pub fn put(&self, offered: impl IntoIterator<Item = Arc<CrlIndex>>) -> Vec<Put> {
        let offered: Vec<Arc<CrlIndex>> = offered.into_iter().collect();
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = (*self.current()).clone();
        let mut done = vec![Put::NotNewer; offered.len()];
        for is_delta in [false, true] {
            for (place, crl) in offered.iter().enumerate().filter(|(_, crl)| crl.delta_base.is_some() == is_delta) {
                done[place] = put(&mut next, crl);
            }
        }
        if done.contains(&Put::Taken) {
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        }
        done
    }
}

fn put(crls: &mut Vec<Arc<CrlIndex>>, offered: &Arc<CrlIndex>) -> Put {
    let is_delta = offered.delta_base.is_some();
    let (same, base): (Vec<usize>, Vec<usize>) = (0..crls.len())
        .filter(|place| speaks_of_the_same(&crls[*place], offered))
        .partition(|place| crls[*place].delta_base.is_some() == is_delta);
    if same.iter().any(|place| newer(offered, &crls[*place]) != Ordering::Greater) {
        return Put::NotNewer;
    }
    if is_delta && base.iter().any(|place| newer(offered, &crls[*place]) == Ordering::Less) {
        return Put::NotNewer;
    }
    if is_delta && !base.iter().any(|place| offered.is_delta_of(&crls[*place])) {
        return Put::NoBase;
    }
    crls.retain(|known| {
        let is_of_it = speaks_of_the_same(known, offered);
        let is_replaced = is_of_it && known.delta_base.is_some() == is_delta;
        // A complete CRL makes deltas useless that it is newer than, or that do not build on it.
        let is_outdated = is_of_it && !is_delta && known.delta_base.is_some() && !known.is_delta_of(offered);
        !is_replaced && !is_outdated
    });
    crls.push(Arc::clone(offered));
    Put::Taken
}

/// Same issuer, same key, same scope.
fn speaks_of_the_same(one: &CrlIndex, other: &CrlIndex) -> bool {
    let same_name = || matches!((one.issuer(), other.issuer()), (Some(one), Some(other)) if one.same(&other));
    one.signer() == other.signer() && one.has_scope_of(other) && same_name()
}

/// By their numbers; by their instants where one has no number.
fn newer(one: &CrlIndex, other: &CrlIndex) -> Ordering {
    match (one.number.as_deref(), other.number.as_deref()) {
        (Some(one), Some(other)) => (one.len(), one).cmp(&(other.len(), other)),
        _ => one.this_update.cmp(&other.this_update),
    }
}
