//! The lists of a review and what each is called.
//!
//! > review.md section 1: `ca-list`, `registry`, `roster`, and the optional `units` and `sent`.

use serde::{Deserialize, Serialize};

/// One of the lists a review reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// What the CA believes it has issued to us (danh sách chứng thư số của Ban Cơ yếu Chính phủ).
    CaList,
    /// What the agency believes is in use (danh sách trên ứng dụng Ký điện tử tập trung, sổ theo dõi).
    Registry,
    /// Who works where, in which position (danh sách công chức).
    Roster,
    /// Units with codes, dated names, parents and successors (danh mục đơn vị).
    Units,
    /// Requests already sent to the CA (văn bản đã đề nghị).
    Sent,
}

impl ListKind {
    /// Every list, in the order in which reports name them.
    pub const ALL: [ListKind; 5] = [Self::CaList, Self::Registry, Self::Roster, Self::Units, Self::Sent];

    /// The name used in files, options and columns: `ca-list`.
    pub fn name(self) -> &'static str {
        match self {
            Self::CaList => "ca-list",
            Self::Registry => "registry",
            Self::Roster => "roster",
            Self::Units => "units",
            Self::Sent => "sent",
        }
    }
}
