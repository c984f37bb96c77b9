//! What is typed about an invoice, and the requests it makes.

use domain::{
    CivilDate, Currency, Fields, Money, Problem,
    amount::parse_amount,
    api::invoices::{Invoice, InvoiceChange, InvoiceLine, NewInvoice, NewInvoiceLine},
    decimal::{parse_thousandths, show_thousandths},
    invoice::{BadSum, InvoiceSum, Line, QUANTITY_SCALE, sum},
    text::{Description, InvoiceNumber, Message},
};
use leptos::prelude::*;

use crate::admin::{
    record_page::{by_key, row_pointer},
    records::Picked,
};

/// Everything that is typed; it outlives errors and answers.
#[derive(Clone, Copy)]
pub struct Draft {
    pub client: RwSignal<Option<Picked>>,
    pub matter_id: RwSignal<String>,
    pub account_id: RwSignal<String>,
    pub number: RwSignal<String>,
    pub issued_on: RwSignal<String>,
    pub due_on: RwSignal<String>,
    pub note: RwSignal<String>,
    pub lines: RwSignal<Vec<LineDraft>>,
    next: StoredValue<usize>,
}

/// A line as it is typed.
#[derive(Clone, Copy)]
pub struct LineDraft {
    /// What tells it from the others, whatever its place.
    pub key: usize,
    pub description: RwSignal<String>,
    pub quantity: RwSignal<String>,
    pub price: RwSignal<String>,
    pub tax: RwSignal<String>,
}

impl Draft {
    /// One empty line, issued today.
    pub fn new(issued_on: String) -> Self {
        let text = || RwSignal::new(String::new());
        let draft = Self {
            client: RwSignal::new(None),
            matter_id: text(),
            account_id: text(),
            number: text(),
            issued_on: RwSignal::new(issued_on),
            due_on: text(),
            note: text(),
            lines: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        };
        draft.add();
        draft
    }

    /// An invoice as it is.
    pub fn of(invoice: &Invoice) -> Self {
        let draft = Self::new(invoice.issued_on.to_string());
        draft.client.set(Some(Picked { id: invoice.client_id.clone(), name: invoice.client_name.clone() }));
        draft.account_id.set(invoice.account_id.to_string());
        draft.number.set(invoice.number.clone());
        draft.due_on.set(invoice.due_on.map(String::from).unwrap_or_default());
        draft.note.set(invoice.note.clone().unwrap_or_default());
        draft.lines.set(Vec::new());
        for line in &invoice.lines {
            draft.add().fill(line, invoice.currency);
        }
        draft
    }

    /// One line more; it has the tax of the one above.
    pub fn add(self) -> LineDraft {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        let above = self.lines.with_untracked(|lines| lines.last().map(|line| line.tax.get_untracked()));
        let line = LineDraft {
            key,
            description: RwSignal::new(String::new()),
            quantity: RwSignal::new("1".to_owned()),
            price: RwSignal::new(String::new()),
            tax: RwSignal::new(above.unwrap_or_default()),
        };
        self.lines.update(|lines| lines.push(line));
        line
    }

    /// What the lines come to that can be read already, by the very rules of the server.
    ///
    /// # Errors
    /// When that is nothing, or too much.
    pub fn sum(self, currency: Currency) -> Result<InvoiceSum, BadSum> {
        sum(self.lines.get().iter().filter_map(|line| line.now(currency)))
    }

    /// The request, or everything that is wrong with it.
    ///
    /// # Errors
    /// One sentence for each field.
    pub fn read(self, currency: Currency) -> Result<NewInvoice, Problem> {
        let mut fields = Fields::new();
        let text = |text: RwSignal<String>| text.get_untracked().trim().to_owned();
        let client = self.client.get_untracked();
        if client.is_none() {
            fields.refuse("/client_id", "Choose who owes it");
        }
        fields.optional::<InvoiceNumber>("/number", Some(&text(self.number)));
        fields.optional::<CivilDate>("/issued_on", Some(&text(self.issued_on)));
        fields.optional::<CivilDate>("/due_on", Some(&text(self.due_on)));
        fields.optional::<Message>("/note", Some(&text(self.note)));
        let lines = self.lines.get_untracked();
        let read: Vec<NewInvoiceLine> = lines.iter().filter_map(|line| line.read(&mut fields, currency)).collect();
        if fields.is_fine()
            && let Err(why) = sum(read.iter().map(of_line))
        {
            fields.refuse("/lines", why);
        }
        let filled = |field: RwSignal<String>| Some(text(field)).filter(|text| !text.is_empty());
        let invoice = client.map(|client| NewInvoice {
            client_id: Some(client.id.to_string()),
            matter_id: filled(self.matter_id),
            number: filled(self.number),
            account_id: filled(self.account_id),
            issued_on: filled(self.issued_on),
            due_on: filled(self.due_on),
            lines: read,
            note: filled(self.note),
        });
        fields.finish(invoice)
    }

