//! Certification paths: built and validated at a given time by RFC 5280 section 6.
//!
//! The search goes from the certificate upwards, depth first, with the likeliest issuer first and a budget against path
//! bombs; every chain that reaches an anchor is then validated from the anchor downwards. The first valid one wins. If
//! none is valid, the reason that says most is given.

mod answers;
mod build;
mod constraints;
mod policy;
mod profile;
mod revocation;
mod validate;

use crate::certificate::Certificate;
use crate::certificate::extensions::KeyUsage;
use crate::crl::CrlIndex;
use crate::name::Name;
use crate::ocsp::Response;
use crate::oid::Oid;
use crate::time::Time;
use crate::verdict::{Reason, Verdict};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

/// The certificates among which paths are searched. Shared by all threads; the bytes lie with the caller.
#[derive(Debug)]
pub struct Store<'a> {
    certificates: Vec<Certificate<'a>>,
    anchors: usize,
}

impl<'a> Store<'a> {
    /// `anchors` are trusted; `others` may stand between an anchor and a certificate.
    #[must_use]
    pub fn new(anchors: Vec<Certificate<'a>>, others: impl IntoIterator<Item = Certificate<'a>>) -> Self {
        let count = anchors.len();
        let mut certificates = anchors;
        certificates.extend(others);
        Store { certificates, anchors: count }
    }

    /// All of them, anchors first.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate<'a>] {
        &self.certificates
    }

    /// How many of the first are anchors.
    #[must_use]
    pub fn anchors(&self) -> usize {
        self.anchors
    }

    /// The public keys of everyone called `name`, to verify a CRL with. A DSA key that leaves its parameters to its
    /// issuer is offered with the parameters of every DSA key there is: which of them is right, the signature tells.
    #[must_use]
    pub fn keys_of(&self, name: &Name<'_>) -> Vec<crate::key::PublicKey<'a>> {
        let mut keys = Vec::new();
        for certificate in self.certificates.iter().filter(|certificate| certificate.subject.same(name)) {
            let with = self.certificates.iter().map(|other| certificate.key.inheriting(&other.key));
            for key in with {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
    }
}

/// What is asked of a path.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Policies that are acceptable; none means any (`user-initial-policy-set`).
    pub policies: Vec<Vec<u8>>,
    /// A policy has to be left (`initial-explicit-policy`).
    pub explicit_policy: bool,
    /// Mappings do not count (`initial-policy-mapping-inhibit`).
    pub inhibit_mapping: bool,
    /// anyPolicy does not count (`initial-any-policy-inhibit`).
    pub inhibit_any_policy: bool,
    /// A purpose that the certificate must allow, if it names purposes.
    pub purpose: Option<Oid<'static>>,
    /// The key must have one of these uses, if the certificate names uses.
    pub usage: Option<KeyUsage>,
    /// Is revocation looked at?
    pub revocation: Revocation,
    /// Is what RFC 5280 section 4 demands of CAs demanded here?
    pub profile: Profile,
    /// How many CAs may stand between anchor and certificate, self-issued ones not counted.
    pub most_intermediates: u32,
    /// Signatures that may be checked before the search is given up.
    pub budget: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            policies: Vec::new(),
            explicit_policy: false,
            inhibit_mapping: false,
            inhibit_any_policy: false,
            purpose: None,
            usage: None,
            revocation: Revocation::NotLookedAt,
            profile: Profile::Strict,
            most_intermediates: 16,
            budget: 400,
        }
    }
}

/// Is revocation looked at?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// No: the verdict is about the path alone, and says so.
    NotLookedAt,
    /// The certificate asked about has to be known as not revoked; a CA above it must not be known as revoked.
    OfCertificate,
    /// Every certificate below the anchor has to be known as not revoked.
    Required,
}

/// How the form of certificates is judged beyond section 6 of RFC 5280.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// A departure from section 4 makes the path invalid.
    Strict,
    /// Departures are listed beside the verdict.
    Tolerant,
}

/// The two instants of a question; they differ when an old signature is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instants {
    /// At which the path has to be valid, and the certificate not revoked.
    pub at: Time,
    /// At which CRLs and OCSP answers have to be current.
    pub now: Time,
}

impl Instants {
    /// Both at once.
    #[must_use]
    pub fn at(at: Time) -> Self {
        Instants { at, now: at }
    }
}

/// A reason, and the certificate it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is the matter.
    pub reason: Reason,
    /// Steps from the certificate asked about: 0 is itself, 1 its issuer.
    pub above: usize,
}

