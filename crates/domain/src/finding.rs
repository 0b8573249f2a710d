//! Codes of findings and sets of them.

use crate::action::Action;

/// A finding: what a rule says of a case (review.md section 3).
///
/// In the order of their names, so that a set lists them sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // Each code is explained by its rule and in docs/rules.md.
#[repr(u8)]
pub enum Code {
    CaDuplicate,
    CaListDiffersFromCertificate,
    CaStatusStale,
    CertificateEmailDiffers,
    CertificateIdDiffers,
    CertificateIdOld,
    CertificatePositionDiffers,
    CertificateUnitDiffers,
    CertificateUnitRenamed,
    Expired,
    ExpiringRenewable,
    ExpiringRenewalsUnknown,
    ExpiringRenewedOnce,
    ExpiringTooLate,
    ForeignIssuer,
    HolderDied,
    HolderLeftSector,
    HolderNotEntitled,
    HolderResigned,
    HolderRetired,
    HolderUnknown,
    LinkUncertain,
    NotOnCaList,
    NotRegistered,
    OnlyCertificateOfUnit,
    RegistryBirthdayDiffers,
    RegistryDatesDiffer,
    RegistryDeviceDiffers,
    RegistryDuplicate,
    RegistryIdDiffers,
    RegistryNameDiffers,
    RegistrySerialDiffers,
    RegistrySerialSpelling,
    RegistrySerialSuperseded,
    RegistrySerialUnreadable,
    RegistryStatusStale,
    SeveralInForce,
    UnitDissolved,
    WeakCertificate,
}

use Code::*;

impl Code {
    /// Every code, in the order of their names.
    pub const ALL: [Code; 39] = [
        CaDuplicate,
        CaListDiffersFromCertificate,
        CaStatusStale,
        CertificateEmailDiffers,
        CertificateIdDiffers,
        CertificateIdOld,
        CertificatePositionDiffers,
        CertificateUnitDiffers,
        CertificateUnitRenamed,
        Expired,
        ExpiringRenewable,
        ExpiringRenewalsUnknown,
        ExpiringRenewedOnce,
        ExpiringTooLate,
        ForeignIssuer,
        HolderDied,
        HolderLeftSector,
        HolderNotEntitled,
        HolderResigned,
        HolderRetired,
        HolderUnknown,
        LinkUncertain,
        NotOnCaList,
        NotRegistered,
        OnlyCertificateOfUnit,
        RegistryBirthdayDiffers,
        RegistryDatesDiffer,
        RegistryDeviceDiffers,
        RegistryDuplicate,
        RegistryIdDiffers,
        RegistryNameDiffers,
        RegistrySerialDiffers,
        RegistrySerialSpelling,
        RegistrySerialSuperseded,
        RegistrySerialUnreadable,
        RegistryStatusStale,
        SeveralInForce,
        UnitDissolved,
        WeakCertificate,
    ];

