//! Object identifiers, and those that mean something here.

use crate::der::DerError;
use std::fmt;

/// The content of an `OBJECT IDENTIFIER`, compared as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid<'a>(pub &'a [u8]);

impl<'a> Oid<'a> {
    /// The identifier of `content`.
    ///
    /// # Errors
    /// Empty, an arc with a leading zero, or one that does not end.
    pub fn new(content: &'a [u8]) -> Result<Self, DerError> {
        let mut starts = true;
        for byte in content {
            if starts && *byte == 0x80 {
                return Err(DerError::Value("object identifier"));
            }
            starts = byte & 0x80 == 0;
        }
        if content.is_empty() || !starts { Err(DerError::Value("object identifier")) } else { Ok(Oid(content)) }
    }

    /// The content of the identifier written with dots: `2.16.704.1.1.1.1.1`.
    #[must_use]
    pub fn content_of(text: &str) -> Option<Vec<u8>> {
        let arcs: Option<Vec<u64>> = text
            .split('.')
            .map(|arc| if arc.len() > 1 && arc.starts_with('0') { None } else { arc.parse().ok() })
            .collect();
        let [first, second, rest @ ..] = arcs.as_deref()? else { return None };
        if *first > 2 || (*first < 2 && *second > 39) {
            return None;
        }
        let mut content = Vec::new();
        for arc in std::iter::once(first.checked_mul(40)?.checked_add(*second)?).chain(rest.iter().copied()) {
            let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
            for group in (0..groups).rev() {
                let more = if group > 0 { 0x80 } else { 0 };
                content.push((arc >> (7 * group)) as u8 & 0x7f | more);
            }
        }
        Some(content)
    }
}

impl fmt::Display for Oid<'_> {
    /// With dots; an arc of more than 64 bits as `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut arc, mut overflow, mut first) = (0_u64, false, true);
        for byte in self.0 {
            overflow |= arc >> 57 != 0;
            arc = arc << 7 | u64::from(byte & 0x7f);
            if byte & 0x80 != 0 {
                continue;
            }
            if first {
                let top = (arc / 40).min(2);
                write!(f, "{top}.{}", arc - top * 40)?;
                first = false;
            } else if overflow {
                f.write_str(".?")?;
            } else {
                write!(f, ".{arc}")?;
            }
            (arc, overflow) = (0, false);
        }
        Ok(())
    }
}

