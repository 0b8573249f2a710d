//! The floor below which no review of three lists can come: find every field, normalise serials and ID numbers, three
//! hash joins. One thread. The script `bench` prints how many times as much `antin review` takes.
//!
//! `floor CA_LIST REGISTRY ROSTER` (CSV files with commas and one heading row) prints the joined rows and the seconds.

use hashbrown::HashMap;
use rustix::time::{ClockId, clock_gettime};
use simd_csv::{ZeroCopyByteRecord, ZeroCopyReader, ZeroCopyReaderBuilder};
use std::error::Error;
use std::fs::File;

/// Rows by key. A key that several rows have leads to the last of them.
type Rows = HashMap<u128, u32, foldhash::fast::FixedState>;

/// The keys of one list, row by row; 0 where there is none.
#[derive(Default)]
struct Keys {
    serials: Vec<u128>,
    id_numbers: Vec<u128>,
    cells: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [ca, registry, roster] = paths.as_slice() else { return Err("floor CA_LIST REGISTRY ROSTER".into()) };
    let ca = keys(ca, Some("Số hiệu chứng thư số"), "Số CCCD/CMND")?;
    let registry = keys(registry, Some("Serial CTS"), "Số CCCD")?;
    let roster = keys(roster, None, "Số CCCD")?;
    let people = rows(&roster.id_numbers);
    let by_serial = joined(&rows(&ca.serials), &registry.serials);
    let (ca_people, registry_people) = (joined(&people, &ca.id_numbers), joined(&people, &registry.id_numbers));
    println!("rows: {} + {} + {}", ca.id_numbers.len(), registry.id_numbers.len(), roster.id_numbers.len());
    println!("cells: {}", ca.cells + registry.cells + roster.cells);
    println!("joined: registry-ca {by_serial}, ca-roster {ca_people}, registry-roster {registry_people}");
    let used = clock_gettime(ClockId::ProcessCPUTime);
    println!("cpu: {}.{:03} s", used.tv_sec, used.tv_nsec / 1_000_000);
    Ok(())
}

/// Reads a list: every field is found, those of the serial and of the ID number are normalised.
fn keys(path: &str, serial: Option<&str>, id_number: &str) -> Result<Keys, Box<dyn Error>> {
    let mut reader: ZeroCopyReader<File> =
        ZeroCopyReaderBuilder::with_capacity(1 << 20).has_headers(false).flexible(true).from_reader(File::open(path)?);
    let (serial, id_number) = {
        let heading = reader.read_byte_record()?.ok_or("an empty list")?;
        let column = |name: &str| {
            let place = heading.iter().position(|cell| cell.trim_ascii() == name.as_bytes());
            place.ok_or_else(|| format!("{path} has no column {name}"))
        };
        (serial.map(column).transpose()?, column(id_number)?)
    };
    let mut keys = Keys::default();
    while let Some(record) = reader.read_byte_record()? {
        keys.cells += record.len();
        if let Some(serial) = serial {
            keys.serials.push(serial_key(field(&record, serial)));
        }
        keys.id_numbers.push(id_key(field(&record, id_number)));
    }
    Ok(keys)
}

fn field<'a>(record: &'a ZeroCopyByteRecord<'_>, column: usize) -> &'a [u8] {
    record.get(column).unwrap_or_default()
}

/// The value of a serial in hex, whatever stands between its digits; 0 for anything else.
fn serial_key(text: &[u8]) -> u128 {
    let text = text.strip_prefix(b"0x").unwrap_or(text);
    let mut key = 0_u128;
    for &letter in text {
        let digit = match letter {
            b'0'..=b'9' => letter - b'0',
            b'A'..=b'F' => letter - b'A' + 10,
            b'a'..=b'f' => letter - b'a' + 10,
            b':' | b' ' | b'-' => continue,
            _ => return 0,
        };
        key = (key << 4) | u128::from(digit);
    }
    key
}

/// The first run of digits as a number, so that a lost leading zero does not matter; 0 if there is none.
fn id_key(text: &[u8]) -> u128 {
    let digits = text.iter().take_while(|letter| letter.is_ascii_digit());
    u128::from(digits.fold(0_u64, |key, digit| key.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'))))
}

fn rows(keys: &[u128]) -> Rows {
    let mut rows = Rows::with_capacity_and_hasher(keys.len(), foldhash::fast::FixedState::default());
    rows.extend((0..).zip(keys).filter(|(_, key)| **key != 0).map(|(row, key)| (*key, row)));
    rows
}

/// How many of `keys` are among `rows`.
fn joined(rows: &Rows, keys: &[u128]) -> usize {
    keys.iter().filter(|key| rows.contains_key(*key)).count()
}
