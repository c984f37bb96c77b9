//! XML as a stream of tags and texts, each of bounded size.

use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read},
};

use quick_xml::{
    Reader,
    escape::{resolve_predefined_entity, unescape},
    events::{BytesEnd, BytesStart, Event},
};

use super::{super::ReadError, package::TooMuch};

/// The most bytes of one tag or one stretch of text. A cell has at most 32,767 characters, so that
/// only hostile files come near.
const LONGEST: usize = 1_000_000;

/// The most tags within each other. A workbook has about ten.
const DEEPEST: u32 = 100;

/// A part of a workbook.
pub(super) struct Xml<R: Read> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    depth: u32,
    unpacked: u64,
}

/// What comes next in a part.
pub(super) enum Token<'a> {
    /// A tag begins.
    Start(Tag<'a>),
    /// A tag ends.
    End(EndTag<'a>),
    /// Text, or a part of one.
    Text(Cow<'a, str>),
    /// Something that says nothing: a comment, a declaration.
    Other,
    /// The part ends.
    Eof,
}

/// The end of a tag.
pub(super) struct EndTag<'a>(BytesEnd<'a>);

impl EndTag<'_> {
    /// The name without its namespace.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }
}

/// The beginning of a tag.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// The name without its namespace.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// The values of some attributes, by their names without namespace.
    pub(super) fn attributes<const N: usize>(&self, wanted: [&str; N]) -> [Option<Cow<'_, str>>; N] {
        let mut found = [const { None }; N];
        let mut attributes = self.0.attributes();
        // Looking for repeated names takes time that grows with their square.
        for attribute in attributes.with_checks(false).flatten() {
            let name = local(attribute.key.into_inner());
            let at = wanted.iter().position(|wanted| *wanted == name);
            if let (Some(at), Cow::Borrowed(raw)) = (at, attribute.value) {
                found[at] = unescape(raw).ok();
            }
        }
        found
    }

    /// The value of one attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let [value] = self.attributes([name]);
        value
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

impl<R: Read> Xml<R> {
    pub(super) fn new(part: R, unpacked: u64) -> Self {
        let mut reader =
            Reader::from_reader(Bounded { part: BufReader::with_capacity(32 * 1024, part), left: LONGEST });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0, unpacked }
    }

    /// The next tag or text. A text may come in several parts.
    pub(super) fn next(&mut self) -> Result<Token<'_>, ReadError> {
        self.buffer.clear();
        self.reader.get_mut().left = LONGEST;
        let event = self.reader.read_event_into(&mut self.buffer);
        Ok(match event.map_err(|error| refused(&error, self.unpacked))? {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(ReadError::Damaged("its tags are nested too deep"));
                }
                Token::Start(Tag(tag))
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Token::End(EndTag(tag))
            }
            Event::Text(text) => Token::Text(text.xml10_content()),
            Event::CData(text) => Token::Text(text.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(character)) => Token::Text(character.to_string().into()),
                // Entities that a document declares itself are not expanded.
                _ => Token::Text(resolve_predefined_entity(&name).unwrap_or_default().into()),
            },
            Event::Eof => Token::Eof,
            _ => Token::Other,
        })
    }

    /// The next tag or text, where the part must not end yet.
    pub(super) fn within(&mut self) -> Result<Token<'_>, ReadError> {
        match self.next()? {
            Token::Eof => Err(ReadError::Damaged("a part ends too early")),
            token => Ok(token),
        }
    }
}

fn refused(error: &quick_xml::Error, unpacked: u64) -> ReadError {
    let quick_xml::Error::Io(error) = error else { return ReadError::Damaged("its XML is not well formed") };
    let inner = error.get_ref();
    if inner.is_some_and(<dyn std::error::Error + Send + Sync + 'static>::is::<TooMuch>) {
        ReadError::UnpacksTooLarge { limit: unpacked }
    } else if inner.is_some_and(<dyn std::error::Error + Send + Sync + 'static>::is::<TooLong>) {
        ReadError::TextTooLong { limit: LONGEST }
    } else {
        ReadError::Damaged("a part can't be unpacked")
    }
}

/// Stops within a tag or a text that is longer than any workbook has: it is kept in memory whole.
struct Bounded<R> {
    part: BufReader<R>,
    left: usize,
}

/// The error of [`Bounded`], wrapped in an [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("a tag or a text is too long")]
struct TooLong;

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.part.read(buffer)
    }
}

impl<R: Read> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other(TooLong));
        }
        self.part.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.part.consume(amount);
    }
}
