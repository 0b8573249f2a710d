//! Calls that must be refused, and what they leave behind.

use super::runs::{Files, names};
use antin_testkit::office::Office;
use antin_testkit::office::form::Form;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A folder with the five good lists of a small office.
pub fn files() -> Files {
    Files::write(&Office::new(40, 1), |_| Form::default())
}

/// The call of `files`, changed by `change`, is refused in both languages: status 2, every one of `says` in the English
/// and the Vietnamese sentence, another sentence in each, nothing on standard output and nothing written.
pub fn refused(files: &Files, change: impl Fn(&mut Command), says: &[&str]) -> String {
    let before = files.names();
    let said = |language: &str| {
        let place = files.place("out");
        let mut command = files.call(&place);
        command.args(["--lang", language]);
        change(&mut command);
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{language}: {text}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{language}: {text}");
        for part in says {
            assert!(text.contains(part), "{language}: `{part}` is not said: {text}");
        }
        assert_eq!(files.names(), before, "{language}: something was written");
        assert!(!text.contains("panicked"), "{text}");
        text
    };
    let (vietnamese, english) = (said("vi"), said("en"));
    assert_ne!(vietnamese, english);
    assert!(vietnamese.starts_with("Lỗi: ") && english.starts_with("Error: "), "{vietnamese}\n{english}");
    english
}

/// The list called `name` holds `bytes`; the review is refused as in [`refused`], and the sentence names the file.
pub fn refused_list(name: &str, bytes: impl AsRef<[u8]>, says: &[&str]) -> String {
    let files = files();
    let path = files.list(name);
    fs::write(&path, bytes).unwrap();
    let path = path.to_string_lossy().into_owned();
    let says: Vec<&str> = says.iter().copied().chain([path.as_str()]).collect();
    refused(&files, |_| (), &says)
}

/// Everything in `folder` and below, with its bytes.
pub fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for name in names(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            all.extend(contents(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            all.push((name, fs::read(path).unwrap()));
        }
    }
    all
}
