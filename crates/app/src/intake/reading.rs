//! A file as a list: read by the same readers as the review, its texts taken along.

use super::asking;
use super::bundle;
use super::crls;
use super::entry::{CertificateEntry, DeviceCell, Entries, PersonEntry};
use super::kind::FileKind;
use crate::context::Context;
use crate::error::AppError;
use crate::register;
use crate::work::Told;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_domain::row::{CertificateRow, RosterRow};
use antin_domain::serial::SerialCell;
use antin_domain::text::{Dictionary, SharedTexts};
use antin_lists::column::Column;
use antin_lists::open::Opened;
use antin_lists::overrides::Overrides;
use antin_lists::rows::{Intake, Reading, Rejected};
use antin_lists::stream::StreamError;
use antin_storage::imports::RawRow;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// A file and how it was read.
#[derive(Clone, Debug)]
pub struct ReadList {
    /// What it is.
    pub kind: FileKind,
    /// Kind of file, for people.
    pub format: String,
    /// The sheet, in a workbook.
    pub sheet: String,
    /// First and last row of the headings in the sheet.
    pub heading_rows: (u32, u32),
    /// Headings as they stand, each with what it was understood as: the name of a column, or blank.
    pub columns: Vec<(String, String)>,
    /// The first rows as they stand, each with its number in the sheet.
    pub sample: Vec<(u32, Vec<String>)>,
    /// What a person should know of the reading.
    pub notes: Vec<Message>,
    /// Records read: used + rejected.
    pub read: usize,
    /// Records that are no row, with the reason.
    pub rejected: Vec<Rejected>,
    /// Rows of the list; those about certificates without a serial are rows, but no entry.
    pub used: usize,
    /// How many cells could not be understood.
    pub problems: usize,
    /// The rows.
    pub entries: Entries,
    /// Rejected records as they came.
    pub(super) raw_rejected: Vec<RawRow>,
}

/// What came of reading a file.
#[derive(Clone, Debug)]
pub(super) enum FileRead {
    /// Its rows.
    List(Box<ReadList>),
    /// Nothing yet: a person has to say what its columns mean.
    Asks(Box<HowRead>),
}

/// What came of opening it.
pub(super) enum OpenedFile {
    /// How it is to be read.
    List(Box<Opened>),
    /// What has to be asked.
    Asks(Box<HowRead>),
}

/// How a file was read, as it is kept for people to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HowRead {
    /// Kind of file, for people.
    pub format: String,
    /// The sheet, in a workbook.
    pub sheet: String,
    /// First and last row of the headings in the sheet; 0 where they are not known.
    #[serde(default)]
    pub heading_rows: (u32, u32),
    /// Headings as they stand, each with what it was understood as: the name of a column, or blank.
    pub columns: Vec<(String, String)>,
    /// The first rows as they stand, each with its number in the sheet; where something is asked, the headings too.
    pub sample: Vec<(u32, Vec<String>)>,
    /// Why the file cannot be read before a person says what its columns mean; none where it was read.
    #[serde(default)]
    pub asks: Option<Told>,
    /// What a person should know of the reading.
    pub notes: Vec<Told>,
    /// Records read: used + rejected.
    pub read: usize,
    /// Records that are no row.
    pub rejected: usize,
    /// Rows of the list.
    pub used: usize,
    /// How many cells could not be understood.
    pub problems: usize,
}

/// A record that is no row, as it is kept for people to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedRow {
    /// Row of the sheet.
    #[serde(default)]
    pub row: u32,
    /// Name of the column.
    pub column: String,
    /// What stands there.
    pub text: String,
    /// Key of the sentence that says why.
    pub reason: String,
}

impl ReadList {
    /// What is kept of it for people to look at.
    pub(super) fn reading(&self) -> HowRead {
        HowRead {
            format: self.format.clone(),
            sheet: self.sheet.clone(),
            heading_rows: self.heading_rows,
            columns: self.columns.clone(),
            sample: self.sample.clone(),
            asks: None,
            notes: self.notes.iter().map(Told::from).collect(),
            read: self.read,
            rejected: self.rejected.len(),
            used: self.used,
            problems: self.problems,
        }
    }
}

