//! The open invoices of a client: which are asked for, and how much of each.

use domain::{
    Currency, Fields, Money,
    amount::parse_amount,
    api::{Page, invoices::Invoice, links::NewLinkItem},
    id::MatterId,
    table::{TableQuery, invoices::InvoiceColumn},
};
use leptos::prelude::*;

use super::subject::Subject;
use crate::{
    admin::{
        data::{Query, among},
        live::Live,
        record_page::row_pointer,
    },
    api::pages::{self, Part},
    ui::{Button, FormState, Glyph, Icon, Kind, SkeletonLines, TextField},
};

/// The most invoices that are offered.
const MOST: u32 = 100;

/// An invoice that can be asked for.
#[derive(Clone, Copy)]
pub struct Item {
    /// What tells it from the others.
    pub key: usize,
    /// The invoice as it was loaded last.
    pub invoice: RwSignal<Invoice>,
    /// Whether it is asked for.
    pub ticked: RwSignal<bool>,
    /// How much of it, as it is typed.
    pub amount: RwSignal<String>,
}

/// All of them.
#[derive(Clone, Copy)]
pub struct Items {
    /// They, the earliest due first; `None` before they are there.
    pub all: RwSignal<Option<Vec<Item>>>,
    /// Why they are not there.
    pub loaded: Query<Page<Invoice>>,
}

impl Items {
    /// Loads them, and follows what others change: what was ticked and typed stays.
    pub fn of(about: &Subject) -> Self {
        let live = Live::from_context();
        let mut query = TableQuery::<InvoiceColumn>::default();
        query.filter(InvoiceColumn::Mode, Some(among([about.mode.as_str()])));
        query.filter(InvoiceColumn::Status, Some(among(["unpaid", "partly_paid", "refunded"])));
        match &about.matter {
            Some((matter, _)) => query.filter(InvoiceColumn::MatterId, Some(among([matter.as_str()]))),
            None => query.filter(InvoiceColumn::ClientId, Some(among([about.client_id.as_str()]))),
        }
        let loaded = Query::new(
            move || Some(query.clone()),
            move || live.records(),
            |transport, query| async move {
                pages::list::<InvoiceColumn, Invoice>(&transport, &Part::Page { query, limit: MOST, cursor: None })
                    .await
            },
        );
        let items = Self { all: RwSignal::new(None), loaded };
        let first = about.invoice_id.clone();
        Effect::new(move |_| {
            let Some(mut page) = loaded.value.get() else { return };
            page.data.retain(|invoice| room(invoice) > 0);
            page.data.sort_by_key(|invoice| (invoice.due_on.unwrap_or(invoice.issued_on), invoice.issued_on));
            let known = items.all.get_untracked().unwrap_or_default();
            let mut key = known.iter().map(|item| item.key + 1).max().unwrap_or(0);
            let next = page.data.into_iter().map(|invoice| {
                let same = known.iter().find(|item| item.invoice.with_untracked(|known| known.id == invoice.id));
                match same {
                    Some(item) => {
                        item.invoice.set(invoice);
                        *item
                    }
                    None => {
                        key += 1;
                        Item::new(key, first.as_ref() == Some(&invoice.id), invoice)
                    }
                }
            });
            items.all.set(Some(next.collect()));
        });
        items
    }

    /// Those that are asked for.
    pub fn ticked(self) -> Vec<Item> {
        self.all.get().unwrap_or_default().into_iter().filter(|item| item.ticked.get()).collect()
    }

    /// The account and the currency of what is asked for: one link pays into one account.
    pub fn account(self) -> Option<(String, Currency)> {
        let first = self.ticked().into_iter().next()?;
        Some(first.invoice.with(|invoice| (invoice.account_id.to_string(), invoice.currency)))
    }

    /// What the amounts come to that can be read already, in minor units.
    pub fn sum(self) -> i64 {
        self.ticked().iter().filter_map(|item| item.read().ok()).sum()
    }

    /// The matter that all of them belong to.
    pub fn matter(self) -> Option<MatterId> {
        let mut matters = self.ticked().into_iter().map(|item| item.invoice.with(|invoice| invoice.matter_id.clone()));
        let first = matters.next()??;
        matters.all(|other| other.as_ref() == Some(&first)).then_some(first)
    }

    /// What is asked of each, and the keys of the items in that order.
    pub fn request(self, fields: &mut Fields) -> (Vec<NewLinkItem>, Vec<usize>) {
        let ticked = self.ticked();
        if ticked.is_empty() {
            fields.refuse("/items", "Tick at least one invoice");
        }
        let items = ticked.iter().filter_map(|item| {
            let amount = fields.take(item.pointer(), item.read())?;
            Some(NewLinkItem { invoice_id: item.invoice.with(|invoice| invoice.id.to_string()), amount: Some(amount) })
        });
        (items.collect(), ticked.iter().map(|item| item.key).collect())
    }

    /// Everything that goes to the account of what is ticked, or of the first.
    fn tick_all(self) {
        let all = self.all.get_untracked().unwrap_or_default();
        let account = untrack(|| self.account()).map(|(account, _)| account);
        let first = all.first().map(|item| item.invoice.with_untracked(|invoice| invoice.account_id.to_string()));
        let Some(account) = account.or(first) else { return };
        for item in all {
            if item.invoice.with_untracked(|invoice| invoice.account_id.as_str() == account) {
                item.fill();
                item.ticked.set(true);
            }
        }
    }
}

