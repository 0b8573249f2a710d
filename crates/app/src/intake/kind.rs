//! What a file that comes in is: one of the lists, a bundle of certificates, or revocation lists.

use antin_domain::list::ListKind;

/// What a file that comes in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A list.
    List(ListKind),
    /// Certificates themselves: P7B, PEM, DER, one behind the other.
    Certificates,
    /// Revocation lists (CRL) of the CAs.
    Crls,
}

impl FileKind {
    /// Every kind, in the order of pages.
    pub const ALL: [FileKind; 7] = [
        FileKind::List(ListKind::CaList),
        FileKind::List(ListKind::Registry),
        FileKind::List(ListKind::Roster),
        FileKind::List(ListKind::Units),
        FileKind::List(ListKind::Sent),
        FileKind::Certificates,
        FileKind::Crls,
    ];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FileKind::List(kind) => kind.name(),
            FileKind::Certificates => "certificates",
            FileKind::Crls => "crl",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<FileKind> {
        FileKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_among_the_kinds_and_every_name_comes_back() {
        for kind in ListKind::ALL {
            assert!(FileKind::ALL.contains(&FileKind::List(kind)), "{kind:?}");
        }
        for kind in FileKind::ALL {
            assert_eq!(FileKind::parse(kind.name()), Some(kind));
        }
        assert_eq!(FileKind::parse("no-such"), None);
    }
}
