//! Keeping certificates.

use super::row::hex;
use super::tally;
use crate::among;
use crate::codes::Code;
use crate::error::{Error, Result};
use crate::search::{self, Noun, haystack, tokens, words};
use crate::statement::{many, rows_at_once};
use crate::turn::Change;
use antin_domain::certificate::HolderKind;
use antin_domain::certificate::record::{CertificateRecord, Succession};
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::name::order;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Columns of one certificate, in the order in which [`bind_record`] binds them.
const HEAD: &str = "INSERT INTO certificate (id, issuer_id, serial, digest, kind, holder, sort_key, person_id, unit_id,
    position, email, valid_from, valid_to, standing, renewals, device_id, predecessor_id, succession, found_ca,
    found_registry, found_roster, open_findings, search_text, version, updated_us)";
const COLUMNS: usize = 25;

/// Tells whether a certificate differs from what it was.
type Differs = fn(&CertificateRecord, &CertificateRecord) -> bool;

/// Columns of a certificate that change, each with how to tell that it did. A statement names only those that did: an
/// index whose columns are not named stays as it is, and most changes of a list touch one column of twenty-five. Open
/// findings are not among them: reviews count those.
const CHANGES: &[(&str, Differs)] = &[
    ("issuer_id", |a, b| a.issuer != b.issuer),
    ("serial", |a, b| a.serial != b.serial),
    ("digest", |a, b| a.digest != b.digest),
    ("kind", |a, b| a.kind != b.kind),
    ("holder", |a, b| a.holder != b.holder),
    ("sort_key", |a, b| a.holder != b.holder || a.kind != b.kind),
    ("person_id", |a, b| a.person != b.person),
    ("unit_id", |a, b| a.unit != b.unit),
    ("position", |a, b| a.position != b.position),
    ("email", |a, b| a.email != b.email),
    ("valid_from", |a, b| a.valid_from != b.valid_from),
    ("valid_to", |a, b| a.valid_to != b.valid_to),
    ("standing", |a, b| a.standing != b.standing),
    ("renewals", |a, b| a.renewals != b.renewals),
    ("device_id", |a, b| a.device != b.device),
    ("predecessor_id", |a, b| a.predecessor != b.predecessor),
    ("succession", |a, b| a.predecessor != b.predecessor),
    ("found_ca", |a, b| a.found.ca != b.found.ca),
    ("found_registry", |a, b| a.found.registry != b.found.registry),
    ("found_roster", |a, b| a.found.roster != b.found.roster),
    ("search_text", has_other_words),
];

/// Those of [`CHANGES`] that are different, one bit each.
fn differing(before: &CertificateRecord, after: &CertificateRecord) -> u32 {
    let bits = CHANGES.iter().enumerate().map(|(place, (_, differs))| u32::from(differs(before, after)) << place);
    bits.sum()
}

/// What happens to a certificate that is there already, by its number: these columns are written, and it is a new version.
fn replacing(columns: u32) -> String {
    let mut text = String::from("ON CONFLICT (id) DO UPDATE SET ");
    for (place, (column, _)) in CHANGES.iter().enumerate() {
        if columns >> place & 1 == 1 {
            text = text + column + " = excluded." + column + ", ";
        }
    }
    text + "version = certificate.version + 1, updated_us = excluded.updated_us"
}

/// Binds one certificate to a statement that inserts. A macro, because the type of the statement differs by database.
macro_rules! bind_record {
    ($query:expr, $record:expr, $issuer:expr, $at:expr) => {{
        let record: &CertificateRecord = $record;
        $query
            .bind(record.id.0)
            .bind($issuer)
            .bind(record.serial.bytes().to_vec())
            .bind(record.digest.map(|digest| digest.to_vec()))
            .bind(record.kind.code())
            .bind(record.holder.as_str())
            .bind(sort_key(record))
            .bind(record.person.map(|id| id.0))
            .bind(record.unit.0)
            .bind(record.position.as_str())
            .bind(record.email.as_str())
            .bind(record.valid_from.number())
            .bind(record.valid_to.number())
            .bind(record.standing.code())
            .bind(record.renewals.0.map(i16::from))
            .bind(record.device.map(|id| id.0))
            .bind(record.predecessor.map(|(id, _)| id.0))
            .bind(record.predecessor.map(|(_, succession)| succession.code()))
            .bind(i16::from(record.found.ca))
            .bind(i16::from(record.found.registry))
            .bind(i16::from(record.found.roster))
            .bind(i32::try_from(record.open_findings).unwrap_or(i32::MAX))
            .bind(haystack(&words_of(record)))
            .bind(1_i64)
            .bind($at.0)
    }};
}

