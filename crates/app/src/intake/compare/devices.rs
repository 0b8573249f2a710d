//! The devices that a list names: those that nobody knows are made, and the certificate is joined to its device.
//!
//! A blank cell says nothing. What is unclear (a kind that nobody knows, one serial of two kinds) makes no device.

use super::Planner;
use crate::error::AppError;
use crate::intake::entry::CertificateEntry;
use antin_domain::certificate::record::{CertificateRecord, State};
use antin_domain::day::Day;
use antin_domain::device::{Custody, Device, DeviceKind};
use antin_domain::id::Id;
use antin_domain::name::fold;
use antin_storage::devices;
use antin_storage::imports::ImportChange;
use antin_storage::search::Noun;
use std::collections::{BTreeMap, HashMap};

/// The longest serial of a device.
const MOST_SERIAL: usize = 60;

/// The device that a row names, as text: kind and serial; both blank where it names none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceCell {
    /// Kind as written.
    pub kind: String,
    /// Serial as written.
    pub serial: String,
    /// Could the reader of lists make sense of the serial?
    pub is_readable: bool,
}

/// What a row says of its device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lies {
    /// Nothing.
    Unsaid,
    /// On this one.
    On(Id),
    /// Something that cannot be understood.
    Unclear,
}

/// The devices of the registry that a list names, and those that it would bring.
#[derive(Default)]
pub(super) struct Devices {
    known: HashMap<String, Vec<Device>>,
    /// By serial, each with whether a certificate in force says whose it is. A second kind of one serial is unclear.
    fresh: BTreeMap<String, (Device, bool)>,
}

impl Devices {
    /// Those that a list speaks of.
    pub(super) async fn read(
        connection: &mut super::Connection,
        rows: &[CertificateEntry],
    ) -> Result<Devices, AppError> {
        let mut serials: Vec<String> =
            rows.iter().map(|row| row.device.serial.clone()).filter(|serial| !serial.is_empty()).collect();
        serials.sort_unstable();
        serials.dedup();
        let mut known: HashMap<String, Vec<Device>> = HashMap::new();
        for chunk in serials.chunks(super::AT_ONCE) {
            for device in devices::with_serials(connection, chunk).await? {
                known.entry(device.serial.clone()).or_default().push(device);
            }
        }
        Ok(Devices { known, fresh: BTreeMap::new() })
    }

    /// On which device the certificate of a row lies; one that is not known yet gets its number.
    pub(super) fn of(&self, cell: &DeviceCell, fresh: impl FnOnce() -> Result<Id, AppError>) -> Result<Lies, AppError> {
        if cell.serial.is_empty() {
            return Ok(Lies::Unsaid);
        }
        let Ok(kind) = kind_of(&cell.kind) else { return Ok(Lies::Unclear) };
        if !cell.is_readable || cell.serial.chars().count() > MOST_SERIAL {
            return Ok(Lies::Unclear);
        }
        let fits = |device: &&Device| kind.is_none_or(|kind| device.kind == kind);
        let known = self.known.get(&cell.serial).map(Vec::as_slice).unwrap_or_default();
        match known.iter().filter(fits).collect::<Vec<_>>().as_slice() {
            [only] => return Ok(Lies::On(only.id)),
            [] if known.is_empty() => {}
            // The registry has it as another kind, or as two.
            _ => return Ok(Lies::Unclear),
        }
        let kind = kind.unwrap_or(DeviceKind::Token);
        match self.fresh.get(&cell.serial) {
            Some((device, _)) if device.kind != kind => Ok(Lies::Unclear),
            Some((device, _)) => Ok(Lies::On(device.id)),
            None => Ok(Lies::On(fresh()?)),
        }
    }

    /// A certificate lies on device `id`: where the list brings that device, it is in the hands of the holder, of the one
    /// whose certificate is in force before others.
    pub(super) fn put(&mut self, id: Id, cell: &DeviceCell, record: &CertificateRecord, today: Day) {
        if self.known.contains_key(&cell.serial) {
            return;
        }
        let kind = kind_of(&cell.kind).ok().flatten().unwrap_or(DeviceKind::Token);
        let is_in_force = record.state_on(today) == State::InForce;
        // Its serial stands beside it until it is planned.
        let device = Device {
            id,
            kind,
            serial: String::new(),
            unit: record.unit,
            custody: Custody::Handed,
            person: record.person,
        };
        let held = self.fresh.entry(cell.serial.clone()).or_insert_with(|| (device.clone(), is_in_force));
        if is_in_force && !held.1 {
            *held = (device, true);
        }
    }

