//! Letters by e-mail: who is written to, once; and a mail server that takes, refuses, or is down.

use crate::browser::Fresh;
use crate::campaign_office::visitor;
use antin_app::certificates::{self, Query};
use antin_app::demo;
use antin_app::outside::post::Post;
use antin_app::requests::draft::{Draft, begin};
use antin_app::work::{Told, letters_of_the_day, send_due};
use antin_domain::request::RequestKind;
use antin_words::{Language, Words};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// A mail server that keeps what it is given and refuses one kind of receiver.
struct MailServer {
    address: String,
    letters: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    #[allow(clippy::disallowed_methods)] // A test listens.
    async fn start(refuses_all: bool) -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&letters);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    stream.get_mut().write_all(b"220 mail.test\r\n").await.unwrap();
                    let (mut line, mut letter, mut is_letter) = (String::new(), String::new(), false);
                    while {
                        line.clear();
                        stream.read_line(&mut line).await.unwrap_or(0) > 0
                    } {
                        let answer = match (is_letter, line.split([' ', '\r']).next().unwrap_or_default()) {
                            (true, ".") => {
                                is_letter = false;
                                kept.lock().unwrap().push(std::mem::take(&mut letter));
                                "250 taken\r\n"
                            }
                            (true, _) => {
                                letter.push_str(&line);
                                continue;
                            }
                            (false, "EHLO") => "250-mail.test\r\n250 8BITMIME\r\n",
                            (false, "RCPT") if refuses_all => "550 no such mailbox\r\n",
                            (false, "DATA") => {
                                is_letter = true;
                                "354 go on\r\n"
                            }
                            (false, "QUIT") => "221 bye\r\n",
                            (false, _) => "250 good\r\n",
                        };
                        stream.get_mut().write_all(answer.as_bytes()).await.unwrap();
                    }
                });
            }
        });
        MailServer { address, letters }
    }

    fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().clone()
    }
}