/// Adds certificates. One that follows another stands behind it, or among the same thousand.
///
/// # Errors
/// An issuer has that serial already, or a unit, person, device or predecessor is not there.
pub async fn insert_many(change: &mut Change, records: &[CertificateRecord], at: Moment) -> Result<()> {
    write(change, &records.iter().collect::<Vec<_>>(), at, "").await?;
    let mut tallies = tally::Changes::default();
    records.iter().for_each(|record| tallies.add(record));
    tallies.write(change).await?;
    let words: Vec<(i64, BTreeSet<String>)> = records.iter().map(|record| (record.id.0, words_of(record))).collect();
    put_words(change, &words).await
}

/// Keeps the words of certificates, for one word and for several.
async fn put_words(change: &mut Change, words: &[(i64, BTreeSet<String>)]) -> Result<()> {
    let texts: Vec<(i64, String)> = words.iter().map(|(id, words)| (*id, haystack(words))).collect();
    words::put_texts(change, Noun::Certificate, &texts).await?;
    search::put(change, Noun::Certificate, words).await
}

/// Writes certificates anew, but for their open findings, which reviews count; `before` holds each as it was, in the same
/// order, as the caller has just read it in this turn.
///
/// # Errors
/// As [`insert_many`].
pub async fn replace(
    change: &mut Change,
    before: &[CertificateRecord],
    records: &[CertificateRecord],
    at: Moment,
) -> Result<()> {
    let mut alike: BTreeMap<u32, Vec<&CertificateRecord>> = BTreeMap::new();
    for (before, after) in before.iter().zip(records) {
        alike.entry(differing(before, after)).or_default().push(after);
    }
    for (columns, records) in alike {
        write(change, &records, at, &replacing(columns)).await?;
    }
    let (mut gone, mut new, mut tallies) = (Vec::new(), Vec::new(), tally::Changes::default());
    for (before, after) in before.iter().zip(records) {
        tallies.take(before);
        tallies.add(after);
        if has_other_words(before, after) {
            let (old, words) = (words_of(before), words_of(after));
            gone.push((after.id.0, old.difference(&words).cloned().collect()));
            new.push((after.id.0, words));
        }
    }
    tallies.write(change).await?;
    search::remove(change, Noun::Certificate, &gone).await?;
    put_words(change, &new).await
}

/// Writes one certificate anew, if it is still at version `seen`; gives the new version.
///
/// # Errors
/// It was changed meanwhile, or as [`insert_many`].
pub async fn update(change: &mut Change, record: &CertificateRecord, seen: i64, at: Moment) -> Result<i64> {
    let (before, version) = super::get(change, record.id).await?;
    if version != seen {
        return Err(Error::Stale { noun: "certificate", id: record.id.0, seen });
    }
    replace(change, &[before], std::slice::from_ref(record), at).await?;
    Ok(seen + 1)
}

