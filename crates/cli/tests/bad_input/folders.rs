//! The folder of the result is whole or absent, whatever happens.

use super::calls::{contents, files, refused};
use super::runs::{Files, names, succeed};
use antin_testkit::office::Office;
use antin_testkit::office::form::Form;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const RESULT: [&str; 3] = ["cases.csv", "rejected.csv", "summary.json"];

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let files = files();
    let place = files.place("out");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("thư riêng.txt"), "của tôi").unwrap();
    fs::write(place.join("cases.csv"), "cũ").unwrap();
    let before = contents(&place);
    refused(&files, |_| (), &[&place.to_string_lossy(), "thư riêng.txt"]);
    assert_eq!(contents(&place), before);
}

#[test]
fn a_file_in_the_place_of_the_folder_is_left_alone() {
    let files = files();
    let place = files.place("out");
    fs::write(&place, "của tôi").unwrap();
    refused(&files, |_| (), &[&place.to_string_lossy()]);
    assert_eq!(fs::read_to_string(&place).unwrap(), "của tôi");
}

#[test]
fn a_read_only_place() {
    // An administrator may write anywhere, but not among the processes.
    let place = Path::new("/proc/antin-out");
    let files = files();
    let into = |command: &mut Command| {
        let mut call = files.call(place);
        let language = command.get_args().last().map(ToOwned::to_owned).unwrap();
        call.arg("--lang").arg(language);
        *command = call;
    };
    refused(&files, into, &["/proc/antin-out"]);
    assert!(!place.exists());
}

#[test]
fn an_earlier_result_outlives_a_refused_run() {
    let files = files();
    let place = files.place("out");
    succeed(&mut files.call(&place));
    let before = contents(&place);
    fs::write(files.list("registry"), "").unwrap();
    refused(&files, |_| (), &["registry.csv"]);
    assert_eq!(contents(&place), before);
}

#[test]
fn folders_above_the_result_are_not_left_by_a_refused_run() {
    let files = files();
    fs::write(files.list("registry"), "").unwrap();
    let place = files.place("above/between/out");
    let output = files.call(&place).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!files.place("above").exists(), "{:?}", files.names());
}

#[test]
#[allow(clippy::disallowed_methods)] // The moments of the kills are parts of a run's time; nothing is asserted of it.
fn a_killed_run_leaves_all_or_nothing_and_the_next_run_cleans_up() {
    let files = Files::write(&Office::new(3000, 3), |_| Form::default());
    let lists = files.names();
    let (first, place) = (files.place("first"), files.place("out"));
    let began = std::time::Instant::now();
    succeed(&mut files.call(&first));
    let whole_run = began.elapsed();
    let whole = fs::read(first.join("cases.csv")).unwrap();
    let is_whole = || {
        assert_eq!(names(&place), RESULT);
        assert!(fs::read(place.join("cases.csv")).unwrap() == whole);
    };
    let mut kills = 0;
    for round in 0..24_usize {
        let mut run = files.call(&place).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let partial = files.place(&format!(".out.antin-{}", run.id()));
        // Sometimes at a part of the time that a whole run takes, sometimes as soon as a file of the result begins to grow.
        if round % 3 == 0 {
            std::thread::sleep(whole_run * round as u32 / 30);
        } else {
            let file = partial.join(RESULT[round % 3]);
            while !file.exists() && run.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
        }
        run.kill().unwrap();
        if !run.wait().unwrap().success() {
            kills += 1;
        }
        if place.exists() {
            is_whole();
        }
        if round % 8 == 7 {
            succeed(&mut files.call(&place));
            is_whole();
            let mut left = files.names();
            left.retain(|name| !lists.contains(name) && name != "first" && name != "out");
            assert_eq!(left, Vec::<String>::new(), "the next run cleans up");
            if round == 7 {
                fs::remove_dir_all(&place).unwrap();
            }
        }
    }
    // How many a loaded machine kills in time differs; the first one, killed at once, always is.
    assert!(kills >= 1, "no run was killed");
}
