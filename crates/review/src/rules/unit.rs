//! Certificates of units.
//!
//! > NĐ 68/2024 Đ17: an organisation's certificate is revoked when it is dissolved, split or merged.

use super::Rule;
use antin_domain::certificate::HolderKind;
use antin_domain::finding::Code;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code::UnitDissolved,
        clause: "2.3",
        because: "organisation certificate in force, the unit ended without a successor that keeps it",
        says: |facts, _| facts.in_force && facts.kind == HolderKind::Organisation && facts.unit_dissolved,
    },
    Rule {
        code: Code::OnlyCertificateOfUnit,
        clause: "–",
        because: "a warning beside a revocation: the unit would be left without any certificate",
        says: |facts, _| facts.only_of_unit,
    },
];
