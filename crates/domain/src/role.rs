//! Roles, and grants of them: who may act as what, where, from when to when, in whose place.
//!
//! > screens.md: holder, clerk, head, coordinator, auditor, administrator; > issue "The registry" 5: and the CA liaison.

use crate::day::Day;
use crate::id::Id;

/// What somebody acts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Holds a certificate (người dùng chứng thư).
    Holder,
    /// Keeps the records of a unit (cán bộ đầu mối, văn thư).
    Clerk,
    /// Heads a unit: confirms and approves (thủ trưởng đơn vị).
    Head,
    /// Runs reviews for a whole sector (đầu mối ở trung tâm).
    Coordinator,
    /// Speaks with the CA (đầu mối với Ban Cơ yếu).
    Liaison,
    /// Reads everything, changes nothing (kiểm tra, giám sát).
    Auditor,
    /// Keeps users and settings, decides nothing (quản trị hệ thống).
    Administrator,
}

impl Role {
    /// Every role, in the order of the access matrix.
    pub const ALL: [Role; 7] =
        [Role::Holder, Role::Clerk, Role::Head, Role::Coordinator, Role::Liaison, Role::Auditor, Role::Administrator];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Holder => "holder",
            Role::Clerk => "clerk",
            Role::Head => "head",
            Role::Coordinator => "coordinator",
            Role::Liaison => "liaison",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }

    /// May one person hold both, wherever? Who watches or keeps users must not decide.
    ///
    /// > lifecycle.md section 3: a person may hold only one of Officer, Administrator, Auditor.
    #[must_use]
    pub fn goes_with(self, other: Role) -> bool {
        let group = |role| match role {
            Role::Holder => None,
            Role::Auditor => Some('w'),
            Role::Administrator => Some('k'),
            Role::Clerk | Role::Head | Role::Coordinator | Role::Liaison => Some('d'),
        };
        match (group(self), group(other)) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
    }
}

/// A role in a unit and everything below it, for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Number in the registry.
    pub id: Id,
    /// The user who has it.
    pub user: Id,
    /// The role.
    pub role: Role,
    /// The unit at the top of the subtree.
    pub unit: Id,
    /// First day.
    pub from: Day,
    /// Last day; unknown while it lasts.
    pub to: Day,
    /// The user in whose place this one acts; none for a grant of one's own.
    pub deputy_of: Option<Id>,
}

impl Grant {
    /// Does it hold on `day`? A grant without a first day does not: it was never begun.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from.is_known() && self.from <= day && (!self.to.is_known() || self.to >= day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text.as_bytes()).unwrap_or_default()
    }

    #[test]
    fn a_grant_has_its_days() {
        let of = |from, to| Grant {
            id: Id(1),
            user: Id(2),
            role: Role::Clerk,
            unit: Id(3),
            from: day(from),
            to: day(to),
            deputy_of: None,
        };
        assert!(of("01/06/2024", "30/06/2024").holds_on(day("30/06/2024")));
        assert!(!of("01/06/2024", "30/06/2024").holds_on(day("01/07/2024")));
        assert!(of("01/06/2024", "").holds_on(day("01/07/2034")));
        assert!(!of("", "").holds_on(day("01/07/2024")));
    }

    #[test]
    fn who_watches_or_keeps_users_does_not_decide() {
        for decides in [Role::Clerk, Role::Head, Role::Coordinator, Role::Liaison] {
            assert!(!Role::Auditor.goes_with(decides) && !decides.goes_with(Role::Administrator));
            assert!(decides.goes_with(Role::Head) && decides.goes_with(Role::Holder));
        }
        assert!(!Role::Auditor.goes_with(Role::Administrator));
        assert!(Role::Auditor.goes_with(Role::Holder) && Role::Auditor.goes_with(Role::Auditor));
    }
}
