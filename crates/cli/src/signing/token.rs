//! A key on a token, its vendor's library in a process of its own: what hangs or crashes there ends the child, not the batch.
//!
//! The child is this program, called with a word that the help does not show. The PIN goes over a pipe, never onto a command
//! line. After a crash the child is started again with the PIN that the token has accepted before; a PIN that was refused is
//! never sent a second time.

use super::frame::Frame;
use antin_sign::key::{Key, KeyError, Listed, Look, TokenAddress, TokenKey};
use std::cell::RefCell;
use std::io::{self, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;
use zeroize::Zeroizing;

/// The word that makes this program the child.
pub const CHILD: &str = "token-child";

/// Restarts without a signature in between, at most.
const RESTARTS: u32 = 3;

const LIST: u8 = b'L';
const LOOK: u8 = b'I';
const OPEN: u8 = b'O';
const SIGN: u8 = b'S';
const DONE: u8 = b'D';
const FAILED: u8 = b'E';

/// What the child does: answers until nobody asks any more.
///
/// # Errors
/// The parent is gone.
pub fn serve() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut key: Option<TokenKey> = None;
    while let Ok(frame) = Frame::read(&mut input) {
        let answer = match frame.kind {
            LIST => Listed::all(&frame.text(0)).map(|found| {
                let text = serde_json::to_vec(&found).unwrap_or_default();
                Frame::new(DONE, [&text])
            }),
            LOOK => TokenAddress::parse(&frame.text(0))
                .and_then(|address| Look::at(&address))
                .map(|look| Frame::new(DONE, [&[u8::from(look.has_pad), u8::from(look.was_wrong)]])),
            OPEN => {
                let pin = Zeroizing::new(frame.text(1));
                let opened = TokenAddress::parse(&frame.text(0)).and_then(|address| TokenKey::open(&address, &pin));
                opened.map(|opened| {
                    let mut pieces = vec![opened.certificate().to_vec()];
                    pieces.extend_from_slice(opened.chain());
                    key = Some(opened);
                    Frame { kind: DONE, pieces }
                })
            }
            _ => {
                let message = frame.pieces.first().map(Vec::as_slice).unwrap_or_default();
                let signed = key.as_ref().ok_or(KeyError::Failed).and_then(|key| key.sign(message));
                signed.map(|signature| Frame::new(DONE, [&signature]))
            }
        };
        let answer = answer.unwrap_or_else(|error| {
            let (code, what) = error.code();
            Frame::new(FAILED, [code.as_bytes(), what.as_bytes()])
        });
        answer.write(&mut output)?;
    }
    Ok(())
}

/// A child at work.
struct Running {
    child: Child,
    input: ChildStdin,
    answers: Receiver<Frame>,
}

impl Running {
    fn start() -> Result<Running, KeyError> {
        let program = std::env::current_exe().map_err(|_| KeyError::Gone)?;
        let mut command = Command::new(program);
        command.arg(CHILD).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|_| KeyError::Gone)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else { return Err(KeyError::Gone) };
        let (sender, answers) = channel();
        // Ends by itself when the child ends.
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Ok(frame) = Frame::read(&mut output) {
                if sender.send(frame).is_err() {
                    break;
                }
            }
        });
        Ok(Running { child, input, answers })
    }

    /// Asks and waits, `limit` at most.
    fn ask(&mut self, frame: &Frame, limit: Duration) -> Result<Frame, KeyError> {
        frame.write(&mut self.input).map_err(|_| KeyError::Gone)?;
        match self.answers.recv_timeout(limit) {
            Ok(answer) if answer.kind == DONE => Ok(answer),
            Ok(answer) => Err(KeyError::of_code(&answer.text(0), &answer.text(1))),
            Err(RecvTimeoutError::Timeout) => Err(KeyError::Silent),
            Err(RecvTimeoutError::Disconnected) => Err(KeyError::Gone),
        }
    }
}

