//! How fast `antin sign` and `antin verify` are, beside what the token itself and SHA-256 do in the same run.
//!
//! `signing_rate [FILES]` makes a token of SoftHSM in a folder of its own, with an RSA-2048 and a P-256 key, asks it for bare
//! signatures in one and in several sessions, and then has `antin`, built beside this program, sign as many small files (2,000
//! unless said otherwise) as CMS and as PDF and judge the PDFs, and sign and judge PDFs of 4 MB, 50 MB and 1 GB. Under
//! `taskset -c 0` everything has one core. Needed: SoftHSM, pkcs11-tool, OpenSSL, GNU time; 3 GB of disk.

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

/// Larger PDFs: what they are called, their bytes, how many in one call.
const LARGE: [(&str, usize, usize); 3] =
    [("4 MB", 4_000_000, 25), ("50 MB", 50_000_000, 5), ("1 GB", 1_000_000_000, 1)];

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
    let small = paper(400);
    for name in &names {
        fs::write(name, &small)?;
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{files} files of {} bytes, SoftHSM, {cores} cores", small.len());
    let mut last = String::new();
    for (label, kind) in [("RSA-2048", "rsa:2048"), ("P-256", "ec")] {
        key(folder, module, label, kind)?;
        let address = format!("pkcs11:token={label};object=ky?module-path={module}");
        let first = TokenKey::open(&TokenAddress::parse(&address)?, PIN)?;
        let before = processor();
        let (one, mut keys) = raw(vec![first], files)?;
        let own = (processor() - before) / files as f64;
        let more = keys.first().map(|first| first.more(SESSIONS - 1).keys).unwrap_or_default();
        keys.extend(more);
        let (several, keys) = raw(keys, files)?;
        line(&format!("{label}: bare signatures, one session"), one, None);
        println!("{:<44} {:>20.3} ms of a core", "    each", 1000.0 * own);
        line(&format!("{label}: bare signatures, {} sessions", keys.len()), several, None);
        drop(keys);
        for (format, out) in [("cades", "cms"), ("pades", "pdf")] {
            let out = folder.join(format!("{out}-{label}"));
            let run = sign(folder, &address, format, &out, &names)?;
            line(&format!("{label}: antin sign --format {format}"), files as f64 / run.seconds, Some(several));
            let each = run.processor / files as f64;
            let (each, above) = (1000.0 * each, 1000.0 * (each - own));
            println!("{:<44} {each:>20.3} ms of a core, {above:.3} ms above it, {:.0} MiB", "    each", run.memory);
        }
        let run = judge(folder, &folder.join(format!("pdf-{label}")), &format!("{label}.crt"))?;
        line(&format!("{label}: antin verify, PDFs"), files as f64 / run.seconds, None);
        last = address;
    }
    large(folder, &last)
}

/// Operations a second, and what that is for one; beside it the share of what the token does, and what is not the token's.
fn line(what: &str, rate: f64, of: Option<f64>) {
    let of = of.map_or_else(String::new, |of| {
        format!("  {:>3.0} % of the token, {:.3} ms above it", 100.0 * rate / of, 1000.0 / rate - 1000.0 / of)
    });
    println!("{what:<44} {rate:>8.0}/s {:>8.3} ms{of}", 1000.0 / rate);
}

