//! A certificate as a row, and as the JSON by which events and imports remember it.

use crate::codes::Code;
use crate::error::{Error, Result};
use antin_domain::certificate::record::{CertificateRecord, Found, Succession};
use antin_domain::certificate::{HolderKind, Renewals, Standing};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::serial::Serial;
use serde_json::{Value, json};

/// Everything of a certificate; the condition follows.
pub(super) const SELECT: &str = "SELECT c.id, i.name AS issuer, c.serial, c.digest, c.kind, c.holder, c.person_id, c.unit_id,
        c.position, c.email, c.valid_from, c.valid_to, c.standing, c.renewals, c.device_id, c.predecessor_id, c.succession,
        c.found_ca, c.found_registry, c.found_roster, c.open_findings, c.version
    FROM certificate c JOIN issuer i ON i.id = c.issuer_id";

/// One row of [`SELECT`].
#[derive(sqlx::FromRow)]
pub(super) struct CertificateRow {
    id: i64,
    issuer: String,
    serial: Vec<u8>,
    digest: Option<Vec<u8>>,
    kind: i16,
    holder: String,
    person_id: Option<i64>,
    unit_id: i64,
    position: String,
    email: String,
    valid_from: Option<i32>,
    valid_to: Option<i32>,
    standing: i16,
    renewals: Option<i16>,
    device_id: Option<i64>,
    predecessor_id: Option<i64>,
    succession: Option<i16>,
    found_ca: i16,
    found_registry: i16,
    found_roster: i16,
    open_findings: i32,
    version: i64,
}

impl CertificateRow {
    /// The record and its version.
    pub(super) fn record(self) -> Result<(CertificateRecord, i64)> {
        let damaged = |column, value: String| Error::Damaged { table: "certificate", column, value };
        let serial = serial_of_row(&self.serial)?;
        let digest = self.digest.map(|bytes| bytes.try_into().map_err(|bytes: Vec<u8>| damaged("digest", hex(&bytes))));
        let succession = self.succession.map(|code| Succession::of("certificate", code)).transpose()?;
        let renewals = self.renewals.map(|n| u8::try_from(n).map_err(|_| damaged("renewals", n.to_string())));
        let record = CertificateRecord {
            id: Id(self.id),
            issuer: self.issuer,
            serial,
            digest: digest.transpose()?,
            kind: HolderKind::of("certificate", self.kind)?,
            holder: self.holder,
            person: self.person_id.map(Id),
            unit: Id(self.unit_id),
            position: self.position,
            email: self.email,
            valid_from: Day::of_number(self.valid_from),
            valid_to: Day::of_number(self.valid_to),
            standing: Standing::of("certificate", self.standing)?,
            renewals: Renewals(renewals.transpose()?),
            device: self.device_id.map(Id),
            predecessor: self.predecessor_id.map(Id).zip(succession),
            found: Found { ca: self.found_ca != 0, registry: self.found_registry != 0, roster: self.found_roster != 0 },
            open_findings: self.open_findings.unsigned_abs(),
        };
        Ok((record, self.version))
    }
}

/// What events and imports remember of a certificate: everything that a person or a list can change. Open findings are not
/// among it: reviews count them.
///
/// Days are day numbers, digests and serials hex, states the numbers of the rows: this is a memory of rows, not an API.
#[must_use]
pub fn as_json(record: &CertificateRecord) -> Value {
    json!({
        "issuer": record.issuer,
        "serial": hex(record.serial.bytes()),
        "digest": record.digest.map(|digest| hex(&digest)),
        "kind": record.kind.code(),
        "holder": record.holder,
        "person": record.person.map(|id| id.0),
        "unit": record.unit.0,
        "position": record.position,
        "email": record.email,
        "valid_from": record.valid_from.number(),
        "valid_to": record.valid_to.number(),
        "standing": record.standing.code(),
        "renewals": record.renewals.0,
        "device": record.device.map(|id| id.0),
        "predecessor": record.predecessor.map(|(id, _)| id.0),
        "succession": record.predecessor.map(|(_, succession)| succession.code()),
        "found": [record.found.ca, record.found.registry, record.found.roster],
    })
}

/// The certificate with number `id` as [`as_json`] remembered it, without open findings.
///
/// # Errors
/// The memory is not one of a certificate.
pub fn from_json(id: Id, value: &Value) -> Result<CertificateRecord> {
    let read = || -> Option<CertificateRecord> {
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        let day = |name: &str| Day::of_number(value[name].as_i64().and_then(|n| i32::try_from(n).ok()));
        let number = |name: &str| value[name].as_i64().map(Id);
        let code = |name: &str| value[name].as_i64().and_then(|n| i16::try_from(n).ok());
        let digest = match value["digest"].as_str() {
            Some(text) => Some(unhex(text)?.try_into().ok()?),
            None => None,
        };
        let succession = match code("succession") {
            Some(code) => Some(Succession::of("memory", code).ok()?),
            None => None,
        };
        Some(CertificateRecord {
            id,
            issuer: text("issuer")?,
            serial: Serial::from_hex(value["serial"].as_str()?.as_bytes())?,
            digest,
            kind: HolderKind::of("memory", code("kind")?).ok()?,
            holder: text("holder")?,
            person: number("person"),
            unit: number("unit")?,
            position: text("position")?,
            email: text("email")?,
            valid_from: day("valid_from"),
            valid_to: day("valid_to"),
            standing: Standing::of("memory", code("standing")?).ok()?,
            renewals: Renewals(value["renewals"].as_u64().and_then(|n| u8::try_from(n).ok())),
            device: number("device"),
            predecessor: number("predecessor").zip(succession),
            found: Found {
                ca: value["found"][0].as_bool()?,
                registry: value["found"][1].as_bool()?,
                roster: value["found"][2].as_bool()?,
            },
            open_findings: 0,
        })
    };
    read().ok_or_else(|| Error::Damaged { table: "import_change", column: "before", value: value.to_string() })
}

/// The serial of these bytes of a row; an error where they are too many or none.
pub(super) fn serial_of_row(bytes: &[u8]) -> Result<Serial> {
    let damaged = || Error::Damaged { table: "certificate", column: "serial", value: hex(bytes) };
    Serial::from_hex(hex(bytes).as_bytes()).ok_or_else(damaged)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    digits.chunks(2).map(|pair| Some(pair[0] << 4 | *pair.get(1)?)).collect()
}
