//! What is typed about a client, and the requests it makes.

use domain::{
    Fields, Problem,
    api::clients::{Client, ClientChange, Contact, NewClient, NewContact},
    client::ClientKind,
    text::{Email, Name},
};
use leptos::prelude::*;

use crate::admin::record_page::{by_key, row_pointer};

/// Everything that is typed; it outlives errors and answers.
#[derive(Clone, Copy)]
pub struct Draft {
    pub kind: RwSignal<ClientKind>,
    pub name: RwSignal<String>,
    pub number: RwSignal<String>,
    pub email: RwSignal<String>,
    pub phone: RwSignal<String>,
    pub address: RwSignal<String>,
    pub note: RwSignal<String>,
    pub contacts: RwSignal<Vec<ContactDraft>>,
    /// The key of the contact that is asked for money; the client itself without one.
    pub payer: RwSignal<Option<usize>>,
    next: StoredValue<usize>,
}

/// A contact as it is typed.
#[derive(Clone, Copy)]
pub struct ContactDraft {
    /// What tells it from the others, whatever its place.
    pub key: usize,
    id: StoredValue<Option<String>>,
    pub name: RwSignal<String>,
    pub role: RwSignal<String>,
    pub email: RwSignal<String>,
    pub phone: RwSignal<String>,
}

/// The request as it was read, and which contact stands at which place of it.
pub struct Read {
    client: NewClient,
    keys: Vec<usize>,
}

impl Draft {
    /// Nothing typed yet.
    pub fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            kind: RwSignal::new(ClientKind::Person),
            name: text(),
            number: text(),
            email: text(),
            phone: text(),
            address: text(),
            note: text(),
            contacts: RwSignal::new(Vec::new()),
            payer: RwSignal::new(None),
            next: StoredValue::new(0),
        }
    }

    /// A client as it is.
    pub fn of(client: &Client) -> Self {
        let draft = Self::new();
        draft.kind.set(client.kind);
        draft.name.set(client.name.clone());
        let texts = [
            (draft.number, &client.number),
            (draft.email, &client.email),
            (draft.phone, &client.phone),
            (draft.address, &client.address),
            (draft.note, &client.note),
        ];
        for (field, value) in texts {
            field.set(value.clone().unwrap_or_default());
        }
        for contact in &client.contacts {
            let key = draft.add(Some(contact));
            if client.payer_id.as_ref() == Some(&contact.id) {
                draft.payer.set(Some(key));
            }
        }
        draft
    }

    /// One contact more; the answer is its key.
    pub fn add(self, contact: Option<&Contact>) -> usize {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        let text =
            |of: fn(&Contact) -> Option<&String>| RwSignal::new(contact.and_then(of).cloned().unwrap_or_default());
        let draft = ContactDraft {
            key,
            id: StoredValue::new(contact.map(|contact| contact.id.to_string())),
            name: text(|contact| Some(&contact.name)),
            role: text(|contact| contact.role.as_ref()),
            email: text(|contact| contact.email.as_ref()),
            phone: text(|contact| contact.phone.as_ref()),
        };
        self.contacts.update(|contacts| contacts.push(draft));
        key
    }

    /// What is typed, or what is wrong with it.
    ///
    /// # Errors
    /// One sentence for each field.
    pub fn read(self) -> Result<Read, Problem> {
        let mut fields = Fields::new();
        let optional = |text: RwSignal<String>| Some(text.get_untracked().trim().to_owned());
        let name = self.name.get_untracked().trim().to_owned();
        fields.parse::<Name>("/name", &name);
        fields.optional::<Email>("/email", Some(&self.email.get_untracked()));
        let typed: Vec<ContactDraft> =
            self.contacts.get_untracked().into_iter().filter(|contact| !contact.is_blank()).collect();
        let payer = self.payer.get_untracked();
        let contacts = typed.iter().map(|contact| contact.read(&mut fields, payer)).collect();
        fields.finish(Some(()))?;
        let client = NewClient {
            kind: self.kind.get_untracked().to_string(),
            name,
            number: optional(self.number),
            email: optional(self.email),
            phone: optional(self.phone),
            address: optional(self.address),
            note: optional(self.note),
            contacts,
            mode: None,
        };
        Ok(Read { client, keys: typed.iter().map(|contact| contact.key).collect() })
    }
}

impl ContactDraft {
    fn is_blank(&self) -> bool {
        [self.name, self.role, self.email, self.phone]
            .iter()
            .all(|text| text.with_untracked(|text| text.trim().is_empty()))
    }

    fn read(&self, fields: &mut Fields, payer: Option<usize>) -> NewContact {
        let text = |text: RwSignal<String>| text.get_untracked().trim().to_owned();
        fields.parse::<Name>(self.pointer("name"), &text(self.name));
        fields.optional::<Email>(self.pointer("email"), Some(&text(self.email)));
        NewContact {
            id: self.id.get_value(),
            name: text(self.name),
            role: Some(text(self.role)),
            email: Some(text(self.email)),
            phone: Some(text(self.phone)),
            pays: payer == Some(self.key),
        }
    }

    /// The pointer of one of its fields.
    pub fn pointer(&self, field: &str) -> &'static str {
        row_pointer("contacts", self.key, field)
    }
}

impl Read {
    /// The request that enters the client.
    pub fn new_client(&self) -> NewClient {
        self.client.clone()
    }

    /// The request that changes it: what is empty is taken away.
    pub fn change(&self) -> ClientChange {
        let client = self.client.clone();
        ClientChange {
            kind: Some(client.kind),
            name: Some(client.name),
            number: client.number,
            email: client.email,
            phone: client.phone,
            address: client.address,
            note: client.note,
            contacts: Some(client.contacts),
            status: None,
        }
    }

    /// What the server refused, at the contacts it means.
    pub fn refused(&self, problem: &Problem) -> Problem {
        by_key(problem, "contacts", &self.keys)
    }
}