/// Where a revocation was looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The CRLs.
    Crl,
    /// The OCSP answers.
    Ocsp,
}

/// What one source says by itself of one certificate of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Steps from the certificate asked about.
    pub above: usize,
    /// Who says it.
    pub source: Source,
    /// Not revoked; or that it is, or why this is not known.
    pub said: Result<(), Reason>,
}

/// The answer about one certificate.
#[derive(Clone, Debug)]
pub struct Report {
    /// The answer.
    pub verdict: Verdict,
    /// Why it is not valid; empty if it is.
    pub reasons: Vec<Finding>,
    /// Departures from the profile that were tolerated.
    pub departures: Vec<Finding>,
    /// The path: numbers in the store, the anchor first; without the certificate itself. Of the path that failed if none
    /// is valid, as far as it led.
    pub path: Vec<usize>,
    /// The policies under which the whole path was issued and which are acceptable, as dotted numbers.
    pub policies: Vec<String>,
    /// Was revocation looked at?
    pub revocation: Revocation,
    /// What CRLs and OCSP say each; only where there are answers, and a path that reached an anchor.
    pub told: Vec<Told>,
}

/// Validates certificates against one store and some CRLs. One for each thread; it remembers which signatures it checked.
#[derive(Debug)]
pub struct Validator<'s, 'a> {
    store: &'s Store<'a>,
    crls: &'s [Arc<CrlIndex>],
    answers: &'s [Response<'a>],
    /// Responders that are trusted by themselves.
    responders: &'s [Certificate<'a>],
    settings: Settings,
    /// Does number 1 carry the signature of number 2 of the store?
    checked: RefCell<HashMap<(usize, usize), bool>>,
    /// Who of the store is called so: by the name as it stands in the file.
    called: RefCell<HashMap<Vec<u8>, Arc<[usize]>>>,
    left: Cell<u32>,
}

impl<'s, 'a> Validator<'s, 'a> {
    /// A validator; each of `crls` was verified when it was loaded.
    #[must_use]
    pub fn new(store: &'s Store<'a>, crls: &'s [Arc<CrlIndex>], settings: Settings) -> Self {
        let left = Cell::new(settings.budget);
        Validator {
            store,
            crls,
            answers: &[],
            responders: &[],
            settings,
            checked: RefCell::default(),
            called: RefCell::default(),
            left,
        }
    }

    /// The same with OCSP answers. Besides the issuer itself and whom it appointed, `responders` may have signed them
    /// (RFC 6960 4.2.2.2: a local configuration of OCSP signing authority).
    #[must_use]
    pub fn with_answers(mut self, answers: &'s [Response<'a>], responders: &'s [Certificate<'a>]) -> Self {
        (self.answers, self.responders) = (answers, responders);
        self
    }

    /// Is `target` valid at the instants asked about?
    #[must_use]
    pub fn validate(&self, target: &Certificate<'a>, instants: Instants) -> Report {
        self.left.set(self.settings.budget);
        self.checked.borrow_mut().retain(|(child, _), _| *child != TARGET);
        let mut departures = Vec::new();
        let found = self.find(target, TARGET, None, instants, &mut Vec::new(), &self.settings);
        let (verdict, reasons, path, policies) = match found {
            Ok(found) => {
                departures = found.departures;
                (Verdict::Valid, Vec::new(), found.path, found.policies)
            }
            Err(failure) => (failure.finding.reason.verdict(), vec![failure.finding], failure.path, Vec::new()),
        };
        let told = self.told(&path, target, instants);
        Report { verdict, reasons, departures, path, policies, revocation: self.settings.revocation, told }
    }
}

/// The number of the certificate asked about, which is not in the store.
const TARGET: usize = usize::MAX;

/// A valid path.
struct Sound {
    path: Vec<usize>,
    policies: Vec<String>,
    departures: Vec<Finding>,
}

/// A path that failed, as far as it led.
#[derive(Clone, Debug)]
struct Failure {
    finding: Finding,
    path: Vec<usize>,
}

impl Failure {
    /// How much it says: a revocation is a fact; then what a whole path lacks; then what it breaks; then that there is
    /// no path.
    fn weight(&self) -> u8 {
        match &self.finding.reason {
            Reason::Revoked { .. } if self.finding.above == 0 => 5,
            Reason::RevocationUnknown(_) | Reason::Budget => 4,
            Reason::NoIssuer => 0,
            Reason::BadSignature => 1,
            Reason::UnsupportedAlgorithm(_) => 2,
            _ => 3,
        }
    }
}