macro_rules! known {
    ($($(#[$note:meta])* $name:ident = $($byte:literal)+, $label:literal;)*) => {
        $(#[doc = $label] pub const $name: Oid<'static> = Oid(&[$($byte),+]);)*
        /// The short name of an identifier that is known here.
        #[must_use]
        pub fn label(oid: Oid<'_>) -> Option<&'static str> {
            match oid { $($name => Some($label),)* _ => None }
        }
    };
}

known! {
    // Attributes of names (RFC 4519, RFC 5280 appendix A.1)
    COMMON_NAME = 0x55 4 3, "CN";
    SURNAME = 0x55 4 4, "SN";
    SERIAL_NUMBER = 0x55 4 5, "serialNumber";
    COUNTRY = 0x55 4 6, "C";
    LOCALITY = 0x55 4 7, "L";
    STATE = 0x55 4 8, "ST";
    STREET = 0x55 4 9, "street";
    ORGANIZATION = 0x55 4 10, "O";
    ORGANIZATIONAL_UNIT = 0x55 4 11, "OU";
    TITLE = 0x55 4 12, "title";
    GIVEN_NAME = 0x55 4 42, "GN";
    ORGANIZATION_IDENTIFIER = 0x55 4 97, "organizationIdentifier";
    USER_ID = 0x09 0x92 0x26 0x89 0x93 0xf2 0x2c 0x64 1 1, "UID";
    DOMAIN_COMPONENT = 0x09 0x92 0x26 0x89 0x93 0xf2 0x2c 0x64 1 25, "DC";
    EMAIL_ADDRESS = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 9 1, "emailAddress";
    // Extensions of certificates and CRLs (RFC 5280 sections 4.2 and 5.2)
    SUBJECT_KEY_IDENTIFIER = 0x55 0x1d 14, "subjectKeyIdentifier";
    KEY_USAGE = 0x55 0x1d 15, "keyUsage";
    PRIVATE_KEY_USAGE_PERIOD = 0x55 0x1d 16, "privateKeyUsagePeriod";
    SUBJECT_ALT_NAME = 0x55 0x1d 17, "subjectAltName";
    ISSUER_ALT_NAME = 0x55 0x1d 18, "issuerAltName";
    BASIC_CONSTRAINTS = 0x55 0x1d 19, "basicConstraints";
    CRL_NUMBER = 0x55 0x1d 20, "cRLNumber";
    REASON_CODE = 0x55 0x1d 21, "reasonCode";
    INVALIDITY_DATE = 0x55 0x1d 24, "invalidityDate";
    DELTA_CRL_INDICATOR = 0x55 0x1d 27, "deltaCRLIndicator";
    ISSUING_DISTRIBUTION_POINT = 0x55 0x1d 28, "issuingDistributionPoint";
    CERTIFICATE_ISSUER = 0x55 0x1d 29, "certificateIssuer";
    NAME_CONSTRAINTS = 0x55 0x1d 30, "nameConstraints";
    CRL_DISTRIBUTION_POINTS = 0x55 0x1d 31, "cRLDistributionPoints";
    CERTIFICATE_POLICIES = 0x55 0x1d 32, "certificatePolicies";
    ANY_POLICY = 0x55 0x1d 32 0, "anyPolicy";
    POLICY_MAPPINGS = 0x55 0x1d 33, "policyMappings";
    AUTHORITY_KEY_IDENTIFIER = 0x55 0x1d 35, "authorityKeyIdentifier";
    POLICY_CONSTRAINTS = 0x55 0x1d 36, "policyConstraints";
    EXTENDED_KEY_USAGE = 0x55 0x1d 37, "extKeyUsage";
    FRESHEST_CRL = 0x55 0x1d 46, "freshestCRL";
    INHIBIT_ANY_POLICY = 0x55 0x1d 54, "inhibitAnyPolicy";
    AUTHORITY_INFORMATION_ACCESS = 0x2b 6 1 5 5 7 1 1, "authorityInfoAccess";
    SUBJECT_INFORMATION_ACCESS = 0x2b 6 1 5 5 7 1 11, "subjectInfoAccess";
    NETSCAPE_TYPE = 0x60 0x86 0x48 1 0x86 0xf8 0x42 1 1, "nsCertType";
    NETSCAPE_COMMENT = 0x60 0x86 0x48 1 0x86 0xf8 0x42 1 13, "nsComment";
    // Access methods and policy qualifiers
    OCSP = 0x2b 6 1 5 5 7 48 1, "OCSP";
    OCSP_BASIC = 0x2b 6 1 5 5 7 48 1 1, "basicOCSPResponse";
    OCSP_NONCE = 0x2b 6 1 5 5 7 48 1 2, "ocspNonce";
    OCSP_NO_CHECK = 0x2b 6 1 5 5 7 48 1 5, "ocspNoCheck";
    OCSP_ARCHIVE_CUTOFF = 0x2b 6 1 5 5 7 48 1 6, "ocspArchiveCutoff";
    CA_ISSUERS = 0x2b 6 1 5 5 7 48 2, "caIssuers";
    CPS = 0x2b 6 1 5 5 7 2 1, "CPS";
    // Purposes (RFC 5280 section 4.2.1.12, RFC 9336)
    ANY_PURPOSE = 0x55 0x1d 37 0, "anyExtendedKeyUsage";
    SERVER_AUTH = 0x2b 6 1 5 5 7 3 1, "serverAuth";
    CLIENT_AUTH = 0x2b 6 1 5 5 7 3 2, "clientAuth";
    CODE_SIGNING = 0x2b 6 1 5 5 7 3 3, "codeSigning";
    EMAIL_PROTECTION = 0x2b 6 1 5 5 7 3 4, "emailProtection";
    TIME_STAMPING = 0x2b 6 1 5 5 7 3 8, "timeStamping";
    OCSP_SIGNING = 0x2b 6 1 5 5 7 3 9, "OCSPSigning";
    DOCUMENT_SIGNING = 0x2b 6 1 5 5 7 3 36, "documentSigning";
    SMARTCARD_LOGON = 0x2b 6 1 4 1 0x82 0x37 20 2 2, "msSmartcardLogin";
    // Keys
    RSA = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 1 1, "RSA";
    EC = 0x2a 0x86 0x48 0xce 0x3d 2 1, "EC";
    DSA = 0x2a 0x86 0x48 0xce 0x38 4 1, "DSA";
    ED25519 = 0x2b 0x65 0x70, "Ed25519";
    P256 = 0x2a 0x86 0x48 0xce 0x3d 3 1 7, "P-256";
    P384 = 0x2b 0x81 4 0 34, "P-384";
    P521 = 0x2b 0x81 4 0 35, "P-521";
    // Signatures
    RSA_MD5 = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 1 4, "RSA-MD5";
    RSA_SHA1 = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 1 5, "RSA-SHA1";
    MGF1 = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 1 8, "MGF1";
    RSA_PSS = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 1 10, "RSA-PSS";
    RSA_SHA256 = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 1 11, "RSA-SHA256";
    RSA_SHA384 = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 1 12, "RSA-SHA384";
    RSA_SHA512 = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 1 13, "RSA-SHA512";
    RSA_SHA224 = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 1 14, "RSA-SHA224";
    ECDSA_SHA1 = 0x2a 0x86 0x48 0xce 0x3d 4 1, "ECDSA-SHA1";
    ECDSA_SHA224 = 0x2a 0x86 0x48 0xce 0x3d 4 3 1, "ECDSA-SHA224";
    ECDSA_SHA256 = 0x2a 0x86 0x48 0xce 0x3d 4 3 2, "ECDSA-SHA256";
    ECDSA_SHA384 = 0x2a 0x86 0x48 0xce 0x3d 4 3 3, "ECDSA-SHA384";
    ECDSA_SHA512 = 0x2a 0x86 0x48 0xce 0x3d 4 3 4, "ECDSA-SHA512";
    DSA_SHA1 = 0x2a 0x86 0x48 0xce 0x38 4 3, "DSA-SHA1";
    DSA_SHA224 = 0x60 0x86 0x48 1 0x65 3 4 3 1, "DSA-SHA224";
    DSA_SHA256 = 0x60 0x86 0x48 1 0x65 3 4 3 2, "DSA-SHA256";
    // Digests
    SHA1 = 0x2b 14 3 2 26, "SHA-1";
    SHA224 = 0x60 0x86 0x48 1 0x65 3 4 2 4, "SHA-224";
    SHA256 = 0x60 0x86 0x48 1 0x65 3 4 2 1, "SHA-256";
    SHA384 = 0x60 0x86 0x48 1 0x65 3 4 2 2, "SHA-384";
    SHA512 = 0x60 0x86 0x48 1 0x65 3 4 2 3, "SHA-512";
    SHA512_224 = 0x60 0x86 0x48 1 0x65 3 4 2 5, "SHA-512/224";
    SHA512_256 = 0x60 0x86 0x48 1 0x65 3 4 2 6, "SHA-512/256";
    // CMS and time stamps (RFC 5652, RFC 3161, RFC 5035)
    CMS_DATA = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 7 1, "data";
    CMS_SIGNED_DATA = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 7 2, "signedData";
    CONTENT_TYPE = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 9 3, "contentType";
    MESSAGE_DIGEST = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 9 4, "messageDigest";
    TST_INFO = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 9 16 1 4, "TSTInfo";
    SIGNING_CERTIFICATE = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 9 16 2 12, "signingCertificate";
    SIGNING_CERTIFICATE_V2 = 0x2a 0x86 0x48 0x86 0xf7 0x0d 1 9 16 2 47, "signingCertificateV2";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_and_bytes_say_the_same() {
        for (oid, text) in [
            (ANY_POLICY, "2.5.29.32.0"),
            (USER_ID, "0.9.2342.19200300.100.1.1"),
            (RSA_SHA256, "1.2.840.113549.1.1.11"),
            (SMARTCARD_LOGON, "1.3.6.1.4.1.311.20.2.2"),
            (NETSCAPE_COMMENT, "2.16.840.1.113730.1.13"),
            (TST_INFO, "1.2.840.113549.1.9.16.1.4"),
        ] {
            assert_eq!(oid.to_string(), text);
            assert_eq!(Oid::content_of(text).as_deref(), Some(oid.0));
        }
        assert_eq!(
            Oid::content_of("2.16.704.1.1.1.1.1").map(|c| Oid(&c).to_string()).as_deref(),
            Some("2.16.704.1.1.1.1.1")
        );
    }

    #[test]
    fn what_is_no_identifier() {
        for content in [&[][..], &[0x80, 1], &[0x2a, 0x86]] {
            assert!(Oid::new(content).is_err(), "{content:?}");
        }
        for text in ["", "1", "3.1", "1.40", "1.2.x", "1.2.", "1.02"] {
            assert_eq!(Oid::content_of(text), None, "{text}");
        }
    }
}