/// The number of an issuer, which is kept if it is new: then it gets the number `fresh`.
///
/// # Errors
/// The database cannot be written.
pub async fn issuer(change: &mut Change, name: &str, fresh: Id) -> Result<Id> {
    on!(change, |c| sqlx::query("INSERT INTO issuer (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(fresh.0)
        .bind(name)
        .execute(&mut *c)
        .await
        .map(drop))?;
    let (id,): (i64,) =
        on!(change, |c| sqlx::query_as("SELECT id FROM issuer WHERE name = $1").bind(name).fetch_one(&mut *c).await)?;
    Ok(Id(id))
}

/// Takes certificates and their words out of the registry. Cases of reviews that spoke of them stay, without them.
///
/// # Errors
/// Something else follows one of them.
pub(crate) async fn remove_many(change: &mut Change, records: &[CertificateRecord]) -> Result<()> {
    let words: Vec<(i64, BTreeSet<String>)> = records.iter().map(|record| (record.id.0, words_of(record))).collect();
    search::remove(change, Noun::Certificate, &words).await?;
    let ids: Vec<i64> = records.iter().map(|record| record.id.0).collect();
    words::remove_texts(change, Noun::Certificate, &ids).await?;
    let mut tallies = tally::Changes::default();
    records.iter().for_each(|record| tallies.take(record));
    tallies.write(change).await?;
    // Certificates that follow each other go together, whatever their order.
    const TEXTS: [&str; 5] = [
        "UPDATE review_case SET certificate_id = NULL WHERE certificate_id IN ({keys})",
        "UPDATE finding SET certificate_id = NULL WHERE certificate_id IN ({keys})",
        "UPDATE notice SET certificate_id = NULL WHERE certificate_id IN ({keys})",
        "UPDATE certificate SET predecessor_id = NULL, succession = NULL WHERE id IN ({keys})",
        "DELETE FROM certificate WHERE id IN ({keys})",
    ];
    let numbers: Vec<i64> = records.iter().map(|record| record.id.0).collect();
    for text in TEXTS {
        among::execute(change, text, &numbers).await?;
    }
    Ok(())
}

/// Joins certificates to those they followed: number, predecessor, how.
///
/// # Errors
/// A predecessor is not there.
pub async fn join_predecessors(change: &mut Change, joints: &[(Id, Id, Succession)]) -> Result<()> {
    for chunk in joints.chunks(rows_at_once(3).min(2_000)) {
        // Both databases name the columns of values so; PostgreSQL is told their types.
        let head = "UPDATE certificate SET predecessor_id = joint.column2, succession = joint.column3 FROM (";
        let tail = ") AS joint WHERE certificate.id = joint.column1";
        let text = many(change.engine(), head, 3, chunk.len(), tail);
        on!(change, |c| {
            let mut query = sqlx::query(text);
            for (id, predecessor, succession) in chunk {
                query = query.bind(id.0).bind(predecessor.0).bind(succession.code());
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

async fn write(change: &mut Change, records: &[&CertificateRecord], at: Moment, conflict: &str) -> Result<()> {
    let issuers = issuers(change, records).await?;
    for chunk in records.chunks(rows_at_once(COLUMNS)) {
        let text = many(change.engine(), HEAD, COLUMNS, chunk.len(), conflict);
        on!(change, |c| {
            let mut query = sqlx::query(text);
            for record in chunk {
                query = bind_record!(query, record, issuers.get(record.issuer.as_str()).copied(), at);
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// The numbers of all issuers of `records`; a new one gets the number of the first certificate that names it, which is
/// fresh as well and of another table.
async fn issuers<'a>(change: &mut Change, records: &[&'a CertificateRecord]) -> Result<HashMap<&'a str, i64>> {
    let mut found: HashMap<&str, i64> = HashMap::new();
    for record in records {
        if !found.contains_key(record.issuer.as_str()) {
            let id = issuer(change, &record.issuer, record.id).await?;
            found.insert(&record.issuer, id.0);
        }
    }
    Ok(found)
}

/// People stand by given name, everything else by its first word.
fn sort_key(record: &CertificateRecord) -> String {
    match record.kind {
        HolderKind::Person | HolderKind::Unknown => order::of_person(&record.holder),
        HolderKind::Organisation | HolderKind::Device => order::of_text(&record.holder),
    }
}

/// Is anything different that [`words_of`] looks at?
fn has_other_words(before: &CertificateRecord, after: &CertificateRecord) -> bool {
    before.holder != after.holder || before.email != after.email || before.serial != after.serial
}

/// Words of the holder, the account of the e-mail, and the serial as one word.
fn words_of(record: &CertificateRecord) -> BTreeSet<String> {
    let account = record.email.split('@').next().unwrap_or_default();
    let serial = hex(record.serial.bytes());
    tokens([record.holder.as_str(), account, serial.as_str()])
}