impl RejectedRow {
    /// The row as it was kept; none where it was used.
    pub(super) fn of(kept: &RawRow) -> Option<RejectedRow> {
        let told: RejectedRow = serde_json::from_str(kept.problems.as_deref()?).ok()?;
        Some(RejectedRow { row: u32::try_from(kept.number).unwrap_or_default(), ..told })
    }
}

/// A rejected record as it came, with its reason.
pub(super) fn rejected_row(rejected: &Rejected, cells: &[String]) -> RawRow {
    let Rejected { row, column, text, reason } = rejected;
    let problems = json!({ "column": column, "text": text, "reason": reason });
    let cells = json!({ "row": row, "cells": cells }).to_string();
    RawRow { number: i64::from(*row), cells, problems: Some(problems.to_string()) }
}

/// What `bytes` are; of a list only the headings are looked at.
///
/// # Errors
/// It is neither a list nor certificates, or not what it is said to be.
pub(super) async fn kind_of(
    context: &Context,
    file_name: &str,
    bytes: Vec<u8>,
    kind: Option<FileKind>,
) -> Result<FileKind, AppError> {
    let list = match kind {
        Some(FileKind::Certificates) => {
            bundle::read(file_name, &bytes, &register::authorities(context).await?)?;
            return Ok(FileKind::Certificates);
        }
        Some(FileKind::Crls) => {
            crls::read(file_name, &bytes, &register::authorities(context).await?)?;
            return Ok(FileKind::Crls);
        }
        Some(FileKind::List(kind)) => Some(kind),
        None if bundle::is_bundle(&bytes) => return Ok(FileKind::Certificates),
        None if crls::is_crl(&bytes) => {
            crls::read(file_name, &bytes, &register::authorities(context).await?)?;
            return Ok(FileKind::Crls);
        }
        None => None,
    };
    on_file(context, file_name, bytes, move |path, named| Ok(FileKind::List(asking::kind_of(path, named, list)?))).await
}

/// Reads `bytes` as what they are; in the background, because it takes a core.
///
/// # Errors
/// It cannot be read as that.
pub(super) async fn read(
    context: &Context,
    file_name: &str,
    bytes: Vec<u8>,
    kind: Option<FileKind>,
    columns: Option<String>,
) -> Result<FileRead, AppError> {
    let kind = match kind {
        Some(FileKind::Crls) => {
            let (named, authorities) = (file_name.to_owned(), register::authorities(context).await?);
            let read = tokio::task::spawn_blocking(move || crls::read(&named, &bytes, &authorities)).await;
            let list = read.map_err(|error| AppError::BrokenOff(error.to_string()))??;
            return Ok(FileRead::List(Box::new(list)));
        }
        Some(FileKind::Certificates) => {
            let (named, authorities) = (file_name.to_owned(), register::authorities(context).await?);
            let read = tokio::task::spawn_blocking(move || bundle::read(&named, &bytes, &authorities)).await;
            let list = read.map_err(|error| AppError::BrokenOff(error.to_string()))??;
            return Ok(FileRead::List(Box::new(list)));
        }
        Some(FileKind::List(kind)) => Some(kind),
        None => None,
    };
    let domains = context.policy().map(|policy| policy.content.mail_domains.clone()).unwrap_or_default();
    let said = columns.map(|text| Overrides::parse(Path::new(file_name), &text)).transpose();
    let said = said.map_err(|error| AppError::Unusable(error.message()))?;
    on_file(context, file_name, bytes, move |path, named| match asking::opened(path, named, kind, said.as_ref())? {
        OpenedFile::List(opened) => Ok(FileRead::List(Box::new(read_file(named, *opened, &domains)?))),
        OpenedFile::Asks(question) => Ok(FileRead::Asks(question)),
    })
    .await
}

/// Does `work` with a file that holds `bytes`, in the background.
async fn on_file<T: Send + 'static>(
    context: &Context,
    file_name: &str,
    bytes: Vec<u8>,
    work: impl FnOnce(&Path, &str) -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    // Readers take files. The name is not the one that was given: that may be anything.
    let folder = context.data.join("reading");
    let path = folder.join(format!("{}.list", context.id()?));
    let named = file_name.to_owned();
    let work = move || {
        let failed = |error: std::io::Error| AppError::BrokenOff(error.to_string());
        std::fs::create_dir_all(&folder).map_err(failed)?;
        std::fs::write(&path, bytes).map_err(failed)?;
        let outcome = work(&path, &named);
        // It is kept elsewhere; here it was only to be read.
        let _ = std::fs::remove_file(&path);
        outcome
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::BrokenOff(error.to_string()))?
}

