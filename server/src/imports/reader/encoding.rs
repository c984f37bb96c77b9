//! How the characters of a text file are encoded, and its text in pieces.

use std::io::{Read, Seek, SeekFrom};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ReadError;

/// How characters are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little end first: Excel's *Unicode text*.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Windows-1252: what Excel writes as plain CSV in western countries.
    Windows1252,
}

impl TextEncoding {
    fn coder(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        }
    }
}

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// Finds out: a byte order mark decides; then zeros at every second place tell UTF-16; then UTF-8 it
/// is if the whole file is valid as such.
pub(super) fn detect<R: Read + Seek>(file: &mut R) -> Result<TextEncoding, ReadError> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::with_capacity(CHUNK);
    file.by_ref().take(CHUNK as u64).read_to_end(&mut head)?;
    match head.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => return Ok(TextEncoding::Utf8),
        [0xFF, 0xFE, ..] => return Ok(TextEncoding::Utf16Le),
        [0xFE, 0xFF, ..] => return Ok(TextEncoding::Utf16Be),
        _ => {}
    }
    // Latin letters in UTF-16 have a zero byte each, and separators and digits always do.
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > head.len() && even * 10 < odd {
        return Ok(TextEncoding::Utf16Le);
    }
    if even * 10 > head.len() && odd * 10 < even {
        return Ok(TextEncoding::Utf16Be);
    }
    let utf8 = is_utf8(file, head)?;
    Ok(if utf8 { TextEncoding::Utf8 } else { TextEncoding::Windows1252 })
}

fn is_utf8<R: Read>(file: &mut R, mut bytes: Vec<u8>) -> Result<bool, ReadError> {
    loop {
        let valid = match std::str::from_utf8(&bytes) {
            Ok(_) => bytes.len(),
            // Cut within a character: the rest of it comes with the next bytes.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        bytes.drain(..valid);
        if file.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)? == 0 {
            return Ok(bytes.is_empty());
        }
    }
}

/// The text of a file, piece by piece, without its byte order mark.
pub(super) struct Text<'a, R> {
    file: &'a mut R,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// How many of the bytes are decoded.
    done: usize,
    piece: String,
    ended: bool,
}

impl<'a, R: Read + Seek> Text<'a, R> {
    pub(super) fn open(file: &'a mut R, encoding: TextEncoding) -> Result<Self, ReadError> {
        file.seek(SeekFrom::Start(0))?;
        let decoder = encoding.coder().new_decoder_with_bom_removal();
        Ok(Self {
            file,
            decoder,
            bytes: Vec::with_capacity(CHUNK),
            done: 0,
            piece: String::with_capacity(CHUNK),
            ended: false,
        })
    }

    /// The next piece; empty at the end.
    pub(super) fn piece(&mut self) -> Result<&str, ReadError> {
        self.piece.clear();
        while self.piece.is_empty() && !self.ended {
            if self.done == self.bytes.len() {
                self.bytes.clear();
                self.done = 0;
                self.file.by_ref().take(CHUNK as u64).read_to_end(&mut self.bytes)?;
            }
            let last = self.bytes.is_empty();
            let (result, read, _) = self.decoder.decode_to_string(&self.bytes[self.done..], &mut self.piece, last);
            self.done += read;
            self.ended = last && result == CoderResult::InputEmpty;
        }
        Ok(&self.piece)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn decoded(bytes: &[u8]) -> (TextEncoding, String) {
        let mut file = Cursor::new(bytes);
        let encoding = detect(&mut file).unwrap();
        let mut text = Text::open(&mut file, encoding).unwrap();
        let mut whole = String::new();
        loop {
            match text.piece().unwrap() {
                "" => return (encoding, whole),
                piece => whole.push_str(piece),
            }
        }
    }

    #[test]
    fn every_encoding_is_found_and_decoded() {
        // Long enough for several pieces, with characters across their borders.
        let text = format!("Näme;E-Mail;Betrag €\n{}", "Jörg Müller;j@example.org;1,50 €\n".repeat(20_000));
        let utf16 = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        let windows = WINDOWS_1252.encode(&text).0.into_owned();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for (bytes, encoding) in [
            (text.clone().into_bytes(), TextEncoding::Utf8),
            (marked(b"\xEF\xBB\xBF", text.as_bytes()), TextEncoding::Utf8),
            (marked(b"\xFF\xFE", &utf16(u16::to_le_bytes)), TextEncoding::Utf16Le),
            (marked(b"\xFE\xFF", &utf16(u16::to_be_bytes)), TextEncoding::Utf16Be),
            (utf16(u16::to_le_bytes), TextEncoding::Utf16Le),
            (utf16(u16::to_be_bytes), TextEncoding::Utf16Be),
            (windows, TextEncoding::Windows1252),
        ] {
            let (found, whole) = decoded(&bytes);
            assert_eq!(found, encoding);
            assert!(whole == text, "{encoding:?}");
        }
    }

    #[test]
    fn a_character_cut_off_at_the_end_makes_it_another_encoding() {
        assert_eq!(decoded(b"N\xC3").0, TextEncoding::Windows1252);
        assert_eq!(decoded(b"").1, "");
    }
}
