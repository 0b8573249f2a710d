//! Filters of streams (ISO 32000-2 section 7.4), those in which structure is packed: Flate with its predictors, hex,
//! base 85. Pictures are never unpacked here.

use crate::pdf::object::{Dictionary, Object};
use crate::pdf::parse::{is_space, nibble};
use std::io::Read;

/// The bytes behind the filters that `dictionary` names; none if one is unknown, the bytes are damaged or there are more
/// than `most`.
#[must_use]
pub fn decode(dictionary: &Dictionary, raw: &[u8], most: usize) -> Option<Vec<u8>> {
    let filters: Vec<&[u8]> = match dictionary.get("Filter") {
        None | Some(Object::Null) => Vec::new(),
        Some(Object::Name(name)) => vec![name],
        Some(Object::Array(names)) if names.len() <= 8 => names
            .iter()
            .map(|name| if let Object::Name(name) = name { Some(&name[..]) } else { None })
            .collect::<Option<_>>()?,
        Some(_) => return None,
    };
    let mut data = raw.to_vec();
    for (index, filter) in filters.into_iter().enumerate() {
        let parameters = match dictionary.get("DecodeParms") {
            Some(Object::Array(list)) => list.get(index).and_then(Object::dictionary),
            Some(one) if index == 0 => one.dictionary(),
            _ => None,
        };
        data = match filter {
            b"FlateDecode" | b"Fl" => unpredict(inflate(&data, most)?, parameters)?,
            b"ASCIIHexDecode" | b"AHx" => hex(&data)?,
            b"ASCII85Decode" | b"A85" => base85(&data)?,
            // Only the identity filter of encryption is known without its key.
            b"Crypt" => data,
            _ => return None,
        };
    }
    (data.len() <= most).then_some(data)
}

fn inflate(data: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut reader = flate2::read::ZlibDecoder::new(data).take(most as u64 + 1);
    // A missing checksum at the end is frequent; what came out before it counts.
    let ended = reader.read_to_end(&mut unpacked);
    (unpacked.len() <= most && (ended.is_ok() || !unpacked.is_empty())).then_some(unpacked)
}

fn unpredict(data: Vec<u8>, parameters: Option<&Dictionary>) -> Option<Vec<u8>> {
    let number = |name, default| parameters.and_then(|parameters| parameters.integer(name)).unwrap_or(default);
    match number("Predictor", 1) {
        1 => return Some(data),
        10..=15 => {}
        _ => return None,
    }
    let (colors, bits, columns) = (number("Colors", 1), number("BitsPerComponent", 8), number("Columns", 1));
    if !(1..=64).contains(&colors) || !(1..=16).contains(&bits) || !(1..=1 << 20).contains(&columns) {
        return None;
    }
    let pixel = usize::try_from(colors * bits).ok()?.div_ceil(8);
    let row = usize::try_from(colors * bits * columns).ok()?.div_ceil(8);
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    for line in data.chunks(row + 1) {
        let (kind, line) = line.split_first()?;
        let start = out.len();
        for (index, byte) in line.iter().enumerate() {
            let left = if index >= pixel { out[start + index - pixel] } else { 0 };
            let above = if start >= row { out[start - row + index] } else { 0 };
            let corner = if start >= row && index >= pixel { out[start - row + index - pixel] } else { 0 };
            let guess = match kind {
                0 => 0,
                1 => left,
                2 => above,
                3 => u16::midpoint(u16::from(left), u16::from(above)) as u8,
                4 => paeth(left, above, corner),
                _ => return None,
            };
            out.push(byte.wrapping_add(guess));
        }
    }
    Some(out)
}

/// The predictor of PNG (ISO/IEC 15948 9.4).
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(above) - i16::from(corner);
    let distance = |value: u8| (estimate - i16::from(value)).abs();
    if distance(left) <= distance(above) && distance(left) <= distance(corner) {
        left
    } else if distance(above) <= distance(corner) {
        above
    } else {
        corner
    }
}

fn hex(data: &[u8]) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = data
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter(|byte| !is_space(**byte))
        .map(|byte| nibble(*byte))
        .collect();
    Some(digits?.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect())
}

fn base85(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut group = Vec::with_capacity(5);
    for byte in data.iter().filter(|byte| !is_space(**byte)) {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            _ => return None,
        }
        if group.len() == 5 {
            out.extend(word(&group).to_be_bytes());
            group.clear();
        }
    }
    if group.len() > 1 {
        let kept = group.len() - 1;
        group.resize(5, 84);
        out.extend(&word(&group).to_be_bytes()[..kept]);
    }
    Some(out)
}

fn word(group: &[u32]) -> u32 {
    group.iter().fold(0, |value: u32, digit| value.wrapping_mul(85).wrapping_add(*digit))
}
