//! Runs `antin review` on the lists of an office and reads what it wrote.

use antin_testkit::office::form::Form;
use antin_testkit::office::{AS_OF, Office, Table};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The lists of an office as files in a folder of their own.
pub struct Files {
    folder: tempfile::TempDir,
}

/// One line of `cases.csv`, in the order of its columns.
pub type Line = Vec<String>;

/// Columns of `cases.csv` that hold row numbers: of the CA's list, of the registry, of the roster.
pub const ROWS: [usize; 3] = [6, 7, 8];
/// The column of the findings.
pub const FINDINGS: usize = 10;
/// The column of the action.
pub const ACTION: usize = 11;

impl Files {
    /// Writes the lists of `office`, each in the form that `form` gives it.
    pub fn write(office: &Office, form: impl Fn(&Table) -> Form) -> Files {
        let files = Files { folder: tempfile::tempdir().unwrap() };
        for table in office.tables() {
            fs::write(files.list(table.name), form(table).write(table)).unwrap();
        }
        files
    }

    /// Where the list called `name` lies.
    pub fn list(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.csv"))
    }

    /// Where a result called `name` goes.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The call that reviews the lists into `place`.
    pub fn call(&self, place: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_antin"));
        command.arg("review");
        for name in ["ca-list", "registry", "roster", "units", "sent"] {
            command.arg(format!("--{name}")).arg(self.list(name));
        }
        command.args(["--policy", "vn-tax-2018", "--as-of", AS_OF, "--format", "csv,json", "--out"]).arg(place);
        command
    }

    /// The names of everything that lies in the folder, hidden or not.
    pub fn names(&self) -> Vec<String> {
        names(self.folder.path())
    }
}

/// The names of everything in `folder`, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Runs `command` to a good end.
pub fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    output
}

/// The lines of `cases.csv` in `place`, without its headings.
pub fn cases(place: &Path) -> Vec<Line> {
    table(&place.join("cases.csv"))
}

/// The lines of a CSV file, without its headings.
pub fn table(path: &Path) -> Vec<Line> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The review of `office` written in `form`, with more arguments.
pub fn reviewed(office: &Office, form: impl Fn(&Table) -> Form, more: &[&str]) -> Vec<Line> {
    let files = Files::write(office, form);
    let place = files.place("out");
    succeed(files.call(&place).args(more));
    cases(&place)
}
