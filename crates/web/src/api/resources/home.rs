//! Home: what needs attention and how many of everything there are, each number with the list that it counts.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Operation, Rule, shape};
use crate::api::problem::Problem;
use antin_app::home::{self, Tile, Urgency};
use antin_domain::permission::Act;
use serde::Serialize;
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] =
    &[Operation::get("/home", "home", Rule::May(Act::ReadCertificate), Gives::One(shape::<Home>), |asked| {
        Box::pin(show(asked))
    })];

/// The home page.
#[derive(Serialize, ToSchema)]
struct Home {
    /// What needs attention, the urgent first; empty: all clear.
    attention: Vec<Count>,
    /// How many of everything there are.
    totals: Vec<Count>,
    /// Certificates that end in each of the coming months.
    months: Vec<Count>,
}

/// A number and the list that it counts.
#[derive(Serialize, ToSchema)]
pub struct Count {
    /// What is counted: `findings`, `off-roster`, `ca-only`, `registry-only`, `soon`, `in-force`, `month` …
    #[schema(example = "soon")]
    name: &'static str,
    /// `bad`: it is wrong now; `warn`: it will be; `plain`: it is only good to know.
    urgency: &'static str,
    /// The length of the list.
    count: i64,
    /// The list.
    #[schema(example = "/api/v1/certificates?within=75&by=end")]
    list: String,
    /// The month, where it is one.
    #[schema(example = "2024-06")]
    month: Option<String>,
}

impl Count {
    /// A tile of the pages.
    pub fn of(tile: &Tile) -> Count {
        Count {
            name: tile.name,
            urgency: match tile.urgency {
                Urgency::Bad => "bad",
                Urgency::Warn => "warn",
                Urgency::Plain => "plain",
            },
            count: tile.count,
            list: crate::address::with_pairs("/api/v1/certificates", tile.query.pairs()),
            month: tile.query.month.map(|(year, month)| format!("{year:04}-{month:02}")),
        }
    }
}

async fn show(asked: Asked) -> Result<Answer, Problem> {
    let home = home::home(&asked.context, &asked.visitor).await?;
    let counts = |tiles: &[Tile]| tiles.iter().map(Count::of).collect();
    let home = home.map(|home| Home {
        attention: counts(&home.attention),
        totals: counts(&home.totals),
        months: counts(&home.months),
    });
    // Whoever may see no certificate was refused before.
    Answer::one(&home.unwrap_or(Home { attention: Vec::new(), totals: Vec::new(), months: Vec::new() }))
}
