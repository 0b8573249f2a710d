//! Addresses: values made safe, queries put together.

use antin_app::certificates::Query;

/// `path?name=value&…`; blank values are left out.
pub fn with_pairs<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if !value.is_empty() {
            query.append_pair(name, &value);
        }
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The list of certificates of a query.
pub fn certificates(query: &Query) -> String {
    with_pairs("/certificates", query.pairs())
}

/// A place of this service to go on to: anything else becomes the home page, so that no link leads a person who enters
/// to another site.
pub fn safe(next: &str) -> &str {
    let is_ours = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if is_ours && !next.chars().any(char::is_control) { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_made_safe() {
        let query = Query { text: "lê & \"con\"".into(), ..Query::default() };
        assert_eq!(certificates(&query), "/certificates?q=l%C3%AA+%26+%22con%22");
        assert_eq!(certificates(&Query::default()), "/certificates");
    }

    #[test]
    fn nobody_is_led_to_another_site() {
        assert_eq!(safe("/certificates?q=1"), "/certificates?q=1");
        for elsewhere in ["https://example.org", "//example.org", "/\\example.org", "javascript:alert(1)", ""] {
            assert_eq!(safe(elsewhere), "/");
        }
    }
}