/// Seconds of a core that this process has used, by `/proc` of Linux.
fn processor() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = text.rsplit(')').next().unwrap_or_default().split_ascii_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Larger files: seconds for each and memory, with the start of the program and of the token's library, which one small file
/// shows alone.
fn large(folder: &Path, address: &str) -> Result<(), Box<dyn Error>> {
    let one = [folder.join("papers/0.pdf")];
    let run = sign(folder, address, "pades", &folder.join("one"), &one)?;
    println!(
        "{:<44} {:>8.0} ms {:>5.0} MiB",
        "one small file, the start of everything in it",
        1000.0 * run.seconds,
        run.memory
    );
    for (what, size, count) in LARGE {
        let papers = folder.join(format!("large-{size}"));
        fs::create_dir(&papers)?;
        let names: Vec<PathBuf> = (0..count).map(|number| papers.join(format!("{number}.pdf"))).collect();
        let bytes = paper(size);
        names.iter().try_for_each(|name| fs::write(name, &bytes))?;
        let start = Instant::now();
        let digest = antin_pki::algorithm::Digest::Sha256.compute(&[&bytes]);
        println!(
            "{what:<10} {:<33} {:>8.0} ms  {:02x}",
            "bare SHA-256",
            1000.0 * start.elapsed().as_secs_f64(),
            digest[0]
        );
        drop(bytes);
        let out = folder.join(format!("signed-{size}"));
        let signed = sign(folder, address, "pades", &out, &names)?;
        let own = 1000.0 * (signed.seconds - run.seconds) / count as f64;
        let processor = 1000.0 * (signed.processor - run.processor) / count as f64;
        println!(
            "{what:<10} {:<33} {own:>8.0} ms {:>5.0} MiB, {processor:.0} ms of a core",
            "antin sign, each", signed.memory
        );
        let judged = judge(folder, &out, "P-256.crt")?;
        let each = 1000.0 * judged.seconds / count as f64;
        println!("{what:<10} {:<33} {each:>8.0} ms {:>5.0} MiB", "antin verify, each", judged.memory);
        fs::remove_dir_all(papers)?;
        fs::remove_dir_all(out)?;
    }
    Ok(())
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

/// What a call took.
struct Run {
    /// By the clock.
    seconds: f64,
    /// Of a core, of the program and its child.
    processor: f64,
    /// MiB at most.
    memory: f64,
}

/// Signs files in one call.
fn sign(folder: &Path, key: &str, format: &str, out: &Path, files: &[PathBuf]) -> Result<Run, Box<dyn Error>> {
    let pin = folder.join("pin");
    let words = ["sign", "--offline", "--format", format, "--key", key].map(PathBuf::from);
    let places = ["--out".into(), out.to_path_buf(), "--pin-file".into(), pin];
    let run = antin(folder, &[&words[..], &places, files].concat())?;
    match fs::read_dir(out)?.count() == files.len() {
        true => Ok(run),
        false => Err("antin did not sign everything".into()),
    }
}

/// Judges the files of a folder in one call.
fn judge(folder: &Path, files: &Path, trust: &str) -> Result<Run, Box<dyn Error>> {
    let files: Result<Vec<PathBuf>, _> = fs::read_dir(files)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let words =
        ["verify".into(), "--offline".into(), "--format".into(), "json".into(), "--trust".into(), folder.join(trust)];
    antin(folder, &[&words[..], &files?].concat())
}

/// One call of the program that lies beside this one.
fn antin(folder: &Path, words: &[PathBuf]) -> Result<Run, Box<dyn Error>> {
    let example = std::env::current_exe()?;
    let program = example.parent().and_then(Path::parent).ok_or("no folder")?.join("antin");
    let (start, told) = (Instant::now(), folder.join("told"));
    let status = Command::new("time")
        .args(["-f", "%M %U %S", "-o"])
        .arg(&told)
        .arg(program)
        .args(words)
        .env("XDG_CONFIG_HOME", folder)
        .env("XDG_CACHE_HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    let seconds = start.elapsed().as_secs_f64();
    // Undecided is what a verdict without a word on revocation is.
    if !matches!(status.code(), Some(0 | 3)) {
        return Err("antin ended early; is it built beside this program (--bin antin --example signing_rate)?".into());
    }
    let told = fs::read_to_string(told)?;
    let numbers: Vec<f64> = told.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [kilobytes, user, system] = numbers[..] else { return Err("GNU time says nothing".into()) };
    Ok(Run { seconds, processor: user + system, memory: kilobytes / 1024.0 })
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
    fs::copy(folder.join("own.crt"), folder.join(format!("{label}.crt")))?;
    run("softhsm2-util", &format!("--init-token --free --label {label} --pin {PIN} --so-pin 12345678"))?;
    run("softhsm2-util", &format!("--import own.pk8 --token {label} --label ky --id 01 --pin {PIN}"))?;
    run(
        "pkcs11-tool",
        &format!(
            "--module {module} --token-label {label} --login --pin {PIN} --type cert --id 01 --label ky --write-object own.der"
        ),
    )
}

/// A PDF of one page whose content, of `size` bytes, does not pack.
fn paper(size: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()
    });
    let mut content: Vec<u8> = noise.take(size / 8).flatten().collect();
    content.extend_from_slice(b"\nendstream");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        &format!("<</Length {}>>\nstream\n", size / 8 * 8),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut rows = String::new();
    for (index, object) in objects.iter().enumerate() {
        rows.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend_from_slice(format!("{} 0 obj\n{object}", index + 1).as_bytes());
        if index == 3 {
            file.append(&mut content);
        }
        file.extend_from_slice(b"\nendobj\n");
    }
    let section = file.len();
    let head = format!("xref\n0 5\n0000000000 65535 f \n{rows}trailer\n<</Size 5/Root 1 0 R>>\n");
    file.extend_from_slice(format!("{head}startxref\n{section}\n%%EOF\n").as_bytes());
    file
}
