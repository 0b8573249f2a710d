//! The font of a mark: only the letters that are written go into the file (ISO 32000-2 9.7, a Type 0 font).

use super::stream;
use crate::job::Refusal;
use crate::pdf::append::Update;
use crate::pdf::archival::Archival;
use crate::pdf::object::{Dictionary, Id, Object};
use std::collections::BTreeMap;
use std::fmt::Write;
use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId};

/// A font, and the letters of it that are used.
pub(super) struct Font<'f> {
    bytes: &'f [u8],
    face: Face<'f>,
    /// Number in the file, and number in the subset.
    letters: BTreeMap<char, (GlyphId, u16)>,
    kept: GlyphRemapper,
}

impl<'f> Font<'f> {
    pub fn of(bytes: &'f [u8], lines: &[String]) -> Result<Self, Refusal> {
        let face = Face::parse(bytes, 0).map_err(|_| Refusal::Mark("no font".into()))?;
        let (mut kept, mut letters) = (GlyphRemapper::new(), BTreeMap::new());
        for letter in lines.iter().flat_map(|line| line.chars()) {
            let glyph = face.glyph_index(letter).ok_or_else(|| Refusal::Mark(format!("no letter {letter:?}")))?;
            letters.insert(letter, (glyph, kept.remap(glyph.0)));
        }
        Ok(Font { bytes, face, letters, kept })
    }

    /// Width of a line in points.
    pub fn width(&self, line: &str, size: f64) -> f64 {
        line.chars().map(|letter| self.advance(letter)).sum::<f64>() * size / 1000.0
    }

    /// Advance of a letter in thousandths of its size.
    fn advance(&self, letter: char) -> f64 {
        let units = f64::from(self.face.units_per_em());
        let glyph = self.letters.get(&letter).and_then(|(glyph, _)| self.face.glyph_hor_advance(*glyph));
        f64::from(glyph.unwrap_or(0)) * 1000.0 / units
    }

    /// The codes of a line, in hex.
    pub fn codes(&self, line: &str) -> String {
        let mut codes = String::with_capacity(4 * line.len());
        for (_, code) in line.chars().filter_map(|letter| self.letters.get(&letter)) {
            let _ = write!(codes, "{code:04x}");
        }
        codes
    }

    /// Writes the font; its number.
    pub fn embed(&self, rules: Archival, update: &mut Update<'_, '_>) -> Result<Id, Refusal> {
        let subset = subsetter::subset(self.bytes, 0, &self.kept).map_err(|_| Refusal::Mark("no font".into()))?;
        let mut file = Dictionary::default();
        file.set("Length1", Object::Integer(subset.len() as i64));
        let file = stream(update, file, &subset);
        // Six letters and a plus say that it is a subset (ISO 32000-2 9.9.2).
        let name = Object::named("ANTINK+Mark");
        let scale = 1000.0 / f64::from(self.face.units_per_em());
        let scaled = |value: i16| Object::Integer((f64::from(value) * scale).round() as i64);
        let bounds = self.face.global_bounding_box();
        let mut descriptor = Dictionary::default();
        descriptor.set("Type", Object::named("FontDescriptor"));
        descriptor.set("FontName", name.clone());
        // Serif, with letters outside the Latin set.
        descriptor.set("Flags", Object::Integer(6));
        let edges = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max];
        descriptor.set("FontBBox", Object::Array(edges.into_iter().map(scaled).collect()));
        descriptor.set("ItalicAngle", Object::Integer(0));
        descriptor.set("Ascent", scaled(self.face.ascender()));
        descriptor.set("Descent", scaled(self.face.descender()));
        descriptor.set("CapHeight", scaled(self.face.capital_height().unwrap_or(self.face.ascender())));
        descriptor.set("StemV", Object::Integer(80));
        descriptor.set("FontFile2", Object::Reference(file));
        if rules.is_first() {
            let list = stream(update, Dictionary::default(), &glyphs(&subset, self.kept.num_gids()));
            descriptor.set("CIDSet", Object::Reference(list));
        }
        let descriptor_id = update.number();
        update.put(descriptor_id, Object::Dictionary(descriptor));

        let mut system = Dictionary::default();
        system.set("Registry", Object::String(b"Adobe".to_vec()));
        system.set("Ordering", Object::String(b"Identity".to_vec()));
        system.set("Supplement", Object::Integer(0));
        let mut inner = Dictionary::default();
        inner.set("Type", Object::named("Font"));
        inner.set("Subtype", Object::named("CIDFontType2"));
        inner.set("BaseFont", name.clone());
        inner.set("CIDSystemInfo", Object::Dictionary(system));
        inner.set("FontDescriptor", Object::Reference(descriptor_id));
        inner.set("CIDToGIDMap", Object::named("Identity"));
        let mut widths = Vec::new();
        for (letter, (_, code)) in &self.letters {
            widths.push(Object::Integer(i64::from(*code)));
            widths.push(Object::Array(vec![Object::Integer(self.advance(*letter).round() as i64)]));
        }
        inner.set("W", Object::Array(widths));
        let inner_id = update.number();
        update.put(inner_id, Object::Dictionary(inner));

        let text = stream(update, Dictionary::default(), self.to_unicode().as_bytes());
        let mut font = Dictionary::default();
        font.set("Type", Object::named("Font"));
        font.set("Subtype", Object::named("Type0"));
        font.set("BaseFont", name);
        font.set("Encoding", Object::named("Identity-H"));
        font.set("DescendantFonts", Object::Array(vec![Object::Reference(inner_id)]));
        font.set("ToUnicode", Object::Reference(text));
        let id = update.number();
        update.put(id, Object::Dictionary(font));
        Ok(id)
    }

    /// Which letter each code is, so that the text can be searched and read aloud (ISO 32000-2 9.10.3).
    fn to_unicode(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) \
             /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n",
        );
        let letters: Vec<_> = self.letters.iter().collect();
        for part in letters.chunks(100) {
            let _ = writeln!(map, "{} beginbfchar", part.len());
            for (letter, (_, code)) in part {
                let _ = write!(map, "<{code:04x}> <");
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    let _ = write!(map, "{unit:04x}");
                }
                map.push_str(">\n");
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        map
    }
}

/// The list of the glyphs of a subset, one bit each from the highest on; `least` where the subset does not say.
fn glyphs(subset: &[u8], least: u16) -> Vec<u8> {
    let count = Face::parse(subset, 0).map_or(least, |face| face.number_of_glyphs());
    let bits = (0..count).step_by(8).map(|from| 0xff_u8 << (8 - (count - from).min(8)));
    bits.collect()
}
