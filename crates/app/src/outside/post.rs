//! The post: letters by e-mail, given to the mail server of the office (RFC 5321).
//!
//! A letter may go out twice: a server that fell silent after taking it is asked again. Both carry the same Message-ID
//! (RFC 5322, 3.6.4), by which mail programs show one.

use crate::error::AppError;
use crate::mail::Mail;
use crate::work::Told;
use antin_domain::message::Message;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use ring::digest::{SHA256, digest};
use std::time::Duration;

/// Says a kept message in words; the door that starts the service knows them.
pub type Speak = Box<dyn Fn(&Told) -> String + Send + Sync>;

/// A mail server that says nothing for so long is taken for down.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where letters go out.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Where readers find the service: `https://antin.example`.
    address: String,
    speak: Speak,
}

/// Why a letter did not go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// In the words of whoever refused it.
    pub reason: String,
    /// It would be refused again.
    pub is_final: bool,
}

impl Post {
    /// A post that gives its letters to `server`: `smtp://host:25`, `smtps://name:password@host:465`, or
    /// `smtp://host:587?tls=required`. Nothing is sent and no connection opened yet.
    ///
    /// # Errors
    /// `server` is no such address, or `from` no address of e-mail.
    pub fn new(server: &str, from: &str, address: &str, speak: Speak) -> Result<Post, AppError> {
        let wrong = |error: &dyn std::fmt::Display| {
            // The address can hold a password: it is not repeated.
            AppError::Unusable(Message::new("letters-server-wrong").with("reason", error))
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server).map_err(|error| wrong(&error))?;
        let from = from.parse().map_err(|error| {
            AppError::Unusable(Message::new("letters-from-wrong").with("text", from).with("reason", error))
        })?;
        Ok(Post {
            transport: transport.timeout(Some(PATIENCE)).build(),
            from,
            address: address.trim_end_matches('/').to_owned(),
            speak,
        })
    }

    /// Gives one letter to the mail server. `key` makes a second delivery recognisable.
    pub(crate) async fn send(&self, key: &str, mail: &Mail) -> Result<(), Trouble> {
        let not_a_letter = |error: &dyn std::fmt::Display| Trouble { reason: error.to_string(), is_final: true };
        let to: Mailbox = mail.to.parse().map_err(|error| not_a_letter(&error))?;
        let name: String = digest(&SHA256, key.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let message = MessageBuilder::new()
            .from(self.from.clone())
            .to(to)
            .subject((self.speak)(&mail.subject))
            .message_id(Some(format!("<{name}@{}>", self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(self.text(mail))
            .map_err(|error| not_a_letter(&error))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(Trouble { is_final: error.is_permanent(), reason: error.to_string() }),
        }
    }

    /// The letter as it is read: its sentences, and where to go.
    fn text(&self, mail: &Mail) -> String {
        let mut text = String::new();
        for line in &mail.lines {
            text.push_str(&(self.speak)(line));
            text.push('\n');
            for below in &line.list {
                text.push_str("  – ");
                text.push_str(&(self.speak)(below));
                text.push('\n');
            }
        }
        let place = Message::new("letters-place").with("address", format!("{}{}", self.address, mail.path));
        text + "\n" + &(self.speak)(&Told::from(&place)) + "\n"
    }
}
