//! A key on a token, its vendor's library in a process of its own: what hangs or crashes there ends the child, not the batch.
//!
//! The child is this program, called with a word that the help does not show. The PIN goes over a pipe, never onto a command
//! line. After a crash the child is started again with the PIN that the token has accepted before; a PIN that was refused is
//! never sent a second time. One child, one log-in, several sessions: as many signatures are under way at once.

mod child;
mod running;

use super::frame::Frame;
use antin_sign::key::{Key, KeyError, Listed, Look, TokenAddress};
use running::Running;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

pub use child::serve;

/// The word that makes this program the child.
pub const CHILD: &str = "token-child";

/// Sessions of one child, at most.
pub const SESSIONS: usize = 8;

/// Restarts without a signature in between, at most.
const RESTARTS: u32 = 3;

const LIST: u8 = b'L';
const LOOK: u8 = b'I';
const OPEN: u8 = b'O';
const SIGN: u8 = b'S';
const DONE: u8 = b'D';
const FAILED: u8 = b'E';

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

/// A key in a child: one log-in, as long as the child lives. Several callers may sign at once.
pub struct ChildKey {
    address: TokenAddress,
    pin: Zeroizing<String>,
    limit: Duration,
    wanted: usize,
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
    /// How many sessions the token gave.
    pub sessions: usize,
    /// It refused one that was wanted.
    pub is_short: bool,
    state: Mutex<State>,
}

struct State {
    running: Option<Running>,
    /// Which child it is: the first is 0.
    child: u32,
    /// Restarts since the last signature.
    restarts: u32,
    /// Why there will be no other child.
    ended: Option<KeyError>,
}

impl ChildKey {
    /// Starts a child and logs in, once; it opens as many sessions as are `wanted` and to be had.
    ///
    /// # Errors
    /// As [`antin_sign::key::TokenKey::open`]; or the library hangs or crashes.
    pub fn open(
        address: TokenAddress,
        pin: Zeroizing<String>,
        limit: Duration,
        wanted: usize,
    ) -> Result<ChildKey, KeyError> {
        let opened = log_in(&address, &pin, limit, wanted)?;
        let state = State { running: Some(opened.running), child: 0, restarts: 0, ended: None };
        Ok(ChildKey {
            address,
            pin,
            limit,
            wanted,
            certificate: opened.certificate,
            chain: opened.chain,
            sessions: opened.sessions,
            is_short: opened.is_short,
            state: Mutex::new(state),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A child that has logged in.
struct LoggedIn {
    running: Running,
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
    sessions: usize,
    is_short: bool,
}

fn log_in(address: &TokenAddress, pin: &str, limit: Duration, wanted: usize) -> Result<LoggedIn, KeyError> {
    let mut running = Running::start()?;
    let wanted = [u8::try_from(wanted.clamp(1, SESSIONS)).unwrap_or(1)];
    let question = Frame::new(OPEN, [address.to_string().as_bytes(), pin.as_bytes(), &wanted]);
    let mut pieces = running.ask(&question, limit)?.pieces.into_iter();
    let said = pieces.next().unwrap_or_default();
    let certificate = pieces.next().ok_or(KeyError::NoCertificate)?;
    running.begins_to_sign();
    Ok(LoggedIn {
        running,
        certificate,
        chain: pieces.collect(),
        sessions: said.first().map_or(1, |count| usize::from(*count).max(1)),
        is_short: said.get(1) == Some(&1),
    })
}

impl Key for ChildKey {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (awaited, child) = {
            let mut state = self.state();
            if let Some(ended) = &state.ended {
                return Err(ended.clone());
            }
            let mut running = match state.running.take() {
                Some(running) => running,
                None => self.restart(&mut state)?,
            };
            // Where the child is gone it is dropped here, and the next signature starts another.
            let awaited = running.sign(message)?;
            state.running = Some(running);
            (awaited, state.child)
        };
        let signed = awaited.signature(self.limit);
        let mut state = self.state();
        match &signed {
            Ok(_) => state.restarts = 0,
            // Ended together with whatever else it was at; but not a child that was started meanwhile.
            Err(KeyError::Silent | KeyError::Gone) if state.child == child => state.running = None,
            Err(_) => {}
        }
        signed
    }
}

impl ChildKey {
    /// Another child after one that ended, for the certificate that the batch began with and no other.
    fn restart(&self, state: &mut State) -> Result<Running, KeyError> {
        state.restarts += 1;
        state.child += 1;
        let opened = match state.restarts {
            0..=RESTARTS => log_in(&self.address, &self.pin, self.limit, self.wanted),
            _ => Err(KeyError::Gone),
        };
        match opened {
            Ok(opened) if opened.certificate == self.certificate => Ok(opened.running),
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