impl Drop for Running {
    /// A child that hangs is not waited for.
    fn drop(&mut self) {
        let _ = self.input.flush();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every token that the library at `module` knows.
///
/// # Errors
/// The library cannot be used, hangs or crashes.
pub fn list(module: &str, limit: Duration) -> Result<Vec<Listed>, KeyError> {
    let answer = Running::start()?.ask(&Frame::new(LIST, [module.as_bytes()]), limit)?;
    serde_json::from_slice(answer.pieces.first().map(Vec::as_slice).unwrap_or_default()).map_err(|_| KeyError::Failed)
}

/// What the token of an address says of itself; no PIN is sent.
///
/// # Errors
/// As [`Look::at`]; or the library hangs or crashes.
pub fn look(address: &TokenAddress, limit: Duration) -> Result<Look, KeyError> {
    let answer = Running::start()?.ask(&Frame::new(LOOK, [address.to_string().as_bytes()]), limit)?;
    let said = answer.pieces.first().cloned().unwrap_or_default();
    Ok(Look { has_pad: said.first() == Some(&1), was_wrong: said.get(1) == Some(&1) })
}

/// A key in a child: one log-in, one session, as long as the child lives.
pub struct ChildKey {
    address: TokenAddress,
    pin: Zeroizing<String>,
    limit: Duration,
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
    state: RefCell<State>,
}

struct State {
    running: Option<Running>,
    /// Restarts since the last signature.
    restarts: u32,
    /// Why there will be no other child.
    ended: Option<KeyError>,
}

impl ChildKey {
    /// Starts a child and logs in, once.
    ///
    /// # Errors
    /// As [`TokenKey::open`]; or the library hangs or crashes.
    pub fn open(address: TokenAddress, pin: Zeroizing<String>, limit: Duration) -> Result<ChildKey, KeyError> {
        let (running, certificate, chain) = log_in(&address, &pin, limit)?;
        let state = RefCell::new(State { running: Some(running), restarts: 0, ended: None });
        Ok(ChildKey { address, pin, limit, certificate, chain, state })
    }
}

/// A child that has logged in, the certificate of its key, and those above.
type LoggedIn = (Running, Vec<u8>, Vec<Vec<u8>>);

fn log_in(address: &TokenAddress, pin: &str, limit: Duration) -> Result<LoggedIn, KeyError> {
    let mut running = Running::start()?;
    let answer = running.ask(&Frame::new(OPEN, [address.to_string().as_bytes(), pin.as_bytes()]), limit)?;
    let mut pieces = answer.pieces.into_iter();
    let certificate = pieces.next().ok_or(KeyError::NoCertificate)?;
    Ok((running, certificate, pieces.collect()))
}

impl Key for ChildKey {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut state = self.state.borrow_mut();
        if let Some(ended) = &state.ended {
            return Err(ended.clone());
        }
        let mut running = match state.running.take() {
            Some(running) => running,
            None => self.restart(&mut state)?,
        };
        let answer = running.ask(&Frame::new(SIGN, [message]), self.limit);
        match answer {
            Ok(answer) => {
                state.restarts = 0;
                state.running = Some(running);
                answer.pieces.into_iter().next().ok_or(KeyError::Failed)
            }
            // Dropped, and with it the child: the next signature starts another.
            Err(error @ (KeyError::Silent | KeyError::Gone)) => Err(error),
            Err(error) => {
                state.running = Some(running);
                Err(error)
            }
        }
    }
}

impl ChildKey {
    /// Another child after one that ended, for the certificate that the batch began with and no other.
    fn restart(&self, state: &mut State) -> Result<Running, KeyError> {
        state.restarts += 1;
        let opened = match state.restarts {
            0..=RESTARTS => log_in(&self.address, &self.pin, self.limit),
            _ => Err(KeyError::Gone),
        };
        match opened {
            Ok((running, certificate, _)) if certificate == self.certificate => Ok(running),
            Ok(_) => {
                state.ended = Some(KeyError::NoCertificate);
                Err(KeyError::NoCertificate)
            }
            Err(error) => {
                if !error.allows_more() || state.restarts >= RESTARTS {
                    state.ended = Some(error.clone());
                }
                Err(error)
            }
        }
    }
}
