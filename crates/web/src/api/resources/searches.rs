//! Saved searches: the caller's own and those shared with his unit.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::problem::{Code, Problem};
use antin_app::SavedSearch;
use antin_app::certificates::Query;
use antin_app::searches::{self, SearchInput};
use antin_domain::message::Message;
use antin_domain::permission::Act;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] = &[
    Operation::get(
        "/searches",
        "list-searches",
        Rule::May(Act::ReadCertificate),
        Gives::Page(shape::<Search>),
        |asked| Box::pin(list(asked)),
    ),
    Operation::change(Method::Post, "/searches", "save-search", Rule::May(Act::SaveSearch), Gives::Done, |asked| {
        Box::pin(keep(asked))
    })
    .taking(Takes::Json(shape::<NewSearch>)),
    Operation::change(
        Method::Delete,
        "/searches/{id}",
        "remove-search",
        Rule::May(Act::SaveSearch),
        Gives::Done,
        |asked| Box::pin(remove(asked)),
    ),
];

/// A search that was kept.
#[derive(Serialize, ToSchema)]
struct Search {
    /// Number.
    id: String,
    /// Its name.
    name: String,
    /// The unit it is shared with, and everything below it; null: it is for the owner alone.
    unit: Option<String>,
    /// Is it the caller's own?
    is_own: bool,
    /// The filter, as the query of `/certificates` has it.
    #[schema(example = "state=in-force&within=75")]
    filter: String,
}

/// A search to be kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSearch {
    /// Its name.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// The filter, as the query of `/certificates` has it.
    #[schema(max_length = 1000, example = "state=in-force&within=75")]
    filter: String,
    /// The unit to share it with.
    #[schema(pattern = "^[0-9]{1,19}$")]
    unit: Option<String>,
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let searches = searches::list(&asked.context, &asked.visitor).await?;
    let row = |search: &SavedSearch| Search {
        id: search.id.to_string(),
        name: search.name.clone(),
        unit: search.unit.map(|id| id.to_string()),
        is_own: search.owner == asked.visitor.actor.user,
        filter: search.filter.clone(),
    };
    Answer::page(&searches.iter().map(row).collect::<Vec<_>>(), None, None)
}

async fn keep(asked: Asked) -> Result<Answer, Problem> {
    let input: NewSearch = asked.json()?;
    let pairs: Vec<(String, String)> = form_urlencoded::parse(input.filter.as_bytes()).into_owned().collect();
    let query = Query::of_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    // What was not understood would be left out: another search than the one asked for.
    if query.pairs().len() != pairs.len() {
        return Err(Problem::new(Code::Unusable, Message::new("api-bad-filter")).at("filter"));
    }
    let filter = crate::address::with_pairs("", query.pairs());
    let input = SearchInput {
        name: input.name,
        filter: filter.trim_start_matches('?').to_owned(),
        unit: input.unit.map(|unit| Asked::number("unit", &unit)).transpose()?,
    };
    Answer::done("search", searches::keep(&asked.context, &asked.visitor, &input).await?)
}

async fn remove(asked: Asked) -> Result<Answer, Problem> {
    searches::remove(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::done("search", asked.id())
}
