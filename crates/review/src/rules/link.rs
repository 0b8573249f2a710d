//! What only a person can decide: uncertain links, several certificates, foreign issuers, weak algorithms.

use super::{Rule, listed};
use antin_domain::certificate::HolderKind;
use antin_domain::finding::Code;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code::SeveralInForce,
        clause: "–",
        because: "more certificates of one kind are in force for one holder than the policy allows",
        says: |facts, _| facts.in_force && facts.kind == HolderKind::Person && facts.others_in_force > 0,
    },
    Rule {
        code: Code::ForeignIssuer,
        clause: "–",
        because: "issued by a CA outside the trust list (a public CA); in place of not-on-ca-list",
        says: |facts, _| !listed(facts) && facts.is_foreign && !facts.registry_uncertain,
    },
    Rule {
        code: Code::WeakCertificate,
        clause: "–",
        because: "the certificate itself, in force, is signed over SHA-1 or has an RSA key below 2048 bits",
        says: |facts, _| facts.in_force && facts.is_weak,
    },
    Rule {
        code: Code::LinkUncertain,
        clause: "–",
        because: "rows may belong together, not surely: in place of not-registered, not-on-ca-list or holder-unknown",
        says: |facts, _| {
            (!listed(facts) && facts.registry_uncertain)
                || (facts.in_force && facts.registry_uncertain && facts.registry_rows == 0)
                || (facts.in_force && facts.has_roster && facts.kind == HolderKind::Person && facts.person.is_uncertain)
        },
    },
];