/// What can be asked of an invoice: what nobody is about to pay.
fn room(invoice: &Invoice) -> i64 {
    invoice.open - invoice.reserved
}

impl Item {
    fn new(key: usize, ticked: bool, invoice: Invoice) -> Self {
        let amount = RwSignal::new(Money::new(room(&invoice), invoice.currency).plain());
        Self { key, invoice: RwSignal::new(invoice), ticked: RwSignal::new(ticked), amount }
    }

    fn fill(self) {
        self.amount.set(self.invoice.with_untracked(|invoice| Money::new(room(invoice), invoice.currency).plain()));
    }

    fn read(self) -> Result<i64, String> {
        let (room, currency) = self.invoice.with(|invoice| (room(invoice), invoice.currency));
        let money = parse_amount(&self.amount.get(), currency).map_err(|why| why.to_string())?;
        if money.amount > room {
            return Err(format!("At most {} is open", Money::new(room, currency)));
        }
        Ok(money.amount)
    }

    fn pointer(self) -> &'static str {
        row_pointer("items", self.key, "amount")
    }
}

/// The invoices to tick, and their sum.
#[component]
pub fn ItemFields(items: Items) -> impl IntoView {
    let form = use_context::<FormState>().unwrap_or_default();
    form.show("/items");
    let account = Memo::new(move |_| items.account());
    let several = Memo::new(move |_| items.all.with(|all| all.as_ref().is_some_and(|all| all.len() > 1)));
    let list = move || match (items.all.get(), items.loaded.blocking_failure()) {
        (Some(all), _) => {
            let rows = all.into_iter().map(|item| view! { <ItemRow item account/> }).collect_view();
            view! { <ul class="ask-items">{rows}</ul> }.into_any()
        }
        (None, Some(why)) => view! { <p class="wrong">{why}</p> }.into_any(),
        (None, None) => view! { <SkeletonLines lines=3/> }.into_any(),
    };
    let sum = move || {
        let currency = account.get().map(|(_, currency)| currency)?;
        Some(Money::new(items.sum(), currency).to_string())
    };
    view! {
        {list}
        {move || {
            form.error("/items").map(|why| {
                view! {
                    <p class="wrong" role="alert">
                        <Icon glyph=Glyph::Alert/>
                        <span>{why}</span>
                    </p>
                }
            })
        }}
        <div class="ask-sum">
            <Show when=move || several.get()>
                <Button
                    kind=Kind::Quiet
                    glyph=Glyph::Check
                    on_click=move |()| {
                        items.tick_all();
                        form.edited("/items");
                    }
                >
                    "Whole balance"
                </Button>
            </Show>
            <p aria-live="polite">
                <span class="sub">"Asked for"</span>
                " "
                <strong>{move || sum().unwrap_or_else(|| "—".to_owned())}</strong>
            </p>
        </div>
    }
}

#[component]
fn ItemRow(item: Item, account: Memo<Option<(String, Currency)>>) -> impl IntoView {
    let form = use_context::<FormState>().unwrap_or_default();
    let ticked = item.ticked;
    // One link pays into one account.
    let elsewhere = Memo::new(move |_| {
        account.with(|account| {
            account.as_ref().is_some_and(|(account, _)| item.invoice.with(|i| i.account_id.as_str() != account))
        })
    });
    let facts = move || {
        item.invoice.with(|invoice| {
            let money = |amount| Money::new(amount, invoice.currency).to_string();
            let due = invoice.due_on.map(|day| (format!("due {}", day.short()), invoice.overdue));
            let open = if room(invoice) == invoice.total {
                format!("{} open", money(invoice.total))
            } else {
                format!("{} open of {}", money(room(invoice)), money(invoice.total))
            };
            let reserved = (invoice.reserved > 0).then(|| format!("{} is just being paid", money(invoice.reserved)));
            view! {
                {due.map(|(due, late)| view! { <span class:late=late>{due}</span> })}
                <span>{open}</span>
                {invoice.matter_number.clone().map(|number| view! { <span>{number}</span> })}
                {reserved.map(|reserved| view! { <span>{reserved}</span> })}
                {elsewhere.get().then(|| view! { <span>{format!("is paid to {}: ask for it by another link", invoice.account_name)}</span> })}
            }
        })
    };
    let number = move || item.invoice.with(|invoice| invoice.number.clone());
    let sign = Signal::derive(move || item.invoice.with(|invoice| invoice.currency.sign().to_owned()));
    view! {
        <li class="ask-item" class:on=ticked class:off=elsewhere>
            <label class="ask-tick">
                <input
                    type="checkbox"
                    prop:checked=ticked
                    disabled=elsewhere
                    on:change=move |event| {
                        ticked.set(event_target_checked(&event));
                        form.edited("/items");
                    }
                />
                <span>
                    <span class="name">{number}</span>
                    <span class="line-facts">{facts}</span>
                </span>
            </label>
            <Show when=move || ticked.get()>
                <div class="ask-amount">
                    <TextField label="Amount" pointer=item.pointer() inputmode="decimal" value=item.amount before=sign/>
                </div>
            </Show>
        </li>
    }
}
