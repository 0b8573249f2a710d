//! Evidence of a dispute: which files are taken. Told by their bytes, never by their name.

use crate::message::Message;

/// The greatest file: 25 MiB.
pub const MOST_BYTES: usize = 25 << 20;

/// A kind of file that is taken as evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// PDF.
    Pdf,
    /// PNG picture.
    Png,
    /// JPEG picture.
    Jpeg,
    /// Text of Word.
    Docx,
    /// Table of Excel.
    Xlsx,
}

impl EvidenceKind {
    /// Every kind.
    pub const ALL: [EvidenceKind; 5] =
        [EvidenceKind::Pdf, EvidenceKind::Png, EvidenceKind::Jpeg, EvidenceKind::Docx, EvidenceKind::Xlsx];

    /// Word used in files and the API; the usual ending of such files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            EvidenceKind::Pdf => "pdf",
            EvidenceKind::Png => "png",
            EvidenceKind::Jpeg => "jpeg",
            EvidenceKind::Docx => "docx",
            EvidenceKind::Xlsx => "xlsx",
        }
    }

    /// What kind of file these bytes are.
    ///
    /// # Errors
    /// The file is blank, too great, or of a kind that is not taken.
    pub fn of(bytes: &[u8]) -> Result<EvidenceKind, Message> {
        if bytes.len() > MOST_BYTES {
            let size = bytes.len().div_ceil(1 << 20);
            let message = Message::new("campaigns-refused-evidence-size").with("size", size);
            return Err(message.with("most", MOST_BYTES >> 20));
        }
        told(bytes).ok_or_else(|| Message::new("campaigns-refused-evidence-kind"))
    }
}

fn told(bytes: &[u8]) -> Option<EvidenceKind> {
    if bytes.starts_with(b"%PDF-") {
        return Some(EvidenceKind::Pdf);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(EvidenceKind::Png);
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(EvidenceKind::Jpeg);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    // Office files are ZIP archives; the names of their entries stand in the bytes as they are.
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    // A file with macros says so in the name of an entry, whatever it is called itself.
    if !holds(b"[Content_Types].xml") || holds(b"vbaProject.bin") {
        None
    } else if holds(b"word/document.xml") {
        Some(EvidenceKind::Docx)
    } else if holds(b"xl/workbook.xml") {
        Some(EvidenceKind::Xlsx)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_bytes() {
        for (bytes, kind) in [
            (&b"%PDF-1.7\n"[..], EvidenceKind::Pdf),
            (b"\x89PNG\r\n\x1a\n....", EvidenceKind::Png),
            (b"\xff\xd8\xff\xe0....", EvidenceKind::Jpeg),
            (b"PK\x03\x04 [Content_Types].xml word/document.xml", EvidenceKind::Docx),
            (b"PK\x03\x04 [Content_Types].xml xl/workbook.xml", EvidenceKind::Xlsx),
        ] {
            assert_eq!(EvidenceKind::of(bytes), Ok(kind));
        }
    }

    #[test]
    fn programs_archives_macros_and_nothing_are_refused() {
        let refused: [&[u8]; 5] = [
            b"MZ\x90\x00",
            b"",
            b"<html>",
            b"PK\x03\x04 virus.exe",
            b"PK\x03\x04 [Content_Types].xml word/document.xml word/vbaProject.bin",
        ];
        for bytes in refused {
            assert_eq!(EvidenceKind::of(bytes).unwrap_err().key, "campaigns-refused-evidence-kind");
        }
    }

    #[test]
    fn two_hundred_megabytes_are_refused_with_both_sizes() {
        let mut bytes = vec![0; 200 << 20];
        bytes[..5].copy_from_slice(b"%PDF-");
        let refusal = EvidenceKind::of(&bytes).unwrap_err();
        assert_eq!(refusal.key, "campaigns-refused-evidence-size");
        assert_eq!(refusal.args, [("size", "200".to_owned()), ("most", "25".to_owned())]);
    }
}
