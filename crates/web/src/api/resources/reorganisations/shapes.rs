//! What operations on reorganisations take and give.

use crate::api::values::Place;
use crate::api::work::Work;
use antin_domain::reorganisation::line::Line;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A reorganisation. Its `ETag` is its version.
#[derive(Serialize, ToSchema)]
pub struct ReorganisationShape {
    /// Number.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The decision by which it is made.
    #[schema(example = "381/QĐ-BTC ngày 26/02/2025")]
    pub decision: String,
    /// The first day on which it holds.
    pub day: Option<String>,
    /// Requests that the CA handles in a working day.
    pub per_day: u32,
    /// Working days of a wave.
    pub wave_days: u32,
    /// `draft`, `rehearsed`, `applied`, `withdrawn`.
    pub state: &'static str,
    /// Its lines.
    pub lines: Vec<LineShape>,
    /// When it was applied.
    pub applied: Option<String>,
    /// Version.
    pub version: i64,
}

/// What becomes of a unit.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineShape {
    /// Code of the unit.
    #[schema(min_length = 1, max_length = 60, example = "10100")]
    pub code: String,
    /// `merge-new`, `merge-into`, `split`, `rename`, `move`.
    #[schema(example = "merge-new")]
    pub kind: String,
    /// Code of the unit that it goes into.
    #[serde(default)]
    pub new_code: String,
    /// The new name.
    #[serde(default)]
    pub new_name: String,
    /// Code of the new unit above.
    #[serde(default)]
    pub new_parent: String,
}

/// What a table says.
#[derive(Serialize, ToSchema)]
pub struct LinesShape {
    /// Its lines.
    pub lines: Vec<LineShape>,
}

/// A reorganisation to be written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReorganisation {
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// The decision by which it is made.
    #[schema(min_length = 1, max_length = 200, example = "381/QĐ-BTC ngày 26/02/2025")]
    pub decision: String,
    /// The first day on which it holds.
    #[schema(example = "2025-03-01")]
    pub day: String,
    /// Requests that the CA handles in a working day.
    #[schema(minimum = 1, maximum = 100_000)]
    pub per_day: u32,
    /// Working days of a wave.
    #[schema(minimum = 1, maximum = 60)]
    pub wave_days: u32,
    /// What becomes of units, one line each; a split has one line for each part.
    pub lines: Vec<LineShape>,
}

/// What a rehearsal found, and the work that is under way.
#[derive(Serialize, ToSchema)]
pub struct ReorganisationRehearsal {
    /// The day on which it was looked at.
    pub as_of: Option<String>,
    /// Name and version of the policy.
    pub policy: String,
    /// Needs by unit and kind; each the length of the list with the same filter.
    pub units: Vec<NeedCountShape>,
    /// The waves.
    pub waves: Vec<WaveShape>,
    /// Devices that lie nowhere ready.
    pub missing_devices: Vec<MissingShape>,
    /// The work that was asked for last.
    pub work: Option<Work>,
}

/// Needs of one kind in one unit.
#[derive(Serialize, ToSchema)]
pub struct NeedCountShape {
    /// The unit.
    pub unit: String,
    /// What is to be done: `change-info`, `renew`, `reissue`, `issue`, `revoke`, `decide`, `nothing`.
    pub need: &'static str,
    /// How many.
    pub count: i64,
}

/// Requests that go out together.
#[derive(Serialize, ToSchema)]
pub struct WaveShape {
    /// Its number, from 1.
    pub number: i64,
    /// First working day.
    pub first: Option<String>,
    /// Last working day.
    pub last: Option<String>,
    /// Needs in it.
    pub needs: i64,
    /// Those whose request was drafted.
    pub drafted: i64,
}

/// Devices that a wave needs and that lie nowhere ready.
#[derive(Serialize, ToSchema)]
pub struct MissingShape {
    /// The wave.
    pub wave: i64,
    /// Code of the unit that needs them.
    pub unit: String,
    /// How many.
    pub count: u32,
}

/// What one certificate needs, or a new unit.
#[derive(Serialize, ToSchema)]
pub struct NeedShape {
    /// Its number in the reorganisation.
    pub number: i64,
    /// `change-info`, `renew`, `reissue`, `issue`, `revoke`, `decide`, `nothing`.
    pub need: &'static str,
    /// Why, by its word.
    #[schema(example = "one-of-merged")]
    pub because: String,
    /// The certificate; none for the first of a new unit.
    pub certificate: Option<String>,
    /// Whose it is.
    pub holder: Option<String>,
    /// The unit in which it lies.
    pub unit: Place,
    /// Code of the unit whose name it has to bear afterwards.
    pub becomes: String,
    /// Its last day.
    pub ends: Option<String>,
    /// The wave; none where nothing is asked.
    pub wave: Option<i64>,
    /// The request that was drafted.
    pub request: Option<String>,
    /// Why none could be.
    pub trouble: Option<String>,
}

impl LineShape {
    /// A line as the interface tells it.
    pub fn of(line: &Line) -> LineShape {
        LineShape {
            code: line.code.clone(),
            kind: line.kind.name().to_owned(),
            new_code: line.new_code.clone(),
            new_name: line.new_name.clone(),
            new_parent: line.new_parent.clone(),
        }
    }
}
