//! The columns of the sheets by action: those of the official forms as far as they are public, and ours beside them.
//!
//! > domain.md 6.4: 04 = STT | Tên CTS | Serial CTS | Email | Mã thiết bị | Nội dung đề nghị | Thông tin mới | Thời hạn (từ - đến);
//! > 05 = STT | Tên CTS | Email | Serial CTS | Mã thiết bị | Lý do thu hồi. 6.1: the import template of the CA's portal.

use antin_domain::action::Action;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Each has its heading in `locales/`.
pub enum Field {
    Ordinal,
    Name,
    Serial,
    Mail,
    Device,
    Request,
    NewInformation,
    From,
    Until,
    Reason,
    Question,
    Answer,
    Update,
    CaStatus,
    RegistryStatus,
    Documents,
    WrittenSerial,
    Corrections,
    Birthday,
    BirthdayText,
    Identity,
    IssuedAt,
    IssuedOn,
    OfficialMail,
    Level1,
    Level2,
    Level3,
    Level4,
    Province,
    Position,
    Phone,
    OldSerial,
    Network,
    Ported,
    DeviceKind,
    Due,
    Unit,
    Case,
    CaRows,
    RegistryRows,
    RosterRows,
    Findings,
    Why,
    Link,
}

use Field::{
    Answer, Birthday, BirthdayText, CaRows, CaStatus, Case, Corrections, Device, DeviceKind, Documents, Due, Findings,
    From, Identity, IssuedAt, IssuedOn, Level1, Level2, Level3, Level4, Link, Mail, Name, Network, NewInformation,
    OfficialMail, OldSerial, Ordinal, Phone, Ported, Position, Province, Question, Reason, RegistryRows,
    RegistryStatus, Request, RosterRows, Serial, Unit, Until, Update, Why, WrittenSerial,
};

/// The import template of the CA's portal, for those who are to be issued anew.
const IMPORT: &[Field] = &[
    Name,
    BirthdayText,
    Identity,
    IssuedAt,
    IssuedOn,
    OfficialMail,
    Level1,
    Level2,
    Level3,
    Level4,
    Province,
    Position,
    Phone,
    OldSerial,
    Network,
    Ported,
    DeviceKind,
];

/// The columns of one sheet.
pub struct Form {
    /// Columns of the form that the office sends or fills in.
    pub form: &'static [Field],
    /// Ours that go to paper too.
    pub ours: &'static [Field],
    /// Ours for the screen.
    pub screen: &'static [Field],
    /// Columns of the import template.
    pub import: &'static [Field],
    /// Kind of request in `forms.numbers` of the policy, if this is one to the CA.
    pub request: Option<&'static str>,
}

const SCREEN: &[Field] = &[Position, CaRows, RegistryRows, RosterRows, Findings, Why, Link];

/// The columns for the certificates of `action`.
#[must_use]
pub fn form(action: Action) -> Form {
    let of = |form, ours, request| Form { form, ours, screen: SCREEN, import: &[], request };
    match action {
        Action::Revoke => of(&[Ordinal, Name, Mail, Serial, Device, Reason], &[Unit, Case], Some("revoke")),
        Action::RevokeAndReissue => Form {
            import: IMPORT,
            ..of(&[Ordinal, Name, Mail, Serial, Device, Reason], &[Due, Unit, Case], Some("revoke"))
        },
        Action::Renew => of(
            &[Ordinal, Name, Serial, Mail, Device, Request, NewInformation, From, Until],
            &[Due, Unit, Case],
            Some("renew"),
        ),
        Action::ChangeInfo => of(
            &[Ordinal, Name, Serial, Mail, Device, Request, NewInformation, From, Until],
            &[Unit, Case],
            Some("change-info"),
        ),
        Action::ReportToCa => of(
            &[Ordinal, Name, Serial, Mail, Device, From, Until, CaStatus, RegistryStatus, Update, Documents],
            &[Unit, Case],
            None,
        ),
        Action::Register => of(
            &[
                Ordinal,
                Name,
                Birthday,
                Identity,
                OfficialMail,
                Level1,
                Level2,
                Level3,
                Level4,
                Province,
                Position,
                Phone,
                Serial,
                From,
                Until,
                DeviceKind,
                Device,
            ],
            &[Case],
            None,
        ),
        Action::UpdateRegistry | Action::Tidy => {
            of(&[Ordinal, Name, Serial, WrittenSerial, Corrections], &[Unit, RegistryRows, Case], None)
        }
        Action::Verify | Action::None => {
            of(&[Ordinal, Name, Serial, Mail, Device, Question, Answer], &[Unit, Case], None)
        }
    }
}

impl Field {
    /// Key of the heading in `locales/`.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.look().0
    }

    /// Width in characters.
    #[must_use]
    pub fn width(self) -> f64 {
        self.look().1
    }

    fn look(self) -> (&'static str, f64) {
        match self {
            Ordinal => ("workbook-column-ordinal", 5.5),
            Name => ("workbook-column-name", 24.0),
            Serial => ("workbook-column-serial", 20.0),
            Mail => ("workbook-column-mail", 26.0),
            Device => ("workbook-column-device", 16.0),
            Request => ("workbook-column-request", 20.0),
            NewInformation => ("workbook-column-new-information", 36.0),
            From => ("workbook-column-from", 11.5),
            Until => ("workbook-column-until", 11.5),
            Reason => ("workbook-column-reason", 40.0),
            Question => ("workbook-column-question", 46.0),
            Answer => ("workbook-column-answer", 24.0),
            Update => ("workbook-column-update", 36.0),
            CaStatus => ("workbook-column-ca-status", 14.0),
            RegistryStatus => ("workbook-column-registry-status", 14.0),
            Documents => ("workbook-column-documents", 28.0),
            WrittenSerial => ("workbook-column-written-serial", 24.0),
            Corrections => ("workbook-column-corrections", 56.0),
            Birthday | BirthdayText => ("workbook-column-birthday", 11.5),
            Identity => ("workbook-column-identity", 14.0),
            IssuedAt => ("workbook-column-issued-at", 12.0),
            IssuedOn => ("workbook-column-issued-on", 11.5),
            OfficialMail => ("workbook-column-official-mail", 26.0),
            Level1 => ("workbook-column-level-1", 14.0),
            Level2 => ("workbook-column-level-2", 16.0),
            Level3 => ("workbook-column-level-3", 20.0),
            Level4 => ("workbook-column-level-4", 22.0),
            Province => ("workbook-column-province", 12.0),
            Position => ("workbook-column-position", 20.0),
            Phone => ("workbook-column-phone", 12.5),
            OldSerial => ("workbook-column-old-serial", 20.0),
            Network => ("workbook-column-network", 9.0),
            Ported => ("workbook-column-ported", 9.0),
            DeviceKind => ("workbook-column-device-kind", 10.0),
            Due => ("workbook-column-due", 11.5),
            Unit => ("workbook-column-unit", 28.0),
            Case => ("workbook-column-case", 8.5),
            CaRows => ("workbook-column-ca-rows", 9.5),
            RegistryRows => ("workbook-column-registry-rows", 9.5),
            RosterRows => ("workbook-column-roster-rows", 9.5),
            Findings => ("workbook-column-findings", 50.0),
            Why => ("workbook-column-why", 110.0),
            Link => ("workbook-column-link", 44.0),
        }
    }
}
