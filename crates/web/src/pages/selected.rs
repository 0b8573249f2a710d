//! What is done with the certificates that were ticked on their list: they are taken as a file.

use crate::pages::certificate_rows::{cells, list, of_record};
use crate::pages::certificates::file;
use crate::service::Service;
use crate::visit::{Failure, Visit};
use antin_app::AppError;
use antin_app::certificates::{self, Query};
use antin_app::export::{self, Table};
use antin_domain::id::Id;
use axum::Router;
use axum::extract::RawForm;
use axum::response::Response;
use axum::routing::post;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/certificates/selected.csv", post(csv)).route("/certificates/selected.xlsx", post(workbook))
}

async fn csv(visit: Visit, RawForm(form): RawForm) -> Result<Response, Failure> {
    let table = table(&visit, &form).await?;
    Ok(file(export::csv(&table), "text/csv; charset=utf-8", "chung-thu-so-da-chon.csv"))
}

async fn workbook(visit: Visit, RawForm(form): RawForm) -> Result<Response, Failure> {
    let table = table(&visit, &form).await?;
    let made = tokio::task::spawn_blocking(move || export::workbook(&table)).await;
    let bytes = visit.ok(made.unwrap_or_else(|error| Err(AppError::BrokenOff(error.to_string()))))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(bytes, kind, "chung-thu-so-da-chon.xlsx"))
}

/// The certificates of a form, `id=…&id=…`, in the columns that the page showed.
async fn table(visit: &Visit, form: &[u8]) -> Result<Table, Failure> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(form).into_owned().collect();
    let query = Query::of_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let ids: Vec<Id> =
        pairs.iter().filter(|(name, _)| name == "id").filter_map(|(_, id)| id.parse().ok().map(Id)).collect();
    let (context, words) = (visit.call.context(), visit.call.words());
    let records = visit.ok(certificates::selected(context, &visit.visitor, &ids).await)?;
    let names = visit.ok(certificates::unit_names(context, records.iter().map(|record| record.unit).collect()).await)?;
    let today = context.today();
    let list = list(visit, records.iter().map(|record| of_record(record, today)), &names, query.shown_columns());
    Ok(Table {
        name: words.get("page-certificates-title"),
        headings: super::certificates::headings(words, &query),
        rows: list.rows.into_iter().map(cells).collect(),
    })
}
