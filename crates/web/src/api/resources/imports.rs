//! Imports: a file in, how it was read, what it would do, apply, take back.

use crate::api::answer::Answer;
use crate::api::asked::{Asked, Body};
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::parameter::{Kind, Parameter, shown};
use crate::api::problem::{Code, Problem};
use crate::api::values;
use crate::api::work::Work;
use crate::pages::progress::say;
use antin_app::intake::{self, Correction, FileKind, HowRead, Plan, What};
use antin_app::{AppError, Import, ImportState};
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] = &[
    Operation::get(
        "/imports",
        "list-imports",
        Rule::MayForAll(Act::ReadImport),
        Gives::Page(shape::<ImportRow>),
        |asked| Box::pin(list(asked)),
    ),
    Operation::change(
        Method::Post,
        "/imports",
        "take-import",
        Rule::MayForAll(Act::Import),
        Gives::Made("/imports"),
        |asked| Box::pin(take(asked)),
    )
    .with(&[
        Parameter { name: "name", kind: Kind::Text },
        Parameter { name: "kind", kind: Kind::Word(|| FileKind::ALL.map(FileKind::name).to_vec()) },
    ])
    .taking(Takes::File),
    Operation::get(
        "/imports/{id}",
        "import",
        Rule::MayForAll(Act::ReadImport),
        Gives::One(shape::<ImportReading>),
        |asked| Box::pin(one(asked)),
    ),
    Operation::get(
        "/imports/{id}/what-if",
        "import-what-if",
        Rule::MayForAll(Act::ReadImport),
        Gives::One(shape::<WhatIf>),
        |asked| Box::pin(what_if(asked)),
    ),
    Operation::change(
        Method::Post,
        "/imports/{id}/compare",
        "compare-import",
        Rule::MayForAll(Act::Import),
        Gives::Done,
        |asked| Box::pin(compare(asked)),
    ),
    Operation::change(
        Method::Post,
        "/imports/{id}/columns",
        "correct-import-columns",
        Rule::MayForAll(Act::Import),
        Gives::Done,
        |asked| Box::pin(correct(asked)),
    )
    .taking(Takes::Json(shape::<Columns>)),
    Operation::change(
        Method::Post,
        "/imports/{id}/apply",
        "apply-import",
        Rule::MayForAll(Act::Import),
        Gives::Done,
        |asked| Box::pin(apply(asked)),
    )
    .taking(Takes::Json(shape::<Apply>)),
    Operation::change(
        Method::Post,
        "/imports/{id}/undo",
        "undo-import",
        Rule::MayForAll(Act::UndoImport),
        Gives::Done,
        |asked| Box::pin(undo(asked)),
    )
    .grave(),
];

/// An import as a list shows it.
#[derive(Serialize, ToSchema)]
struct ImportRow {
    /// Number.
    id: String,
    /// What the file is: `ca-list`, `registry`, `roster`, `units`, `sent`, `certificates`.
    kind: String,
    /// Name of the file as it was given.
    file_name: String,
    /// SHA-256 of the file in hex digits.
    digest: String,
    /// The day the list speaks of.
    as_of: Option<String>,
    /// `reading`, `asking` (waits to be told what its columns mean), `read` (waits for a decision), `applied`, `undone`.
    state: &'static str,
    /// Rows read.
    rows_read: i64,
    /// Rows that could not be used.
    rows_rejected: i64,
    /// Changes stored.
    changes: i64,
    /// When it was taken in.
    taken: String,
    /// By which account.
    taken_by: Option<String>,
}

/// An import, how its file was read, and the work on it.
#[derive(Serialize, ToSchema)]
struct ImportReading {
    /// The import.
    import: ImportRow,
    /// How the file was read; null until it was.
    reading: Option<FileRead>,
    /// The work on it in the background; null where there never was any.
    work: Option<Work>,
    /// The first records that are no row.
    rejected: Vec<RejectedRow>,
}

/// How a file was read.
#[derive(Serialize, ToSchema)]
struct FileRead {
    /// Kind of file, for people.
    format: String,
    /// The sheet, in a workbook.
    sheet: Option<String>,
    /// Headings as they stand, each with the column that it was understood as; null: not used.
    columns: Vec<HeadingRead>,
    /// Why the file cannot be read before somebody says what its columns mean; null where it was read.
    asks: Option<String>,
    /// The row of the sheet that was taken for the headings, the last one where there are several; 0 where there is none.
    heading_row: u32,
    /// What a person should know of the reading.
    notes: Vec<String>,
    /// Records read: used and rejected.
    read: usize,
    /// Rows used.
    used: usize,
    /// Cells that could not be understood and count as blank.
    problems: usize,
}

