//! Zip packages (XLSX, XLSB, ODS): what is inside, and that it unpacks to no more than it may.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use hashbrown::HashMap;
use zip::ZipArchive;
use zip::result::ZipError;

use super::heading::Merge;
use super::sniff::Sniffed;
use super::{Format, OpenError, spread};

/// As much as a package may unpack to, by what it says and by what it does.
const BYTES: u64 = 2 << 30;
/// A part may be this many times as large as its packed form. Sheets of equal rows reach some hundred times.
const RATIO: u64 = 1000;
/// Parts that are small enough may have any ratio.
const SMALL: u64 = 16 << 20;

/// As large as the content of an OpenDocument file may be.
const CONTENT: u64 = 512 << 20;

/// A table of texts may claim as many texts as this whatever its size.
const SOME_TEXTS: u64 = 1 << 20;

/// Finds out what the package at `path` is.
pub fn check(path: &Path) -> Result<Sniffed, OpenError> {
    let file = File::open(path).map_err(|source| OpenError::Unreadable { path: path.to_path_buf(), source })?;
    let damaged = |fault: ZipError| OpenError::Damaged { path: path.to_path_buf(), reason: fault.to_string() };
    let mut package = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    let format = format(path, &mut package)?;
    let mut sum = 0_u64;
    for index in 0..package.len() {
        let part = package.by_index_raw(index).map_err(damaged)?;
        if part.encrypted() {
            return Err(OpenError::Protected { path: path.to_path_buf() });
        }
        let (size, packed) = (part.size(), part.compressed_size().max(1));
        sum = sum.saturating_add(size);
        let limit = |what, found, limit| OpenError::TooLarge { path: path.to_path_buf(), what, found, limit };
        if sum > BYTES {
            return Err(limit("bytes", sum, BYTES));
        }
        if size > SMALL && size / packed > RATIO {
            return Err(limit("ratio", size / packed, RATIO));
        }
    }
    unpack(path, &mut package)?;
    match format {
        Format::Ods => check_spread(path, &mut package)?,
        Format::Xlsx => check_texts(path, &mut package)?,
        _ => {}
    }
    Ok(Sniffed::Workbook(format))
}

/// Unpacks every part of the workbook once, keeping nothing: the sizes a package states may be lies.
fn unpack(path: &Path, package: &mut ZipArchive<BufReader<File>>) -> Result<(), OpenError> {
    let mut buffer = vec![0; 1 << 16];
    for index in 0..package.len() {
        let damaged = |reason: String| OpenError::Damaged { path: path.to_path_buf(), reason };
        let mut part = package.by_index(index).map_err(|fault| damaged(fault.to_string()))?;
        let name = part.name().map(|name| name.into_owned()).map_err(|fault| damaged(fault.to_string()))?;
        if !(name.ends_with(".xml") || name.ends_with(".bin") || name.ends_with(".rels")) {
            continue;
        }
        let stated = part.size();
        let mut found = 0_u64;
        loop {
            let count = part.read(&mut buffer).map_err(|fault| damaged(format!("{name}: {fault}")))?;
            found += count as u64;
            if found > stated {
                return Err(damaged(format!("{name}: {found} bytes where {stated} are stated")));
            }
            if count == 0 {
                break;
            }
        }
    }
    Ok(())
}

/// Refuses an OpenDocument file that is broken, or spreads to more than is read.
fn check_spread(path: &Path, package: &mut ZipArchive<BufReader<File>>) -> Result<(), OpenError> {
    let damaged = |reason: String| OpenError::Damaged { path: path.to_path_buf(), reason };
    let part = package.by_name("content.xml").map_err(|fault| damaged(fault.to_string()))?;
    let limit = |what, found, limit| OpenError::TooLarge { path: path.to_path_buf(), what, found, limit };
    if part.size() > CONTENT {
        return Err(limit("bytes", part.size(), CONTENT));
    }
    let spread = spread::measure(BufReader::new(part)).map_err(|fault| damaged(fault.to_string()))?;
    if spread.cells > spread::CELLS {
        return Err(limit("cells", spread.cells, spread::CELLS));
    }
    if spread.text > spread::TEXT { Err(limit("bytes", spread.text, spread::TEXT)) } else { Ok(()) }
}

/// The merged cells of each sheet of the OpenDocument file at `path`, which has been checked.
pub fn spans(path: &Path) -> Result<HashMap<String, Vec<Merge>>, OpenError> {
    let file = File::open(path).map_err(|source| OpenError::Unreadable { path: path.to_path_buf(), source })?;
    let damaged = |reason: String| OpenError::Damaged { path: path.to_path_buf(), reason };
    let mut package = ZipArchive::new(BufReader::new(file)).map_err(|fault| damaged(fault.to_string()))?;
    let part = package.by_name("content.xml").map_err(|fault| damaged(fault.to_string()))?;
    spread::spans(BufReader::new(part)).map_err(|fault| damaged(fault.to_string()))
}

/// Refuses a table of texts that claims more texts than it has bytes: the reader of the format makes room for all of them.
fn check_texts(path: &Path, package: &mut ZipArchive<BufReader<File>>) -> Result<(), OpenError> {
    let names: Vec<String> = package.file_names().flatten().map(|name| name.to_string()).collect();
    for name in names.iter().filter(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml")) {
        let damaged = |fault: ZipError| OpenError::Damaged { path: path.to_path_buf(), reason: fault.to_string() };
        let part = package.by_name(name).map_err(damaged)?;
        let limit = part.size().max(SOME_TEXTS);
        let claimed = spread::claimed_texts(BufReader::new(part));
        if claimed > limit {
            let reason = format!("{name}: {claimed} texts are claimed, {limit} is the limit");
            return Err(OpenError::Damaged { path: path.to_path_buf(), reason });
        }
    }
    Ok(())
}

fn format(path: &Path, package: &mut ZipArchive<BufReader<File>>) -> Result<Format, OpenError> {
    let names: Vec<String> = package.file_names().flatten().map(|name| name.to_string()).collect();
    let has = |name: &str| names.iter().any(|part| part.eq_ignore_ascii_case(name));
    if has("xl/workbook.bin") {
        return Ok(Format::Xlsb);
    }
    if has("xl/workbook.xml") {
        return Ok(Format::Xlsx);
    }
    let what = if has("word/document.xml") {
        "document"
    } else if has("ppt/presentation.xml") {
        "presentation"
    } else if has("content.xml") && has("META-INF/manifest.xml") {
        match mimetype(package).as_str() {
            kind if kind.contains("opendocument.text") => "document",
            kind if kind.contains("opendocument.presentation") => "presentation",
            _ => return Ok(Format::Ods),
        }
    } else if names.iter().any(|name| name.starts_with("xl/")) {
        // Some programs name the workbook otherwise; the reader finds it by its relations.
        return Ok(Format::Xlsx);
    } else {
        "archive"
    };
    Err(OpenError::NotATable { path: path.to_path_buf(), what })
}

fn mimetype(package: &mut ZipArchive<BufReader<File>>) -> String {
    let mut text = String::new();
    if let Ok(part) = package.by_name("mimetype") {
        // An unreadable kind is taken for a spreadsheet: its content will tell.
        let _ = part.take(200).read_to_string(&mut text);
    }
    text
}
