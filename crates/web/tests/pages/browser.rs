//! A browser without a screen: keeps its cookie, follows what it is told, speaks to the real router.

pub use crate::fresh::{Fresh, postgres, sqlite};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

/// What came back.
pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub bytes: Vec<u8>,
}

/// A browser.
pub struct Browser {
    router: Router,
    cookie: String,
}

/// The demonstration on a file of SQLite.
pub async fn demonstration() -> Fresh {
    crate::fresh::sqlite().await.filled().await
}

impl Fresh {
    /// A browser that has not entered.
    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookie: String::new() }
    }

    /// A browser that entered the demonstration.
    pub async fn entered(&self, login: &str) -> Browser {
        Browser { cookie: self.session(login).await, ..self.browser() }
    }
}

impl Browser {
    /// Speaks another language from now on.
    pub async fn speak(&mut self, language: &str) {
        self.cookie = format!("{}; antin_language={language}", self.cookie);
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, form: &str) -> Page {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(form.to_owned())).await
    }

    /// Sends a file.
    pub async fn upload(&mut self, path: &str, name: &str, bytes: &[u8], kind: &str) -> Page {
        let mut body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n--edge\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.send(request, Body::from(body)).await
    }

    /// Sends fields and a file, as a form with a file does; no file where its bytes are none.
    pub async fn multipart(&mut self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Page {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bang.csv\"\r\n\r\n";
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.send(request, Body::from(body)).await
    }

    /// Sends a request as another site would make a browser send it.
    pub async fn post_from_elsewhere(&mut self, path: &str) -> Page {
        self.send(Request::post(path).header("sec-fetch-site", "cross-site"), Body::empty()).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Page {
        let request =
            request.header(header::HOST, "antin.example").header(header::COOKIE, &self.cookie).body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let of =
            |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (location, cookie) = (of(header::LOCATION), of(header::SET_COOKIE));
        if let Some((pair, _)) = cookie.split_once(';') {
            self.cookie = pair.to_owned();
        }
        let policy = of(header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("default-src 'self'"), "no page goes without its policy");
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        Page { status, location, bytes }
    }
}

impl Page {
    /// The page as text; every key of a sentence on it was translated.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        for family in [
            "web",
            "page",
            "intake",
            "access",
            "storage",
            "action",
            "finding",
            "why",
            "lists",
            "devices",
            "own",
            "campaigns",
            "notice",
        ] {
            assert!(!text.contains(&format!("[{family}-")), "untranslated: {text}");
        }
        text
    }

    /// The number of the line of a list that says how many there are.
    pub fn total(&self) -> i64 {
        let text = self.text();
        let (_, rest) = text.split_once("<b role=\"status\">").expect("a list says how many there are");
        digits(rest.split_once("</b>").unwrap().0)
    }
}

/// The number in a text: `1.184 chứng thư` is 1184.
pub fn digits(text: &str) -> i64 {
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(-1)
}