/// A heading and what it was understood as.
#[derive(Serialize, ToSchema)]
struct HeadingRead {
    /// As it stands.
    heading: String,
    /// The column.
    column: Option<String>,
}

/// A record that is no row.
#[derive(Serialize, ToSchema)]
struct RejectedRow {
    /// Row of the sheet.
    row: u32,
    /// Heading of the column that decided.
    column: String,
    /// The text as it stood.
    text: String,
    /// Why.
    reason: String,
}

/// What applying an import would do.
#[derive(Serialize, ToSchema)]
struct WhatIf {
    /// What would appear.
    new: usize,
    /// What would change.
    changed: usize,
    /// What is there already, just so.
    same: usize,
    /// What the former list had and this one has not.
    gone: usize,
    /// The registry was changed since: applying compares anew first, and stops where the numbers differ.
    is_stale: bool,
    /// Devices that the file names and nobody knows: they would be made, and count among what `apply` changes.
    new_devices: usize,
    /// Rows whose device cannot be told: they get none.
    unclear_devices: usize,
    /// Certificates of a bundle whose holder nobody knows.
    without_holder: usize,
    /// Certificates of a bundle that are left out, because several entries could be meant.
    unclear: usize,
    /// Entries that would be proved by other bytes than so far.
    replaced: usize,
    /// Rows whose unit nobody knows.
    without_unit: usize,
    /// Rows without a serial.
    without_serial: usize,
    /// Why a person has to look twice: then applying needs `despite_warning`.
    warning: Option<String>,
    /// Some of each, for people to look at.
    lines: Vec<WhatIfLine>,
}

/// One thing that would appear, change or go.
#[derive(Serialize, ToSchema)]
struct WhatIfLine {
    /// `new`, `changed`, `gone`.
    what: &'static str,
    /// Name and what tells it from others.
    name: String,
    /// What differs.
    fields: Vec<FieldChange>,
}

/// A field that differs.
#[derive(Serialize, ToSchema)]
struct FieldChange {
    /// Name of the field.
    field: String,
    /// Before.
    before: String,
    /// After.
    after: String,
}

/// How a list is to be read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Columns {
    /// The row of the sheet in which the headings stand; left out: where they were found.
    #[serde(default)]
    #[schema(minimum = 1)]
    heading_row: Option<u32>,
    /// What columns mean; those that are not named are not used. Empty: by their headings.
    #[serde(default)]
    columns: Vec<ColumnMeaning>,
}

/// What one column means.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ColumnMeaning {
    /// Number of the column, from 1.
    #[schema(minimum = 1, maximum = 256)]
    number: usize,
    /// What it means: `serial`, `holder`, `valid_to` and so on, as `reading.columns` names them.
    #[schema(min_length = 1, max_length = 40)]
    column: String,
}

/// How an import is applied.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Apply {
    /// The caller has read that the list would change unusually much.
    #[serde(default)]
    #[schema(default = false)]
    despite_warning: bool,
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let imports = intake::latest(&asked.context, &asked.visitor).await?;
    Answer::page(&imports.iter().map(row).collect::<Vec<_>>(), None, None)
}

fn row(import: &Import) -> ImportRow {
    ImportRow {
        id: import.id.to_string(),
        kind: import.kind.clone(),
        file_name: import.file_name.clone(),
        digest: antin_domain::hex::hex(&import.digest),
        as_of: values::day(import.as_of),
        state: match import.state {
            ImportState::Reading => "reading",
            ImportState::Read => "read",
            ImportState::Asking => "asking",
            ImportState::Applied => "applied",
            ImportState::Undone => "undone",
        },
        rows_read: import.rows_read,
        rows_rejected: import.rows_rejected,
        changes: import.changes,
        taken: values::moment(import.taken),
        taken_by: import.taken_by.map(|id| id.to_string()),
    }
}

