//! A client of the service: one connection, one request after the other.

use crate::Outcome;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// One connection to the service, as somebody who entered.
pub struct Client {
    stream: BufReader<TcpStream>,
    address: String,
    token: String,
}

/// What was answered.
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Where it leads, if it does.
    pub location: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Client {
    pub async fn open(address: &str, token: &str) -> Outcome<Client> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream: BufReader::new(stream), address: address.into(), token: token.into() })
    }

    pub async fn get(&mut self, path: &str) -> Outcome<Answer> {
        self.send(&format!("GET {path}"), "", &[]).await
    }

    pub async fn post(&mut self, path: &str, form: &str) -> Outcome<Answer> {
        self.send(&format!("POST {path}"), "application/x-www-form-urlencoded", form.as_bytes()).await
    }

    /// Sends a file as the form of the page does.
    pub async fn upload(&mut self, path: &str, kind: &str, name: &str, bytes: &[u8]) -> Outcome<Answer> {
        let mut body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n--edge\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        self.send(&format!("POST {path}"), "multipart/form-data; boundary=edge", &body).await
    }

    async fn send(&mut self, line: &str, kind: &str, body: &[u8]) -> Outcome<Answer> {
        let head = format!(
            "{line} HTTP/1.1\r\nHost: {}\r\nCookie: antin_session={}\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\n\r\n",
            self.address,
            self.token,
            body.len()
        );
        self.stream.get_mut().write_all(head.as_bytes()).await?;
        self.stream.get_mut().write_all(body).await?;
        let status = self.line().await?.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or("no status")?;
        let (mut length, mut is_chunked, mut location) = (0, false, String::new());
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "transfer-encoding" => is_chunked = value.trim() == "chunked",
                "location" => location = value.trim().to_owned(),
                _ => {}
            }
        }
        let body = if is_chunked { self.chunks().await? } else { self.bytes(length).await? };
        Ok(Answer { status, location, body })
    }

    async fn chunks(&mut self) -> Outcome<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let length = usize::from_str_radix(self.line().await?.trim(), 16)?;
            body.extend(self.bytes(length).await?);
            self.line().await?;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    async fn bytes(&mut self, length: usize) -> Outcome<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await?;
        Ok(bytes)
    }

    async fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err("the service closed the connection".into());
        }
        Ok(line.trim_end().to_owned())
    }
}
