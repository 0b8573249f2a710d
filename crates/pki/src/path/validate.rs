//! One chain, from its anchor downwards: RFC 5280 section 6.1.

use super::policy::Policies;
use super::profile::{self, Place};
use super::revocation::Question;
use super::{Finding, Instants, Revocation, Settings, Sound, Validator};
use crate::certificate::Certificate;
use crate::certificate::extensions::{KeyUsage, NameConstraints};
use crate::oid;
use crate::verdict::Reason;

/// What is carried from one certificate to the next (RFC 5280 6.1.2).
struct State<'a> {
    policies: Policies<'a>,
    constraints: Vec<NameConstraints<'a>>,
    /// `max_path_length`
    most_below: u32,
    names_compared: u32,
    departures: Vec<Finding>,
}

impl<'a> Validator<'_, 'a> {
    /// Validates anchor `path[0]`, the CAs below it, and `target`.
    pub(super) fn validate_chain(
        &self,
        path: &[usize],
        target: &Certificate<'a>,
        number: usize,
        instants: Instants,
        signers: &mut Vec<Vec<u8>>,
        settings: &Settings,
    ) -> Result<Sound, Finding> {
        let store = self.store.certificates();
        let chain: Vec<&Certificate<'a>> =
            path.iter().map(|index| &store[*index]).chain(std::iter::once(target)).collect();
        let last = chain.len() - 1;
        let mut state = State {
            policies: Policies::new(last, settings),
            constraints: Vec::new(),
            most_below: settings.most_intermediates,
            names_compared: 0,
            departures: Vec::new(),
        };
        let mut key = chain[0].key;
        for (place, certificate) in chain.iter().enumerate() {
            let at = |reason| Finding { reason, above: last - place };
            if place == 0 {
                in_force(certificate, instants).map_err(at)?;
            } else {
                // (a)(1)
                let issuer = chain[place - 1];
                if certificate.signature_algorithm != certificate.signed_algorithm {
                    return Err(at(Reason::AlgorithmsDiffer));
                }
                if key == issuer.key {
                    let child = if place == last { number } else { path[place] };
                    self.is_signed_by(certificate, child, path[place - 1]).map_err(at)?;
                } else {
                    self.verify(certificate, &key).map_err(at)?;
                }
                // (a)(2); (a)(4) holds since the chain was built by names
                in_force(certificate, instants).map_err(at)?;
                // (b), (c)
                let is_self_issued = certificate.is_self_issued();
                if place == last || !is_self_issued {
                    super::constraints::check(certificate, &state.constraints, &mut state.names_compared)
                        .map_err(at)?;
                }
                // (d)–(f)
                state.policies.descend(&certificate.extensions, is_self_issued, place == last).map_err(at)?;
                if place < last {
                    state.policies.prepare(&certificate.extensions, is_self_issued).map_err(at)?;
                }
                key = certificate.key.inheriting(&key);
            }
            form(certificate, place, last, &mut state, settings).map_err(at)?;
            if place < last {
                issuer_may(certificate, place, &mut state).map_err(at)?;
            }
        }
        let at_end = |reason| Finding { reason, above: 0 };
        let policies = state.policies.finish(&target.extensions, &settings.policies).map_err(at_end)?;
        purpose(target, settings).map_err(at_end)?;
        // (a)(3), last: it may need other paths.
        for place in 1..=last {
            if settings.revocation == Revocation::NotLookedAt {
                break;
            }
            let (certificate, issuer) = (chain[place], chain[place - 1]);
            let question = Question { certificate, issuer, anchor: path[0], instants, settings };
            match self.not_revoked(&question, signers) {
                Err(Reason::RevocationUnknown(_))
                    if settings.revocation == Revocation::OfCertificate && place < last => {}
                said => said.map_err(|reason| Finding { reason, above: last - place })?,
            }
        }
        Ok(Sound { path: path.to_vec(), policies, departures: state.departures })
    }

    /// An anchor that is asked about: it has to be in force, nothing else.
    pub(super) fn judge_anchor(&self, index: usize, instants: Instants) -> Result<Sound, Box<super::Failure>> {
        match in_force(&self.store.certificates()[index], instants) {
            Ok(()) => Ok(Sound { path: Vec::new(), policies: Vec::new(), departures: Vec::new() }),
            Err(reason) => Err(Box::new(super::Failure { finding: Finding { reason, above: 0 }, path: Vec::new() })),
        }
    }
}

fn in_force(certificate: &Certificate<'_>, instants: Instants) -> Result<(), Reason> {
    let at = instants.at;
    if at < certificate.not_before {
        return Err(Reason::NotYetValid { not_before: certificate.not_before, at });
    }
    if at > certificate.not_after {
        return Err(Reason::Expired { not_after: certificate.not_after, at });
    }
    Ok(())
}

/// Extensions that forbid use, and the profile.
fn form(
    certificate: &Certificate<'_>,
    place: usize,
    last: usize,
    state: &mut State<'_>,
    settings: &Settings,
) -> Result<(), Reason> {
    let extensions = &certificate.extensions;
    if let Some(oid) = extensions.unknown_critical.first() {
        return Err(Reason::UnknownCritical(oid.to_string()));
    }
    if let Some(oid) = extensions.unreadable.first() {
        return Err(Reason::UnreadableExtension(oid.to_string()));
    }
    let role = if place == last {
        Place::End
    } else if place == 0 {
        Place::Anchor
    } else {
        Place::Between
    };
    let departures = profile::check(certificate, role, settings.profile)?;
    state.departures.extend(departures.into_iter().map(|reason| Finding { reason, above: last - place }));
    Ok(())
}

/// RFC 5280 6.1.4 (g), (k)–(n): this certificate issued the next.
fn issuer_may<'a>(certificate: &Certificate<'a>, place: usize, state: &mut State<'a>) -> Result<(), Reason> {
    let extensions = &certificate.extensions;
    if let Some(constraints) = &extensions.name_constraints {
        state.constraints.push(constraints.value);
    }
    // An anchor of version 1 is a CA because it is an anchor.
    let constraints = extensions.basic_constraints.as_ref().map(|found| found.value);
    let is_ca = constraints.map_or(place == 0, |found| found.ca);
    if !is_ca {
        return Err(Reason::NotACa);
    }
    if place > 0 && !certificate.is_self_issued() {
        state.most_below = state.most_below.checked_sub(1).ok_or(Reason::PathTooLong)?;
    }
    if let Some(length) = constraints.and_then(|found| found.path_length) {
        state.most_below = state.most_below.min(length);
    }
    match &extensions.key_usage {
        Some(usage) if !usage.value.allows(KeyUsage::CERTIFICATE_SIGN) => Err(Reason::MayNotSignCertificates),
        _ => Ok(()),
    }
}

fn purpose(target: &Certificate<'_>, settings: &Settings) -> Result<(), Reason> {
    if let (Some(wanted), Some(found)) = (settings.purpose, &target.extensions.extended_key_usage)
        && !found.value.has(wanted)
        && !found.value.has(oid::ANY_PURPOSE)
    {
        return Err(Reason::WrongPurpose);
    }
    if let (Some(wanted), Some(found)) = (settings.usage, &target.extensions.key_usage)
        && found.value.0 & wanted.0 == 0
    {
        return Err(Reason::WrongKeyUsage);
    }
    Ok(())
}
