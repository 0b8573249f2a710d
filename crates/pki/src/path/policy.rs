//! Policies along a path: RFC 5280 sections 6.1.3 (d)–(f), 6.1.4 (a)–(b) and 6.1.5 (g), kept as RFC 9618 does: one node
//! for each policy and level, so that a hostile path cannot make a tree of exponential size.

use crate::certificate::extensions::Extensions;
use crate::oid::{self, Oid};
use crate::verdict::Reason;
use std::collections::{BTreeMap, BTreeSet};

/// Policies that one path may carry along; beyond it the budget is spent.
const MOST: usize = 20_000;

/// What became of the policies up to some certificate.
pub(super) struct Policies<'a> {
    /// `valid_policy` of the lowest level and its node; none once no policy is left.
    level: Option<BTreeMap<Oid<'a>, Node<'a>>>,
    explicit_policy: u32,
    inhibit_any_policy: u32,
    policy_mapping: u32,
}

#[derive(Clone, Default)]
struct Node<'a> {
    /// `expected_policy_set`
    expected: BTreeSet<Oid<'a>>,
    /// The policies of the anchor's domain of which this one is the continuation; anyPolicy for itself.
    roots: BTreeSet<Oid<'a>>,
}

impl<'a> Node<'a> {
    fn of(policy: Oid<'a>, roots: BTreeSet<Oid<'a>>) -> Self {
        Node { expected: BTreeSet::from([policy]), roots }
    }
}

impl<'a> Policies<'a> {
    /// Before the first of `count` certificates below the anchor (RFC 5280 6.1.2 (a), (d)–(f)).
    pub fn new(count: usize, settings: &super::Settings) -> Self {
        let begin = |now: bool| if now { 0 } else { count as u32 + 1 };
        let any = Node::of(oid::ANY_POLICY, BTreeSet::from([oid::ANY_POLICY]));
        Policies {
            level: Some(BTreeMap::from([(oid::ANY_POLICY, any)])),
            explicit_policy: begin(settings.explicit_policy),
            inhibit_any_policy: begin(settings.inhibit_any_policy),
            policy_mapping: begin(settings.inhibit_mapping),
        }
    }

    /// One certificate further down (RFC 5280 6.1.3 (d)–(f)).
    pub fn descend(&mut self, extensions: &Extensions<'a>, is_self_issued: bool, is_last: bool) -> Result<(), Reason> {
        let above = self.level.take();
        if let (Some(above), Some(policies)) = (above, extensions.policies.as_ref()) {
            let mut level: BTreeMap<Oid<'a>, Node<'a>> = BTreeMap::new();
            let mut has_any = false;
            // (d)(1): each policy continues those that expect it, or anyPolicy.
            let mut parents: BTreeMap<Oid<'a>, Vec<&Node<'a>>> = BTreeMap::new();
            for node in above.values() {
                node.expected.iter().for_each(|expected| parents.entry(*expected).or_default().push(node));
            }
            let mut size = 0;
            for policy in policies.value.iter() {
                if policy.oid == oid::ANY_POLICY {
                    has_any = true;
                    continue;
                }
                let node = match parents.get(&policy.oid) {
                    Some(parents) => {
                        let roots = parents.iter().flat_map(|parent| parent.roots.iter().copied()).collect();
                        Node::of(policy.oid, roots)
                    }
                    None if above.contains_key(&oid::ANY_POLICY) => Node::of(policy.oid, BTreeSet::from([policy.oid])),
                    None => continue,
                };
                size += node.roots.len();
                if size > MOST {
                    return Err(Reason::Budget);
                }
                level.insert(policy.oid, node);
            }
            // (d)(2): anyPolicy continues everything that is expected and not named.
            if has_any && (self.inhibit_any_policy > 0 || (!is_last && is_self_issued)) {
                for (expected, parents) in parents {
                    let roots: BTreeSet<Oid<'a>> =
                        parents.iter().flat_map(|parent| parent.roots.iter().copied()).collect();
                    size += roots.len();
                    if size > MOST {
                        return Err(Reason::Budget);
                    }
                    level.entry(expected).or_insert_with(|| Node::of(expected, roots));
                }
            }
            self.level = (!level.is_empty()).then_some(level);
        }
        // (f)
        if self.explicit_policy == 0 && self.level.is_none() { Err(Reason::NoPolicy) } else { Ok(()) }
    }

