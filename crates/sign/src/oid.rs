//! Object identifiers that only signatures use; the others stand in [`antin_pki::oid`].

use antin_pki::oid::Oid;

/// `signingTime` (RFC 5652 11.3).
pub const SIGNING_TIME: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5]);
/// `signatureTimeStampToken` (RFC 5126 6.1.1).
pub const SIGNATURE_TIME_STAMP: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14]);
/// `certificateValues` (RFC 5126 6.3.3).
pub const CERTIFICATE_VALUES: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 23]);
/// `revocationValues` (RFC 5126 6.3.4).
pub const REVOCATION_VALUES: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 24]);
/// `archiveTimestamp` version 2 (RFC 5126 6.4.1).
pub const ARCHIVE_TIME_STAMP_2: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 48]);
/// `archiveTimestampV3` (EN 319 122-1 5.5.3).
pub const ARCHIVE_TIME_STAMP_3: Oid<'static> = Oid(&[4, 0, 0x8d, 0x45, 2, 4]);
/// `ats-hash-index`, the first form (TS 101 733 V2.2.1 6.4.2): 0.4.0.1733.2.5.
pub const HASH_INDEX: Oid<'static> = Oid(&[4, 0, 0x8d, 0x45, 2, 5]);
/// `ats-hash-index-v2`: 0.4.0.19122.1.4.
pub const HASH_INDEX_2: Oid<'static> = Oid(&[4, 0, 0x81, 0x95, 0x32, 1, 4]);
/// `ats-hash-index-v3` (EN 319 122-1 5.5.2): 0.4.0.19122.1.5.
pub const HASH_INDEX_3: Oid<'static> = Oid(&[4, 0, 0x81, 0x95, 0x32, 1, 5]);
/// `adbe-revocationInfoArchival` (ISO 32000-2 12.8.3.3.2).
pub const ADOBE_REVOCATION: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x2f, 1, 1, 8]);
/// `id-ri-ocsp-response` (RFC 5940).
pub const OCSP_IN_CMS: Oid<'static> = Oid(&[0x2b, 6, 1, 5, 5, 7, 16, 2]);
