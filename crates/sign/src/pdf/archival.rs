//! What a file that calls itself PDF/A (ISO 19005) allows of the look of a signature, so that it stays one.
//!
//! > Part 1 (6.4): no soft mask, nothing half transparent; (6.3.5) a subset of a font lists its glyphs; (6.9) every field has
//! > a look. Parts 2 to 4 (6.2.10): transparency only where an output intent says in which colours it is mixed. All parts
//! > (6.2.3, 6.2.4): a colour of a device only where an output intent speaks of that device.
//!
//! What a file claims is taken from its metadata and not checked. A file that claims nothing gets the plain look.

use super::document::Document;
use super::object::{Dictionary, Object};

/// The rules for what is added to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Archival {
    /// The part of ISO 19005 that the file claims to follow.
    part: Option<u8>,
    /// It says in which colours it is to be shown.
    has_intent: bool,
}

impl Archival {
    /// The rules for additions to `document`.
    #[must_use]
    pub fn of(document: &Document<'_>) -> Archival {
        let part = claimed(document);
        Archival { part, has_intent: part.is_some() && has_intent(document) }
    }

    /// May something be half transparent? Else a dot of a picture is shown or not.
    #[must_use]
    pub fn mixes(self) -> bool {
        match self.part {
            None => true,
            Some(1) => false,
            Some(_) => self.has_intent,
        }
    }

    /// May a colour be that of whatever device shows it? Else it says what it is.
    #[must_use]
    pub fn has_device_colours(self) -> bool {
        self.part.is_none()
    }

    /// Has every field a look, also one that shows nothing; has every subset of a font a list of its glyphs?
    #[must_use]
    pub fn is_first(self) -> bool {
        self.part == Some(1)
    }
}

/// A space of colours: of the device, or the same everywhere (the primaries of sRGB, ISO 32000-1 8.6.5).
#[must_use]
pub fn space(rules: Archival, channels: usize) -> Object {
    let is_grey = channels == 1;
    if rules.has_device_colours() {
        return Object::named(if is_grey { "DeviceGray" } else { "DeviceRGB" });
    }
    let reals = |values: &[f64]| Object::Array(values.iter().map(|value| Object::Real(*value)).collect());
    let mut own = Dictionary::default();
    own.set("WhitePoint", reals(&[0.9505, 1.0, 1.089]));
    if is_grey {
        own.set("Gamma", Object::Real(2.2));
        return Object::Array(vec![Object::named("CalGray"), Object::Dictionary(own)]);
    }
    own.set("Gamma", reals(&[2.2, 2.2, 2.2]));
    own.set("Matrix", reals(&[0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]));
    Object::Array(vec![Object::named("CalRGB"), Object::Dictionary(own)])
}

/// The part that the metadata name: `pdfaid:part="2"`, or `<pdfaid:part>2<`.
fn claimed(document: &Document<'_>) -> Option<u8> {
    const NAME: &[u8] = b"pdfaid:part";
    let catalog = document.catalog();
    let place = catalog.dictionary()?.get("Metadata")?;
    let id = if let Object::Reference(id) = place { Some(*id) } else { None };
    let found = document.resolve(place);
    let Object::Stream(stream) = &*found else { return None };
    let text = document.unpack(stream, id)?;
    let at = text.windows(NAME.len()).position(|piece| piece == NAME)? + NAME.len();
    let between = |byte: &u8| matches!(byte, b'=' | b'"' | b'\'' | b'>') || byte.is_ascii_whitespace();
    let digit = text.get(at..)?.iter().find(|byte| !between(byte))?;
    digit.is_ascii_digit().then(|| digit - b'0')
}

fn has_intent(document: &Document<'_>) -> bool {
    let catalog = document.catalog();
    let Some(own) = catalog.dictionary() else { return false };
    let Object::Array(intents) = &*document.value(own, "OutputIntents") else { return false };
    intents.iter().any(|intent| {
        let intent = document.resolve(intent);
        intent
            .dictionary()
            .is_some_and(|own| own.name("S") == Some(b"GTS_PDFA1") && own.get("DestOutputProfile").is_some())
    })
}
