//! What validation says: three values, and the reasons, each with the clause it rests on.

use crate::time::Time;

/// The answer to "may I rely on it?". There is no fourth, and *unknown* is never a quiet *no*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Everything that was asked was checked and held.
    Valid,
    /// Something needed for an answer is missing: an issuer, a CRL, an algorithm.
    Unknown,
    /// Something checked did not hold.
    Invalid,
}

/// Why a path is not valid. Every value carries both sides of the disagreement where there are two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No certificate of the issuer is known, or none leads to a trust anchor.
    NoIssuer,
    /// The search ended at its limit of signatures, steps or names.
    Budget,
    /// No public key with the issuer's name made the signature.
    BadSignature,
    /// The algorithm is not verified here.
    UnsupportedAlgorithm(String),
    /// The algorithm inside is not the one outside.
    AlgorithmsDiffer,
    /// The time is before its validity.
    NotYetValid {
        /// First second of its validity.
        not_before: Time,
        /// The time asked about.
        at: Time,
    },
    /// The time is after its validity.
    Expired {
        /// Last second of its validity.
        not_after: Time,
        /// The time asked about.
        at: Time,
    },
    /// It issued a certificate and is no CA.
    NotACa,
    /// It issued a certificate and its key may not sign any.
    MayNotSignCertificates,
    /// More CAs below one than it allows.
    PathTooLong,
    /// A critical extension that is not known here.
    UnknownCritical(String),
    /// A known extension whose content cannot be read.
    UnreadableExtension(String),
    /// A name outside the permitted subtrees.
    NameNotPermitted(String),
    /// A name in an excluded subtree.
    NameExcluded(String),
    /// A name constraint of a kind or form that is not understood, where it matters.
    ConstraintNotUnderstood,
    /// No policy is left that the whole path was issued under, and one is needed.
    NoPolicy,
    /// A mapping from or to anyPolicy.
    MappedAnyPolicy,
    /// The certificate is not for the purpose asked about.
    WrongPurpose,
    /// The key may not be used as asked.
    WrongKeyUsage,
    /// The certificate departs from the profile of RFC 5280 section 4.
    Departure(Departure),
    /// It is revoked.
    Revoked {
        /// Since when.
        since: Time,
        /// Why, if the CRL says.
        reason: Option<RevocationReason>,
    },
    /// Whether it is revoked cannot be told.
    RevocationUnknown(NoStatus),
}

/// How a certificate departs from what RFC 5280 section 4 demands of a CA that conforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the text of each is its clause in `Reason::clause` and its sentence in the words
pub enum Departure {
    SerialTooLong,
    SerialZero,
    EmptyIssuer,
    EmptyCaSubject,
    EmptySubjectAltNameNotCritical,
    ExtensionTwice,
    ExtensionsBeforeVersion3,
    AuthorityKeyMissing,
    AuthorityKeyCritical,
    SubjectKeyMissing,
    SubjectKeyCritical,
    BasicConstraintsMissing,
    BasicConstraintsNotCritical,
    PathLengthWithoutCa,
    CertificateSignWithoutCa,
    NameConstraintsWithoutCa,
    NameConstraintsNotCritical,
    PolicyConstraintsNotCritical,
    InhibitAnyPolicyNotCritical,
    AccessCritical,
    BadAlternativeName,
}

/// Why it is not known whether a certificate is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoStatus {
    /// No CRL of its issuer, or none whose scope it is in, and no OCSP answer about it.
    NoCrl,
    /// The OCSP answer has something critical in it that is not known here.
    AnswerNotUsable,
    /// Nobody who may answer signed the OCSP answer (RFC 6960 4.2.2.2), or nothing says that he still may.
    ResponderNotValid,
    /// A newer OCSP answer should have been there, or it is from the future.
    AnswerStale {
        /// When it should have come, if it says.
        next_update: Option<Time>,
        /// The time asked about.
        now: Time,
    },
    /// The OCSP responder does not know it.
    ResponderUnknown,
    /// The CRLs have something critical in them that is not known here, or depart from their profile.
    NotUsable,
    /// The signer of the CRL may not sign CRLs, or no path leads to it.
    SignerNotValid,
    /// The CRLs do not cover every reason.
    ReasonsIncomplete,
    /// A newer CRL should have been there.
    Stale {
        /// When it should have come.
        next_update: Option<Time>,
        /// The time asked about.
        now: Time,
    },
}

/// Reasons of revocation (RFC 5280 section 5.3.1), by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // each is the name in the RFC
pub enum RevocationReason {
    Unspecified = 0,
    KeyCompromise = 1,
    CaCompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    CertificateHold = 6,
    RemoveFromCrl = 8,
    PrivilegeWithdrawn = 9,
    AaCompromise = 10,
}