    /// Word of `cases.csv`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            CaDuplicate => "ca-duplicate",
            CaListDiffersFromCertificate => "ca-list-differs-from-certificate",
            CaStatusStale => "ca-status-stale",
            CertificateEmailDiffers => "certificate-email-differs",
            CertificateIdDiffers => "certificate-id-differs",
            CertificateIdOld => "certificate-id-old",
            CertificatePositionDiffers => "certificate-position-differs",
            CertificateUnitDiffers => "certificate-unit-differs",
            CertificateUnitRenamed => "certificate-unit-renamed",
            Expired => "expired",
            ExpiringRenewable => "expiring-renewable",
            ExpiringRenewalsUnknown => "expiring-renewals-unknown",
            ExpiringRenewedOnce => "expiring-renewed-once",
            ExpiringTooLate => "expiring-too-late",
            ForeignIssuer => "foreign-issuer",
            HolderDied => "holder-died",
            HolderLeftSector => "holder-left-sector",
            HolderNotEntitled => "holder-not-entitled",
            HolderResigned => "holder-resigned",
            HolderRetired => "holder-retired",
            HolderUnknown => "holder-unknown",
            LinkUncertain => "link-uncertain",
            NotOnCaList => "not-on-ca-list",
            NotRegistered => "not-registered",
            OnlyCertificateOfUnit => "only-certificate-of-unit",
            RegistryBirthdayDiffers => "registry-birthday-differs",
            RegistryDatesDiffer => "registry-dates-differ",
            RegistryDeviceDiffers => "registry-device-differs",
            RegistryDuplicate => "registry-duplicate",
            RegistryIdDiffers => "registry-id-differs",
            RegistryNameDiffers => "registry-name-differs",
            RegistrySerialDiffers => "registry-serial-differs",
            RegistrySerialSpelling => "registry-serial-spelling",
            RegistrySerialSuperseded => "registry-serial-superseded",
            RegistrySerialUnreadable => "registry-serial-unreadable",
            RegistryStatusStale => "registry-status-stale",
            SeveralInForce => "several-in-force",
            UnitDissolved => "unit-dissolved",
            WeakCertificate => "weak-certificate",
        }
    }

    /// The action this finding asks for.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            NotOnCaList | CaStatusStale | CaDuplicate | CaListDiffersFromCertificate => Action::ReportToCa,
            NotRegistered => Action::Register,
            RegistrySerialSpelling => Action::Tidy,
            RegistrySerialUnreadable
            | RegistrySerialSuperseded
            | RegistrySerialDiffers
            | RegistryNameDiffers
            | RegistryIdDiffers
            | RegistryBirthdayDiffers
            | RegistryDatesDiffer
            | RegistryDeviceDiffers
            | RegistryStatusStale
            | RegistryDuplicate => Action::UpdateRegistry,
            CertificateUnitDiffers
            | CertificatePositionDiffers
            | CertificateEmailDiffers
            | CertificateUnitRenamed
            | CertificateIdDiffers
            | CertificateIdOld => Action::ChangeInfo,
            ExpiringRenewable => Action::Renew,
            ExpiringRenewedOnce | ExpiringTooLate => Action::RevokeAndReissue,
            Expired | HolderRetired | HolderResigned | HolderLeftSector | HolderDied | HolderNotEntitled
            | UnitDissolved => Action::Revoke,
            ExpiringRenewalsUnknown
            | HolderUnknown
            | SeveralInForce
            | ForeignIssuer
            | LinkUncertain
            | WeakCertificate => Action::Verify,
            OnlyCertificateOfUnit => Action::None,
        }
    }

    /// Is the finding about the person who holds the certificate (`holder-…`)?
    #[must_use]
    pub fn is_about_holder(self) -> bool {
        matches!(
            self,
            HolderRetired | HolderResigned | HolderLeftSector | HolderDied | HolderNotEntitled | HolderUnknown
        )
    }
}

/// A set of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Findings(u64);

impl Findings {
    /// Adds `code`.
    pub fn add(&mut self, code: Code) {
        self.0 |= 1 << code as u8;
    }

    /// Is `code` among them?
    #[must_use]
    pub fn has(self, code: Code) -> bool {
        self.0 & (1 << code as u8) != 0
    }

    /// None at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The codes, sorted by name.
    pub fn iter(self) -> impl Iterator<Item = Code> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let lowest = left.trailing_zeros();
            left &= left - 1;
            Some(Code::ALL[lowest as usize])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_names() {
        for (i, pair) in Code::ALL.windows(2).enumerate() {
            assert!(pair[0].name() < pair[1].name());
            assert_eq!(pair[0] as usize, i);
        }
        assert_eq!(Code::WeakCertificate as usize, Code::ALL.len() - 1);
    }

    #[test]
    fn a_set_lists_its_codes_sorted() {
        let mut set = Findings::default();
        set.add(Code::UnitDissolved);
        set.add(Code::CaDuplicate);
        set.add(Code::CaDuplicate);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Code::CaDuplicate, Code::UnitDissolved]);
    }
}
