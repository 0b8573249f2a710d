//! `docs/workflows.md` says what the tables of steps say.

#![allow(clippy::unwrap_used)]

#[test]
fn the_page_of_workflows_is_written_from_the_tables() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/workflows.md");
    let page = antin_domain::workflow::page::page();
    if std::env::var_os("RENEW").is_some() {
        std::fs::write(file, &page).unwrap();
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(kept == page, "renew it: RENEW=1 cargo test -p antin-domain --test workflows");
}
