//! Mail that was received, the newest 5,000.

use std::collections::VecDeque;

use mail_parser::{MessageParser, MimeHeaders};
use serde_json::{Value, json};

const KEPT: usize = 5_000;

/// A received mail, read.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) id: String,
    pub(crate) received_at_ms: i64,
    pub(crate) envelope_from: String,
    /// The recipients of the SMTP envelope.
    pub(crate) to: Vec<String>,
    pub(crate) from: String,
    pub(crate) subject: String,
    pub(crate) message_id: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) html: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) attachments: Vec<Attachment>,
}

/// A file that came with a mail.
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
}

/// Which mails to list.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// A part of a recipient's address.
    pub(crate) to: Option<String>,
    /// A part of the subject.
    pub(crate) subject: Option<String>,
    /// Received at or after this instant, in milliseconds.
    pub(crate) since_ms: Option<i64>,
}

impl Mail {
    fn read(id: String, received_at_ms: i64, envelope_from: &str, to: Vec<String>, raw: &[u8]) -> Self {
        let mut mail = Self {
            id,
            received_at_ms,
            envelope_from: envelope_from.to_owned(),
            to,
            from: envelope_from.to_owned(),
            subject: String::new(),
            message_id: None,
            text: None,
            html: None,
            headers: Vec::new(),
            attachments: Vec::new(),
        };
        let Some(message) = MessageParser::default().parse(raw) else { return mail };
        mail.subject = message.subject().unwrap_or_default().to_owned();
        mail.message_id = message.message_id().map(str::to_owned);
        // Only parts that the sender wrote: the parser would derive one from the other.
        let has = |kind: &str| {
            message.parts.iter().any(|part| {
                part.content_type().is_some_and(|content| content.c_type == "text" && content.subtype() == Some(kind))
            })
        };
        let is_bare = message.parts.iter().all(|part| part.content_type().is_none());
        mail.text = message.body_text(0).filter(|_| has("plain") || is_bare).map(Into::into);
        mail.html = message.body_html(0).filter(|_| has("html")).map(Into::into);
        mail.headers = message
            .headers_raw()
            .map(|(name, value)| (name.to_owned(), value.split_whitespace().collect::<Vec<_>>().join(" ")))
            .collect();
        if let Some(address) = message.from().and_then(|from| from.first()) {
            let mailbox = address.address().unwrap_or(envelope_from);
            mail.from = match address.name() {
                Some(name) => format!("{name} <{mailbox}>"),
                None => mailbox.to_owned(),
            };
        }
        mail.attachments = message
            .attachments()
            .map(|part| Attachment {
                name: part.attachment_name().unwrap_or("attachment").to_owned(),
                content_type: part.content_type().map_or_else(
                    || "application/octet-stream".to_owned(),
                    |content| match content.subtype() {
                        Some(subtype) => format!("{}/{subtype}", content.c_type),
                        None => content.c_type.to_string(),
                    },
                ),
                bytes: part.contents().to_vec(),
            })
            .collect();
        mail
    }

    /// The mail as tests read it.
    pub(crate) fn json(&self) -> Value {
        let attachments: Vec<Value> = self
            .attachments
            .iter()
            .enumerate()
            .map(|(index, attachment)| {
                json!({
                    "name": attachment.name,
                    "content_type": attachment.content_type,
                    "size": attachment.bytes.len(),
                    "url": format!("/mailbox/{}/attachments/{index}", self.id),
                })
            })
            .collect();
        let headers: Vec<Value> =
            self.headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        json!({
            "id": self.id,
            "received_at": self.received_at_ms,
            "envelope_from": self.envelope_from,
            "from": self.from,
            "to": self.to,
            "subject": self.subject,
            "message_id": self.message_id,
            "text": self.text,
            "html": self.html,
            "headers": headers,
            "attachments": attachments,
        })
    }
}

/// All mails, oldest first.
#[derive(Default)]
pub(crate) struct Mailbox {
    mails: VecDeque<Mail>,
    received: u64,
}

impl Mailbox {
    /// Stores a mail and drops the oldest one when there are too many.
    pub(crate) fn receive(&mut self, received_at_ms: i64, from: &str, to: Vec<String>, raw: &[u8]) {
        self.received += 1;
        if self.mails.len() >= KEPT {
            self.mails.pop_front();
        }
        let id = format!("mail_{}", self.received);
        self.mails.push_back(Mail::read(id, received_at_ms, from, to, raw));
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Mail> {
        self.mails.iter().find(|mail| mail.id == id)
    }

    /// The mails that fit, newest first.
    pub(crate) fn search(&self, search: &Search) -> impl Iterator<Item = &Mail> {
        let contains = |text: &str, part: &Option<String>| {
            part.as_ref().is_none_or(|part| text.to_lowercase().contains(&part.to_lowercase()))
        };
        self.mails.iter().rev().filter(move |mail| {
            (search.to.is_none() || mail.to.iter().any(|to| contains(to, &search.to)))
                && contains(&mail.subject, &search.subject)
                && search.since_ms.is_none_or(|since| mail.received_at_ms >= since)
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.mails.len()
    }

    pub(crate) fn clear(&mut self) {
        self.mails.clear();
    }
}
