//! A folder with a CA, a person's key, and papers to sign.

use super::server::Server;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The PIN of everything here.
pub const PIN: &str = "123456";

/// An office: its CA, its key, its server.
pub struct Office {
    folder: tempfile::TempDir,
    pub server: Server,
}

/// What a call said, and its exit status.
pub struct Said {
    pub status: i32,
    pub out: String,
    pub error: String,
}

impl Office {
    /// None where OpenSSL is not installed; the caller says so.
    pub fn open() -> Option<Office> {
        if !Path::new("/usr/bin/openssl").is_file() {
            println!("NOT RUN: OpenSSL is not installed (apt-get install openssl)");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(folder.path());
        let office = Office { folder, server };
        office.write("settings.cnf", office.settings().as_bytes());
        office.write("serial", b"01\n");
        office.write("pin", PIN.as_bytes());
        office.key("ca");
        office.openssl(
            "req -x509 -new -key ca.key -subj /CN=CA-thu -days 3000 -config settings.cnf -extensions ca -out ca.crt",
        );
        office.certificate("person", "/C=VN/O=Cục Thuế thử/OU=Phòng thử/CN=Nguyễn Thử Nghiệm", "user", 700);
        office.certificate("stamps", "/CN=Dịch vụ dấu thời gian thử", "stamps", 700);
        office.certificate("old-stamps", "/CN=Dịch vụ dấu thời gian cũ", "stamps", -1);
        office.openssl("pkcs12 -export -inkey person.key -in person.crt -out person.p12 -passout pass:123456");
        office.crl(None);
        office.write("a.pdf", &paper("a"));
        Some(office)
    }

    fn settings(&self) -> String {
        let (address, folder) = (self.server.address(), self.folder.path().display());
        format!(
            "[req]\ndistinguished_name=dn\nstring_mask=utf8only\nutf8=yes\n[dn]\n\
             [ca]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n\
             [user]\nbasicConstraints=CA:false\nkeyUsage=critical,digitalSignature,nonRepudiation\nauthorityKeyIdentifier=keyid\n\
             crlDistributionPoints=URI:http://{address}/ca.crl\nauthorityInfoAccess=OCSP;URI:http://{address}/ocsp,caIssuers;URI:http://{address}/ca.crt\n\
             [encryption]\nbasicConstraints=CA:false\nkeyUsage=critical,keyEncipherment\n\
             [stamps]\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\nauthorityKeyIdentifier=keyid\n\
             crlDistributionPoints=URI:http://{address}/ca.crl\n\
             [web]\nbasicConstraints=CA:false\nextendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1\n\
             [authority]\ndefault_ca=list\n[list]\ndatabase={folder}/index.txt\ncrlnumber={folder}/crlnumber\ndefault_md=sha256\ndefault_crl_days=7\n\
             [tsa]\ndefault_tsa=tsa1\n[tsa1]\nserial={folder}/serial\ndefault_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha256\ness_cert_id_alg=sha256\n"
        )
    }

    fn key(&self, name: &str) {
        self.openssl(&format!("ecparam -name prime256v1 -genkey -noout -out {name}.key"));
    }

    /// A certificate of the CA for a new key.
    pub fn certificate(&self, name: &str, subject: &str, extensions: &str, days: i32) {
        self.key(name);
        let request =
            ["req", "-new", "-key", &format!("{name}.key"), "-utf8", "-subj", subject, "-config", "settings.cnf"];
        self.command(&[&request[..], &["-out", &format!("{name}.csr")]].concat());
        let serial: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
        let serial = &serial[..serial.len().min(16)];
        self.openssl(&format!(
            "x509 -req -in {name}.csr -CA ca.crt -CAkey ca.key -set_serial 0x{serial} -days {days} -extfile settings.cnf -extensions {extensions} -out {name}.crt"
        ));
    }

    /// A fresh CRL, with the certificate of `revoked` on it.
    pub fn crl(&self, revoked: Option<&str>) {
        self.write("index.txt", b"");
        self.write("crlnumber", b"01\n");
        if let Some(name) = revoked {
            self.openssl(&format!(
                "ca -config settings.cnf -name list -cert ca.crt -keyfile ca.key -revoke {name}.crt -md sha256"
            ));
        }
        self.openssl(
            "ca -config settings.cnf -name list -cert ca.crt -keyfile ca.key -gencrl -md sha256 -out ca.pem.crl",
        );
        self.openssl("crl -in ca.pem.crl -outform DER -out ca.crl");
        // What the OCSP responder knows: everybody who is not revoked has to be on its list.
        let index = std::fs::read_to_string(self.path("index.txt")).unwrap();
        let serial = |name: &str| {
            let output = self.command(&["x509", "-in", &format!("{name}.crt"), "-noout", "-serial"]);
            output.trim().trim_start_matches("serial=").to_owned()
        };
        let mut lines = index;
        for name in ["person", "stamps"] {
            let serial = serial(name);
            if !lines.contains(&serial) {
                lines.push_str(&format!("V\t301231235959Z\t\t{serial}\tunknown\t/CN={name}\n"));
            }
        }
        self.write("ocsp.txt", lines.as_bytes());
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    fn openssl(&self, words: &str) -> String {
        self.command(&words.split(' ').collect::<Vec<_>>())
    }

    fn command(&self, words: &[&str]) -> String {
        let output = Command::new("/usr/bin/openssl").args(words).current_dir(self.folder.path()).output().unwrap();
        assert!(output.status.success(), "openssl {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// `antin` with these words, in the folder, with settings and cache of its own.
    pub fn command_of(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_antin"));
        command.args(words).current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, folder) in [("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache"), ("HOME", "home")] {
            command.env(name, self.path(folder));
        }
        for name in ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy", "ANTIN_ALLOW_HOSTS"] {
            command.env_remove(name);
        }
        command
    }

    /// `antin` with these words.
    pub fn run(&self, words: &[&str]) -> Said {
        let output = self.command_of(words).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let said =
            Said { status: output.status.code().unwrap_or(-1), out: text(output.stdout), error: text(output.stderr) };
        assert!(!said.error.contains("panicked"), "{}", said.error);
        said
    }

    /// Signs with the person's key file and more words.
    pub fn sign(&self, more: &[&str]) -> Said {
        self.run(&[&["sign", "--key", "person.p12", "--pin-file", "pin", "--out", "out"][..], more].concat())
    }

    /// The verdict on a file, with the CA trusted.
    pub fn judge(&self, file: &str, more: &[&str]) -> serde_json::Value {
        let said = self.run(&[&["verify", file, "--trust", "ca.crt", "--format", "json"][..], more].concat());
        serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.error))
    }
}

/// A PDF of one page that says `text`.
pub fn paper(text: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).into_bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    out.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).into_bytes(),
    );
    out
}
