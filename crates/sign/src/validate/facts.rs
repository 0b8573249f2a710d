//! What is so about one signature, without judgement.

use super::stamp::StampFacts;
use crate::cms::verify::{Crypto, Named};
use crate::pdf::changes::Changes;
use crate::pdf::field::{Fault, Permits};
use antin_pki::algorithm::Weakness;
use antin_pki::time::Time;
use antin_pki::verdict::Reason;

/// A signature of a person or a body, or a time stamp over the whole document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A signature.
    Signature,
    /// A time stamp of the document.
    DocumentTimeStamp,
}

/// Which attributes and material make the level (EN 319 142-1 section 6, EN 319 122-1 section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A CMS signature without the attribute that names its certificate.
    Cms,
    /// Basic.
    BB,
    /// With a time stamp.
    BT,
    /// With what is needed to judge it later.
    BLT,
    /// With a time stamp over that.
    BLTA,
}

impl Level {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Cms => "CMS",
            Level::BB => "B-B",
            Level::BT => "B-T",
            Level::BLT => "B-LT",
            Level::BLTA => "B-LTA",
        }
    }
}

/// Whose certificate it is, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignerFacts {
    /// The name of its holder.
    pub subject: String,
    /// Its common name.
    pub name: String,
    /// The units and bodies in it, the nearest first.
    pub unit: String,
    /// The name of its issuer.
    pub issuer: String,
    /// Its serial, in hex.
    pub serial: String,
    /// `RSA-2048`, `P-256` and the like.
    pub key: String,
    /// First and last second of its validity.
    pub validity: Option<(Time, Time)>,
}

/// What validation of the path says at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathFacts {
    /// The instant at which the path has to stand.
    pub at: Time,
    /// Nothing, or why it does not stand.
    pub outcome: Result<(), Reason>,
}

/// Everything about one signature.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The name of its field, or its place in the list.
    pub id: String,
    /// Signature or time stamp.
    pub kind: Kind,
    /// Its level.
    pub level: Level,
    /// What is wrong with its place in the file.
    pub faults: Vec<Fault>,
    /// What cryptography says.
    pub crypto: Crypto,
    /// Does it name its certificate?
    pub named: Named,
    /// Whose it is.
    pub signer: Option<SignerFacts>,
    /// Its digest, as text.
    pub digest: String,
    /// What is weak about its digest or its certificate's key.
    pub weaknesses: Vec<Weakness>,
    /// The instant that the signer claims.
    pub claimed: Option<Time>,
    /// The instant of the verdict.
    pub now: Time,
    /// Time stamps that cover it, those of the document among them.
    pub stamps: Vec<StampFacts>,
    /// The earliest proof that it existed.
    pub proven: Option<Time>,
    /// Its path; none where there is no certificate.
    pub path: Option<PathFacts>,
    /// The revision it covers, and how many there are; none outside PDF.
    pub revision: Option<(usize, usize)>,
    /// Does it cover the file up to its end?
    pub whole_file: bool,
    /// What it permits.
    pub permits: Permits,
    /// What changed afterwards.
    pub changes: Changes,
    /// What only CMS files have.
    pub archive: ArchiveFacts,
}

/// What there is to say of the archive time stamps of a CMS signature beside [`Facts::stamps`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArchiveFacts {
    /// Types of attributes that came after the last of them and are no validation data.
    pub later_attributes: Vec<String>,
    /// It has one of the form before 2013, which is not judged here.
    pub has_old_form: bool,
}
