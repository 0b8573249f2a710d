//! Certificates: the list with the filters of its page, one, its history, the list as a file.

use super::audit::Entry;
use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::files;
use crate::api::operation::{Gives, Operation, Rule, shape};
use crate::api::parameter::{AFTER, Kind, LIMIT, Parameter};
use crate::api::problem::Problem;
use crate::api::values::{self, Place};
use antin_app::certificates::{self, FoundIn, KINDS, Query, Whole};
use antin_app::{CertificateLine, Counted, export, history};
use antin_domain::certificate::record::{CertificateRecord, Found, State, Succession};
use antin_domain::id::Id;
use antin_domain::permission::Act;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The filters of the list, as its page has them.
const FILTERS: &[Parameter] = &[
    Parameter { name: "q", kind: Kind::Text },
    Parameter { name: "state", kind: Kind::Word(|| State::ALL.map(State::name).to_vec()) },
    Parameter { name: "kind", kind: Kind::Word(|| KINDS.iter().map(|kind| kind.name()).collect()) },
    Parameter { name: "unit", kind: Kind::Id },
    Parameter { name: "within", kind: Kind::Number(0, 3660) },
    Parameter { name: "month", kind: Kind::Month },
    Parameter { name: "found", kind: Kind::Word(|| FoundIn::ALL.map(FoundIn::name).to_vec()) },
    Parameter { name: "finding", kind: Kind::Word(|| vec!["yes", "no"]) },
    Parameter { name: "by", kind: Kind::Word(|| vec!["name", "end"]) },
];
/// … with the page.
const LIST: &[Parameter] = &{
    let mut list = [AFTER; 11];
    let mut place = 0;
    while place < FILTERS.len() {
        list[place] = FILTERS[place];
        place += 1;
    }
    list[10] = LIMIT;
    list
};

pub const OPERATIONS: &[Operation] = &[
    Operation::get(
        "/certificates",
        "list-certificates",
        Rule::May(Act::ReadCertificate),
        Gives::Page(shape::<CertificateRow>),
        |asked| Box::pin(list(asked)),
    )
    .with(LIST),
    Operation::get("/certificates.csv", "certificates-csv", Rule::May(Act::Export), Gives::File("text/csv"), |asked| {
        Box::pin(csv(asked))
    })
    .with(FILTERS),
    Operation::get(
        "/certificates.xlsx",
        "certificates-xlsx",
        Rule::May(Act::Export),
        Gives::File(files::WORKBOOK),
        |asked| Box::pin(workbook(asked)),
    )
    .with(FILTERS),
    Operation::get(
        "/certificates/{id}",
        "certificate",
        Rule::May(Act::ReadCertificate),
        Gives::One(shape::<Certificate>),
        |asked| Box::pin(one(asked)),
    ),
    Operation::get(
        "/certificates/{id}/history",
        "certificate-history",
        Rule::May(Act::ReadCertificate),
        Gives::Page(shape::<Entry>),
        |asked| Box::pin(events(asked)),
    ),
];

/// A certificate as a list shows it.
#[derive(Serialize, ToSchema)]
pub struct CertificateRow {
    /// Number in the registry.
    id: String,
    /// Serial number in hex digits.
    #[schema(example = "90FBB016816A6863")]
    serial: String,
    /// `person`, `organisation` or `device`; null where unknown.
    kind: Option<&'static str>,
    /// Name of the holder.
    holder: String,
    /// Position of the holder; null where unknown.
    position: Option<String>,
    /// The unit of the holder.
    unit: Place,
    /// First day.
    #[schema(example = "2024-06-14")]
    valid_from: Option<String>,
    /// Last day.
    valid_to: Option<String>,
    /// How it stands today: `in-force`, `not-yet`, `expired`, `revoked`, `superseded`, `unknown`.
    #[schema(example = "in-force")]
    state: &'static str,
    /// How often it was renewed; null where no list says.
    renewals: Option<u8>,
    /// How many findings about it are open.
    open_findings: u32,
    /// The lists on which it stands.
    found: FoundOn,
}

/// The lists on which a certificate stands.
#[derive(Serialize, ToSchema)]
struct FoundOn {
    /// The CA's list.
    ca: bool,
    /// The list of the application.
    registry: bool,
    /// Its holder stands on the roster.
    roster: bool,
}

/// Everything about one certificate.
#[derive(Serialize, ToSchema)]
struct Certificate {
    /// Number in the registry.
    id: String,
    /// The CA that issued it, by its name as lists write it.
    issuer: String,
    /// Serial number in hex digits.
    serial: String,
    /// SHA-256 of its bytes in hex digits, once somebody has shown them.
    digest: Option<String>,
    /// `person`, `organisation` or `device`; null where unknown.
    kind: Option<&'static str>,
    /// Name in it, as written.
    holder: String,
    /// The person, where known.
    person: Option<String>,
    /// The unit of the holder.
    unit: String,
    /// Its unit and those above it, the topmost first.
    path: Vec<Place>,
    /// Position in it.
    position: Option<String>,
    /// E-mail in it.
    email: Option<String>,
    /// First day.
    valid_from: Option<String>,
    /// Last day.
    valid_to: Option<String>,
    /// How it stands today.
    state: &'static str,
    /// What lists say of it: `in-use`, `revoked`, `superseded`, `expired`; null where nothing. Lists lag behind.
    standing: Option<&'static str>,
    /// How often it was renewed; null where no list says.
    renewals: Option<u8>,
    /// The device it lies on, where known.
    device: Option<String>,
    /// How it followed the one before it: `renewal`, `change-info`, `reissue`.
    succession: Option<&'static str>,
    /// Certificates before it, the earliest first.
    before: Vec<Neighbour>,
    /// Certificates after it.
    after: Vec<Neighbour>,
    /// The lists on which it stands.
    found: FoundOn,
    /// How many findings about it are open.
    open_findings: u32,
    /// Its version in the registry.
    version: i64,
}

