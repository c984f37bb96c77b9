//! The ZIP around a workbook, with its limits.

use std::{
    collections::HashMap,
    io::{self, Read, Seek},
};

use zip::{ZipArchive, result::ZipError};

use super::{
    super::{FileKind, Limits, ReadError, kind},
    xml::Xml,
};

/// The parts of a workbook.
pub(super) struct Package<'a, R: Read + Seek> {
    archive: ZipArchive<&'a mut R>,
    /// Positions by name: in lower case, without a slash at the beginning.
    names: HashMap<String, usize>,
    unpacked: u64,
}

/// What begins every entry of a ZIP's table of contents.
const ENTRY: &[u8] = b"PK\x01\x02";

impl<'a, R: Read + Seek> Package<'a, R> {
    /// Opens the ZIP. Its table of contents is counted before it is read, since reading it costs
    /// memory for each entry; the sizes it names are added up before anything is unpacked.
    pub(super) fn open(file: &'a mut R, limits: &Limits) -> Result<Self, ReadError> {
        if kind::count(file, ENTRY)? > limits.parts {
            return Err(ReadError::TooManyParts { limit: limits.parts });
        }
        let archive = ZipArchive::new(file).map_err(damaged)?;
        let declared: u128 =
            (0..archive.len()).filter_map(|at| archive.by_index_data(at).ok()).map(|e| u128::from(e.size())).sum();
        if declared > u128::from(limits.unpacked) {
            return Err(ReadError::UnpacksTooLarge { limit: limits.unpacked });
        }
        let named = |at: usize| Some((folded(&archive.name_for_index(at)?.ok()?), at));
        let names: HashMap<String, usize> = (0..archive.len()).filter_map(named).collect();
        let kind = other_kind(&names);
        let other = kind != FileKind::Archive || !names.contains_key("_rels/.rels");
        if other {
            return Err(ReadError::NotATable(kind));
        }
        Ok(Self { archive, names, unpacked: limits.unpacked })
    }

    /// A part, ready to be read as XML; `None` if there is none of that name. The sizes in the table
    /// of contents can lie, so what comes out is counted as well.
    pub(super) fn part(&mut self, path: &str) -> Result<Option<Xml<impl Read>>, ReadError> {
        let Some(at) = self.names.get(&folded(path)) else { return Ok(None) };
        let limit = self.unpacked;
        let part = self.archive.by_index(*at).map_err(damaged)?;
        Ok(Some(Xml::new(Capped { part, left: limit }, limit)))
    }
}

fn folded(path: &str) -> String {
    path.trim_start_matches(['/', '\\']).replace('\\', "/").to_lowercase()
}

/// What a ZIP is by its names; an archive, if they do not say, as a workbook's do not.
fn other_kind(names: &HashMap<String, usize>) -> FileKind {
    let has = |name: &str| names.contains_key(name);
    let within = |folder: &str| names.keys().any(|name| name.starts_with(folder));
    if has("xl/workbook.bin") {
        FileKind::BinaryExcel
    } else if within("xl/") {
        FileKind::Archive
    } else if within("word/") || within("ppt/") {
        FileKind::Document
    } else if has("mimetype") && has("content.xml") {
        FileKind::OpenDocument
    } else if has("index/document.iwa") || has("index.zip") {
        FileKind::Numbers
    } else {
        FileKind::Archive
    }
}

fn damaged(error: ZipError) -> ReadError {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => ReadError::Io(error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => ReadError::Encrypted,
        _ => ReadError::Damaged("its ZIP container can't be read"),
    }
}

/// Stops a part that unpacks to more than is allowed.
struct Capped<R> {
    part: R,
    left: u64,
}

/// The error of [`Capped`], wrapped in an [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("the part unpacks to too much")]
pub(super) struct TooMuch;

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.part.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other(TooMuch))?;
        Ok(read)
    }
}