async fn take(asked: Asked) -> Result<Answer, Problem> {
    let Asked { context, visitor, body: Body::File(file), .. } = asked else {
        return Err(Problem::plain(Code::Broken));
    };
    if file.bytes.is_empty() {
        return Err(AppError::Unusable(Message::new("intake-no-file")).into());
    }
    let kind = FileKind::parse(&file.kind);
    if kind.is_none() && !file.kind.is_empty() {
        let known = FileKind::ALL.map(FileKind::name).join(", ");
        let message = Message::new("api-no-such-list").with("kind", shown(&file.kind)).with("known", known);
        return Err(Problem::new(Code::Unusable, message).at("kind"));
    }
    Answer::done("import", intake::take(&context, &visitor, &file.name, file.bytes, kind).await?)
}

async fn one(asked: Asked) -> Result<Answer, Problem> {
    let whole = intake::show(&asked.context, &asked.visitor, asked.id()).await?;
    let words = asked.words();
    let rejected = whole.rejected.iter().map(|rejected| RejectedRow {
        row: rejected.row,
        column: rejected.column.clone(),
        text: rejected.text.clone(),
        reason: words.get(&rejected.reason),
    });
    Answer::one(&ImportReading {
        import: row(&whole.import),
        reading: whole.reading.as_ref().map(|reading| read(words, reading)),
        work: whole.work.as_ref().map(|work| Work::new(words, work)),
        rejected: rejected.collect(),
    })
}

fn read(words: &Words, reading: &HowRead) -> FileRead {
    let heading =
        |(heading, column): &(String, String)| HeadingRead { heading: heading.clone(), column: values::text(column) };
    FileRead {
        format: reading.format.clone(),
        sheet: values::text(&reading.sheet),
        columns: reading.columns.iter().map(heading).collect(),
        asks: reading.asks.as_ref().map(|told| say(words, told)),
        heading_row: reading.heading_rows.1,
        notes: reading.notes.iter().map(|note| say(words, note)).collect(),
        read: reading.read,
        used: reading.used,
        problems: reading.problems,
    }
}

async fn what_if(asked: Asked) -> Result<Answer, Problem> {
    let whole = intake::show(&asked.context, &asked.visitor, asked.id()).await?;
    let plan = whole.plan.ok_or_else(|| AppError::Unusable(Message::new("api-not-compared")))?;
    Answer::one(&told(asked.words(), &plan, whole.is_stale))
}

fn told(words: &Words, plan: &Plan, is_stale: bool) -> WhatIf {
    let field = |(key, before, after): &(String, String, String)| FieldChange {
        field: words.get(key),
        before: before.clone(),
        after: after.clone(),
    };
    let line = |line: &intake::PlanLine| WhatIfLine {
        what: match line.what {
            What::New => "new",
            What::Changed => "changed",
            What::Gone => "gone",
        },
        name: line.name.clone(),
        fields: line.fields.iter().map(field).collect(),
    };
    WhatIf {
        new: plan.new,
        changed: plan.changed,
        same: plan.same,
        gone: plan.gone,
        is_stale,
        new_devices: plan.new_devices,
        unclear_devices: plan.unclear_devices,
        without_holder: plan.without_holder,
        unclear: plan.unclear,
        replaced: plan.replaced,
        without_unit: plan.without_unit,
        without_serial: plan.without_serial,
        warning: plan.warning().map(|warning| words.say(&warning)),
        lines: plan.lines.iter().map(line).collect(),
    }
}

async fn compare(asked: Asked) -> Result<Answer, Problem> {
    intake::compare_again(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::done("import", asked.id())
}

async fn correct(asked: Asked) -> Result<Answer, Problem> {
    let input: Columns = asked.json()?;
    let place = |meaning: ColumnMeaning| Some((meaning.number.checked_sub(1)?, meaning.column));
    let columns = input.columns.into_iter().filter_map(place).collect();
    let said = Correction { heading_row: input.heading_row, columns };
    intake::correct_columns(&asked.context, &asked.visitor, asked.id(), &said).await?;
    Answer::done("import", asked.id())
}

async fn apply(asked: Asked) -> Result<Answer, Problem> {
    let input: Apply = asked.json()?;
    intake::apply(&asked.context, &asked.visitor, asked.id(), input.despite_warning).await?;
    Answer::done("import", asked.id())
}

async fn undo(asked: Asked) -> Result<Answer, Problem> {
    intake::undo(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::done("import", asked.id())
}
