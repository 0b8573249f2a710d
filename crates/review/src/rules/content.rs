//! What the certificate says of its holder, against the roster. Only certificates in force, only holders who work.
//!
//! > Clause 2.1b; NĐ 68/2024 Đ14–16: a change of organisation, of official e-mail, of the name is a change of information.

use super::Rule;
use crate::facts::Facts;
use antin_domain::certificate::{Employment, HolderKind};
use antin_domain::finding::Code;
use antin_domain::unit::Relation;

/// In force, and the holder is on the roster and works.
fn active(facts: &Facts) -> bool {
    facts.in_force && facts.person.is_known && facts.person.employment == Employment::Active
}

/// In force, and nobody is missing: a person who works, or an organisation that goes on.
fn lives(facts: &Facts) -> bool {
    active(facts) || (facts.in_force && facts.kind == HolderKind::Organisation && !facts.unit_dissolved)
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code::CertificateUnitDiffers,
        clause: "2.1b",
        because: "in force, and the holder's unit on the roster is another one",
        says: |facts, _| active(facts) && facts.content.unit == Some(Relation::Other),
    },
    Rule {
        code: Code::CertificateUnitRenamed,
        clause: "2.1b",
        because: "in force, and carries the former name of the holder's unit, or of one that was led into it",
        says: |facts, _| lives(facts) && facts.content.unit == Some(Relation::Renamed),
    },
    Rule {
        code: Code::CertificatePositionDiffers,
        clause: "2.1b",
        because: "in force, and the holder's position on the roster is another one (where the policy counts the position)",
        says: |facts, policy| active(facts) && policy.content.position && facts.content.position_differs,
    },
    Rule {
        code: Code::CertificateEmailDiffers,
        clause: "2.1b",
        because: "in force, and the holder's official e-mail on the roster is another one",
        says: |facts, _| active(facts) && facts.content.mail_differs,
    },
    Rule {
        code: Code::CertificateIdDiffers,
        clause: "2.1b",
        because: "in force, and its CCCD has a slip",
        says: |facts, policy| active(facts) && policy.content.identity && facts.content.id_differs,
    },
    Rule {
        code: Code::CertificateIdOld,
        clause: "2.1b",
        because: "in force, and its ID number is the old CMND of nine digits",
        says: |facts, policy| active(facts) && policy.content.identity && facts.content.id_old,
    },
];