impl RevocationReason {
    /// Every reason with its name.
    pub const ALL: [(RevocationReason, &'static str); 10] = [
        (RevocationReason::Unspecified, "unspecified"),
        (RevocationReason::KeyCompromise, "keyCompromise"),
        (RevocationReason::CaCompromise, "cACompromise"),
        (RevocationReason::AffiliationChanged, "affiliationChanged"),
        (RevocationReason::Superseded, "superseded"),
        (RevocationReason::CessationOfOperation, "cessationOfOperation"),
        (RevocationReason::CertificateHold, "certificateHold"),
        (RevocationReason::RemoveFromCrl, "removeFromCRL"),
        (RevocationReason::PrivilegeWithdrawn, "privilegeWithdrawn"),
        (RevocationReason::AaCompromise, "aACompromise"),
    ];

    /// The reason of a number, if there is one.
    #[must_use]
    pub fn of(number: u8) -> Option<RevocationReason> {
        RevocationReason::ALL.into_iter().map(|(reason, _)| reason).find(|reason| *reason as u8 == number)
    }

    /// Its name in RFC 5280.
    #[must_use]
    pub fn name(self) -> &'static str {
        RevocationReason::ALL.into_iter().find(|(reason, _)| *reason == self).map_or("", |(_, name)| name)
    }
}

impl Reason {
    /// What it makes of the whole.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self {
            Reason::NoIssuer | Reason::Budget | Reason::UnsupportedAlgorithm(_) | Reason::RevocationUnknown(_) => {
                Verdict::Unknown
            }
            _ => Verdict::Invalid,
        }
    }

    /// Its short name, for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Reason::NoIssuer => "no-issuer",
            Reason::Budget => "budget",
            Reason::BadSignature => "bad-signature",
            Reason::UnsupportedAlgorithm(_) => "unsupported-algorithm",
            Reason::AlgorithmsDiffer => "algorithms-differ",
            Reason::NotYetValid { .. } => "not-yet-valid",
            Reason::Expired { .. } => "expired",
            Reason::NotACa => "not-a-ca",
            Reason::MayNotSignCertificates => "may-not-sign-certificates",
            Reason::PathTooLong => "path-too-long",
            Reason::UnknownCritical(_) => "unknown-critical",
            Reason::UnreadableExtension(_) => "unreadable-extension",
            Reason::NameNotPermitted(_) => "name-not-permitted",
            Reason::NameExcluded(_) => "name-excluded",
            Reason::ConstraintNotUnderstood => "constraint-not-understood",
            Reason::NoPolicy => "no-policy",
            Reason::MappedAnyPolicy => "mapped-any-policy",
            Reason::WrongPurpose => "wrong-purpose",
            Reason::WrongKeyUsage => "wrong-key-usage",
            Reason::Departure(departure) => departure.code(),
            Reason::Revoked { .. } => "revoked",
            Reason::RevocationUnknown(NoStatus::NoCrl) => "no-crl",
            Reason::RevocationUnknown(NoStatus::AnswerNotUsable) => "ocsp-not-usable",
            Reason::RevocationUnknown(NoStatus::ResponderNotValid) => "ocsp-responder-not-valid",
            Reason::RevocationUnknown(NoStatus::AnswerStale { .. }) => "ocsp-stale",
            Reason::RevocationUnknown(NoStatus::ResponderUnknown) => "ocsp-unknown",
            Reason::RevocationUnknown(NoStatus::NotUsable) => "crl-not-usable",
            Reason::RevocationUnknown(NoStatus::SignerNotValid) => "crl-signer-not-valid",
            Reason::RevocationUnknown(NoStatus::ReasonsIncomplete) => "crl-reasons-incomplete",
            Reason::RevocationUnknown(NoStatus::Stale { .. }) => "crl-stale",
        }
    }

    /// The clause it rests on.
    #[must_use]
    pub fn clause(&self) -> &'static str {
        match self {
            Reason::NoIssuer => "RFC 5280 6.1 (a)–(b)",
            Reason::Budget => "RFC 4158 2.4",
            Reason::BadSignature | Reason::UnsupportedAlgorithm(_) => "RFC 5280 6.1.3 (a)(1)",
            Reason::AlgorithmsDiffer => "RFC 5280 4.1.1.2",
            Reason::NotYetValid { .. } | Reason::Expired { .. } => "RFC 5280 6.1.3 (a)(2)",
            Reason::Revoked { .. } => "RFC 5280 6.1.3 (a)(3)",
            Reason::RevocationUnknown(NoStatus::Stale { .. }) => "RFC 5280 6.3.3 (a)",
            Reason::RevocationUnknown(NoStatus::SignerNotValid) => "RFC 5280 6.3.3 (f)",
            Reason::RevocationUnknown(NoStatus::NotUsable) => "RFC 5280 5.2",
            Reason::RevocationUnknown(NoStatus::AnswerNotUsable) => "RFC 6960 4.4",
            Reason::RevocationUnknown(NoStatus::ResponderNotValid) => "RFC 6960 4.2.2.2",
            Reason::RevocationUnknown(NoStatus::AnswerStale { .. }) => "RFC 6960 4.2.2.1",
            Reason::RevocationUnknown(NoStatus::ResponderUnknown) => "RFC 6960 2.2",
            Reason::RevocationUnknown(_) => "RFC 5280 6.3.3",
            Reason::NameNotPermitted(_) => "RFC 5280 6.1.3 (b)",
            Reason::NameExcluded(_) => "RFC 5280 6.1.3 (c)",
            Reason::ConstraintNotUnderstood => "RFC 5280 4.2.1.10",
            Reason::NoPolicy => "RFC 5280 6.1.3 (f)",
            Reason::MappedAnyPolicy => "RFC 5280 6.1.4 (a)",
            Reason::NotACa => "RFC 5280 6.1.4 (k)",
            Reason::PathTooLong => "RFC 5280 6.1.4 (l)",
            Reason::MayNotSignCertificates => "RFC 5280 6.1.4 (n)",
            Reason::UnknownCritical(_) => "RFC 5280 6.1.4 (o)",
            Reason::UnreadableExtension(_) => "RFC 5280 4.2",
            Reason::WrongPurpose => "RFC 5280 4.2.1.12",
            Reason::WrongKeyUsage => "RFC 5280 4.2.1.3",
            Reason::Departure(departure) => departure.clause(),
        }
    }
}

