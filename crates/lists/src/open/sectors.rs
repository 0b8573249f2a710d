//! Sectors of a compound file (OLE) and the chains that they form, followed without ever going in a circle.
//!
//! The XLS reader follows every chain to its end, wherever that leads: what it will follow is followed here before, in the
//! same way (MS-CFB 2).

/// Bytes of one entry of the directory, and of a name in it.
const ENTRY: usize = 128;
const NAME: usize = 64;
/// Streams below this size are kept in sectors of 64 bytes, within a stream of their own.
const SMALL: usize = 4096;
const SMALL_SECTOR: usize = 64;
/// From here on the numbers of the table of tables are marks: end, free, table.
const MARKS: u32 = 0xFFFF_FFFA;
const NOT_A_TABLE: u32 = 0xFFFF_FFFC;
const END: u32 = 0xFFFF_FFFE;

/// Why the sectors cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The chain passes more sectors than there are.
    #[error("a chain of sectors goes in a circle")]
    Circle,
    /// The file ends before.
    #[error("sector {0} lies beyond the end of the file")]
    Beyond(u32),
    /// The first bytes are not those of a compound file.
    #[error("the header of the compound file is damaged")]
    Header,
    /// The directory has no such entry.
    #[error("no stream called Workbook")]
    Missing,
}

/// A compound file whose tables and directory could be followed.
pub struct Sectors<'a> {
    file: Room<'a>,
    table: Vec<u32>,
    small: Vec<u8>,
    small_table: Vec<u32>,
    directory: Vec<u8>,
    large_lengths: bool,
}

impl<'a> Sectors<'a> {
    /// Reads tables and directory.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        let header = |at| u32_at(bytes, at).ok_or(Fault::Header);
        let size = match u16_at(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(Fault::Header),
        };
        // The header takes the room of one sector.
        let file = Room { bytes: bytes.get(size..).ok_or(Fault::Header)?, size };
        let table = table(bytes.get(76..512).ok_or(Fault::Header)?, header(68)?, &file)?;
        let directory = file.chain(header(48)?, &table, usize::MAX)?;
        let mut sectors =
            Self { file, table, small: Vec::new(), small_table: Vec::new(), directory, large_lengths: size == 4096 };
        let tables = to_size(header(64)?);
        if tables > 0 {
            let root = sectors.directory.get(..ENTRY).ok_or(Fault::Header)?;
            let (start, length) = sectors.place(root).ok_or(Fault::Header)?;
            sectors.small = sectors.file.chain(start, &sectors.table, length)?;
            let table = sectors.file.chain(header(60)?, &sectors.table, tables.saturating_mul(size))?;
            sectors.small_table = numbers(&table).collect();
        }
        Ok(sectors)
    }

    /// The bytes of the first stream with one of these names.
    pub fn stream(&self, names: &[&str]) -> Result<Vec<u8>, Fault> {
        let entry = |wanted: &&str| {
            self.directory
                .chunks_exact(ENTRY)
                .find(|entry| name(entry).is_some_and(|name| name.eq_ignore_ascii_case(wanted)))
        };
        let entry = names.iter().find_map(entry).ok_or(Fault::Missing)?;
        let (start, length) = self.place(entry).ok_or(Fault::Missing)?;
        if length < SMALL {
            Room { bytes: &self.small, size: SMALL_SECTOR }.chain(start, &self.small_table, length)
        } else {
            self.file.chain(start, &self.table, length)
        }
    }

    /// First sector and length of an entry.
    fn place(&self, entry: &[u8]) -> Option<(u32, usize)> {
        let high = if self.large_lengths { u32_at(entry, 124)? } else { 0 };
        let length = u64::from(high) << 32 | u64::from(u32_at(entry, 120)?);
        Some((u32_at(entry, 116)?, usize::try_from(length).ok()?))
    }
}

/// Bytes divided into sectors.
struct Room<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl<'a> Room<'a> {
    /// A sector; the last one may be cut short.
    fn sector(&self, number: u32) -> Result<&'a [u8], Fault> {
        let start = to_size(number).saturating_mul(self.size);
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty()).ok_or(Fault::Beyond(number))?;
        Ok(&rest[..rest.len().min(self.size)])
    }

    /// As many sectors as there are.
    fn count(&self) -> usize {
        self.bytes.len().div_ceil(self.size)
    }

    /// The bytes of a chain, as many as `most`.
    fn chain(&self, start: u32, table: &[u32], most: usize) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        let mut next = start;
        let mut passed = 0;
        while next != END {
            let sector = self.sector(next)?;
            bytes.extend_from_slice(&sector[..sector.len().min(most - bytes.len())]);
            if bytes.len() >= most {
                break;
            }
            passed += 1;
            if passed > self.count() {
                return Err(Fault::Circle);
            }
            next = *table.get(to_size(next)).ok_or(Fault::Beyond(next))?;
        }
        Ok(bytes)
    }
}

/// The table that tells the next sector of each sector: its places stand in the header and, for large files, in a chain.
fn table(header: &[u8], further: u32, file: &Room<'_>) -> Result<Vec<u32>, Fault> {
    let mut places: Vec<u32> = numbers(header).collect();
    let mut further = further;
    let mut passed = 0;
    while further < MARKS {
        passed += 1;
        if passed > file.count() {
            return Err(Fault::Circle);
        }
        let part = whole(file, further)?;
        places.extend(numbers(part));
        // The last number of a part is the place of the next part.
        further = places.pop().ok_or(Fault::Beyond(further))?;
    }
    places.retain(|place| *place < NOT_A_TABLE);
    if places.len() > file.count() {
        return Err(Fault::Circle);
    }
    let parts = places.into_iter().map(|place| whole(file, place));
    Ok(parts.collect::<Result<Vec<_>, _>>()?.into_iter().flat_map(numbers).collect())
}

/// A sector that is not cut short: numbers stand in it.
fn whole<'a>(file: &Room<'a>, number: u32) -> Result<&'a [u8], Fault> {
    file.sector(number).ok().filter(|sector| sector.len() == file.size).ok_or(Fault::Beyond(number))
}

/// The name of a directory entry, up to its closing zero.
fn name(entry: &[u8]) -> Option<String> {
    let units = entry.get(..NAME)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    Some(String::from_utf16_lossy(&units))
}

fn to_size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// The number of two bytes at `at`.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

/// The number of four bytes at `at`.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    numbers(bytes.get(at..at.checked_add(4)?)?).next()
}
