//! Searching upwards for an anchor (RFC 4158), with a budget.

use super::{Failure, Finding, Instants, Settings, Sound, TARGET, Validator};
use crate::certificate::Certificate;
use crate::key::KeyKind;
use crate::oid;
use crate::signature::{self, SignatureError};
use crate::verdict::Reason;
use std::sync::Arc;

/// No chain is followed further than this, whatever the settings allow: self-issued certificates are not counted there.
const LONGEST: usize = 40;

/// One search.
struct Search<'c, 'a> {
    /// The certificate asked about.
    target: &'c Certificate<'a>,
    /// Its number.
    number: usize,
    /// The one anchor that counts; any where none is given.
    anchor: Option<usize>,
    instants: Instants,
    settings: &'c Settings,
    /// Numbers from the issuer of the target upwards.
    chain: Vec<usize>,
    worst: Option<Failure>,
}

impl<'a> Validator<'_, 'a> {
    /// Searches a valid path for `target`. `signers` are the keys whose CRLs are being questioned further out.
    pub(super) fn find(
        &self,
        target: &Certificate<'a>,
        number: usize,
        anchor: Option<usize>,
        instants: Instants,
        signers: &mut Vec<Vec<u8>>,
        settings: &Settings,
    ) -> Result<Sound, Box<Failure>> {
        let mut search = Search { target, number, anchor, instants, settings, chain: Vec::new(), worst: None };
        // An anchor that is asked about is its own path.
        let own = (0..self.store.anchors()).find(|index| {
            self.store.certificates()[*index].raw == target.raw && anchor.is_none_or(|only| only == *index)
        });
        if let Some(index) = own {
            return self.judge_anchor(index, instants);
        }
        match self.climb(&mut search, signers) {
            Some(found) => Ok(found),
            None => Err(Box::new(
                search
                    .worst
                    .unwrap_or(Failure { finding: Finding { reason: Reason::NoIssuer, above: 0 }, path: Vec::new() }),
            )),
        }
    }

    fn climb(&self, search: &mut Search<'_, 'a>, signers: &mut Vec<Vec<u8>>) -> Option<Sound> {
        let lowest = search.chain.last().copied();
        let child = lowest.map_or(search.target, |index| &self.store.certificates()[index]);
        let child_number = lowest.unwrap_or(search.number);
        let candidates = self.candidates(child);
        let mut refused = None;
        for &candidate in &*candidates {
            let issuer = &self.store.certificates()[candidate];
            if self.is_repeated(search, issuer) {
                continue;
            }
            match self.is_signed_by(child, child_number, candidate) {
                Ok(()) => {}
                Err(Reason::Budget) => {
                    search.note(Reason::Budget);
                    return None;
                }
                Err(reason) => {
                    refused = Some(reason);
                    continue;
                }
            }
            search.chain.push(candidate);
            let found = if candidate < self.store.anchors() {
                if search.anchor.is_none_or(|only| only == candidate) { self.judge(search, signers) } else { None }
            } else if search.chain.len() >= LONGEST {
                search.note(Reason::PathTooLong);
                None
            } else {
                self.climb(search, signers)
            };
            if found.is_some() {
                return found;
            }
            search.chain.pop();
            if self.left.get() == 0 {
                search.note(Reason::Budget);
                return None;
            }
        }
        search.note(refused.unwrap_or(Reason::NoIssuer));
        None
    }

    /// Validates the chain that reached an anchor.
    fn judge(&self, search: &mut Search<'_, 'a>, signers: &mut Vec<Vec<u8>>) -> Option<Sound> {
        let path: Vec<usize> = search.chain.iter().rev().copied().collect();
        // A chain costs work beyond its signatures.
        self.left.set(self.left.get().saturating_sub(1));
        match self.validate_chain(&path, search.target, search.number, search.instants, signers, search.settings) {
            Ok(sound) => Some(sound),
            Err(finding) => {
                search.keep(Failure { finding, path });
                None
            }
        }
    }

    /// Who could have issued `child`: everyone with the issuer's name, the key that it names first, anchors first.
    fn candidates(&self, child: &Certificate<'a>) -> Arc<[usize]> {
        let called = self.called(child);
        let Some(wanted) = child.extensions.authority_key_id.as_ref().and_then(|found| found.value.key_id) else {
            return called;
        };
        if called.len() < 2 {
            return called;
        }
        let mut sorted = called.to_vec();
        sorted.sort_by_key(|index| {
            let own = self.store.certificates()[*index].extensions.subject_key_id.as_ref().map(|found| found.value);
            own != Some(wanted)
        });
        sorted.into()
    }

    fn called(&self, child: &Certificate<'a>) -> Arc<[usize]> {
        /// Names that are remembered; a list has a handful of issuers.
        const MOST_NAMES: usize = 1024;
        if let Some(known) = self.called.borrow().get(child.issuer.raw) {
            return Arc::clone(known);
        }
        let all = self.store.certificates().iter().enumerate();
        let found: Arc<[usize]> =
            all.filter(|(_, issuer)| issuer.subject.same(&child.issuer)).map(|(index, _)| index).collect();
        let mut called = self.called.borrow_mut();
        if called.len() < MOST_NAMES {
            called.insert(child.issuer.raw.to_vec(), Arc::clone(&found));
        }
        found
    }

    /// Name and key stand in the chain already: going there again leads in a circle (RFC 4158 2.4.2).
    fn is_repeated(&self, search: &Search<'_, 'a>, issuer: &Certificate<'a>) -> bool {
        let same = |other: &Certificate<'a>| other.key.raw == issuer.key.raw && other.subject.same(&issuer.subject);
        (search.number == TARGET && search.target.raw == issuer.raw)
            || search.chain.iter().any(|index| same(&self.store.certificates()[*index]))
    }

    /// Did the key of `issuer` sign `child`? A DSA key without parameters is judged when the whole chain is known.
    pub(super) fn is_signed_by(
        &self,
        child: &Certificate<'a>,
        child_number: usize,
        issuer_number: usize,
    ) -> Result<(), Reason> {
        let issuer = &self.store.certificates()[issuer_number];
        if issuer.key.algorithm.oid == oid::DSA && issuer.key.kind() == KeyKind::Dsa(0) {
            return Ok(());
        }
        if let Some(known) = self.checked.borrow().get(&(child_number, issuer_number)) {
            return if *known { Ok(()) } else { Err(Reason::BadSignature) };
        }
        let verified = self.verify(child, &issuer.key);
        if !matches!(verified, Err(Reason::Budget | Reason::UnsupportedAlgorithm(_))) {
            self.checked.borrow_mut().insert((child_number, issuer_number), verified.is_ok());
        }
        verified
    }

    /// One signature off the budget.
    pub(super) fn verify(&self, child: &Certificate<'a>, key: &crate::key::PublicKey<'a>) -> Result<(), Reason> {
        let Some(left) = self.left.get().checked_sub(1) else { return Err(Reason::Budget) };
        self.left.set(left);
        signature::verify(key, &child.signature_algorithm, child.tbs, child.signature).map_err(|error| match error {
            SignatureError::Unsupported => Reason::UnsupportedAlgorithm(child.signature_algorithm.oid.to_string()),
            _ => Reason::BadSignature,
        })
    }
}

impl Search<'_, '_> {
    fn note(&mut self, reason: Reason) {
        let path = self.chain.iter().rev().copied().collect();
        self.keep(Failure { finding: Finding { reason, above: self.chain.len() }, path });
    }

    fn keep(&mut self, failure: Failure) {
        if self.worst.as_ref().is_none_or(|worst| failure.weight() > worst.weight()) {
            self.worst = Some(failure);
        }
    }
}
