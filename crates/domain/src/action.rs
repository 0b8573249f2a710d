//! What is to be done with a certificate.

/// The one final action of a case, strongest first.
///
/// > review.md section 3: the first of revoke, verify, revoke-and-reissue, renew, change-info, report-to-ca, register,
/// > update-registry, tidy, none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Ask the CA to revoke (thu hồi).
    Revoke,
    /// A person must look (xác minh).
    Verify,
    /// Ask to revoke and to issue anew (thu hồi và cấp lại).
    RevokeAndReissue,
    /// Ask for renewal (gia hạn).
    Renew,
    /// Ask for a change of information (thay đổi thông tin).
    ChangeInfo,
    /// Tell the CA, with the documents (báo Ban Cơ yếu cập nhật).
    ReportToCa,
    /// Register on the application (đăng ký).
    Register,
    /// Correct the registry (cập nhật).
    UpdateRegistry,
    /// Write it the usual way when there is time (chuẩn hóa cách ghi).
    Tidy,
    /// Nothing (không phải xử lý).
    #[default]
    None,
}

impl Action {
    /// Every action, strongest first.
    pub const ALL: [Action; 10] = [
        Action::Revoke,
        Action::Verify,
        Action::RevokeAndReissue,
        Action::Renew,
        Action::ChangeInfo,
        Action::ReportToCa,
        Action::Register,
        Action::UpdateRegistry,
        Action::Tidy,
        Action::None,
    ];

    /// Word of `cases.csv`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Action::Revoke => "revoke",
            Action::Verify => "verify",
            Action::RevokeAndReissue => "revoke-and-reissue",
            Action::Renew => "renew",
            Action::ChangeInfo => "change-info",
            Action::ReportToCa => "report-to-ca",
            Action::Register => "register",
            Action::UpdateRegistry => "update-registry",
            Action::Tidy => "tidy",
            Action::None => "none",
        }
    }
}
