//! The table of permissions. What is not here is refused.

use super::{Act, Effect, Scope};
use crate::role::Role;
use Role::{Administrator, Auditor, Clerk, Coordinator, Head, Holder, Liaison};
use Scope::{Everything, Own, Subtree};

/// One act, its effect, and who may do it how far.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The act.
    pub act: Act,
    /// The word for it in addresses, events and sentences.
    pub name: &'static str,
    /// Does it change anything?
    pub effect: Effect,
    /// Roles and how far each reaches.
    pub allows: &'static [(Role, Scope)],
}

/// Those who work with the records of a unit, those who work for the whole, and those who watch.
const READERS: &[(Role, Scope)] = &[
    (Clerk, Subtree),
    (Head, Subtree),
    (Coordinator, Everything),
    (Liaison, Everything),
    (Auditor, Everything),
    (Holder, Own),
];
/// Those who keep the records.
const KEEPERS: &[(Role, Scope)] = &[(Clerk, Subtree), (Coordinator, Everything)];
/// Whoever has any role.
const EVERYBODY: &[(Role, Scope)] = &[
    (Holder, Everything),
    (Clerk, Everything),
    (Head, Everything),
    (Coordinator, Everything),
    (Liaison, Everything),
    (Auditor, Everything),
    (Administrator, Everything),
];

/// Every act, once.
pub const RULES: &[Rule] = &[
    // The names of units are no secret, and everybody has to name one.
    reads(Act::ReadUnit, "read-unit", EVERYBODY),
    reads(Act::ReadPerson, "read-person", READERS),
    reads(Act::Unmask, "unmask", &[(Clerk, Subtree), (Liaison, Everything), (Auditor, Everything), (Holder, Own)]),
    reads(Act::ReadCertificate, "read-certificate", READERS),
    reads(Act::ReadDevice, "read-device", READERS),
    reads(Act::ReadFinding, "read-finding", READERS),
    reads(
        Act::ReadImport,
        "read-import",
        &[(Clerk, Subtree), (Head, Subtree), (Coordinator, Everything), (Auditor, Everything)],
    ),
    // Events and accounts belong to no unit: whoever reads them reads them all.
    reads(Act::ReadAudit, "read-audit", &[(Auditor, Everything)]),
    reads(Act::ReadUser, "read-user", &[(Administrator, Everything), (Auditor, Everything)]),
    reads(
        Act::Export,
        "export",
        &[(Clerk, Subtree), (Head, Subtree), (Coordinator, Everything), (Liaison, Everything), (Auditor, Everything)],
    ),
    changes(
        Act::SaveSearch,
        "save-search",
        &[(Clerk, Everything), (Head, Everything), (Coordinator, Everything), (Liaison, Everything)],
    ),
    changes(Act::ShareSearch, "share-search", &[(Clerk, Subtree), (Head, Subtree), (Coordinator, Everything)]),
    changes(Act::EditUnit, "edit-unit", &[(Coordinator, Everything)]),
    changes(Act::EditPerson, "edit-person", KEEPERS),
    changes(
        Act::RegisterCertificate,
        "register-certificate",
        &[(Clerk, Subtree), (Coordinator, Everything), (Holder, Own)],
    ),
    // A clerk confirms for those who have no access; the event says so.
    changes(Act::ConfirmCertificate, "confirm-certificate", &[(Holder, Own), (Clerk, Subtree)]),
    changes(Act::EditCertificate, "edit-certificate", KEEPERS),
    changes(Act::KeepDevice, "keep-device", &[(Clerk, Subtree), (Coordinator, Everything), (Liaison, Everything)]),
    changes(Act::Import, "import", KEEPERS),
    changes(Act::UndoImport, "undo-import", KEEPERS),
    changes(Act::RunReview, "run-review", &[(Clerk, Subtree), (Head, Subtree), (Coordinator, Everything)]),
    changes(Act::Decide, "decide", &[(Clerk, Subtree), (Head, Subtree), (Coordinator, Everything)]),
    changes(Act::Approve, "approve", &[(Head, Subtree), (Coordinator, Everything)]),
    changes(Act::SendToCa, "send-to-ca", &[(Liaison, Everything)]),
    changes(Act::LeadCampaign, "lead-campaign", &[(Coordinator, Everything)]),
    changes(
        Act::NameDeputy,
        "name-deputy",
        &[(Clerk, Subtree), (Head, Subtree), (Coordinator, Everything), (Liaison, Everything)],
    ),
    changes(Act::KeepUser, "keep-user", &[(Administrator, Everything)]),
    changes(Act::GrantRole, "grant-role", &[(Administrator, Everything)]),
    changes(Act::EndSession, "end-session", &[(Administrator, Everything)]),
    changes(Act::ChangeSetting, "change-setting", &[(Administrator, Everything)]),
];

impl Act {
    /// The row of the table for this act.
    #[must_use]
    pub fn rule(self) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.act == self)
    }

    /// The word for it; blank for an act without a row, which a test forbids.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.rule().map_or("", |rule| rule.name)
    }
}

const fn reads(act: Act, name: &'static str, allows: &'static [(Role, Scope)]) -> Rule {
    Rule { act, name, effect: Effect::Reads, allows }
}

const fn changes(act: Act, name: &'static str, allows: &'static [(Role, Scope)]) -> Rule {
    Rule { act, name, effect: Effect::Changes, allows }
}
