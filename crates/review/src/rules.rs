//! The rules: each sees the facts of one case and says nothing or one finding.
//!
//! To add one: a code in `domain::finding`, an entry in the file of its family, its sentences in `locales/`, a case in
//! `cases/`. `docs/rules.md` is written from here.

mod ca_list;
mod content;
mod expiry;
mod holder;
mod link;
mod registry;
mod unit;

use crate::facts::Facts;
use antin_domain::action::Action;
use antin_domain::finding::{Code, Findings};
use antin_domain::policy::Policy;

/// One rule.
pub struct Rule {
    /// The finding it may say.
    pub code: Code,
    /// Clause of letter 2547/TCT-CNTT; `–` where the letter has none.
    pub clause: &'static str,
    /// What the clause says, or why the rule is there.
    pub because: &'static str,
    /// Does it speak?
    pub says: fn(&Facts, &Policy) -> bool,
}

/// The shelf: one entry per family of findings.
pub const FAMILIES: &[(&str, &[Rule])] = &[
    ("ca-list", ca_list::RULES),
    ("registry", registry::RULES),
    ("content", content::RULES),
    ("expiry", expiry::RULES),
    ("holder", holder::RULES),
    ("unit", unit::RULES),
    ("link", link::RULES),
];

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|(_, rules)| rules.iter())
}

/// The findings of a case.
#[must_use]
pub fn findings(facts: &Facts, policy: &Policy) -> Findings {
    let mut findings = Findings::default();
    for rule in all() {
        if (rule.says)(facts, policy) {
            findings.add(rule.code);
        }
    }
    findings
}

/// The one final action.
///
/// > Where `ca-status-stale` speaks it is `report-to-ca` (what was asked for is not asked for twice); else the first of
/// > revoke, verify, … none. Nobody who is active and entitled may ever get `revoke` from a weak link.
#[must_use]
pub fn action(facts: &Facts, findings: Findings) -> Action {
    if findings.has(Code::CaStatusStale) {
        return Action::ReportToCa;
    }
    findings.iter().map(|code| action_of(facts, code)).min().unwrap_or_default()
}

/// What one finding asks for in this case: a weak link turns `revoke` into `verify`, and so does a day of leaving that
/// nobody can read, for it may be still to come.
#[must_use]
pub fn action_of(facts: &Facts, code: Code) -> Action {
    let action = code.action();
    let is_person_open = facts.person.is_weak || facts.person.is_day_unread;
    let weak = facts.registry.is_weak || (is_person_open && code.is_about_holder());
    if action == Action::Revoke && weak { Action::Verify } else { action }
}

/// A case on the CA's list is judged in full; one that is not only for what can be said without the certificate, unless
/// the certificate itself is at hand.
///
/// > review.md section 3: a case not on the CA's list is judged for `not-on-ca-list` and `registry-duplicate` only, unless
/// > the certificate file itself is at hand.
fn judged(facts: &Facts) -> bool {
    listed(facts) || (facts.at_hand && !facts.is_foreign)
}

/// Is it on the CA's list?
fn listed(facts: &Facts) -> bool {
    facts.ca_rows > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_exactly_one_rule() {
        let mut codes: Vec<Code> = all().map(|rule| rule.code).collect();
        codes.sort_unstable();
        assert_eq!(codes, Code::ALL);
    }

    fn check(change: impl Fn(&mut Facts), codes: &[Code], expected: Action) {
        let mut facts = Facts { ca_rows: 1, ..Facts::default() };
        change(&mut facts);
        let mut findings = Findings::default();
        codes.iter().for_each(|&code| findings.add(code));
        assert_eq!(action(&facts, findings), expected, "{codes:?}");
    }

    #[test]
    fn the_first_action_of_the_ladder_wins() {
        check(|_| {}, &[], Action::None);
        check(|_| {}, &[Code::RegistrySerialSpelling, Code::RegistryNameDiffers], Action::UpdateRegistry);
        check(|_| {}, &[Code::HolderRetired, Code::SeveralInForce, Code::ExpiringRenewable], Action::Revoke);
        check(|_| {}, &[Code::OnlyCertificateOfUnit, Code::ExpiringTooLate], Action::RevokeAndReissue);
    }

    #[test]
    fn what_was_asked_for_is_not_asked_for_twice() {
        check(|_| {}, &[Code::HolderRetired, Code::CaStatusStale], Action::ReportToCa);
    }

    #[test]
    fn a_weak_link_never_revokes() {
        check(|facts| facts.registry.is_weak = true, &[Code::Expired], Action::Verify);
        check(|facts| facts.person.is_weak = true, &[Code::Expired], Action::Revoke);
        check(|facts| facts.person.is_weak = true, &[Code::HolderRetired], Action::Verify);
        check(|facts| facts.person.is_weak = true, &[Code::HolderNotEntitled], Action::Verify);
        check(|facts| facts.person.is_day_unread = true, &[Code::HolderRetired], Action::Verify);
        check(|facts| facts.person.is_day_unread = true, &[Code::Expired], Action::Revoke);
        check(|facts| facts.registry.is_weak = true, &[Code::ExpiringTooLate], Action::RevokeAndReissue);
    }
}
