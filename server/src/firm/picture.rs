//! What kind of picture some bytes are, by what they are and not by what they are called.

/// A picture that browsers show and that runs nothing: no SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Picture {
    /// Its media type.
    pub media_type: &'static str,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// The most pixels of a side.
const MAX_SIDE: u32 = 4096;

/// Why bytes are no logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadPicture {
    #[error("Use a PNG, JPEG or WebP picture")]
    Unknown,
    #[error("Use a picture of at most 4096 pixels a side")]
    TooWide,
}

/// Recognises a picture by its first bytes.
pub(super) fn recognise(bytes: &[u8]) -> Result<Picture, BadPicture> {
    let picture = png(bytes).or_else(|| jpeg(bytes)).or_else(|| webp(bytes)).ok_or(BadPicture::Unknown)?;
    let sane = |side: u32| (1..=MAX_SIDE).contains(&side);
    if sane(picture.width) && sane(picture.height) { Ok(picture) } else { Err(BadPicture::TooWide) }
}

fn png(bytes: &[u8]) -> Option<Picture> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let header = rest.get(4..)?.strip_prefix(b"IHDR")?;
    Some(Picture { media_type: "image/png", width: big(header.get(..4)?), height: big(header.get(4..8)?) })
}

/// Walks the segments up to the frame header, which has the size.
fn jpeg(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, after @ ..] = rest else { return None };
        match marker {
            0xff => rest = rest.get(1..)?,
            // Start of frame; the others of this range are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let (height, width) = (big(after.get(3..5)?), big(after.get(5..7)?));
                return Some(Picture { media_type: "image/jpeg", width, height });
            }
            _ => rest = after.get(usize::try_from(big(after.get(..2)?)).ok()?..)?,
        }
    }
}

fn webp(bytes: &[u8]) -> Option<Picture> {
    let rest = bytes.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let (kind, data) = (rest.get(..4)?, rest.get(8..)?);
    let (width, height) = match kind {
        b"VP8X" => (little(data.get(4..7)?) + 1, little(data.get(7..10)?) + 1),
        b"VP8L" => {
            let bits = little(data.strip_prefix(b"\x2f")?.get(..4)?);
            ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
        }
        b"VP8 " => {
            let size = data.get(3..)?.strip_prefix(b"\x9d\x01\x2a")?;
            (little(size.get(..2)?) & 0x3fff, little(size.get(2..4)?) & 0x3fff)
        }
        _ => return None,
    };
    Some(Picture { media_type: "image/webp", width, height })
}

fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(bytes: &[u8]) -> Result<(&'static str, u32, u32), BadPicture> {
        recognise(bytes).map(|p| (p.media_type, p.width, p.height))
    }

    #[test]
    fn pictures_are_known_by_their_bytes() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x20\x08\x06";
        assert_eq!(size(png), Ok(("image/png", 16, 32)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xdb\0\x03x\xff\xc2\0\x11\x08\0\x20\0\x10\x03";
        assert_eq!(size(jpeg), Ok(("image/jpeg", 16, 32)));
        let lossy = b"RIFF\x20\0\0\0WEBPVP8 \x10\0\0\0\0\0\0\x9d\x01\x2a\x10\0\x20\0";
        assert_eq!(size(lossy), Ok(("image/webp", 16, 32)));
        let lossless = b"RIFF\x20\0\0\0WEBPVP8L\x10\0\0\0\x2f\x0f\xc0\x07\0";
        assert_eq!(size(lossless), Ok(("image/webp", 16, 32)));
        let extended = b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x1f\0\0";
        assert_eq!(size(extended), Ok(("image/webp", 16, 32)));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for bad in [
            &b""[..],
            b"<svg xmlns=",
            b"GIF89a",
            b"\xff\xd8\xff",
            b"\xff\xd8\xff\xe0\0\0",
            b"RIFF1234WEBP",
            b"\x89PNG\r\n\x1a\n",
        ] {
            assert_eq!(recognise(bad), Err(BadPicture::Unknown), "{bad:?}");
        }
        let wide = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\x01\0\0\0\0\0\x20\x08\x06";
        assert_eq!(recognise(wide), Err(BadPicture::TooWide));
    }
}
