//! The small numbers by which rows hold the words of the domain. They are never given another meaning.

use crate::error::{Error, Result};
use antin_domain::certificate::record::Succession;
use antin_domain::certificate::{Employment, HolderKind, Standing};
use antin_domain::device::{Custody, CustodyVerb, DeviceKind};
use antin_domain::role::Role;

/// A word of the domain with its table of numbers.
pub(crate) trait Code: Copy + PartialEq + Sized + 'static {
    /// The column that holds it, for the error.
    const COLUMN: &'static str;
    /// Each word with its number.
    const TABLE: &'static [(Self, i16)];

    /// The number; every word has one, as a test holds.
    fn code(self) -> i16 {
        Self::TABLE.iter().find(|(word, _)| *word == self).map_or(-1, |(_, code)| *code)
    }

    /// The word of a number that stands in a row of `table`.
    fn of(table: &'static str, code: i16) -> Result<Self> {
        let word = Self::TABLE.iter().find(|(_, known)| *known == code).map(|(word, _)| *word);
        word.ok_or_else(|| Error::Damaged { table, column: Self::COLUMN, value: code.to_string() })
    }
}

impl Code for HolderKind {
    const COLUMN: &'static str = "kind";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::Unknown, 0), (Self::Person, 1), (Self::Organisation, 2), (Self::Device, 3)];
}

impl Code for Standing {
    const COLUMN: &'static str = "standing";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::Unknown, 0), (Self::InUse, 1), (Self::Revoked, 2), (Self::Superseded, 3), (Self::Expired, 4)];
}

impl Code for Succession {
    const COLUMN: &'static str = "succession";
    const TABLE: &'static [(Self, i16)] = &[(Self::Renewal, 1), (Self::ChangeInfo, 2), (Self::Reissue, 3)];
}

impl Code for Employment {
    const COLUMN: &'static str = "employment";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::Active, 0), (Self::Retired, 1), (Self::Resigned, 2), (Self::LeftSector, 3), (Self::Died, 4)];
}

impl Code for DeviceKind {
    const COLUMN: &'static str = "kind";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::Token, 1), (Self::Sim, 2), (Self::Soft, 3), (Self::Rssp, 4), (Self::Hsm, 5)];
}

impl Code for Custody {
    const COLUMN: &'static str = "custody";
    const TABLE: &'static [(Self, i16)] = &[
        (Self::InStock, 1),
        (Self::Handed, 2),
        (Self::Locked, 3),
        (Self::Returned, 4),
        (Self::Lost, 5),
        (Self::Damaged, 6),
    ];
}

impl Code for CustodyVerb {
    const COLUMN: &'static str = "verb";
    const TABLE: &'static [(Self, i16)] = &[
        (Self::HandOver, 1),
        (Self::TakeBack, 2),
        (Self::ReportLost, 3),
        (Self::Find, 4),
        (Self::Lock, 5),
        (Self::Restore, 6),
        (Self::ReportDamage, 7),
        (Self::Restock, 8),
    ];
}

impl Code for Role {
    const COLUMN: &'static str = "role";
    const TABLE: &'static [(Self, i16)] = &[
        (Self::Holder, 1),
        (Self::Clerk, 2),
        (Self::Head, 3),
        (Self::Coordinator, 4),
        (Self::Liaison, 5),
        (Self::Auditor, 6),
        (Self::Administrator, 7),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_that_can_be_listed_has_a_number() {
        assert!(Role::ALL.iter().all(|role| role.code() > 0));
        for step in antin_domain::device::STEPS {
            assert!(step.from.code() > 0 && step.to.code() > 0 && step.verb.code() > 0);
        }
    }

    #[test]
    fn a_number_that_means_nothing_is_told_with_its_place() {
        let Err(Error::Damaged { table, column, value }) = Standing::of("certificate", 9) else { panic!() };
        assert_eq!((table, column, value.as_str()), ("certificate", "standing", "9"));
    }
}
