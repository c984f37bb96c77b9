//! XML as the way to each text: names without their namespaces, from the outermost on.

use quick_xml::{Reader, escape::resolve_predefined_entity, events::Event};

use super::BadFile;

/// The most tags within each other: a statement has about fifteen.
const DEEPEST: usize = 40;
/// A text is read so far.
const LONGEST: usize = 4000;

/// What happens on the way through a file.
pub(super) enum Step<'a> {
    /// A tag began; its currency, if it has one.
    Begin(&'a [String], Option<String>),
    /// It ends; what stood in it.
    End(&'a [String], &'a str),
}

/// Walks through a file.
///
/// # Errors
/// What `see` refuses, or that the file is no XML, declares things, or is nested too deep.
pub(super) fn walk(text: &str, mut see: impl FnMut(Step<'_>) -> Result<(), BadFile>) -> Result<(), BadFile> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut path, mut said): (Vec<String>, String) = (Vec::new(), String::new());
    loop {
        match reader.read_event().map_err(|_| BadFile::Broken("its XML is not well formed"))? {
            Event::Start(tag) => {
                if path.len() >= DEEPEST {
                    return Err(BadFile::Broken("its tags are nested too deep"));
                }
                path.push(tag.local_name().as_ref().to_owned());
                said.clear();
                let mut currency = None;
                for attribute in tag.attributes().with_checks(false).flatten() {
                    if attribute.key.as_ref() == "Ccy" {
                        currency = Some(attribute.value.chars().take(10).collect());
                    }
                }
                see(Step::Begin(&path, currency))?;
            }
            Event::End(_) => {
                see(Step::End(&path, said.trim()))?;
                path.pop();
                said.clear();
            }
            Event::Text(part) => add(&mut said, &part.xml10_content()),
            Event::CData(part) => add(&mut said, &part.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(character)) => add(&mut said, character.encode_utf8(&mut [0; 4])),
                // Entities that a file declares itself are not expanded.
                _ => add(&mut said, resolve_predefined_entity(&name).unwrap_or_default()),
            },
            Event::DocType(_) => return Err(BadFile::Broken("it declares a document type")),
            Event::Eof if path.is_empty() => return Ok(()),
            Event::Eof => return Err(BadFile::Broken("it breaks off")),
            _ => {}
        }
    }
}

fn add(said: &mut String, part: &str) {
    let room = LONGEST.saturating_sub(said.len());
    said.extend(part.chars().take(room));
}