    /// What the server refused, at the lines it means.
    pub fn refused(self, problem: &Problem) -> Problem {
        let keys: Vec<usize> = self.lines.with_untracked(|lines| lines.iter().map(|line| line.key).collect());
        by_key(problem, "lines", &keys)
    }
}

/// The request that changes an invoice: what is empty is taken away.
pub fn change(invoice: NewInvoice, with_lines: bool) -> InvoiceChange {
    InvoiceChange {
        number: invoice.number,
        issued_on: invoice.issued_on,
        due_on: Some(invoice.due_on.unwrap_or_default()),
        lines: with_lines.then_some(invoice.lines),
        note: Some(invoice.note.unwrap_or_default()),
    }
}

fn of_line(line: &NewInvoiceLine) -> Line {
    Line { quantity: line.quantity, unit_price: line.unit_price, tax_rate: line.tax_rate }
}

impl LineDraft {
    fn fill(self, line: &InvoiceLine, currency: Currency) {
        self.description.set(line.description.clone());
        self.quantity.set(show_thousandths(line.quantity));
        self.price.set(Money::new(line.unit_price, currency).plain());
        self.tax.set(if line.tax_rate == 0 { String::new() } else { show_thousandths(line.tax_rate) });
    }

    /// The pointer of one of its fields.
    pub fn pointer(self, field: &str) -> &'static str {
        row_pointer("lines", self.key, field)
    }

    /// The line as far as it can be read already.
    pub fn now(self, currency: Currency) -> Option<Line> {
        Some(Line {
            quantity: self.quantity.with(|text| parse_thousandths(text)).ok()?,
            unit_price: self.price.with(|text| price(text, currency)).ok()?,
            tax_rate: self.tax.with(|text| rate(text)).ok()?,
        })
    }

    fn read(self, fields: &mut Fields, currency: Currency) -> Option<NewInvoiceLine> {
        let description = fields.parse::<Description>(self.pointer("description"), &self.description.get_untracked());
        let quantity = match parse_thousandths(&self.quantity.get_untracked()) {
            Ok(0) => fields.take(self.pointer("quantity"), Err("Enter more than zero")),
            read => fields.take(self.pointer("quantity"), read),
        };
        let unit_price = fields.take(self.pointer("unit_price"), price(&self.price.get_untracked(), currency));
        let tax_rate = fields.take(self.pointer("tax_rate"), rate(&self.tax.get_untracked()));
        Some(NewInvoiceLine {
            description: description?.into(),
            quantity: quantity.unwrap_or(QUANTITY_SCALE),
            unit_price: unit_price?,
            tax_rate: tax_rate?,
        })
    }
}

/// A price in minor units: less than nothing in a discount.
fn price(text: &str, currency: Currency) -> Result<i64, String> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    match parse_amount(digits, currency) {
        Ok(money) => Ok(sign * money.amount),
        Err(_) if is_zero(digits) => Ok(0),
        Err(why) => Err(why.to_string()),
    }
}

fn is_zero(text: &str) -> bool {
    text.contains('0') && text.chars().all(|c| matches!(c, '0' | '.' | ','))
}

/// A rate in thousandths of a percent; none without a text.
fn rate(text: &str) -> Result<i64, String> {
    match text.trim() {
        "" => Ok(0),
        text => match parse_thousandths(text) {
            Ok(rate @ 0..=100_000) => Ok(rate),
            Ok(_) => Err("Use 100 % at most".to_owned()),
            Err(why) => Err(why.to_string()),
        },
    }
}
