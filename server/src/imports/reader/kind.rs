//! Telling files apart by their first bytes: names lie.

use std::io::{Read, Seek, SeekFrom};

use memchr::memmem;

use super::ReadError;

/// What a file that is no table is instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A PDF.
    Pdf,
    /// PNG, JPEG, GIF, TIFF, WebP, HEIC and the like.
    Picture,
    /// An Excel file from before 2007.
    OldExcel,
    /// A binary workbook, `.xlsb`.
    BinaryExcel,
    /// An OpenDocument file, such as `.ods`.
    OpenDocument,
    /// An Apple Numbers file.
    Numbers,
    /// A Word or PowerPoint file, old or new, or rich text.
    Document,
    /// A web page, which some programs save as `.xls`.
    WebPage,
    /// XML, such as Excel's spreadsheet of 2003.
    Xml,
    /// ZIP, gzip, 7z, RAR.
    Archive,
    /// Bytes that are no text.
    Binary,
}

impl FileKind {
    /// What it is and what to do, in a sentence.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Pdf => "This is a PDF: export the table as CSV or XLSX from the program that made it",
            Self::Picture => "This is a picture: choose the table it shows, as CSV or XLSX",
            Self::OldExcel => "This is an Excel file of the old kind: open it, save it as XLSX and upload that",
            Self::BinaryExcel => "This is a binary Excel file: open it, save it as XLSX and upload that",
            Self::OpenDocument => "This is an OpenDocument file: open it, save it as XLSX or CSV and upload that",
            Self::Numbers => "This is a Numbers file: export it as Excel or CSV and upload that",
            Self::Document => {
                "This is a text document or a presentation: copy the table into a spreadsheet and save it as XLSX or CSV"
            }
            Self::WebPage => {
                "This is a web page, whatever its name says: open it in a spreadsheet program and save it as XLSX"
            }
            Self::Xml => "This is an XML file: open it in a spreadsheet program and save it as XLSX",
            Self::Archive => "This is an archive: unpack it and upload the table inside",
            Self::Binary => "This is no table: choose a CSV, TSV, TXT or XLSX file",
        }
    }
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// Text, until its bytes say otherwise.
    Text,
    /// A ZIP, which a workbook is as well.
    Zip,
}

/// Bytes that are looked at.
const HEAD: usize = 4096;

/// Looks at the first bytes.
pub(super) fn container<R: Read + Seek>(file: &mut R) -> Result<Container, ReadError> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(ReadError::Empty);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Container::Zip);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(compound(file)?);
    }
    match by_magic(&head).or_else(|| by_content(&head)) {
        Some(kind) => Err(ReadError::NotATable(kind)),
        None => Ok(Container::Text),
    }
}

fn by_magic(head: &[u8]) -> Option<FileKind> {
    const MAGIC: [(&[u8], FileKind); 16] = [
        (b"%PDF", FileKind::Pdf),
        (b"\x89PNG", FileKind::Picture),
        (b"\xFF\xD8\xFF", FileKind::Picture),
        (b"GIF8", FileKind::Picture),
        (b"II*\0", FileKind::Picture),
        (b"MM\0*", FileKind::Picture),
        (b"RIFF", FileKind::Picture),
        (b"8BPS", FileKind::Picture),
        (b"{\\rtf", FileKind::Document),
        (b"\x1F\x8B", FileKind::Archive),
        (b"7z\xBC\xAF", FileKind::Archive),
        (b"Rar!", FileKind::Archive),
        (b"BZh", FileKind::Archive),
        (b"\xFD7zXZ", FileKind::Archive),
        (b"SQLite format 3", FileKind::Binary),
        (b"\x7FELF", FileKind::Binary),
    ];
    if head.get(4..8) == Some(b"ftyp") {
        return Some(FileKind::Picture);
    }
    // A bitmap's name is two letters that a header could begin with: its reserved bytes are zero.
    if head.starts_with(b"BM") && head.get(6..10) == Some(b"\0\0\0\0") {
        return Some(FileKind::Picture);
    }
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind)
}

fn by_content(head: &[u8]) -> Option<FileKind> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |word: &[u8]| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if [&b"<!doctype html"[..], b"<html", b"<head", b"<body", b"<table", b"<meta"].iter().any(|word| begins(word)) {
        return Some(FileKind::WebPage);
    }
    if begins(b"<?xml") {
        return Some(FileKind::Xml);
    }
    // UTF-16 has zeros, but no other control characters; a table of anything else has few.
    let control = head.iter().filter(|b| (1..32).contains(*b) && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C)).count();
    (control * 20 > head.len()).then_some(FileKind::Binary)
}