fn read_file(named: &str, opened: Opened, domains: &[String]) -> Result<ReadList, AppError> {
    let names = SharedTexts::default();
    let silent = |_| {};
    let mut intake = Intake::new(&names, domains, 1, &silent);
    let list = match opened.kind {
        ListKind::CaList => {
            let reading = intake.ca_list(&opened);
            let dictionary = intake.finish();
            account(
                opened,
                reading,
                |row| row.row,
                |cells, rows| {
                    let texts = Dictionary { names: names.finish(), ..dictionary };
                    Entries::Certificates(rows.iter().filter_map(|row| of_ca(row, &texts, cells)).collect())
                },
            )
        }
        ListKind::Registry => {
            let reading = intake.registry(&opened);
            let dictionary = intake.finish();
            account(
                opened,
                reading,
                |row| row.row,
                |cells, rows| {
                    let texts = Dictionary { names: names.finish(), ..dictionary };
                    Entries::Certificates(rows.iter().filter_map(|row| of_registry(row, &texts, cells)).collect())
                },
            )
        }
        ListKind::Roster => {
            let reading = intake.roster(&opened);
            let dictionary = intake.finish();
            account(
                opened,
                reading,
                |row| row.row,
                |cells, rows| {
                    let texts = Dictionary { names: names.finish(), ..dictionary };
                    Entries::People(rows.iter().map(|row| of_roster(row, &texts, cells)).collect())
                },
            )
        }
        ListKind::Units => {
            let reading = intake.units(&opened);
            account(opened, reading, |row| row.row, |_, rows| Entries::Units(rows))
        }
        ListKind::Sent => {
            let reading = intake.sent(&opened);
            account(opened, reading, |row| row.row, |_, _| Entries::Nothing)
        }
    };
    list.map_err(|error| {
        let StreamError::Io { source, .. } = error;
        AppError::Unusable(Message::new("intake-unreadable").with("file", named).with("reason", source))
    })
}

/// The sentence of a reader, which names a file that nobody knows: the name that was given takes its place.
pub(super) fn told_of(mut message: Message, path: &Path, named: &str) -> Message {
    let path = path.display().to_string();
    for (_, value) in &mut message.args {
        *value = value.replace(&path, named);
    }
    message
}

/// Columns whose texts are taken as they stand, not as a reader understood them. No others are kept: a hundred thousand
/// rows of fourteen texts each would be the greater part of the memory that an intake takes.
const AS_WRITTEN: [Column; 5] =
    [Column::PreviousSerial, Column::Email, Column::DeviceKind, Column::DeviceSerial, Column::StaffNumber];

/// The texts of rows of the sheet, by what their columns mean.
struct SheetCells {
    rows: HashMap<u32, Vec<String>>,
    place: HashMap<Column, usize>,
}

/// So many rows are shown to people.
const SAMPLE: usize = 5;

impl SheetCells {
    fn text(&self, row: u32, column: Column) -> &str {
        let place = self.place.get(&column).copied();
        let cells = self.rows.get(&row);
        place.zip(cells).and_then(|(place, cells)| cells.get(place)).map(|text| text.trim()).unwrap_or_default()
    }
}

