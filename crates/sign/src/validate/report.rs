//! The verdict as the contract writes it: one object per file, for machines; the door adds the sentences.

use serde::Serialize;

/// The verdict on a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// `PAdES`, `CAdES` and so on.
    pub format: String,
    /// That of its worst signature.
    pub verdict: Verdict,
    /// Its signatures.
    pub signatures: Vec<SignatureReport>,
    /// What there is to say of the file as a whole.
    pub reasons: Vec<ReasonReport>,
}

/// The answer for people. The worst comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Passed, and nothing changed beyond what the signature permits.
    Valid,
    /// Something needed is missing.
    Unknown,
    /// It failed, was changed, or shows two things to two readers.
    Invalid,
    /// No signature.
    Unsigned,
    /// No answer is possible.
    Unreadable,
}

/// The indication of EN 319 102-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)] // the standard's words
pub enum Indication {
    TotalPassed,
    Indeterminate,
    TotalFailed,
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureReport {
    /// The name of its field, or its place.
    pub id: String,
    /// `signature` or `document-timestamp`.
    pub kind: &'static str,
    /// Its level.
    pub level: &'static str,
    /// Whose it is.
    pub signer: Option<SignerReport>,
    /// `RSA-2048 SHA-256`.
    pub algorithm: String,
    /// The indication …
    pub indication: Indication,
    /// … and what is behind it.
    pub sub_indication: Option<&'static str>,
    /// What that means for this signature.
    pub verdict: Verdict,
    /// The instant that the signer claims.
    pub claimed_time: Option<String>,
    /// The instant that the verdict rests on …
    pub best_time: String,
    /// … and where it comes from: `timestamp` or `now`.
    pub best_time_source: &'static str,
    /// What it covers.
    pub covers: Covers,
    /// What changed afterwards.
    pub changes_after: ChangesReport,
    /// Why.
    pub reasons: Vec<ReasonReport>,
}

/// Whose certificate made it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SignerReport {
    /// The whole name of its holder.
    pub subject: String,
    /// The whole name of its issuer.
    pub issuer: String,
    /// Its serial, in hex.
    pub serial: String,
    /// The holder as people call him: the common name.
    #[serde(skip)]
    pub name: String,
    /// His unit and body: the parts of the name below the common name.
    #[serde(skip)]
    pub unit: String,
}

/// What of the file is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Covers {
    /// The revision, the first is 1.
    pub revision: Option<usize>,
    /// How many there are.
    pub of: Option<usize>,
    /// Up to the end of the file?
    pub whole_file: bool,
}

/// What changed afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangesReport {
    /// How far it goes.
    pub level: &'static str,
    /// What it is.
    pub items: Vec<String>,
}

/// A reason: a key for the words of the door, and what it speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReasonReport {
    /// Its short name.
    pub code: String,
    /// What fills its sentence; empty for most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<(&'static str, String)>,
}

impl ReasonReport {
    /// A reason without arguments.
    #[must_use]
    pub fn of(code: &str) -> Self {
        ReasonReport { code: code.to_owned(), arguments: Vec::new() }
    }
}

impl Report {
    /// A file about which nothing can be said, and why.
    #[must_use]
    pub fn unreadable(format: &str, code: &str) -> Self {
        Report {
            sha256: String::new(),
            format: format.to_owned(),
            verdict: Verdict::Unreadable,
            signatures: Vec::new(),
            reasons: vec![ReasonReport::of(code)],
        }
    }

    /// The report of a file with these signatures: the verdict is that of the worst.
    #[must_use]
    pub fn of(format: &str, signatures: Vec<SignatureReport>) -> Self {
        let verdict = signatures.iter().map(|signature| signature.verdict).max().unwrap_or(Verdict::Unsigned);
        Report { sha256: String::new(), format: format.to_owned(), verdict, signatures, reasons: Vec::new() }
    }

    /// The exit status of the contract.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self.verdict {
            Verdict::Valid => 0,
            Verdict::Unknown => 3,
            Verdict::Invalid | Verdict::Unreadable => 4,
            Verdict::Unsigned => 5,
        }
    }
}
