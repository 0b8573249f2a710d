//! Do two rows speak of one holder? What agrees, what contradicts.

use crate::snapshot::Snapshot;
use crate::understanding::Understanding;
use antin_domain::certificate::HolderKind;
use antin_domain::day::{Birthday, Day};
use antin_domain::identity::Identity;
use antin_domain::key::Key;
use antin_domain::mail::Mails;
use antin_domain::row::CertificateRow;
use antin_domain::slip;
use antin_domain::text::TextId;
use antin_domain::unit::Relation;

/// What a row says of the holder, whatever its list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Holder {
    /// Name as written.
    pub name: TextId,
    /// Person, organisation or device.
    pub kind: HolderKind,
    /// Identity numbers.
    pub identity: Identity,
    /// Birthday.
    pub birthday: Birthday,
    /// E-mail.
    pub mails: Mails,
    /// Unit.
    pub unit: TextId,
    /// The unit above it.
    pub parent: TextId,
    /// Serial of the device.
    pub device: Key,
}

impl From<&CertificateRow> for Holder {
    fn from(row: &CertificateRow) -> Holder {
        Holder {
            name: row.holder,
            kind: row.kind,
            identity: row.identity,
            birthday: row.birthday,
            mails: row.mails,
            unit: row.unit,
            parent: row.parent,
            device: row.device,
        }
    }
}

/// Fields of the holder that agree exactly: name, identity number, e-mail, device. 0: none does.
#[must_use]
pub fn agreements(snapshot: &Snapshot, understanding: &Understanding, a: &Holder, b: &Holder) -> u32 {
    u32::from(same_holder_name(snapshot, understanding, a, b))
        + u32::from(a.identity.agrees(&b.identity))
        + u32::from(a.mails.agrees(&b.mails))
        + u32::from(a.device.agrees(b.device))
}

/// Do the rows speak of two holders?
///
/// > lists/README.md: a name that differs by a slip does not contradict; an equal name never overrides two different full
/// > CCCD. Old and new name of one unit do not differ.
#[must_use]
pub fn contradicts(snapshot: &Snapshot, understanding: &Understanding, a: &Holder, b: &Holder) -> bool {
    if a.identity.contradicts(&b.identity) && !confirmed(snapshot, understanding, a, b) {
        return true;
    }
    // A namesake: the name alone is the same, and the birthday says that it is somebody else.
    let own_field = a.identity.agrees(&b.identity) || a.mails.agrees(&b.mails) || a.device.agrees(b.device);
    if a.birthday.contradicts(b.birthday) && !own_field {
        return true;
    }
    if understanding.name_fits(snapshot, a.name, b.name) || same_unit_name(snapshot, understanding, a, b) {
        return false;
    }
    // Another name: one field that belongs to the holder alone must say that it is still the same one.
    !(a.identity.agrees(&b.identity) || a.mails.agrees(&b.mails))
}

/// Do two rows of one serial speak of two holders? As [`contradicts`], but two full numbers may be two slips apart, one
/// in each list, where the name fits: the serial already speaks for them.
#[must_use]
pub fn contradicts_serial(snapshot: &Snapshot, understanding: &Understanding, a: &Holder, b: &Holder) -> bool {
    if !contradicts(snapshot, understanding, a, b) {
        return false;
    }
    let two_slips = slip::distance_of_digits(a.identity.cccd, b.identity.cccd) <= 4;
    !(two_slips && a.identity.contradicts(&b.identity) && understanding.name_fits(snapshot, a.name, b.name))
}

/// Two full numbers that differ by more than a slip, but the name fits and an e-mail or device of its own is the same: one
/// slip in each list.
fn confirmed(snapshot: &Snapshot, understanding: &Understanding, a: &Holder, b: &Holder) -> bool {
    slip::distance_of_digits(a.identity.cccd, b.identity.cccd) <= 4
        && understanding.name_fits(snapshot, a.name, b.name)
        && (a.mails.agrees(&b.mails) || a.device.agrees(b.device))
}

/// The same name; for organisations also old and new name of one unit.
#[must_use]
pub fn same_holder_name(snapshot: &Snapshot, understanding: &Understanding, a: &Holder, b: &Holder) -> bool {
    understanding.same_name(a.name, b.name) || same_unit_name(snapshot, understanding, a, b)
}

fn same_unit_name(snapshot: &Snapshot, understanding: &Understanding, a: &Holder, b: &Holder) -> bool {
    if a.kind == HolderKind::Person || b.kind == HolderKind::Person || snapshot.units.is_empty() {
        return false;
    }
    let (one, other) = (own_unit(snapshot, understanding, a), own_unit(snapshot, understanding, b));
    if let (Some(x), Some(y)) = (one.unit, other.unit) {
        return x == y || snapshot.units.leads(x, y) || snapshot.units.leads(y, x);
    }
    matches!(snapshot.units.relation(&one, &other), Relation::Same | Relation::Renamed)
}

/// The unit that an organisation's name stands for: the one of that name under the unit of the row, or that unit itself.
#[must_use]
pub fn own_unit(snapshot: &Snapshot, understanding: &Understanding, holder: &Holder) -> antin_domain::unit::UnitRef {
    let within = understanding.unit(holder.unit, holder.parent).unit;
    snapshot.units.resolve(&snapshot.dictionary.names.get(holder.name), within)
}

/// Spans of validity that have a day in common, as far as they are known.
#[must_use]
pub fn overlap(a: (Day, Day), b: (Day, Day)) -> bool {
    let before = |end: Day, start: Day| end.is_known() && start.is_known() && end < start;
    !before(a.1, b.0) && !before(b.1, a.0)
}
