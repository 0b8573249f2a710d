//! Searches that are kept: on the list of certificates, for oneself or shared with one's unit.

use crate::service::Service;
use crate::visit::{Failure, Visit};
use antin_app::certificates::Query;
use antin_app::searches::{self, SearchInput};
use antin_domain::id::Id;
use antin_domain::permission::Act;
use axum::Router;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use serde::Deserialize;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/searches", post(keep)).route("/searches/{id}/remove", post(remove))
}

/// The searches that a page offers.
pub struct Kept {
    /// Each kept search.
    pub rows: Vec<KeptRow>,
    /// The search of this page, to be kept; blank where there is none or it may not be kept.
    pub filter: String,
    /// May it be shared with the unit?
    pub may_share: bool,
}

/// One kept search.
pub struct KeptRow {
    /// Where it leads.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Is it shared with a unit?
    pub is_shared: bool,
    /// Takes it off the list; blank for somebody else's.
    pub remove: String,
}

/// The searches that the visitor sees, beside the search of this page.
pub async fn kept(visit: &Visit, query: &Query) -> Result<Kept, Failure> {
    let visitor = &visit.visitor;
    let may_keep = visitor.may_somewhere(Act::SaveSearch);
    let searches = visit.ok(searches::list(visit.call.context(), visitor).await)?;
    let row = |search: &antin_app::SavedSearch| KeptRow {
        address: format!("/certificates?{}", search.filter),
        name: search.name.clone(),
        is_shared: search.unit.is_some(),
        remove: match search.owner == visitor.actor.user && may_keep {
            true => format!("/searches/{}/remove", search.id),
            false => String::new(),
        },
    };
    let address = crate::address::certificates(query);
    let filter = address.split_once('?').map(|(_, filter)| filter.to_owned()).filter(|_| may_keep);
    Ok(Kept {
        rows: searches.iter().map(row).collect(),
        filter: filter.unwrap_or_default(),
        may_share: visitor.may_somewhere(Act::ShareSearch),
    })
}

#[derive(Deserialize)]
struct KeepForm {
    name: String,
    filter: String,
    #[serde(default)]
    share: String,
}

/// Keeps a search. The filter is read and written once more, so that only what a search can hold is kept.
async fn keep(visit: Visit, Form(input): Form<KeepForm>) -> Result<Response, Failure> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(input.filter.as_bytes()).into_owned().collect();
    let query = Query::of_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let address = crate::address::certificates(&query);
    let filter = address.split_once('?').map(|(_, filter)| filter.to_owned()).unwrap_or_default();
    let unit = visit.visitor.place().filter(|_| input.share == "yes");
    let input = SearchInput { name: input.name, filter, unit };
    visit.ok(searches::keep(visit.call.context(), &visit.visitor, &input).await)?;
    Ok(Redirect::to(&address).into_response())
}

async fn remove(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    visit.ok(searches::remove(visit.call.context(), &visit.visitor, Id(id)).await)?;
    Ok(Redirect::to("/certificates").into_response())
}
