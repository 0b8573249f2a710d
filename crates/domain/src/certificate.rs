//! What lists say of a certificate: for whom it is, how it stands, how often it was renewed.

pub mod record;

/// For whom a certificate was issued.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HolderKind {
    /// No list says.
    #[default]
    Unknown,
    /// A person (cá nhân).
    Person,
    /// A body (cơ quan, tổ chức).
    Organisation,
    /// A device, service or software.
    Device,
}

impl HolderKind {
    /// Word of `cases.csv`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            HolderKind::Unknown => "",
            HolderKind::Person => "person",
            HolderKind::Organisation => "organisation",
            HolderKind::Device => "device",
        }
    }
}

/// State of a certificate as a list writes it. Lists lag behind: only `Revoked` and `Superseded` are believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Blank, or a word nobody knows.
    #[default]
    Unknown,
    /// In use (Hoạt động, Đang sử dụng).
    InUse,
    /// Revoked (Đã thu hồi).
    Revoked,
    /// Replaced by a renewal or a change of information (Đã gia hạn, Đã thay đổi thông tin, Đã thay thế).
    Superseded,
    /// Expired (Hết hạn).
    Expired,
}

/// State of a person as the roster writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Employment {
    /// Works, also on leave or moved within the sector; also where the roster says nothing.
    #[default]
    Active,
    /// Retired (nghỉ hưu).
    Retired,
    /// Resigned (thôi việc, nghỉ việc).
    Resigned,
    /// Moved to a body outside the sector (chuyển ra ngoài ngành).
    LeftSector,
    /// Died (từ trần).
    Died,
}

/// How often a certificate was renewed, as one cell says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Renewals(pub Option<u8>);

/// What a request to the CA asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// A word nobody knows.
    #[default]
    Unknown,
    /// New issue (cấp mới) or re-issue (cấp lại).
    Issue,
    /// Renewal (gia hạn).
    Renew,
    /// Change of information (thay đổi thông tin).
    ChangeInfo,
    /// Revocation (thu hồi), also "thu hồi và cấp lại".
    Revoke,
}