    /// Plans every device that the list brings.
    pub(super) async fn plan(self, planner: &mut Planner<'_>) -> Result<(), AppError> {
        for (serial, (device, _)) in self.fresh {
            let device = Device { serial, ..device };
            let after = devices::as_json(&device).to_string();
            planner.add_device(ImportChange { noun: Noun::Device, object: device.id, before: None, after }).await?;
        }
        Ok(())
    }
}

/// The kind that a cell names; none where it is blank.
fn kind_of(cell: &str) -> Result<Option<DeviceKind>, ()> {
    let folded = fold(cell);
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    match () {
        () if folded.is_empty() => Ok(None),
        () if says(&["hsm"]) => Ok(Some(DeviceKind::Hsm)),
        () if says(&["rssp", "tu xa", "remote"]) => Ok(Some(DeviceKind::Rssp)),
        () if says(&["sim"]) => Ok(Some(DeviceKind::Sim)),
        () if says(&["soft", "phan mem"]) => Ok(Some(DeviceKind::Soft)),
        () if says(&["token", "usb", "the"]) => Ok(Some(DeviceKind::Token)),
        () => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(kind: &str, serial: &str) -> DeviceCell {
        DeviceCell { kind: kind.into(), serial: serial.into(), is_readable: true }
    }

    fn device(id: i64, kind: DeviceKind, serial: &str) -> Device {
        Device { id: Id(id), kind, serial: serial.into(), unit: Id(1), custody: Custody::InStock, person: None }
    }

    fn registry() -> Devices {
        let known = [("TM-1", vec![device(7, DeviceKind::Token, "TM-1")])];
        Devices {
            known: known.into_iter().map(|(serial, all)| (serial.to_owned(), all)).collect(),
            ..Devices::default()
        }
    }

    fn lies(devices: &Devices, kind: &str, serial: &str) -> Lies {
        devices.of(&cell(kind, serial), || Ok(Id(99))).unwrap()
    }

    #[test]
    fn a_blank_cell_says_nothing_and_a_known_serial_is_that_device() {
        let devices = registry();
        assert_eq!(lies(&devices, "", ""), Lies::Unsaid);
        assert_eq!(lies(&devices, "USB Token", ""), Lies::Unsaid);
        assert_eq!(lies(&devices, "", "TM-1"), Lies::On(Id(7)));
        assert_eq!(lies(&devices, "USB Token", "TM-1"), Lies::On(Id(7)));
        assert_eq!(lies(&devices, "", "TM-2"), Lies::On(Id(99)));
    }

    #[test]
    fn what_contradicts_itself_makes_no_device() {
        let devices = registry();
        assert_eq!(lies(&devices, "SIM PKI", "TM-1"), Lies::Unclear, "the registry has it as a token");
        assert_eq!(lies(&devices, "chìa khóa", "TM-2"), Lies::Unclear, "no such kind");
        assert_eq!(lies(&devices, "", &"9".repeat(61)), Lies::Unclear);
        let damaged = DeviceCell { is_readable: false, ..cell("", "1,2E+11") };
        assert_eq!(devices.of(&damaged, || Ok(Id(99))).unwrap(), Lies::Unclear);
    }

    #[test]
    fn every_kind_is_recognised_by_the_words_of_offices() {
        let of = |text: &str| kind_of(text).unwrap();
        assert_eq!(of("USB Token"), Some(DeviceKind::Token));
        assert_eq!(of("Thẻ thông minh"), Some(DeviceKind::Token));
        assert_eq!(of("SIM PKI"), Some(DeviceKind::Sim));
        assert_eq!(of("Ký số từ xa"), Some(DeviceKind::Rssp));
        assert_eq!(of("HSM"), Some(DeviceKind::Hsm));
        assert_eq!(of("Softtoken"), Some(DeviceKind::Soft));
        assert_eq!(of(" "), None);
    }
}
