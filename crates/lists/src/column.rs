//! What a column of a list means, under the canonical names of the contract (review.md section 1).

use serde::{Deserialize, Serialize};

/// The meaning of a column. A list with one unit column uses [`Column::Unit1`] only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Serial of the certificate.
    Serial,
    /// Name of the holder: a person, a unit, a service.
    Holder,
    /// CA that issued the certificate.
    Issuer,
    /// Person or organisation.
    Kind,
    /// CCCD or CMND.
    IdNumber,
    /// Birthday of the holder.
    Birthday,
    /// E-mail address.
    Email,
    /// Unit, level 1 (or the only one).
    Unit1,
    /// Unit, level 2.
    Unit2,
    /// Unit, level 3.
    Unit3,
    /// Unit, level 4.
    Unit4,
    /// Department or team within the unit.
    Department,
    /// Position.
    Position,
    /// Province or city.
    Province,
    /// First day of validity.
    ValidFrom,
    /// Last day of validity.
    ValidTo,
    /// State: of the certificate, or of the person on the roster.
    Status,
    /// Number of renewals, or whether it was renewed.
    Renewals,
    /// Serial of the certificate before this one.
    PreviousSerial,
    /// Kind of device that holds the key.
    DeviceKind,
    /// Serial of the device.
    DeviceSerial,
    /// Telephone number.
    Phone,
    /// Number of the person on the roster.
    StaffNumber,
    /// Gender.
    Gender,
    /// Day since which the status holds.
    StatusDate,
    /// Free text.
    Note,
    /// Running number of the row.
    Ordinal,
    /// Code of the unit.
    Code,
    /// Name of the unit (list of units).
    UnitName,
    /// First day on which the unit has this name.
    From,
    /// Last day on which the unit has this name.
    To,
    /// Code of the unit above.
    Parent,
    /// Code of the unit that took over.
    Successor,
    /// Former name of the unit (list of two columns).
    OldUnit,
    /// Present name of the unit (list of two columns).
    NewUnit,
    /// What was asked of the CA.
    RequestKind,
    /// Number of the document.
    DocumentNumber,
    /// Day of the document.
    DocumentDate,
    /// File of the document.
    DocumentFile,
}

impl Column {
    /// Every meaning, in the order of the contract.
    pub const ALL: [Column; 39] = [
        Self::Serial,
        Self::Holder,
        Self::Issuer,
        Self::Kind,
        Self::IdNumber,
        Self::Birthday,
        Self::Email,
        Self::Unit1,
        Self::Unit2,
        Self::Unit3,
        Self::Unit4,
        Self::Department,
        Self::Position,
        Self::Province,
        Self::ValidFrom,
        Self::ValidTo,
        Self::Status,
        Self::Renewals,
        Self::PreviousSerial,
        Self::DeviceKind,
        Self::DeviceSerial,
        Self::Phone,
        Self::StaffNumber,
        Self::Gender,
        Self::StatusDate,
        Self::Note,
        Self::Ordinal,
        Self::Code,
        Self::UnitName,
        Self::From,
        Self::To,
        Self::Parent,
        Self::Successor,
        Self::OldUnit,
        Self::NewUnit,
        Self::RequestKind,
        Self::DocumentNumber,
        Self::DocumentDate,
        Self::DocumentFile,
    ];

    /// The canonical name: `valid_from`, as in layout and column files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::Holder => "holder",
            Self::Issuer => "issuer",
            Self::Kind => "kind",
            Self::IdNumber => "id_number",
            Self::Birthday => "birthday",
            Self::Email => "email",
            Self::Unit1 => "unit1",
            Self::Unit2 => "unit2",
            Self::Unit3 => "unit3",
            Self::Unit4 => "unit4",
            Self::Department => "department",
            Self::Position => "position",
            Self::Province => "province",
            Self::ValidFrom => "valid_from",
            Self::ValidTo => "valid_to",
            Self::Status => "status",
            Self::Renewals => "renewals",
            Self::PreviousSerial => "previous_serial",
            Self::DeviceKind => "device_kind",
            Self::DeviceSerial => "device_serial",
            Self::Phone => "phone",
            Self::StaffNumber => "staff_number",
            Self::Gender => "gender",
            Self::StatusDate => "status_date",
            Self::Note => "note",
            Self::Ordinal => "ordinal",
            Self::Code => "code",
            Self::UnitName => "unit_name",
            Self::From => "from",
            Self::To => "to",
            Self::Parent => "parent",
            Self::Successor => "successor",
            Self::OldUnit => "old_unit",
            Self::NewUnit => "new_unit",
            Self::RequestKind => "request_kind",
            Self::DocumentNumber => "document_number",
            Self::DocumentDate => "document_date",
            Self::DocumentFile => "document_file",
        }
    }

    /// The meaning of this canonical name.
    pub fn parse(name: &str) -> Option<Column> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}