/// Another certificate of the same chain.
#[derive(Serialize, ToSchema)]
struct Neighbour {
    /// Number in the registry.
    id: String,
    /// Serial number in hex digits.
    serial: String,
    /// First day.
    valid_from: Option<String>,
    /// Last day.
    valid_to: Option<String>,
    /// How it stands today.
    state: &'static str,
}

/// The query of a request.
fn query(asked: &Asked) -> Query {
    Query::of_pairs(asked.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let (context, visitor, query) = (&asked.context, &asked.visitor, query(&asked));
    let Counted { page, total, are_more } =
        certificates::list_counted(context, visitor, &query, asked.after().as_ref(), asked.limit()).await?;
    Answer::page(&rows(&asked, &page.items).await?, page.next.as_ref(), (!are_more).then_some(total))
}

/// Certificates as rows, with the names of their units.
pub async fn rows(asked: &Asked, lines: &[CertificateLine]) -> Result<Vec<CertificateRow>, Problem> {
    let names = certificates::unit_names(&asked.context, lines.iter().map(|line| line.unit).collect()).await?;
    Ok(lines.iter().map(|line| row(asked, line, &names)).collect())
}

fn row(asked: &Asked, line: &CertificateLine, names: &BTreeMap<Id, String>) -> CertificateRow {
    CertificateRow {
        id: line.id.to_string(),
        serial: line.serial.to_string(),
        kind: values::holder_kind(line.kind),
        holder: line.holder.clone(),
        position: values::text(&line.position),
        unit: Place { id: line.unit.to_string(), name: names.get(&line.unit).cloned().unwrap_or_default() },
        valid_from: values::day(line.valid_from),
        valid_to: values::day(line.valid_to),
        state: line.state_on(asked.context.today()).name(),
        renewals: line.renewals,
        open_findings: line.open_findings,
        found: found(line.found),
    }
}

fn found(found: Found) -> FoundOn {
    FoundOn { ca: found.ca, registry: found.registry, roster: found.roster }
}

async fn one(asked: Asked) -> Result<Answer, Problem> {
    let today = asked.context.today();
    let Whole { record, version, path, before, after, .. } =
        certificates::whole(&asked.context, &asked.visitor, asked.id()).await?;
    let neighbour = |record: &CertificateRecord| Neighbour {
        id: record.id.to_string(),
        serial: record.serial.to_string(),
        valid_from: values::day(record.valid_from),
        valid_to: values::day(record.valid_to),
        state: record.state_on(today).name(),
    };
    Answer::one(&Certificate {
        id: record.id.to_string(),
        serial: record.serial.to_string(),
        digest: record.digest.map(|digest| antin_domain::hex::hex(&digest)),
        kind: values::holder_kind(record.kind),
        person: record.person.map(|id| id.to_string()),
        unit: record.unit.to_string(),
        path: Place::all(&path),
        position: values::text(&record.position),
        email: values::text(&record.email),
        valid_from: values::day(record.valid_from),
        valid_to: values::day(record.valid_to),
        state: record.state_on(today).name(),
        standing: values::standing(record.standing),
        renewals: record.renewals.0,
        device: record.device.map(|id| id.to_string()),
        succession: record.predecessor.map(|(_, succession)| match succession {
            Succession::Renewal => "renewal",
            Succession::ChangeInfo => "change-info",
            Succession::Reissue => "reissue",
        }),
        before: before.iter().map(neighbour).collect(),
        after: after.iter().map(neighbour).collect(),
        found: found(record.found),
        open_findings: record.open_findings,
        version,
        issuer: record.issuer,
        holder: record.holder,
    })
}

async fn events(asked: Asked) -> Result<Answer, Problem> {
    let whole = certificates::whole(&asked.context, &asked.visitor, asked.id()).await?;
    let names = history::names(&asked.context, &whole.events).await?;
    let entries: Vec<Entry> = whole.events.iter().map(|event| Entry::of(event, &names)).collect();
    Answer::page(&entries, None, None)
}

async fn csv(asked: Asked) -> Result<Answer, Problem> {
    let lines = export::certificates(&asked.context, &asked.visitor, &query(&asked)).await?;
    let table = files::certificates(&asked, &lines).await?;
    Ok(Answer::File(export::csv(&table), "text/csv; charset=utf-8", "chung-thu-so.csv"))
}

async fn workbook(asked: Asked) -> Result<Answer, Problem> {
    let lines = export::certificates(&asked.context, &asked.visitor, &query(&asked)).await?;
    files::workbook(files::certificates(&asked, &lines).await?, "chung-thu-so.xlsx").await
}
