//! A child at work, as its parent sees it: questions go in, answers come back under their numbers, in any order.

use super::{CHILD, DONE, SIGN};
use crate::signing::frame::Frame;
use antin_sign::key::KeyError;
use std::collections::BTreeMap;
use std::io::{BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Who waits for which answer; none once the child is gone.
type Waiting = Arc<Mutex<Option<BTreeMap<u32, Sender<Frame>>>>>;

/// A child at work.
pub struct Running {
    child: Child,
    input: ChildStdin,
    waiting: Waiting,
    /// Answers without a number: to what is asked before signing.
    answers: Receiver<Frame>,
    /// The number of the next signature.
    next: u32,
    /// Signatures are answered under their numbers from now on.
    is_numbered: Arc<Mutex<bool>>,
}

/// An answer that is on its way.
pub struct Awaited(Receiver<Frame>);

impl Running {
    /// Starts a child.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn start() -> Result<Running, KeyError> {
        let program = std::env::current_exe().map_err(|_| KeyError::Gone)?;
        let mut command = Command::new(program);
        command.arg(CHILD).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|_| KeyError::Gone)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else { return Err(KeyError::Gone) };
        let (sender, answers) = channel();
        let waiting: Waiting = Arc::new(Mutex::new(Some(BTreeMap::new())));
        let is_numbered = Arc::new(Mutex::new(false));
        let (told, numbered) = (waiting.clone(), is_numbered.clone());
        // Ends by itself when the child ends.
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Ok(mut frame) = Frame::read(&mut output) {
                if !*numbered.lock().unwrap_or_else(PoisonError::into_inner) {
                    if sender.send(frame).is_err() {
                        break;
                    }
                    continue;
                }
                if frame.pieces.is_empty() {
                    continue;
                }
                let number = frame.pieces.remove(0);
                let number = number.try_into().map(u32::from_be_bytes).unwrap_or(u32::MAX);
                let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(asker) = told.as_mut().and_then(|waiting| waiting.remove(&number)) {
                    // Somebody who no longer waits needs no answer.
                    let _ = asker.send(frame);
                }
            }
            // Whoever waits hears that nobody will answer.
            *told.lock().unwrap_or_else(PoisonError::into_inner) = None;
        });
        Ok(Running { child, input, waiting, answers, next: 0, is_numbered })
    }

    /// Asks and waits, `limit` at most: everything but signatures.
    ///
    /// # Errors
    /// The child does not answer, is gone, or says no.
    pub fn ask(&mut self, frame: &Frame, limit: Duration) -> Result<Frame, KeyError> {
        frame.write(&mut self.input).map_err(|_| KeyError::Gone)?;
        answered(self.answers.recv_timeout(limit))
    }

    /// From now on only signatures are asked for.
    pub fn begins_to_sign(&self) {
        *self.is_numbered.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// Asks for a signature; its answer can be waited for while others are asked for.
    ///
    /// # Errors
    /// The child is gone.
    pub fn sign(&mut self, message: &[u8]) -> Result<Awaited, KeyError> {
        let (sender, receiver) = channel();
        self.next = self.next.wrapping_add(1);
        let number = self.next;
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
            .ok_or(KeyError::Gone)?
            .insert(number, sender);
        Frame::new(SIGN, [&number.to_be_bytes(), message]).write(&mut self.input).map_err(|_| KeyError::Gone)?;
        Ok(Awaited(receiver))
    }
}

impl Awaited {
    /// Waits, `limit` at most.
    ///
    /// # Errors
    /// The child does not answer, is gone, or says no.
    pub fn signature(&self, limit: Duration) -> Result<Vec<u8>, KeyError> {
        answered(self.0.recv_timeout(limit))?.pieces.into_iter().next().ok_or(KeyError::Failed)
    }
}

fn answered(answer: Result<Frame, RecvTimeoutError>) -> Result<Frame, KeyError> {
    match answer {
        Ok(answer) if answer.kind == DONE => Ok(answer),
        Ok(answer) => Err(KeyError::of_code(&answer.text(0), &answer.text(1))),
        Err(RecvTimeoutError::Timeout) => Err(KeyError::Silent),
        Err(RecvTimeoutError::Disconnected) => Err(KeyError::Gone),
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
