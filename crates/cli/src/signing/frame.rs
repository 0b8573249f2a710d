//! What parent and child say to each other about a key: pieces of bytes with their length, over pipes.
//!
//! Libraries of vendors print what they like to standard output. A message therefore begins with a mark, and what stands
//! between two messages is passed over.

use std::io::{self, Read, Write};

const MARK: [u8; 8] = *b"\0ANTIN\0\x01";

/// Bytes of one message, at most: certificates and what is signed have a few thousand.
const MOST: u32 = 16 << 20;

/// A message: what it is, and its pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What is asked or answered.
    pub kind: u8,
    /// What it speaks of.
    pub pieces: Vec<Vec<u8>>,
}

impl Frame {
    /// A message of these pieces.
    pub fn new<const N: usize>(kind: u8, pieces: [&[u8]; N]) -> Frame {
        Frame { kind, pieces: pieces.into_iter().map(<[u8]>::to_vec).collect() }
    }

    /// A piece as text; blank where there is none.
    pub fn text(&self, index: usize) -> String {
        self.pieces.get(index).map(|piece| String::from_utf8_lossy(piece).into_owned()).unwrap_or_default()
    }

    /// Writes it.
    ///
    /// # Errors
    /// The other side is gone.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut bytes = MARK.to_vec();
        bytes.push(self.kind);
        bytes.extend(length(self.pieces.len())?);
        for piece in &self.pieces {
            bytes.extend(length(piece.len())?);
            bytes.extend(piece);
        }
        to.write_all(&bytes)?;
        to.flush()
    }

    /// Reads the next one.
    ///
    /// # Errors
    /// The other side is gone, or says what is no message.
    pub fn read(from: &mut impl Read) -> io::Result<Frame> {
        let mut last = [0; MARK.len()];
        while last != MARK {
            last.rotate_left(1);
            from.read_exact(&mut last[MARK.len() - 1..])?;
        }
        let mut kind = [0];
        from.read_exact(&mut kind)?;
        let count = number(from)?;
        let mut pieces = Vec::new();
        for _ in 0..count.min(10_000) {
            let mut piece = vec![0; number(from)? as usize];
            from.read_exact(&mut piece)?;
            pieces.push(piece);
        }
        Ok(Frame { kind: kind[0], pieces })
    }
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    u32::try_from(length).map(u32::to_be_bytes).map_err(|_| io::ErrorKind::InvalidInput.into())
}

fn number(from: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    match u32::from_be_bytes(bytes) {
        number @ 0..=MOST => Ok(number),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_library_prints_in_between_is_passed_over() {
        let frame = Frame::new(b'S', [b"one", b""]);
        let mut bytes = b"Vendor library 1.0\n\0ANT".to_vec();
        frame.write(&mut bytes).unwrap();
        bytes.extend(b"warning!");
        frame.write(&mut bytes).unwrap();
        let mut reader = &bytes[..];
        assert_eq!(Frame::read(&mut reader).unwrap(), frame);
        assert_eq!(Frame::read(&mut reader).unwrap(), frame);
        assert!(Frame::read(&mut reader).is_err());
    }

    #[test]
    fn a_length_beyond_measure_is_refused() {
        let mut bytes = MARK.to_vec();
        bytes.extend([b'S', 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]);
        assert!(Frame::read(&mut &bytes[..]).is_err());
    }
}
