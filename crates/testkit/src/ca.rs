//! A test CA in memory: roots and issuing CAs in the shapes of both generations of the Government's CA (domain.md 4.1), and
//! of a public CA with keys on curves,
//! their CRLs, OCSP answers and time stamps, and certificates that are issued, renewed and changed as the CA really does
//! (4.3). Everything but the keys comes from a seed; the keys lie beside this file and protect nothing.

pub mod certificate;
pub mod crl;
pub mod key;
pub mod ocsp;
pub mod stamp;

use crate::office::dice::Dice;
use antin_pki::time::Time;
use certificate::{Holder, Profile, Template};
use key::Key;

/// Who issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// `Co quan chung thuc so Bo Tai chinh`: unaccented, 3-byte serials.
    G1,
    /// `CA phục vụ các cơ quan Nhà nước G2`: accented, 8-byte serials, a policy.
    G2,
    /// A public CA of no generation: 16-byte serials that begin with 5401, keys on P-256 and P-384.
    Public,
}

/// One CA: its certificate and its key.
pub struct Authority {
    /// Its certificate, DER.
    pub certificate: Vec<u8>,
    /// Its name, DER.
    pub name: Vec<u8>,
    /// Its key.
    pub key: Key,
}

/// The whole hierarchy.
pub struct TestCa {
    dice: Dice,
    /// Root of generation G1.
    pub g1_root: Authority,
    /// The tax sector's CA of generation G1.
    pub g1: Authority,
    /// Root of generation G2.
    pub g2_root: Authority,
    /// The State's CA of generation G2.
    pub g2: Authority,
    /// Root of the public CA, on P-384.
    pub public_root: Authority,
    /// The public CA, on P-256.
    pub public: Authority,
    /// The time stamp authority, issued by G2.
    pub stamps: Authority,
    /// The OCSP responder of G2.
    pub responder: Authority,
}

/// A certificate that was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificate, DER.
    pub der: Vec<u8>,
    /// Content of its serial.
    pub serial: Vec<u8>,
    /// Whose it is.
    pub holder: Holder,
    /// First and last second.
    pub validity: (Time, Time),
    /// By whom.
    pub generation: Generation,
    /// Number of its key on the shelf; for the public CA on that of the curves.
    pub key: usize,
}

/// Midnight UTC of a day.
#[must_use]
pub fn day(year: i64, month: u32, day: u32) -> Time {
    Time::new(year, month, day, 0, 0, 0).unwrap_or(Time(0))
}

impl TestCa {
    /// The hierarchy of a seed.
    #[must_use]
    pub fn new(seed: u64) -> TestCa {
        let mut dice = Dice::new(seed);
        let g1_root = root(
            "Co quan chung thuc so chuyen dung Chinh phu (RootCA)",
            "Ban Co yeu Chinh phu",
            Key::rsa(0),
            (day(2010, 1, 1), day(2030, 1, 1)),
            &mut dice,
        );
        let g1 = below(
            &g1_root,
            "Co quan chung thuc so Bo Tai chinh",
            "Ban Co yeu Chinh phu",
            Key::rsa(1),
            Profile::CaG1,
            (day(2010, 6, 1), day(2029, 12, 1)),
            &mut dice,
        );
        let g2_root = root(
            "RootCA chuyên dùng Chính phủ G2",
            "Ban Cơ yếu Chính phủ",
            Key::rsa(6),
            (day(2018, 8, 1), day(2048, 8, 1)),
            &mut dice,
        );
        let g2 = below(
            &g2_root,
            "CA phục vụ các cơ quan Nhà nước G2",
            "Ban Cơ yếu Chính phủ",
            Key::rsa(7),
            Profile::CaG2,
            (day(2018, 8, 22), day(2048, 7, 14)),
            &mut dice,
        );
        let stamps = below(
            &g2,
            "Dịch vụ dấu thời gian thử nghiệm",
            "Ban Cơ yếu Chính phủ",
            Key::rsa(2),
            Profile::Stamps,
            (day(2020, 1, 1), day(2035, 1, 1)),
            &mut dice,
        );
        let responder = below(
            &g2,
            "OCSP thử nghiệm",
            "Ban Cơ yếu Chính phủ",
            Key::rsa(3),
            Profile::Responder,
            (day(2020, 1, 1), day(2035, 1, 1)),
            &mut dice,
        );
        let public_root = root(
            "Root CA công cộng thử nghiệm",
            "Công ty Thử Nghiệm",
            Key::curve(2),
            (day(2019, 1, 1), day(2044, 1, 1)),
            &mut dice,
        );
        let public = below(
            &public_root,
            "CA công cộng thử nghiệm",
            "Công ty Thử Nghiệm",
            Key::curve(0),
            Profile::CaG2,
            (day(2019, 1, 2), day(2039, 1, 1)),
            &mut dice,
        );
        TestCa { dice, g1_root, g1, g2_root, g2, public_root, public, stamps, responder }
    }