    /// Before the next certificate (RFC 5280 6.1.4 (a), (b), (h)–(j)).
    pub fn prepare(&mut self, extensions: &Extensions<'a>, is_self_issued: bool) -> Result<(), Reason> {
        if let Some(mappings) = &extensions.policy_mappings {
            let mut by_issuer: BTreeMap<Oid<'a>, BTreeSet<Oid<'a>>> = BTreeMap::new();
            for mapping in mappings.value.iter() {
                if mapping.issuer == oid::ANY_POLICY || mapping.subject == oid::ANY_POLICY {
                    return Err(Reason::MappedAnyPolicy);
                }
                by_issuer.entry(mapping.issuer).or_default().insert(mapping.subject);
            }
            self.map(by_issuer);
        }
        if !is_self_issued {
            for counter in [&mut self.explicit_policy, &mut self.policy_mapping, &mut self.inhibit_any_policy] {
                *counter = counter.saturating_sub(1);
            }
        }
        if let Some(constraints) = &extensions.policy_constraints {
            let lower = |counter: &mut u32, to: Option<u32>| *counter = (*counter).min(to.unwrap_or(u32::MAX));
            lower(&mut self.explicit_policy, constraints.value.require_explicit);
            lower(&mut self.policy_mapping, constraints.value.inhibit_mapping);
        }
        if let Some(inhibit) = &extensions.inhibit_any_policy {
            self.inhibit_any_policy = self.inhibit_any_policy.min(inhibit.value);
        }
        Ok(())
    }

    fn map(&mut self, by_issuer: BTreeMap<Oid<'a>, BTreeSet<Oid<'a>>>) {
        let Some(level) = &mut self.level else { return };
        let has_any = level.contains_key(&oid::ANY_POLICY);
        for (issuer, subjects) in by_issuer {
            if self.policy_mapping == 0 {
                level.remove(&issuer);
            } else if let Some(node) = level.get_mut(&issuer) {
                node.expected = subjects;
            } else if has_any {
                level.insert(issuer, Node { expected: subjects, roots: BTreeSet::from([issuer]) });
            }
        }
        if level.is_empty() {
            self.level = None;
        }
    }

    /// After the last certificate (RFC 5280 6.1.5 (a), (b), (g)): the acceptable policies that are left, dotted.
    pub fn finish(mut self, extensions: &Extensions<'a>, acceptable: &[Vec<u8>]) -> Result<Vec<String>, Reason> {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        if extensions.policy_constraints.as_ref().is_some_and(|found| found.value.require_explicit == Some(0)) {
            self.explicit_policy = 0;
        }
        let any_is_fine = acceptable.is_empty() || acceptable.iter().any(|policy| policy == oid::ANY_POLICY.0);
        let mut left = BTreeSet::new();
        for (policy, node) in self.level.iter().flatten() {
            if *policy == oid::ANY_POLICY {
                // Every acceptable policy is left.
                if any_is_fine {
                    left.insert(oid::ANY_POLICY.to_string());
                }
                left.extend(acceptable.iter().map(|policy| Oid(policy).to_string()));
                continue;
            }
            let roots = node.roots.iter().filter(|root| any_is_fine || acceptable.iter().any(|one| one == root.0));
            left.extend(roots.map(Oid::to_string));
        }
        if self.explicit_policy == 0 && left.is_empty() {
            Err(Reason::NoPolicy)
        } else {
            Ok(left.into_iter().collect())
        }
    }
}
