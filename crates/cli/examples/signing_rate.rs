//! How fast `antin sign` signs with a token, beside what the token itself does in the same run.
//!
//! `cargo run --release -p antin-cli --example signing_rate [-- FILES]` makes a token of SoftHSM in a folder of its own, with an
//! RSA-2048 and a P-256 key, asks it for bare signatures in one and in several sessions, and then has `antin`, built beside
//! this program, sign as many small files (2,000 unless said otherwise) as CMS and as PDF. Needed: SoftHSM, pkcs11-tool,
//! OpenSSL.

#![allow(clippy::disallowed_methods)] // it measures

use antin_cli::signing::token::SESSIONS;
use antin_sign::key::{Key, TokenAddress, TokenKey};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const MODULES: [&str; 2] = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"];
const PIN: &str = "123456";

/// Set in the second run, which has the settings of SoftHSM in its surroundings from the beginning.
const INSIDE: &str = "ANTIN_RATE_FOLDER";

fn main() -> Result<(), Box<dyn Error>> {
    if let Ok(folder) = std::env::var(INSIDE) {
        return measure(Path::new(&folder));
    }
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("tokens"))?;
    let settings =
        format!("directories.tokendir = {}\nobjectstore.backend = file\n", folder.path().join("tokens").display());
    fs::write(folder.path().join("softhsm2.conf"), settings)?;
    let status = Command::new(std::env::current_exe()?)
        .args(std::env::args().skip(1))
        .env("SOFTHSM2_CONF", folder.path().join("softhsm2.conf"))
        .env(INSIDE, folder.path())
        .status()?;
    if status.success() { Ok(()) } else { Err("the measurement ended early".into()) }
}

fn measure(folder: &Path) -> Result<(), Box<dyn Error>> {
    let module = MODULES.into_iter().find(|module| Path::new(module).is_file()).ok_or("SoftHSM is not installed")?;
    let files: usize = std::env::args().nth(1).map_or(Ok(2_000), |text| text.parse())?;
    fs::write(folder.join("pin"), PIN)?;
    let papers = folder.join("papers");
    fs::create_dir(&papers)?;
    let names: Vec<PathBuf> = (0..files).map(|number| papers.join(format!("{number}.pdf"))).collect();
    for name in &names {
        fs::write(name, paper())?;
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{files} files of {} bytes, SoftHSM, {cores} cores", paper().len());
    for (label, kind) in [("RSA-2048", "rsa:2048"), ("P-256", "ec")] {
        key(folder, module, label, kind)?;
        let address = format!("pkcs11:token={label};object=ky?module-path={module}");
        let first = TokenKey::open(&TokenAddress::parse(&address)?, PIN)?;
        let (one, mut keys) = raw(vec![first], files)?;
        let more = keys.first().map(|first| first.more(SESSIONS - 1).keys).unwrap_or_default();
        keys.extend(more);
        let (several, keys) = raw(keys, files)?;
        line(&format!("{label}: bare signatures, one session"), one, None);
        line(&format!("{label}: bare signatures, {} sessions", keys.len()), several, None);
        drop(keys);
        for (format, out) in [("cades", "cms"), ("pades", "pdf")] {
            let out = folder.join(format!("{out}-{label}"));
            let rate = antin(folder, &address, format, &out, &names)?;
            line(&format!("{label}: antin sign --format {format}"), rate, Some(several));
        }
    }
    Ok(())
}

/// Signatures a second, and beside it the share of what the token does.
fn line(what: &str, rate: f64, of: Option<f64>) {
    let share = of.map_or_else(String::new, |of| format!("  {:>3.0} % of the token", 100.0 * rate / of));
    println!("{what:<44} {rate:>8.0}/s{share}");
}

/// Bare signatures a second, every session with a thread of its own; the keys come back.
fn raw(keys: Vec<TokenKey>, count: usize) -> Result<(f64, Vec<TokenKey>), Box<dyn Error>> {
    let each = count / keys.len();
    let start = Instant::now();
    let work = |key: TokenKey| {
        std::thread::spawn(move || (0..each).try_for_each(|_| key.sign(b"message").map(drop)).map(|()| key))
    };
    let threads: Vec<_> = keys.into_iter().map(work).collect();
    let count = each * threads.len();
    let mut back = Vec::new();
    for thread in threads {
        back.push(thread.join().map_err(|_| "a thread ended")??);
    }
    Ok((count as f64 / start.elapsed().as_secs_f64(), back))
}

/// Files a second of one call.
fn antin(folder: &Path, key: &str, format: &str, out: &Path, files: &[PathBuf]) -> Result<f64, Box<dyn Error>> {
    let example = std::env::current_exe()?;
    let program = example.parent().and_then(Path::parent).ok_or("no folder")?.join("antin");
    let start = Instant::now();
    let status = Command::new(program)
        .args(["sign", "--offline", "--format", format, "--key", key, "--out"])
        .arg(out)
        .arg("--pin-file")
        .arg(folder.join("pin"))
        .args(files)
        .env("XDG_CONFIG_HOME", folder)
        .env("XDG_CACHE_HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    let seconds = start.elapsed().as_secs_f64();
    if !status.success() || fs::read_dir(out)?.count() != files.len() {
        return Err(
            "antin did not sign everything; is it built beside this program (cargo build --release -p antin-cli)?"
                .into(),
        );
    }
    Ok(files.len() as f64 / seconds)
}

/// A token with one key and its certificate, called `label`.
fn key(folder: &Path, module: &str, label: &str, kind: &str) -> Result<(), Box<dyn Error>> {
    let settings = "[req]\ndistinguished_name=dn\n[dn]\n[user]\nbasicConstraints=CA:false\nkeyUsage=critical,digitalSignature,nonRepudiation\n";
    fs::write(folder.join("openssl.cnf"), settings)?;
    let run = |program: &str, words: &str| -> Result<(), Box<dyn Error>> {
        let output = Command::new(program).args(words.split(' ')).current_dir(folder).output()?;
        match output.status.success() {
            true => Ok(()),
            false => Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr)).into()),
        }
    };
    let curve = if kind == "ec" { " -pkeyopt ec_paramgen_curve:P-256" } else { "" };
    run(
        "openssl",
        &format!(
            "req -x509 -newkey {kind}{curve} -nodes -keyout own.key -out own.crt -days 30 -subj /CN=Thu -config openssl.cnf -extensions user"
        ),
    )?;
    run("openssl", "pkcs8 -topk8 -nocrypt -in own.key -out own.pk8")?;
    run("openssl", "x509 -in own.crt -outform DER -out own.der")?;
    run("softhsm2-util", &format!("--init-token --free --label {label} --pin {PIN} --so-pin 12345678"))?;
    run("softhsm2-util", &format!("--import own.pk8 --token {label} --label ky --id 01 --pin {PIN}"))?;
    run(
        "pkcs11-tool",
        &format!(
            "--module {module} --token-label {label} --login --pin {PIN} --type cert --id 01 --label ky --write-object own.der"
        ),
    )
}

/// A PDF of one empty page.
fn paper() -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    let mut rows = String::new();
    for (index, object) in objects.iter().enumerate() {
        rows.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let section = file.len();
    let tail =
        format!("xref\n0 4\n0000000000 65535 f \n{rows}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{section}\n%%EOF\n");
    (file + &tail).into_bytes()
}
