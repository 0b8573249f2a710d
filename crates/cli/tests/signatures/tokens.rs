//! Keys on a token: SoftHSM plays it, where it is installed. Its library dies, hangs, is slow; the batch does not.

use super::office::{Office, PIN, paper};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const MODULES: [&str; 2] = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"];

/// A token of SoftHSM with the person's key on it.
pub struct Token {
    pub office: Office,
    /// The library that is named in the address of the key.
    pub module: String,
    /// What stands in the surroundings of the calls.
    pub surroundings: Vec<(String, String)>,
}

impl Token {
    pub fn open() -> Option<Token> {
        let module = MODULES.into_iter().find(|module| Path::new(module).is_file());
        let Some(module) = module.filter(|_| Path::new("/usr/bin/pkcs11-tool").is_file()) else {
            println!("NOT RUN: SoftHSM or pkcs11-tool is not installed (apt-get install softhsm2 opensc)");
            return None;
        };
        let office = Office::open()?;
        std::fs::create_dir(office.path("tokens")).unwrap();
        let settings =
            format!("directories.tokendir = {}\nobjectstore.backend = file\n", office.path("tokens").display());
        office.write("softhsm2.conf", settings.as_bytes());
        let token = Token { office, module: module.to_owned(), surroundings: Vec::new() };
        let run = |program: &str, words: &[&str]| {
            let mut command = Command::new(program);
            command
                .args(words)
                .current_dir(token.office.path(""))
                .env("SOFTHSM2_CONF", token.office.path("softhsm2.conf"));
            let output = command.output().unwrap();
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        };
        run("openssl", &["pkcs8", "-topk8", "-nocrypt", "-in", "person.key", "-out", "person.pk8"]);
        run("openssl", &["x509", "-in", "person.crt", "-outform", "DER", "-out", "person.der"]);
        run("softhsm2-util", &["--init-token", "--free", "--label", "thu", "--pin", PIN, "--so-pin", "12345678"]);
        run(
            "softhsm2-util",
            &["--import", "person.pk8", "--token", "thu", "--label", "ky", "--id", "01", "--pin", PIN],
        );
        let login = ["--module", module, "--token-label", "thu", "--login", "--pin", PIN];
        run(
            "pkcs11-tool",
            &[&login[..], &["--type", "cert", "--id", "01", "--label", "ky", "--write-object", "person.der"]].concat(),
        );
        Some(token)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.office.command_of(words);
        command.env("SOFTHSM2_CONF", self.office.path("softhsm2.conf"));
        command.envs(self.surroundings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Signs files into `out`.
    pub fn sign(&self, files: &[String]) -> (i32, String, String) {
        let output = self.start(files, &[]).wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    fn run(&self, words: &[&str]) -> (i32, String, String) {
        let output = self.command(words).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    fn address(&self) -> String {
        format!("pkcs11:token=thu;object=ky?module-path={}", self.module)
    }

    /// Papers `p0.pdf` and on.
    pub fn papers(&self, count: usize) -> Vec<String> {
        let names: Vec<String> = (0..count).map(|number| format!("p{number}.pdf")).collect();
        names.iter().for_each(|name| self.office.write(name, &paper(name)));
        names
    }

    pub fn start(&self, files: &[String], more: &[&str]) -> Child {
        let address = self.address();
        let mut words = vec!["sign", "--key", &address, "--pin-file", "pin", "--out", "out"];
        words.extend(more);
        words.extend(files.iter().map(String::as_str));
        self.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Every file in the folder of results is whole, signed and intact.
    pub fn all_intact(&self) -> usize {
        let mut files = vec!["verify".to_owned(), "--trust".into(), "ca.crt".into(), "--crl".into(), "ca.crl".into()];
        for entry in std::fs::read_dir(self.office.path("out")).unwrap() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            assert!(!name.starts_with('.') && name.ends_with(".pdf"), "left over: {name}");
            files.push(format!("out/{name}"));
        }
        let (status, out, error) = self.run(&files.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(status, 0, "{out}{error}");
        files.len() - 5
    }
}

/// How many files were refused, by what was said.
pub fn refused(error: &str) -> usize {
    error.lines().filter(|line| line.contains("CHƯA LÀM")).count()
}

/// The processes that `parent` started.
fn children(parent: u32) -> Vec<String> {
    let list = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
    list.split_whitespace().map(str::to_owned).collect()
}

/// Waits until results begin to come, then sends `signal` to the process that holds the token's library.
fn strike(token: &Token, batch: &Child, signal: &str) {
    while std::fs::read_dir(token.office.path("out")).map_or(0, Iterator::count) < 5 {
        std::thread::yield_now();
    }
    let child = children(batch.id()).into_iter().next().expect("a child holds the library");
    assert!(Command::new("kill").args([signal, &child]).status().unwrap().success());
}

#[test]
fn keys_lists_what_lies_on_a_token_and_its_address_signs() {
    let Some(token) = Token::open() else { return };
    let (status, out, error) = token.run(&["keys", "--module", &token.module]);
    assert_eq!(status, 0, "{error}");
    assert!(out.contains("Nguyễn Thử Nghiệm") && out.contains("Ký được văn bản"), "{out}");
    let address = out.split("--key '").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
    let (status, out, error) = token.run(&["sign", "a.pdf", "--key", address, "--pin-file", "pin", "--out", "out"]);
    assert_eq!(status, 0, "{out}{error}");
    assert_eq!(token.all_intact(), 1);
}

#[test]
fn a_wrong_pin_is_told_and_sent_once() {
    let Some(token) = Token::open() else { return };
    token.office.write("wrong", b"654321");
    let address = token.address();
    let (status, _, error) = token.run(&["sign", "a.pdf", "--key", &address, "--pin-file", "wrong", "--out", "out"]);
    assert_eq!(status, 2, "{error}");
    assert!(error.contains("Chương trình không thử lại"), "{error}");
    assert!(!token.office.path("out").exists());
    // The token warns after one wrong PIN, and still opens.
    let (status, _, error) = token.run(&["sign", "a.pdf", "--key", &address, "--pin-file", "pin", "--out", "out"]);
    assert_eq!(status, 0, "{error}");
}

#[test]
fn a_library_that_dies_in_the_middle_costs_what_was_under_way_and_not_the_batch() {
    let Some(token) = Token::open() else { return };
    let files = token.papers(300);
    let batch = token.start(&files, &[]);
    strike(&token, &batch, "-KILL");
    let output = batch.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    let refused = refused(&error);
    // What was under way, one file in each session, and no more.
    assert!(refused <= antin_cli::signing::token::SESSIONS, "{error}");
    // Told at once, not when the time is over.
    assert_eq!(error.matches("bị ngắt giữa chừng").count(), refused, "{error}");
    assert_eq!(token.all_intact() + refused, files.len());
    assert_eq!(output.status.code(), Some(i32::from(refused > 0)));
    // The same call again does what was not done and nothing else.
    let again = token.start(&files, &[]).wait_with_output().unwrap();
    assert_eq!(again.status.code(), Some(0));
    let out = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(out.contains(&format!("làm mới {refused} tệp, có sẵn {}", files.len() - refused)), "{out}");
}

#[test]
fn a_batch_that_is_killed_leaves_only_whole_results_and_the_same_call_does_the_rest() {
    let Some(token) = Token::open() else { return };
    let files = token.papers(300);
    let mut batch = token.start(&files, &[]);
    let results = || -> Vec<String> {
        let entries = std::fs::read_dir(token.office.path("out")).into_iter().flatten();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    };
    while results().iter().filter(|name| !name.starts_with('.')).count() < 5 {
        std::thread::yield_now();
    }
    batch.kill().unwrap();
    let process = batch.id();
    batch.wait().unwrap();
    // As if it had been at one more: what it was at has a name of its own.
    token.office.write(&format!("out/.p299.pdf.antin-{process}"), b"%PDF-1.7 half");
    // Of a file that is not on the list, and of a call that is still alive: left alone.
    let others = ["out/.other.pdf.antin-1".to_owned(), format!("out/.p0.pdf.antin-{}", std::process::id())];
    others.iter().for_each(|name| token.office.write(name, b"not ours"));
    let done = results().iter().filter(|name| !name.starts_with('.')).count();
    let again = token.start(&files, &[]).wait_with_output().unwrap();
    let out = String::from_utf8_lossy(&again.stdout).into_owned();
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    assert!(out.contains(&format!("làm mới {} tệp, có sẵn {done}", files.len() - done)), "{out}");
    others.iter().for_each(|name| std::fs::remove_file(token.office.path(name)).unwrap());
    assert_eq!(token.all_intact(), files.len());
}

#[test]
fn a_library_that_hangs_is_ended_after_its_time() {
    let Some(token) = Token::open() else { return };
    let files = token.papers(300);
    let batch = token.start(&files, &["--key-timeout", "1"]);
    strike(&token, &batch, "-STOP");
    let output = batch.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    let refused = refused(&error);
    // What was under way, one file in each session, and no more.
    assert!(refused <= antin_cli::signing::token::SESSIONS, "{error}");
    assert_eq!(token.all_intact() + refused, files.len());
}

#[test]
fn a_file_that_is_no_library_ends_with_a_sentence() {
    let Some(token) = Token::open() else { return };
    let (status, _, error) = token.run(&["keys", "--module", "a.pdf"]);
    assert!(status == 1 && error.contains("Không nạp được thư viện"), "{error}");
}
