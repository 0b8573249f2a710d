//! Many files in one: packed while they are made and sent while they are packed, so that little of them is in memory.

use antin_app::AppError;
use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::io::{self, Write};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_stream::wrappers::ReceiverStream;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// So many bytes are sent at once.
const PORTION: usize = 256 * 1024;

/// Where files are given that are to be packed, each with its name.
pub struct Files(Sender<io::Result<(String, Vec<u8>)>>);

impl Files {
    /// One more file.
    ///
    /// # Errors
    /// Nobody listens any more.
    pub async fn put(&self, name: String, bytes: Vec<u8>) -> Result<(), AppError> {
        let gone = |_| AppError::BrokenOff("the one who asked for the files is gone".into());
        self.0.send(Ok((name, bytes))).await.map_err(gone)
    }
}

/// The file `name` with everything that `make` puts into it. Where that breaks off, so does the connection: nobody takes a
/// part for the whole.
pub fn answer<F>(name: &str, make: impl FnOnce(Files) -> F) -> Response
where
    F: Future<Output = Result<(), AppError>> + Send + 'static,
{
    let (portions, receiver) = channel(4);
    let (files, incoming) = channel(1);
    let making = make(Files(files.clone()));
    tokio::spawn(async move {
        if let Err(error) = making.await {
            tracing::error!(%error, "a file of files broke off");
            // Whoever packs hears of it; where he is gone too there is nobody to tell.
            let _ = files.send(Err(io::Error::other("a file could not be made"))).await;
        }
    });
    tokio::task::spawn_blocking(move || {
        if let Err(error) = pack(incoming, &portions) {
            let _ = portions.blocking_send(Err(error));
        }
    });
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, Body::from_stream(ReceiverStream::new(receiver))).into_response()
}

fn pack(
    mut incoming: Receiver<io::Result<(String, Vec<u8>)>>,
    portions: &Sender<io::Result<Vec<u8>>>,
) -> io::Result<()> {
    let pipe = Pipe { portions: portions.clone(), waiting: Vec::with_capacity(PORTION) };
    let mut packed = ZipWriter::new_stream(pipe);
    // PDF, DOCX and pictures are packed already.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    while let Some(file) = incoming.blocking_recv() {
        match file {
            Ok((name, bytes)) => {
                packed.start_file(name, options)?;
                packed.write_all(&bytes)?;
            }
            Err(error) => {
                // The end of the connection comes before the table that would make the part look whole.
                let _ = portions.blocking_send(Err(error));
                return Ok(());
            }
        }
    }
    packed.finish()?.into_inner().flush()
}

/// Sends what is written in portions.
struct Pipe {
    portions: Sender<io::Result<Vec<u8>>>,
    waiting: Vec<u8>,
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PORTION {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let portion = std::mem::take(&mut self.waiting);
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "nobody listens");
        if portion.is_empty() { Ok(()) } else { self.portions.blocking_send(Ok(portion)).map_err(gone) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn body(response: Response) -> Result<Vec<u8>, axum::Error> {
        axum::body::to_bytes(response.into_body(), 1 << 30).await.map(|bytes| bytes.to_vec())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_put_in_comes_out_under_its_name() {
        let large = vec![7; 3 * PORTION + 5];
        let expected = large.clone();
        let response = answer("a.zip", move |files| async move {
            files.put("b.pdf".into(), b"b".to_vec()).await?;
            files.put("c.pdf".into(), large).await
        });
        let bytes = body(response).await.unwrap();
        let mut read = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        let names: Vec<String> =
            (0..read.len()).map(|place| read.by_index(place).unwrap().name().unwrap().into_owned()).collect();
        assert_eq!(names, ["b.pdf", "c.pdf"]);
        let mut content = Vec::new();
        io::Read::read_to_end(&mut read.by_name("c.pdf").unwrap(), &mut content).unwrap();
        assert!(content == expected, "{} bytes", content.len());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_breaks_off_is_no_file() {
        let response = answer("a.zip", |files| async move {
            files.put("b.pdf".into(), b"b".to_vec()).await?;
            Err(AppError::BrokenOff("no more".into()))
        });
        assert!(body(response).await.is_err());
    }
}
