//! Devices that keep secret keys, and in whose hands they are.
//!
//! > issue "The registry" 2: TOKEN, SIM, SOFT, RSSP, HSM with custody (in stock, handed to, returned, lost, locked,
//! > damaged). > domain.md 2.3: a device comes back within 5 working days after revocation; a locked one is restored.

use crate::id::Id;

/// What kind of device it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceKind {
    /// USB token.
    Token,
    /// SIM card.
    Sim,
    /// A file on a computer.
    Soft,
    /// Remote signing service.
    Rssp,
    /// Hardware security module.
    Hsm,
}

/// In whose hands a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Custody {
    /// In the stock of a unit.
    InStock,
    /// Handed to a person.
    Handed,
    /// Locked after wrong PINs; still in the hands of the person.
    Locked,
    /// Given back, waiting to be emptied.
    Returned,
    /// Lost.
    Lost,
    /// Damaged.
    Damaged,
}

/// What can be done with a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CustodyVerb {
    /// Hand it to a person (biên bản bàn giao, Mẫu 08).
    HandOver,
    /// Take it back.
    TakeBack,
    /// Report it lost (Mẫu 09).
    ReportLost,
    /// It turned up again.
    Find,
    /// It locked itself.
    Lock,
    /// Unlock it (khôi phục thiết bị, Mẫu 06).
    Restore,
    /// Report it damaged.
    ReportDamage,
    /// Empty it and put it back into stock.
    Restock,
}

/// One row of the table: from where, by what, to where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustodyStep {
    /// Before.
    pub from: Custody,
    /// What is done.
    pub verb: CustodyVerb,
    /// After.
    pub to: Custody,
}

/// Everything that can happen to a device; what is not here cannot.
pub const STEPS: &[CustodyStep] = &[
    step(Custody::InStock, CustodyVerb::HandOver, Custody::Handed),
    step(Custody::InStock, CustodyVerb::ReportLost, Custody::Lost),
    step(Custody::InStock, CustodyVerb::ReportDamage, Custody::Damaged),
    step(Custody::Handed, CustodyVerb::TakeBack, Custody::Returned),
    step(Custody::Handed, CustodyVerb::Lock, Custody::Locked),
    step(Custody::Handed, CustodyVerb::ReportLost, Custody::Lost),
    step(Custody::Handed, CustodyVerb::ReportDamage, Custody::Damaged),
    step(Custody::Locked, CustodyVerb::Restore, Custody::Handed),
    step(Custody::Locked, CustodyVerb::TakeBack, Custody::Returned),
    step(Custody::Locked, CustodyVerb::ReportLost, Custody::Lost),
    step(Custody::Locked, CustodyVerb::ReportDamage, Custody::Damaged),
    step(Custody::Returned, CustodyVerb::Restock, Custody::InStock),
    step(Custody::Returned, CustodyVerb::ReportLost, Custody::Lost),
    step(Custody::Returned, CustodyVerb::ReportDamage, Custody::Damaged),
    // What is found again does not go straight to a person: its certificate was revoked.
    step(Custody::Lost, CustodyVerb::Find, Custody::Returned),
    step(Custody::Damaged, CustodyVerb::TakeBack, Custody::Returned),
];

/// A device and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Number in the registry.
    pub id: Id,
    /// What kind it is.
    pub kind: DeviceKind,
    /// Serial number of the device, as written on it.
    pub serial: String,
    /// The unit whose stock it belongs to.
    pub unit: Id,
    /// In whose hands it is.
    pub custody: Custody,
    /// The person who has it, or had it when it got lost, locked or damaged.
    pub person: Option<Id>,
}

impl DeviceKind {
    /// Every kind.
    pub const ALL: [DeviceKind; 5] =
        [DeviceKind::Token, DeviceKind::Sim, DeviceKind::Soft, DeviceKind::Rssp, DeviceKind::Hsm];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DeviceKind::Token => "token",
            DeviceKind::Sim => "sim",
            DeviceKind::Soft => "soft",
            DeviceKind::Rssp => "rssp",
            DeviceKind::Hsm => "hsm",
        }
    }
}

impl CustodyVerb {
    /// Everything that can be done with a device.
    pub const ALL: [CustodyVerb; 8] = [
        CustodyVerb::HandOver,
        CustodyVerb::TakeBack,
        CustodyVerb::ReportLost,
        CustodyVerb::Find,
        CustodyVerb::Lock,
        CustodyVerb::Restore,
        CustodyVerb::ReportDamage,
        CustodyVerb::Restock,
    ];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            CustodyVerb::HandOver => "hand-over",
            CustodyVerb::TakeBack => "take-back",
            CustodyVerb::ReportLost => "report-lost",
            CustodyVerb::Find => "find",
            CustodyVerb::Lock => "lock",
            CustodyVerb::Restore => "restore",
            CustodyVerb::ReportDamage => "report-damage",
            CustodyVerb::Restock => "restock",
        }
    }
}

impl Custody {
    /// Every custody, in the order of pages.
    pub const ALL: [Custody; 6] =
        [Custody::InStock, Custody::Handed, Custody::Locked, Custody::Returned, Custody::Lost, Custody::Damaged];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Custody::InStock => "in-stock",
            Custody::Handed => "handed",
            Custody::Locked => "locked",
            Custody::Returned => "returned",
            Custody::Lost => "lost",
            Custody::Damaged => "damaged",
        }
    }

    /// Where `verb` leads from here; none where the table has no such row.
    #[must_use]
    pub fn after(self, verb: CustodyVerb) -> Option<Custody> {
        STEPS.iter().find(|step| step.from == self && step.verb == verb).map(|step| step.to)
    }

    /// What can be done now, in the order of the table.
    pub fn verbs(self) -> impl Iterator<Item = CustodyVerb> {
        STEPS.iter().filter(move |step| step.from == self).map(|step| step.verb)
    }
}

const fn step(from: Custody, verb: CustodyVerb, to: Custody) -> CustodyStep {
    CustodyStep { from, verb, to }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_verb_leads_two_ways() {
        let starts: HashSet<_> = STEPS.iter().map(|step| (step.from, step.verb)).collect();
        assert_eq!(starts.len(), STEPS.len());
    }

    #[test]
    fn from_everywhere_a_way_leads_back_into_stock() {
        for start in STEPS.iter().flat_map(|step| [step.from, step.to]) {
            let mut reached = vec![start];
            let mut next = 0;
            while let Some(&at) = reached.get(next) {
                next += 1;
                for to in at.verbs().filter_map(|verb| at.after(verb)) {
                    if !reached.contains(&to) {
                        reached.push(to);
                    }
                }
            }
            assert!(reached.contains(&Custody::InStock), "{start:?}");
        }
    }

    #[test]
    fn a_lost_device_is_not_handed_on() {
        assert_eq!(Custody::Lost.after(CustodyVerb::HandOver), None);
        assert_eq!(Custody::Lost.after(CustodyVerb::Find), Some(Custody::Returned));
        assert_eq!(Custody::Locked.after(CustodyVerb::HandOver), None);
    }
}
