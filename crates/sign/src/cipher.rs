//! The two ciphers of encrypted PDFs and PKCS#12 files: AES in CBC mode, and RC4, which only old files use.

use aes::cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};

/// Decrypts CBC without looking at padding; none if the key has no length of AES or the data is not whole blocks.
#[must_use]
pub fn cbc_open(key: &[u8], iv: &[u8; 16], data: &[u8]) -> Option<Vec<u8>> {
    match key.len() {
        16 => open::<Aes128>(key, iv, data),
        24 => open::<Aes192>(key, iv, data),
        32 => open::<Aes256>(key, iv, data),
        _ => None,
    }
}

/// Encrypts whole blocks in CBC; none as for [`cbc_open`].
#[must_use]
pub fn cbc_close(key: &[u8], iv: &[u8; 16], data: &[u8]) -> Option<Vec<u8>> {
    match key.len() {
        16 => close::<Aes128>(key, iv, data),
        32 => close::<Aes256>(key, iv, data),
        _ => None,
    }
}

/// Takes the padding of RFC 5652 6.3 away; none if it is none.
#[must_use]
pub fn unpad(mut data: Vec<u8>) -> Option<Vec<u8>> {
    let count = usize::from(*data.last()?);
    let kept = data.len().checked_sub(count).filter(|_| (1..=16).contains(&count))?;
    let sound = data[kept..].iter().all(|byte| usize::from(*byte) == count);
    data.truncate(kept);
    sound.then_some(data)
}

/// Fills up to whole blocks by RFC 5652 6.3.
#[must_use]
pub fn pad(data: &[u8]) -> Vec<u8> {
    let count = 16 - data.len() % 16;
    let mut padded = data.to_vec();
    padded.extend(std::iter::repeat_n(count as u8, count));
    padded
}

fn open<C: KeyInit + BlockCipherDecrypt>(key: &[u8], iv: &[u8; 16], data: &[u8]) -> Option<Vec<u8>> {
    let cipher = C::new_from_slice(key).ok()?;
    let (mut before, mut out) = (iv.to_vec(), Vec::with_capacity(data.len()));
    if !data.len().is_multiple_of(16) {
        return None;
    }
    for chunk in data.chunks_exact(16) {
        let mut block = Block::<C>::try_from(chunk).ok()?;
        cipher.decrypt_block(&mut block);
        out.extend(block.iter().zip(&before).map(|(one, other)| one ^ other));
        before.copy_from_slice(chunk);
    }
    Some(out)
}

fn close<C: KeyInit + BlockCipherEncrypt>(key: &[u8], iv: &[u8; 16], data: &[u8]) -> Option<Vec<u8>> {
    let cipher = C::new_from_slice(key).ok()?;
    let (mut before, mut out) = (iv.to_vec(), Vec::with_capacity(data.len()));
    if !data.len().is_multiple_of(16) {
        return None;
    }
    for chunk in data.chunks_exact(16) {
        let mixed: Vec<u8> = chunk.iter().zip(&before).map(|(one, other)| one ^ other).collect();
        let mut block = Block::<C>::try_from(&mixed[..]).ok()?;
        cipher.encrypt_block(&mut block);
        out.extend_from_slice(&block);
        before.copy_from_slice(&block);
    }
    Some(out)
}

/// RC4, both ways. The key has at least one byte.
#[must_use]
pub fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut j = 0_usize;
    for i in 0..256 {
        let extra = if key.is_empty() { 0 } else { key[i % key.len()] };
        j = (j + usize::from(state[i]) + usize::from(extra)) & 255;
        state.swap(i, j);
    }
    let (mut i, mut j) = (0_usize, 0_usize);
    let mut next = || {
        i = (i + 1) & 255;
        j = (j + usize::from(state[i])) & 255;
        state.swap(i, j);
        state[(usize::from(state[i]) + usize::from(state[j])) & 255]
    };
    data.iter().map(|byte| byte ^ next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rc4_gives_the_published_stream() {
        assert_eq!(rc4(b"Key", b"Plaintext"), [0xbb, 0xf3, 0x16, 0xe8, 0xd9, 0x40, 0xaf, 0x0a, 0xd3]);
    }

    #[test]
    fn what_was_closed_opens_again_and_padding_is_checked() {
        let closed = cbc_close(&[7; 32], &[1; 16], &pad(b"made-up text")).unwrap();
        assert_eq!(unpad(cbc_open(&[7; 32], &[1; 16], &closed).unwrap()).unwrap(), b"made-up text");
        assert_eq!(unpad(vec![0; 16]), None);
        assert_eq!(cbc_open(&[7; 5], &[1; 16], &closed), None);
    }
}
