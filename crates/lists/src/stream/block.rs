//! Blocks of whole records.
//!
//! A quote opens a quoted field only at the beginning of a field, as spreadsheet programs have it; a stray quote inside
//! a field is a letter like any other. A block in which every quote is regular is split by `simd-csv`
//! (docs/decisions/0002); any other block is split by the plain loop below, which knows stray and doubled quotes and blank
//! lines.

use super::fields::{Fields, Inner};
use super::{Collector, Source};
use crate::quotes::{LONGEST, Quote, quote_at};
use memchr::{memchr, memrchr};
use sha2::{Digest, Sha256};
use simd_csv::ZeroCopyReaderBuilder;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A list that cannot be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The file system says no.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Bytes of a block, as far as records allow: hashed, split and read, it stays in the cache of the core.
const BLOCK: usize = 1 << 20;

/// Whole records.
pub(super) struct Block {
    /// Its number in the list, from 1.
    pub(super) sequence: usize,
    /// Bytes of the list up to its end.
    pub(super) position: u64,
    pub(super) bytes: Vec<u8>,
    separator: u8,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Every quote encloses a whole field and none is doubled; no line is blank.
    Regular,
    /// Delimited text with something out of the ordinary.
    Irregular,
    /// Fields end with 0x1F, records with 0x1E.
    Memory,
}

impl Block {
    /// Hands every record to `collector`; how many records there were.
    pub(super) fn read<C: Collector>(&self, collector: &mut C, out: &mut C::Out) -> u32 {
        match self.kind {
            Kind::Regular => self.read_regular(collector, out),
            Kind::Irregular => self.read_irregular(collector, out),
            Kind::Memory => self.read_memory(collector, out),
        }
    }

    fn read_regular<C: Collector>(&self, collector: &mut C, out: &mut C::Out) -> u32 {
        let mut reader = ZeroCopyReaderBuilder::with_capacity(1 << 16)
            .delimiter(self.separator)
            .flexible(true)
            .has_headers(false)
            .from_reader(self.bytes.as_slice());
        let mut row = 0;
        while let Ok(Some(record)) = reader.read_byte_record() {
            collector.record(row, &Fields(Inner::Regular(&record)), out);
            row += 1;
        }
        row
    }

    fn read_irregular<C: Collector>(&self, collector: &mut C, out: &mut C::Out) -> u32 {
        let mut rest = self.bytes.as_slice();
        let mut row = 0;
        let mut scratch = Vec::new();
        while !rest.is_empty() {
            let mut ranges = Vec::new();
            scratch.clear();
            rest = split_record(rest, self.separator, &mut scratch, &mut ranges);
            let fields: Vec<&[u8]> = ranges.iter().map(|&(start, end)| &scratch[start..end]).collect();
            collector.record(row, &Fields(Inner::Split(&fields)), out);
            row += 1;
        }
        row
    }

    fn read_memory<C: Collector>(&self, collector: &mut C, out: &mut C::Out) -> u32 {
        let mut row = 0;
        let mut fields = Vec::new();
        let mut rest = self.bytes.as_slice();
        while let Some(end) = memchr(0x1e, rest) {
            fields.clear();
            let record = &rest[..end];
            fields.extend(record.strip_suffix(b"\x1f").unwrap_or(record).split(|&c| c == 0x1f));
            collector.record(row, &Fields(Inner::Split(&fields)), out);
            rest = &rest[end + 1..];
            row += 1;
        }
        row
    }
}

/// Splits the first record off `text` into `scratch` and the ranges of its fields there; what is left of `text`.
fn split_record<'a>(
    text: &'a [u8],
    separator: u8,
    scratch: &mut Vec<u8>,
    ranges: &mut Vec<(usize, usize)>,
) -> &'a [u8] {
    let mut at = 0;
    loop {
        let start = scratch.len();
        let mut field_start = at;
        let quote = text.get(at).filter(|&&c| c == b'"').map(|_| quote_at(text, at, separator));
        if quote.is_some() {
            field_start += 1;
        }
        if let Some(Quote::Closes(close)) = quote {
            // Doubled quotes stand for one.
            let mut last = 0;
            for &c in &text[at + 1..close] {
                if c == b'"' && last == b'"' {
                    last = 0;
                    continue;
                }
                scratch.push(c);
                last = c;
            }
            field_start = close + 1;
        }
        let end = text[field_start..]
            .iter()
            .position(|&c| c == separator || c == b'\n')
            .map_or(text.len(), |offset| field_start + offset);
        scratch.extend_from_slice(&text[field_start..end]);
        let ends_record = text.get(end) != Some(&separator);
        if ends_record && scratch.last() == Some(&b'\r') && scratch.len() > start {
            scratch.pop();
        }
        ranges.push((start, scratch.len()));
        at = (end + 1).min(text.len());
        if ends_record {
            return &text[at..];
        }
    }
}

/// Blocks of a file.
pub(super) struct Blocks {
    file: File,
    path: PathBuf,
    separator: u8,
    left: Vec<u8>,
    hasher: Sha256,
    /// Bytes taken so far.
    position: u64,
    length: u64,
    sequence: usize,
    ended: bool,
}

