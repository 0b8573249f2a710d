//! What was reviewed, by the summary that the review left: lists, policy, day, unit.

use crate::failure::Failure;
use antin_domain::day::Day;
use antin_domain::hex::hex;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_results::Input;
use antin_results::ListFiles;
use antin_results::certificates::Role;
use antin_results::certificates::files::digest;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The call that made a result.
#[derive(Debug)]
pub struct Reviewed {
    /// The lists.
    pub files: ListFiles,
    /// The policy pack: its name, or the file that was named.
    pub policy: Option<String>,
    /// The day.
    pub as_of: Day,
    /// Only this unit.
    pub unit: Option<String>,
    version: Option<u64>,
    cases: Option<u64>,
}

impl Reviewed {
    /// Reads `summary.json` of the result in `folder` and checks that every list is still the same file.
    ///
    /// # Errors
    /// There is no such summary, or a list is missing or changed.
    pub fn read(folder: &Path) -> Result<Reviewed, Failure> {
        let path = folder.join("summary.json");
        let none = || Failure::Unusable(Message::new("explain-no-result").with("folder", folder.display()));
        let text = std::fs::read_to_string(path).map_err(|_| none())?;
        let summary: Value = serde_json::from_str(&text).map_err(|_| none())?;
        let as_of = summary["as_of"].as_str().and_then(|day| Day::parse(day.as_bytes())).ok_or_else(none)?;
        let word = |value: &Value| value.as_str().map(str::to_owned);
        let file = |kind: ListKind| word(&summary["lists"][kind.name()]["file"]).map(PathBuf::from);
        let about = |role: Role| &summary["certificates"]["folders"][role.name()];
        let folder_of = |role| word(&about(role)["path"]).map(PathBuf::from);
        let files = ListFiles {
            ca_list: file(ListKind::CaList).ok_or_else(none)?,
            registry: file(ListKind::Registry).ok_or_else(none)?,
            roster: file(ListKind::Roster),
            units: file(ListKind::Units),
            sent: file(ListKind::Sent),
            certificates: folder_of(Role::Certificates),
            crl: folder_of(Role::Crl),
            trust: folder_of(Role::Trust),
            columns: word(&summary["call"]["columns"]).map(PathBuf::from),
        };
        for kind in ListKind::ALL {
            if let (Some(path), Some(digest)) = (file(kind), summary["lists"][kind.name()]["sha256"].as_str()) {
                unchanged(&path, digest)?;
            }
        }
        for role in Role::ALL {
            if let (Some(path), Some(then)) = (role.of(&files), about(role)["sha256"].as_str()) {
                unchanged_folder(path, then)?;
            }
        }
        if let (Some(path), Some(digest)) = (&files.columns, summary["call"]["columns_sha256"].as_str()) {
            unchanged(path, digest)?;
        }
        Ok(Reviewed {
            files,
            policy: word(&summary["call"]["policy"]).or_else(|| word(&summary["policy"]["name"])),
            as_of,
            unit: word(&summary["unit"]),
            version: summary["policy"]["version"].as_u64(),
            cases: summary["cases"].as_u64(),
        })
    }

    /// The policy must be the one of the review, too.
    ///
    /// # Errors
    /// It is another version.
    pub fn check(&self, input: &Input) -> Result<(), Failure> {
        let policy = &input.snapshot.policy;
        match self.version {
            Some(version) if version != u64::from(policy.version) => Err(Failure::Unusable(
                Message::new("explain-policy-changed")
                    .with("name", &policy.name)
                    .with("then", version)
                    .with("now", policy.version),
            )),
            _ => Ok(()),
        }
    }

    /// The review must come to as many cases as then: else the numbers of cases mean other certificates.
    ///
    /// # Errors
    /// It does not: another version of the program made the result.
    pub fn check_cases(&self, now: usize) -> Result<(), Failure> {
        match self.cases {
            Some(then) if then != now as u64 => {
                Err(Failure::Unusable(Message::new("explain-other-result").with("then", then).with("now", now)))
            }
            _ => Ok(()),
        }
    }
}

/// The folder at `path` is there and its files are those of then.
fn unchanged_folder(path: &Path, then: &str) -> Result<(), Failure> {
    let about = |key| Failure::Unusable(Message::new(key).with("file", path.display()));
    if !path.exists() {
        return Err(about("explain-list-missing"));
    }
    let (_, now) = digest(path)?;
    if hex(&now) == then { Ok(()) } else { Err(about("explain-folder-changed")) }
}

/// The file at `path` is there and has this digest.
fn unchanged(path: &Path, digest: &str) -> Result<(), Failure> {
    let file = || path.display().to_string();
    let missing = |error: std::io::Error| {
        Failure::Unusable(match error.kind() {
            std::io::ErrorKind::NotFound => Message::new("explain-list-missing").with("file", file()),
            _ => Message::new("cli-unreadable").with("file", file()).with("reason", error),
        })
    };
    let mut reader = File::open(path).map_err(missing)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let length = reader.read(&mut buffer).map_err(missing)?;
        if length == 0 {
            break;
        }
        hasher.update(&buffer[..length]);
    }
    if hex(&hasher.finalize()) == digest {
        Ok(())
    } else {
        Err(Failure::Unusable(Message::new("explain-list-changed").with("file", file())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(folder: &Path) -> &'static str {
        Reviewed::read(folder).unwrap_err().message().key
    }

    #[test]
    fn a_folder_without_a_summary_is_no_result() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(key(folder.path()), "explain-no-result");
        std::fs::write(folder.path().join("summary.json"), "{}").unwrap();
        assert_eq!(key(folder.path()), "explain-no-result");
    }

    #[test]
    fn a_list_that_is_gone_or_changed_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("ca.csv");
        let file = list.display().to_string();
        let digest = hex(&Sha256::digest(b"one"));
        let entry = serde_json::json!({"file": file, "sha256": digest});
        let summary = serde_json::json!({
            "as_of": "2024-06-14", "policy": {"name": "vn-tax-2018", "version": 1},
            "lists": {"ca-list": entry, "registry": entry},
        });
        std::fs::write(folder.path().join("summary.json"), summary.to_string()).unwrap();
        assert_eq!(key(folder.path()), "explain-list-missing");
        std::fs::write(&list, "two").unwrap();
        assert_eq!(key(folder.path()), "explain-list-changed");
        std::fs::write(&list, "one").unwrap();
        assert_eq!(Reviewed::read(folder.path()).unwrap().policy.as_deref(), Some("vn-tax-2018"));
    }
}
