//! Holders who are gone, whose position is outside the scope, or who are nowhere on the roster.
//!
//! > Clause 2.3: the holder retired, resigned, moved to a body outside the sector or to a position outside the scope of
//! > use: revoke.

use super::Rule;
use crate::facts::Facts;
use antin_domain::certificate::{Employment, HolderKind};
use antin_domain::finding::Code;
use antin_domain::policy::LeftSector;

fn gone(facts: &Facts, how: Employment) -> bool {
    facts.in_force && facts.person.is_known && facts.person.employment == how
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code::HolderRetired,
        clause: "2.3",
        because: "in force, the holder retired",
        says: |facts, _| gone(facts, Employment::Retired),
    },
    Rule {
        code: Code::HolderResigned,
        clause: "2.3",
        because: "in force, the holder resigned",
        says: |facts, _| gone(facts, Employment::Resigned),
    },
    Rule {
        code: Code::HolderLeftSector,
        clause: "2.3",
        because: "in force, the holder moved to a body outside the sector (where the policy revokes it)",
        says: |facts, policy| gone(facts, Employment::LeftSector) && policy.left_sector == LeftSector::Revoke,
    },
    Rule {
        code: Code::HolderDied,
        clause: "2.3",
        because: "in force, the holder died",
        says: |facts, _| gone(facts, Employment::Died),
    },
    Rule {
        code: Code::HolderNotEntitled,
        clause: "2.3",
        because: "in force, the holder's position is outside the scope of the policy",
        says: |facts, _| gone(facts, Employment::Active) && !facts.person.is_entitled,
    },
    Rule {
        code: Code::HolderUnknown,
        clause: "–",
        because: "in force, no such person on the roster",
        says: |facts, _| {
            facts.in_force
                && facts.has_roster
                && facts.kind == HolderKind::Person
                && !facts.person.is_known
                && !facts.person.is_uncertain
        },
    },
];
