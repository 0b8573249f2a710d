//! `docs/access.md` says what the tables say.

#[test]
fn the_page_of_access_is_written_from_the_tables() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/access.md");
    let page = antin_web::access_page();
    if std::env::var_os("RENEW").is_some() {
        std::fs::write(file, &page).unwrap();
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(kept == page, "renew it: RENEW=1 cargo test -p antin-web --test interface the_page_of_access");
}