impl Blocks {
    /// Opens `path`; records begin at `offset`, what lies before is only hashed.
    pub(super) fn open(path: &Path, offset: u64, separator: u8) -> Result<Blocks, StreamError> {
        let io = |source| StreamError::Io { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let mut head = vec![0; offset as usize];
        file.read_exact(&mut head).map_err(io)?;
        let mut hasher = Sha256::new();
        hasher.update(&head);
        Ok(Blocks {
            file,
            path: path.to_owned(),
            separator,
            left: Vec::new(),
            hasher,
            position: offset,
            length,
            sequence: 0,
            ended: false,
        })
    }

    /// SHA-256 of the file, once all blocks were taken.
    pub(super) fn digest(self) -> [u8; 32] {
        self.hasher.finalize().into()
    }
}

impl Source for Blocks {
    fn next(&mut self, used: Vec<u8>) -> Result<Option<Block>, StreamError> {
        let mut bytes = used;
        bytes.clear();
        bytes.append(&mut self.left);
        loop {
            if !self.ended {
                let before = bytes.len();
                bytes.reserve(BLOCK + 1);
                let got = (&mut self.file)
                    .take(BLOCK as u64)
                    .read_to_end(&mut bytes)
                    .map_err(|source| StreamError::Io { path: self.path.clone(), source })?;
                self.hasher.update(&bytes[before..]);
                self.ended = got < BLOCK;
            }
            if bytes.is_empty() {
                return Ok(None);
            }
            let (end, kind) = last_record_end(&bytes, self.separator, self.ended);
            // A record longer than a block: read on.
            if end == 0 {
                continue;
            }
            self.left.extend_from_slice(&bytes[end..]);
            bytes.truncate(end);
            self.sequence += 1;
            self.position += end as u64;
            let (sequence, position, separator) = (self.sequence, self.position, self.separator);
            return Ok(Some(Block { sequence, position, bytes, separator, kind }));
        }
    }

    fn length(&self) -> u64 {
        self.length
    }
}

/// Where the last whole record of `bytes` ends (0: there is none yet), and whether everything up to there is regular.
fn last_record_end(bytes: &[u8], separator: u8, is_last: bool) -> (usize, Kind) {
    let mut kind = Kind::Regular;
    let mut end = 0;
    // Text outside quotes goes from here to the next opening quote.
    let mut outside = 0;
    let mut stop = bytes.len();
    let mut at = 0;
    while let Some(offset) = memchr(b'"', &bytes[at..]) {
        let quote = at + offset;
        at = quote + 1;
        let opens = quote == 0 || bytes[quote - 1] == separator || bytes[quote - 1] == b'\n';
        match quote_at(bytes, quote, separator) {
            _ if !opens => kind = Kind::Irregular,
            Quote::Closes(close) => {
                let regular = !bytes[quote + 1..close].contains(&b'"')
                    && bytes.get(close + 1).is_none_or(|&c| c == separator || c == b'\n' || c == b'\r');
                if !regular {
                    kind = Kind::Irregular;
                }
                if let Some(offset) = memrchr(b'\n', &bytes[outside..quote]) {
                    end = outside + offset + 1;
                }
                outside = close + 1;
                at = close + 1;
            }
            Quote::Stray => kind = Kind::Irregular,
            Quote::Open if is_last || bytes.len() - quote > LONGEST => kind = Kind::Irregular,
            Quote::Open => {
                stop = quote;
                break;
            }
        }
    }
    if let Some(offset) = memrchr(b'\n', &bytes[outside..stop]) {
        end = outside + offset + 1;
    }
    if is_last {
        end = bytes.len();
    }
    if has_blank_line(&bytes[..end]) {
        kind = Kind::Irregular;
    }
    (end, kind)
}

fn has_blank_line(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\n")
        || bytes.starts_with(b"\r")
        || memchr::memmem::find(bytes, b"\n\n").is_some()
        || memchr::memmem::find(bytes, b"\n\r").is_some()
}

/// Blocks of rows that are in memory already.
pub(super) struct Memory<'a> {
    all: &'a [u8],
    /// Where the next block begins.
    position: usize,
    sequence: usize,
}

impl<'a> Memory<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Memory<'a> {
        Memory { all: bytes, position: 0, sequence: 0 }
    }
}

impl Source for Memory<'_> {
    fn next(&mut self, used: Vec<u8>) -> Result<Option<Block>, StreamError> {
        let rest = &self.all[self.position..];
        if rest.is_empty() {
            return Ok(None);
        }
        let wanted = rest.len().min(BLOCK);
        let end = memrchr(0x1e, &rest[..wanted]).or_else(|| memchr(0x1e, rest)).map_or(rest.len(), |at| at + 1);
        let mut bytes = used;
        bytes.clear();
        bytes.extend_from_slice(&rest[..end]);
        self.position += end;
        self.sequence += 1;
        let (sequence, position) = (self.sequence, self.position as u64);
        Ok(Some(Block { sequence, position, bytes, separator: 0x1f, kind: Kind::Memory }))
    }

    fn length(&self) -> u64 {
        self.all.len() as u64
    }
}

/// SHA-256 of a file.
pub(super) fn digest_of(path: &Path) -> Result<[u8; 32], StreamError> {
    let io = |source| StreamError::Io { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(io)?;
    let mut hasher = Sha256::new();
    std::io::copy(&mut file, &mut hasher).map_err(io)?;
    Ok(hasher.finalize().into())
}
