//! The story of a reorganisation over HTTP, the same on both databases: written from a table, rehearsed, applied, drafted.

use crate::browser::{Browser, Fresh, Page, digits};
use antin_app::work::settle;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::reorganisation::effects::NeedKind;
use antin_storage::reorganisations::needs::{self, NeedFilter};
use antin_storage::unit_of_code;
use axum::http::StatusCode;

#[tokio::test(flavor = "multi_thread")]
async fn a_reorganisation_goes_from_the_table_to_its_requests_on_sqlite() {
    story(&crate::browser::sqlite().await.filled().await).await;
}
