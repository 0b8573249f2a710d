//! The child: loads the library of the vendor, logs in once, and signs in as many sessions as the token allows.

use super::{DONE, FAILED, LIST, LOOK, OPEN, SIGN};
use crate::signing::frame::Frame;
use antin_sign::key::{Key, KeyError, Listed, Look, TokenAddress, TokenKey};
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// Answers until nobody asks any more.
///
/// # Errors
/// The parent is gone.
pub fn serve() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let output = Arc::new(Mutex::new(io::stdout()));
    let mut work: Option<Sender<Frame>> = None;
    while let Ok(frame) = Frame::read(&mut input) {
        let answer = match frame.kind {
            LIST => Listed::all(&frame.text(0)).map(|found| {
                let text = serde_json::to_vec(&found).unwrap_or_default();
                Frame::new(DONE, [&text])
            }),
            LOOK => TokenAddress::parse(&frame.text(0))
                .and_then(|address| Look::at(&address))
                .map(|look| Frame::new(DONE, [&[u8::from(look.has_pad), u8::from(look.was_wrong)]])),
            OPEN => open(&frame).map(|(keys, is_short)| {
                let mut pieces = vec![vec![u8::try_from(keys.len()).unwrap_or(u8::MAX), u8::from(is_short)]];
                if let Some(first) = keys.first() {
                    pieces.push(first.certificate().to_vec());
                    pieces.extend_from_slice(first.chain());
                }
                work = Some(at_work(keys, &output));
                Frame { kind: DONE, pieces }
            }),
            SIGN => match &work {
                // Answered by the session that takes it.
                Some(sessions) if sessions.send(frame.clone()).is_ok() => continue,
                _ => {
                    say(&output, &signed(&frame, Err(KeyError::Failed)))?;
                    continue;
                }
            },
            _ => Err(KeyError::Failed),
        };
        say(&output, &answer.unwrap_or_else(|error| failed(&error)))?;
    }
    Ok(())
}

/// One log-in and as many sessions as were wanted; whether the token refused one of them.
fn open(frame: &Frame) -> Result<(Vec<TokenKey>, bool), KeyError> {
    let pin = Zeroizing::new(frame.text(1));
    let wanted = frame.pieces.get(2).and_then(|piece| piece.first()).copied().unwrap_or(1);
    let first = TokenKey::open(&TokenAddress::parse(&frame.text(0))?, &pin)?;
    let more = first.more(usize::from(wanted).saturating_sub(1));
    let mut keys = vec![first];
    keys.extend(more.keys);
    Ok((keys, more.refused.is_some()))
}

/// One thread for each session; each takes what is to be signed next.
fn at_work(keys: Vec<TokenKey>, output: &Arc<Mutex<io::Stdout>>) -> Sender<Frame> {
    let (sender, receiver) = channel();
    let receiver: Arc<Mutex<Receiver<Frame>>> = Arc::new(Mutex::new(receiver));
    for key in keys {
        let (receiver, output) = (receiver.clone(), output.clone());
        std::thread::spawn(move || {
            loop {
                let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(frame) = next else { return };
                let message = frame.pieces.get(1).map(Vec::as_slice).unwrap_or_default();
                // Where the parent is gone, reading ends the child.
                let _ = say(&output, &signed(&frame, key.sign(message)));
            }
        });
    }
    sender
}

/// The answer to a question about a signature: under its number.
fn signed(question: &Frame, outcome: Result<Vec<u8>, KeyError>) -> Frame {
    let number = question.pieces.first().map(Vec::as_slice).unwrap_or_default();
    match outcome {
        Ok(signature) => Frame::new(DONE, [number, &signature]),
        Err(error) => {
            let (code, what) = error.code();
            Frame::new(FAILED, [number, code.as_bytes(), what.as_bytes()])
        }
    }
}

fn failed(error: &KeyError) -> Frame {
    let (code, what) = error.code();
    Frame::new(FAILED, [code.as_bytes(), what.as_bytes()])
}

fn say(output: &Mutex<io::Stdout>, frame: &Frame) -> io::Result<()> {
    let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
    frame.write(&mut *output)?;
    output.flush()
}
