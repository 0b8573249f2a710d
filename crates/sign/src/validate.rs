//! Judging signatures by EN 319 102-1: first facts, then policy, then a report.
//!
//! Facts say what is there and what agrees; they know no judgement. The policy sees facts and nothing else and says
//! *passed*, *undecided* or *failed*, with its reasons. Unknown is never valid: without a trusted anchor, without a word on
//! revocation, the answer is *undecided*.

pub mod archive;
pub mod cms;
pub mod facts;
pub mod path;
pub mod pdf;
pub mod policy;
pub mod reasons;
pub mod report;
pub mod signed;
pub mod stamp;

use crate::source::Source;
use antin_pki::algorithm::Digest;
use antin_pki::time::Time;
use report::Report;

/// What a verdict is asked about besides the file.
#[derive(Clone, Debug)]
pub struct Question<'q> {
    /// The instant of the verdict; the library has no clock.
    pub at: Time,
    /// Certificates that are trusted for signatures, each the bytes of one.
    pub anchors: Vec<&'q [u8]>,
    /// Certificates that are trusted for time stamps.
    pub stamp_anchors: Vec<&'q [u8]>,
    /// Certificates that may stand between, fetched or given.
    pub certificates: Vec<&'q [u8]>,
    /// CRLs, fetched or given.
    pub crls: Vec<&'q [u8]>,
    /// OCSP answers, fetched or given.
    pub answers: Vec<&'q [u8]>,
    /// The file that a detached signature is about.
    pub detached: Option<&'q [u8]>,
    /// The password of an encrypted file; the empty one is tried in any case.
    pub password: Option<&'q [u8]>,
}

impl<'q> Question<'q> {
    /// A question with nothing given: no anchor, so nothing can be valid.
    #[must_use]
    pub fn at(at: Time) -> Self {
        Question {
            at,
            anchors: Vec::new(),
            stamp_anchors: Vec::new(),
            certificates: Vec::new(),
            crls: Vec::new(),
            answers: Vec::new(),
            detached: None,
            password: None,
        }
    }
}

/// The verdict on a file, whatever it is. A PDF is read as far as it is looked at; anything else is read whole.
#[must_use]
pub fn file<'a>(file: impl Into<Source<'a>>, question: &Question<'_>) -> Report {
    let source = file.into();
    let Some(head) = source.piece(0..source.length().min(1024)) else {
        return Report::unreadable("unknown", "file-not-read");
    };
    let report = match sniff(&head) {
        Format::Pdf => pdf::judge(&source, question),
        Format::Cms => match source.whole() {
            Some(bytes) => cms::judge(&bytes, question),
            None => Report::unreadable("CAdES", "file-not-read"),
        },
        Format::Xml => Report::unreadable("XML", "xml-not-supported"),
        Format::Other => Report::unreadable("unknown", "unknown-format"),
    };
    match source.digest_of_all(Digest::Sha256) {
        Some(digest) => Report { sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(), ..report },
        None => Report::unreadable("unknown", "file-not-read"),
    }
}

enum Format {
    Pdf,
    Cms,
    Xml,
    Other,
}

fn sniff(head: &[u8]) -> Format {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    // The content of a CMS may be a PDF, whose head then stands near the beginning too.
    let signed_data = antin_pki::oid::CMS_SIGNED_DATA.0;
    let is_cms =
        head.first() == Some(&0x30) && memchr::memmem::find(&head[..head.len().min(32)], signed_data).is_some();
    if is_cms || cms::is_armoured(head) {
        Format::Cms
    } else if memchr::memmem::find(head, b"%PDF-").is_some() {
        Format::Pdf
    } else if head.first() == Some(&0x30) {
        Format::Cms
    } else if text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<') {
        Format::Xml
    } else {
        Format::Other
    }
}
