//! Data of the tests, and the programs that look at what came out.

use antin_domain::day::Day;
use antin_papers::data::{self, Data, Format};
use antin_papers::{Paper, Refusal, Shelf, fill, pdf};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The papers of the program.
pub static SHELF: LazyLock<Shelf> = LazyLock::new(|| Shelf::new(&[]).unwrap());

/// The folder of this crate's tests.
pub fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The data of the paper called `id`.
pub fn data_of(id: &str) -> Data {
    let path = tests().join("data").join(format!("{id}.toml"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    data::parse(&bytes, Format::Toml).unwrap()
}

/// The paper called `id` from `data`, in the wording of the day of its data, else of 4 September 2024.
pub fn fill_with(id: &str, data: &Data) -> Result<Paper, Refusal> {
    let written = data.get("date").and_then(|day| Day::parse(day.as_str()?.as_bytes()));
    fill::fill(&SHELF, id, data, written.unwrap_or(Day::new(2024, 9, 4).unwrap()))
}

/// The PDF of `paper`.
pub fn pdf_of(paper: &Paper) -> Vec<u8> {
    pdf::render(paper, &SHELF.layout).unwrap()
}

/// A folder with `bytes` as `name`.
pub fn kept(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// What `program` prints when it is called with `arguments`; it must succeed.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program} is needed (./test installs it): {error}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The text of a PDF, line ends as blanks.
pub fn text_of(pdf: &[u8]) -> String {
    let (_folder, path) = kept("paper.pdf", pdf);
    let text = run("pdftotext", &["-raw", path.to_str().unwrap(), "-"]);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many pages a PDF file has.
pub fn pages_of(path: &Path) -> usize {
    let said = run("pdfinfo", &[path.to_str().unwrap()]);
    let line = said.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
    line.trim().parse().unwrap()
}