/// An OLE file: an old Office file, or a new one that is encrypted.
fn compound<R: Read + Seek>(file: &mut R) -> Result<ReadError, ReadError> {
    let names = ["EncryptedPackage", "WordDocument", "PowerPoint Document"];
    let found = search(file, &names.map(utf16))?;
    Ok(match found {
        [true, ..] => ReadError::Encrypted,
        [_, false, false] => ReadError::NotATable(FileKind::OldExcel),
        _ => ReadError::NotATable(FileKind::Document),
    })
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Which of some texts a file contains.
fn search<R: Read + Seek, const N: usize>(file: &mut R, needles: &[Vec<u8>; N]) -> Result<[bool; N], ReadError> {
    let finders = needles.each_ref().map(memmem::Finder::new);
    let overlap = needles.iter().map(Vec::len).max().unwrap_or(0);
    let mut found = [false; N];
    chunks(file, overlap, |chunk| {
        for (found, finder) in found.iter_mut().zip(&finders) {
            *found |= finder.find(chunk).is_some();
        }
    })?;
    Ok(found)
}

/// Counts how often a text stands in a file, up to a limit and a chunk's worth more.
pub(super) fn count<R: Read + Seek>(file: &mut R, needle: &[u8]) -> Result<usize, ReadError> {
    let finder = memmem::Finder::new(needle);
    let mut count = 0;
    chunks(file, needle.len() - 1, |chunk| count += finder.find_iter(chunk).count())?;
    Ok(count)
}

/// Shows a file in chunks that overlap.
fn chunks<R: Read + Seek>(file: &mut R, overlap: usize, mut see: impl FnMut(&[u8])) -> Result<(), ReadError> {
    file.seek(SeekFrom::Start(0))?;
    let mut buffer = Vec::with_capacity(64 * 1024 + overlap);
    loop {
        let kept = buffer.len().min(overlap);
        buffer.drain(..buffer.len() - kept);
        let read = file.by_ref().take(64 * 1024).read_to_end(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        see(&buffer);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn kind(bytes: &[u8]) -> Option<FileKind> {
        match container(&mut Cursor::new(bytes)) {
            Err(ReadError::NotATable(kind)) => Some(kind),
            _ => None,
        }
    }

    #[test]
    fn files_that_are_no_tables_are_named() {
        for (bytes, expected) in [
            (&b"%PDF-1.7 ..."[..], FileKind::Pdf),
            (b"\x89PNG\r\n\x1a\n", FileKind::Picture),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", FileKind::Picture),
            (b"\0\0\0\x18ftypheic", FileKind::Picture),
            (b"BM\x36\0\0\0\0\0\0\0\x36", FileKind::Picture),
            (b"{\\rtf1\\ansi", FileKind::Document),
            (b"\x1F\x8B\x08", FileKind::Archive),
            (b"\n<!DOCTYPE HTML><table>", FileKind::WebPage),
            (b"\xEF\xBB\xBF<?xml version='1.0'?><Workbook/>", FileKind::Xml),
            (b"\x01\x02\x03\x04Name,Email", FileKind::Binary),
        ] {
            assert_eq!(kind(bytes), Some(expected), "{bytes:?}");
        }
        for fine in [&b"Name,Email\n"[..], b"BMW,Email\n", b"\xFF\xFEN\0a\0m\0e\0"] {
            assert_eq!(container(&mut Cursor::new(fine)).unwrap(), Container::Text);
        }
    }

    #[test]
    fn old_office_files_are_told_from_encrypted_ones() {
        let file = |name: &str| {
            let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
            // The name lies across two chunks.
            bytes.resize(64 * 1024 - 7, 0);
            bytes.extend(utf16(name));
            container(&mut Cursor::new(bytes)).unwrap_err().to_string()
        };
        assert_eq!(file("EncryptedPackage"), ReadError::Encrypted.to_string());
        assert_eq!(file("Workbook"), FileKind::OldExcel.advice());
        assert_eq!(file("WordDocument"), FileKind::Document.advice());
    }

    #[test]
    fn signatures_are_counted_across_chunks() {
        let mut bytes = vec![b'x'; 64 * 1024 - 2];
        bytes.extend(b"PK\x01\x02PK\x01\x02");
        assert_eq!(count(&mut Cursor::new(bytes), b"PK\x01\x02").unwrap(), 2);
    }
}