fn account<R>(
    opened: Opened,
    reading: Result<Reading<R>, StreamError>,
    number: fn(&R) -> u32,
    entries: impl FnOnce(&SheetCells, Vec<R>) -> Entries,
) -> Result<ReadList, StreamError> {
    let reading = reading?;
    // Headings inside the table, groups and blank lines are no records.
    let records: HashSet<u32> =
        reading.rows.iter().map(number).chain(reading.rejected.iter().map(|rejected| rejected.row)).collect();
    let reasons: HashMap<u32, &Rejected> = reading.rejected.iter().map(|rejected| (rejected.row, rejected)).collect();
    let kept: Vec<(Column, usize)> =
        AS_WRITTEN.into_iter().filter_map(|column| Some((column, opened.column(column)?))).collect();
    let (mut raw_rejected, mut sample, mut rows) = (Vec::new(), Vec::new(), HashMap::with_capacity(records.len()));
    let all = opened.each_row(|row, mut cells| {
        if !records.contains(&row) {
            return;
        }
        raw_rejected.extend(reasons.get(&row).map(|rejected| rejected_row(rejected, &cells)));
        if sample.len() < SAMPLE {
            sample.push((row, cells.clone()));
        }
        let texts = kept.iter().map(|(_, index)| cells.get_mut(*index).map(std::mem::take).unwrap_or_default());
        rows.insert(row, texts.collect());
    });
    all.map_err(|source| StreamError::Io { path: opened.path.clone(), source })?;
    let used = reading.rows.len();
    let place = kept.iter().enumerate().map(|(place, (column, _))| (*column, place)).collect();
    let cells = SheetCells { rows, place };
    let mut notes = opened.notes;
    notes.extend(reading.notes);
    Ok(ReadList {
        kind: FileKind::List(opened.kind),
        format: opened.format.name(),
        sheet: opened.sheet.unwrap_or_default(),
        heading_rows: (opened.headings.first, opened.headings.last),
        columns: opened
            .columns
            .iter()
            .map(|used| (used.heading.clone(), used.meaning.map(|column| column.name().to_owned()).unwrap_or_default()))
            .collect(),
        sample,
        notes,
        read: reading.read,
        rejected: reading.rejected,
        used,
        problems: reading.problem_count,
        entries: entries(&cells, reading.rows),
        raw_rejected,
    })
}

fn of_ca(row: &CertificateRow, texts: &Dictionary, cells: &SheetCells) -> Option<CertificateEntry> {
    let of = |id| texts.words.get(id).into_owned();
    Some(CertificateEntry {
        row: row.row,
        serial: Some(row.serial.hex).filter(|serial| !serial.is_none())?,
        previous: SerialCell::parse(cells.text(row.row, Column::PreviousSerial).as_bytes()).hex,
        holder: texts.names.get(row.holder).into_owned(),
        issuer: of(row.issuer),
        kind: row.kind,
        id_number: row.identity.to_string(),
        email: official(cells.text(row.row, Column::Email)),
        unit: (texts.units.get(row.unit).into_owned(), texts.units.get(row.parent).into_owned()),
        position: of(row.position),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        standing: row.standing,
        renewals: row.renewals,
        device: device(row, cells),
    })
}

fn of_registry(row: &CertificateRow, texts: &Dictionary, cells: &SheetCells) -> Option<CertificateEntry> {
    let of = |id| texts.words.get(id).into_owned();
    Some(CertificateEntry {
        row: row.row,
        serial: Some(row.serial.hex).filter(|serial| !serial.is_none())?,
        previous: Default::default(),
        holder: texts.names.get(row.holder).into_owned(),
        issuer: of(row.issuer),
        kind: row.kind,
        id_number: row.identity.to_string(),
        email: official(cells.text(row.row, Column::Email)),
        unit: (texts.units.get(row.unit).into_owned(), texts.units.get(row.parent).into_owned()),
        position: of(row.position),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        standing: row.standing,
        renewals: row.renewals,
        device: device(row, cells),
    })
}

/// The device that a row names, as it is written there.
fn device(row: &CertificateRow, cells: &SheetCells) -> DeviceCell {
    let text = |column| cells.text(row.row, column).split_whitespace().collect::<Vec<_>>().join(" ");
    let serial = text(Column::DeviceSerial);
    DeviceCell { kind: text(Column::DeviceKind), is_readable: !row.device.is_none(), serial }
}

fn of_roster(row: &RosterRow, texts: &Dictionary, cells: &SheetCells) -> PersonEntry {
    PersonEntry {
        row: row.row,
        code: cells.text(row.row, Column::StaffNumber).to_owned(),
        name: texts.names.get(row.holder).into_owned(),
        birthday: row.birthday,
        id_number: row.identity.to_string(),
        email: official(cells.text(row.row, Column::Email)),
        unit: (texts.units.get(row.unit).into_owned(), texts.units.get(row.parent).into_owned()),
        position: texts.words.get(row.position).into_owned(),
        employment: row.employment,
        since: row.since,
    }
}

/// The first address of a cell, in small letters.
pub(crate) fn official(cell: &str) -> String {
    let mut parts = cell.split([';', ',', ' ', '\n', '\t', '/', '|', '<', '>', ':']);
    parts.find(|part| part.find('@').is_some_and(|at| at > 0)).unwrap_or_default().to_lowercase()
}
