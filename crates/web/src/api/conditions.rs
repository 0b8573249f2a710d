//! Conditions and wishes in headers: the version that was seen, the key of the request, the language.

use super::operation::{Method, Operation};
use super::problem::{Code, Problem};
use antin_domain::message::Message;
use antin_words::Language;
use axum::http::{HeaderMap, header};

/// The header that holds the key of a request.
pub const KEY_HEADER: &str = "idempotency-key";
/// The longest key.
pub const MOST_KEY: usize = 128;

/// The version that the caller has seen, where the operation needs one.
///
/// # Errors
/// [`Code::NeedsVersion`] where it is missing, [`Code::BadHeader`] where it is no tag, [`Code::Stale`] where it is a tag
/// that we never gave to such a thing.
pub fn seen(operation: &Operation, headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    if !operation.is_versioned {
        return Ok(None);
    }
    let Some(tag) = headers.get(header::IF_MATCH) else {
        return Err(Problem::plain(Code::NeedsVersion).at("If-Match"));
    };
    let tag = tag.to_str().unwrap_or_default().trim();
    let Some(opaque) = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')) else {
        // RFC 9110, 13.1.1: a weak tag never matches here.
        let code = if tag.starts_with("W/\"") && tag.ends_with('"') { Code::Stale } else { Code::BadHeader };
        return Err(Problem::new(code, Message::new("api-bad-tag")).at("If-Match"));
    };
    match opaque.parse() {
        Ok(version) => Ok(Some(version)),
        Err(_) => Err(Problem::plain(Code::Stale).at("If-Match")),
    }
}

/// The key of the request, where it has one.
///
/// # Errors
/// It is too long, or holds what no header should.
pub fn key(operation: &Operation, headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = headers.get(KEY_HEADER).filter(|_| operation.method == Method::Post) else { return Ok(None) };
    let key = key.to_str().unwrap_or_default();
    if !(1..=MOST_KEY).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let message = Message::new("api-bad-key").with("most", MOST_KEY);
        return Err(Problem::new(Code::BadHeader, message).at("Idempotency-Key"));
    }
    Ok(Some(key.to_owned()))
}

/// The language that the caller likes best of those we speak (RFC 9110, 12.5.4).
pub fn language(headers: &HeaderMap) -> Language {
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best = (0.0, Language::default());
    for part in wish.split(',') {
        let mut pieces = part.split(';');
        let name = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
        let primary = name.split('-').next().unwrap_or_default();
        let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        if let Some(language) = Language::of(primary)
            && weight > best.0
        {
            best = (weight, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn check(wish: &'static str, language: Language) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(wish));
        assert_eq!(super::language(&headers), language, "{wish}");
    }

    #[test]
    fn the_language_liked_best_is_spoken() {
        check("en", Language::En);
        check("en-US,en;q=0.9", Language::En);
        check("en;q=0.5, vi;q=0.8", Language::Vi);
        check("fr, en;q=0.1", Language::En);
        check("fr", Language::Vi);
        check("en;q=0", Language::Vi);
        assert_eq!(super::language(&HeaderMap::new()), Language::Vi);
    }
}