impl Departure {
    /// Its short name, for machines.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.entry().0
    }

    /// The clause of RFC 5280 it departs from.
    #[must_use]
    pub fn clause(self) -> &'static str {
        self.entry().1
    }

    fn entry(self) -> (&'static str, &'static str) {
        match self {
            Departure::SerialTooLong => ("serial-too-long", "RFC 5280 4.1.2.2"),
            Departure::SerialZero => ("serial-zero", "RFC 5280 4.1.2.2"),
            Departure::EmptyIssuer => ("empty-issuer", "RFC 5280 4.1.2.4"),
            Departure::EmptyCaSubject => ("empty-ca-subject", "RFC 5280 4.1.2.6"),
            Departure::EmptySubjectAltNameNotCritical => ("empty-subject", "RFC 5280 4.1.2.6"),
            Departure::ExtensionTwice => ("extension-twice", "RFC 5280 4.2"),
            Departure::ExtensionsBeforeVersion3 => ("extensions-before-version-3", "RFC 5280 4.1.2.9"),
            Departure::AuthorityKeyMissing => ("authority-key-missing", "RFC 5280 4.2.1.1"),
            Departure::AuthorityKeyCritical => ("authority-key-critical", "RFC 5280 4.2.1.1"),
            Departure::SubjectKeyMissing => ("subject-key-missing", "RFC 5280 4.2.1.2"),
            Departure::SubjectKeyCritical => ("subject-key-critical", "RFC 5280 4.2.1.2"),
            Departure::BasicConstraintsMissing => ("basic-constraints-missing", "RFC 5280 4.2.1.9"),
            Departure::BasicConstraintsNotCritical => ("basic-constraints-not-critical", "RFC 5280 4.2.1.9"),
            Departure::PathLengthWithoutCa => ("path-length-without-ca", "RFC 5280 4.2.1.9"),
            Departure::CertificateSignWithoutCa => ("certificate-sign-without-ca", "RFC 5280 4.2.1.3"),
            Departure::NameConstraintsWithoutCa => ("name-constraints-without-ca", "RFC 5280 4.2.1.10"),
            Departure::NameConstraintsNotCritical => ("name-constraints-not-critical", "RFC 5280 4.2.1.10"),
            Departure::PolicyConstraintsNotCritical => ("policy-constraints-not-critical", "RFC 5280 4.2.1.11"),
            Departure::InhibitAnyPolicyNotCritical => ("inhibit-any-policy-not-critical", "RFC 5280 4.2.1.14"),
            Departure::AccessCritical => ("information-access-critical", "RFC 5280 4.2.2.1"),
            Departure::BadAlternativeName => ("bad-alternative-name", "RFC 5280 4.2.1.6"),
        }
    }
}