/// The text of a letter: what stands behind the blank line, in base64 (RFC 4648) or in printable letters (RFC 2045, 6.7).
fn text_of(letter: &str) -> String {
    let (head, body) = letter.split_once("\r\n\r\n").unwrap();
    if head.contains("quoted-printable") {
        let body = body.replace("=\r\n", "");
        let mut parts = body.split('=');
        let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
        for part in parts {
            bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
            bytes.extend_from_slice(&part.as_bytes()[2..]);
        }
        return String::from_utf8(bytes).unwrap();
    }
    assert!(head.contains("Content-Transfer-Encoding: base64"), "{head}");
    let digit = |c: char| match c {
        'A'..='Z' => u32::from(c) - 65,
        'a'..='z' => u32::from(c) - 71,
        '0'..='9' => u32::from(c) + 4,
        '+' => 62,
        _ => 63,
    };
    let digits: Vec<u32> = body.chars().filter(|c| !c.is_whitespace() && *c != '=').map(digit).collect();
    let mut bytes = Vec::new();
    for four in digits.chunks(4) {
        let bits = four.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - four.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    String::from_utf8(bytes).unwrap()
}

fn post(address: &str) -> Post {
    let words = Words::new(Language::Vi);
    let speak = move |told: &Told| {
        let args: Vec<(&str, String)> = told.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        words.fill(&told.key, &args)
    };
    let server = format!("smtp://{address}");
    Post::new(&server, "antin@mau.gov.vn", "https://antin.mau.gov.vn/", Box::new(speak)).unwrap()
}

async fn all_sent(fresh: &Fresh, post: &Post) -> usize {
    let mut sent = 0;
    loop {
        match send_due(&fresh.context, post).await.unwrap() {
            0 => return sent,
            more => sent += more,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_to_do_something_is_written_to_once() {
    let fresh = crate::browser::sqlite().await;
    assert!(demo::fill(&fresh.context).await.unwrap());
    let server = MailServer::start(false).await;
    let written = letters_of_the_day(&fresh.context).await.unwrap();
    assert!(written > 1, "the demonstration has certificates that end soon");
    assert_eq!(letters_of_the_day(&fresh.context).await.unwrap(), 0, "the same day once more");
    assert_eq!(all_sent(&fresh, &post(&server.address)).await, written);
    assert_eq!(all_sent(&fresh, &post(&server.address)).await, 0, "what is sent is sent");
    let letters = server.letters();
    assert_eq!(letters.len(), written);
    let mut names: Vec<&str> =
        letters.iter().filter_map(|letter| letter.lines().find(|line| line.starts_with("Message-ID:"))).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), written, "each letter has a name of its own");
    for letter in &letters {
        assert!(letter.contains("From: antin@mau.gov.vn") && letter.contains("To: "), "{letter}");
        let text = text_of(letter);
        assert!(text.contains("https://antin.mau.gov.vn/"), "it leads to the application: {text}");
        assert!(!text.contains("[letters-") && text.lines().count() > 2, "every sentence has words: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_nobody_takes_is_given_up_and_one_that_cannot_leave_waits() {
    let fresh = crate::browser::sqlite().await;
    assert!(demo::fill(&fresh.context).await.unwrap());
    let written = letters_of_the_day(&fresh.context).await.unwrap();
    // Nobody listens: the letters are tried, and wait for the next try.
    assert_eq!(all_sent(&fresh, &post("127.0.0.1:1")).await, written);
    let server = MailServer::start(true).await;
    assert_eq!(all_sent(&fresh, &post(&server.address)).await, 0, "not before their time");
    assert!(server.letters().is_empty());

    let fresh = crate::browser::sqlite().await;
    assert!(demo::fill(&fresh.context).await.unwrap());
    let written = letters_of_the_day(&fresh.context).await.unwrap();
    assert_eq!(all_sent(&fresh, &post(&server.address)).await, written);
    let mut turn = fresh.context.db.upkeep().await.unwrap();
    let later = fresh.context.now().plus_seconds(90 * 24 * 3600);
    let left = antin_storage::outbox::take(&mut turn, "mail", 200, 1, later).await.unwrap();
    assert!(left.is_empty(), "a mailbox that is not there is not asked again");
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_certificate_is_asked_for_already_gets_no_letter_about_its_end() {
    async fn written_of_endings(fresh: &Fresh) -> usize {
        letters_of_the_day(&fresh.context).await.unwrap();
        let mut turn = fresh.context.db.upkeep().await.unwrap();
        let parcels = antin_storage::outbox::take(&mut turn, "mail", 10_000, 1, fresh.context.now()).await.unwrap();
        parcels.iter().filter(|parcel| parcel.key.starts_with("expiry-")).count()
    }
    let fresh = crate::browser::sqlite().await;
    assert!(demo::fill(&fresh.context).await.unwrap());
    let soon = Query { within: Some(120), ..Query::default() };
    let leader = visitor(&fresh, "daumoi").await;
    let ending = certificates::list(&fresh.context, &leader, &soon, None, 200).await.unwrap().items;
    for line in &ending {
        begin(&fresh.context, &leader, &Draft::about(RequestKind::Revoke, line.id)).await.unwrap();
    }
    assert_eq!(written_of_endings(&fresh).await, 0);
    let other = crate::browser::sqlite().await;
    assert!(demo::fill(&other.context).await.unwrap());
    assert!(written_of_endings(&other).await > 0, "the same department without requests");
}

#[test]
fn an_address_of_a_mail_server_that_is_none_is_told_without_its_password() {
    let speak = || Box::new(|_: &Told| String::new()) as Box<dyn Fn(&Told) -> String + Send + Sync>;
    let wrong = Post::new("http://name:geheim@mail", "antin@mau.gov.vn", "", speak()).err().unwrap();
    assert!(!format!("{:?}", wrong.message()).contains("geheim"), "{wrong:?}");
    assert!(Post::new("smtp://mail:25", "nobody", "", speak()).is_err());
}
