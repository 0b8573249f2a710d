//! Certificates that expire soon or have expired. Judged whatever the holder's state.
//!
//! > Clause 2.2: about to expire, already renewed once: revoke and request re-issue; not yet renewed: renew.
//! > Clause 2.3: expired: revoke.

use super::{Rule, judged};
use crate::facts::Facts;
use antin_domain::finding::Code;
use antin_domain::policy::Policy;

/// In force and within the warning window.
fn expiring(facts: &Facts, policy: &Policy) -> bool {
    facts.in_force && facts.days_left.is_some_and(|days| days <= policy.renewal.window_days)
}

fn may_renew(facts: &Facts, policy: &Policy) -> bool {
    expiring(facts, policy) && facts.renewals.is_some_and(|renewals| renewals < policy.renewal.limit)
}

fn in_time(facts: &Facts, policy: &Policy) -> bool {
    facts.days_left.is_some_and(|days| days >= policy.renewal.least_days)
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code::ExpiringRenewable,
        clause: "2.2",
        because: "within the warning window, may still be renewed, enough days left",
        says: |facts, policy| may_renew(facts, policy) && in_time(facts, policy),
    },
    Rule {
        code: Code::ExpiringTooLate,
        clause: "2.2",
        because: "within the warning window, may still be renewed, but fewer days are left than a renewal needs",
        says: |facts, policy| may_renew(facts, policy) && !in_time(facts, policy),
    },
    Rule {
        code: Code::ExpiringRenewedOnce,
        clause: "2.2",
        because: "within the warning window, the limit of renewals is used up",
        says: |facts, policy| {
            expiring(facts, policy) && facts.renewals.is_some_and(|renewals| renewals >= policy.renewal.limit)
        },
    },
    Rule {
        code: Code::ExpiringRenewalsUnknown,
        clause: "2.2",
        because: "within the warning window, and no list says whether it was renewed: unknown is never silently no",
        says: |facts, policy| expiring(facts, policy) && facts.renewals.is_none(),
    },
    Rule {
        code: Code::Expired,
        clause: "2.3",
        because: "expired, not superseded, not revoked",
        says: |facts, _| {
            judged(facts) && facts.days_left.is_some_and(|days| days < 0) && !facts.is_superseded && !facts.is_revoked
        },
    },
];