    /// The CA of a generation.
    #[must_use]
    pub fn authority(&self, generation: Generation) -> &Authority {
        match generation {
            Generation::G1 => &self.g1,
            Generation::G2 => &self.g2,
            Generation::Public => &self.public,
        }
    }

    /// A new certificate. Generation G1 signs with SHA-1 what begins before 2016.
    pub fn issue(&mut self, generation: Generation, holder: &Holder, validity: (Time, Time)) -> Issued {
        let key = match generation {
            Generation::G1 => 4,
            Generation::G2 => 5,
            Generation::Public => 1,
        };
        self.issue_with(generation, holder, validity, key, None)
    }

    /// A renewal: new serial, later end, everything else as before (domain.md 4.3).
    pub fn renew(&mut self, old: &Issued, days: i64) -> Issued {
        let validity = (old.validity.1.plus(-30 * 86_400), old.validity.1.plus(days * 86_400));
        self.issue_with(old.generation, &old.holder, validity, old.key, None)
    }

    /// A change of information: new serial, new names, the same end of validity, `TDTT` in the comment of generation G1.
    pub fn change(&mut self, old: &Issued, holder: &Holder, on: Time) -> Issued {
        self.issue_with(
            old.generation,
            holder,
            (on, old.validity.1),
            old.key,
            Some("User Sign TDTT Certificate of BTC"),
        )
    }

    /// A weak one: RSA-1024 of generation G1.
    pub fn issue_weak(&mut self, holder: &Holder, validity: (Time, Time)) -> Issued {
        self.issue_with(Generation::G1, holder, validity, key::WEAK, None)
    }

    /// A certificate with a serial of the caller's choice (its content); `is_weak`: RSA-1024.
    pub fn issue_numbered(
        &self,
        serial: &[u8],
        generation: Generation,
        holder: &Holder,
        validity: (Time, Time),
        is_weak: bool,
    ) -> Issued {
        let key = if is_weak { key::WEAK } else { 5 };
        self.issue_as(serial.to_vec(), generation, holder, validity, key, None)
    }

    fn issue_with(
        &mut self,
        generation: Generation,
        holder: &Holder,
        validity: (Time, Time),
        key: usize,
        comment: Option<&'static str>,
    ) -> Issued {
        let serial = serial(generation, &mut self.dice);
        self.issue_as(serial, generation, holder, validity, key, comment)
    }

    fn issue_as(
        &self,
        serial: Vec<u8>,
        generation: Generation,
        holder: &Holder,
        validity: (Time, Time),
        key: usize,
        comment: Option<&'static str>,
    ) -> Issued {
        let issuer = self.authority(generation);
        let profile = match generation {
            Generation::G1 => Profile::PersonG1(comment.unwrap_or("User Sign of BTC")),
            Generation::G2 => Profile::PersonG2,
            Generation::Public => Profile::PersonPublic,
        };
        let subject_key = match generation {
            Generation::Public => Key::curve(key),
            _ => Key::rsa(key),
        };
        let subject = holder.name(generation);
        let der = Template {
            serial: &serial,
            issuer: &issuer.name,
            issuer_key: &issuer.key,
            subject: &subject,
            subject_key: &subject_key,
            validity,
            profile,
            mail: holder.mail.as_deref(),
            with_sha1: generation == Generation::G1 && validity.0 < day(2016, 1, 1),
        }
        .sign();
        Issued { der, serial, holder: holder.clone(), validity, generation, key }
    }
}

fn serial(generation: Generation, dice: &mut Dice) -> Vec<u8> {
    let length = match generation {
        Generation::G1 => 3,
        Generation::G2 => 8,
        Generation::Public => 16,
    };
    let mut serial: Vec<u8> = (0..length).map(|_| dice.below(256) as u8).collect();
    if generation == Generation::Public {
        serial[..2].copy_from_slice(&[0x54, 0x01]);
    }
    // Positive and in its shortest form: between 0x40 and 0x7f in front.
    serial[0] = 0x40 | (serial[0] & 0x3f);
    serial
}

fn root(common_name: &str, organization: &str, key: Key, validity: (Time, Time), dice: &mut Dice) -> Authority {
    let name = certificate::authority_name(common_name, organization);
    let certificate = Template {
        serial: &serial(Generation::G2, dice),
        issuer: &name,
        issuer_key: &key,
        subject: &name,
        subject_key: &key,
        validity,
        profile: Profile::Root,
        mail: None,
        with_sha1: false,
    }
    .sign();
    Authority { certificate, name, key }
}

fn below(
    issuer: &Authority,
    common_name: &str,
    organization: &str,
    key: Key,
    profile: Profile,
    validity: (Time, Time),
    dice: &mut Dice,
) -> Authority {
    let name = certificate::authority_name(common_name, organization);
    let certificate = Template {
        serial: &serial(Generation::G2, dice),
        issuer: &issuer.name,
        issuer_key: &issuer.key,
        subject: &name,
        subject_key: &key,
        validity,
        profile,
        mail: None,
        with_sha1: false,
    }
    .sign();
    Authority { certificate, name, key }
}
