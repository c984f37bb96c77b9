//! Operating money: the client's open invoices, the oldest first, and what becomes of the rest.

use domain::{
    Currency, Mode, Money,
    api::invoices::Invoice,
    id::ClientId,
    table::{TableQuery, invoices::InvoiceColumn},
};
use leptos::prelude::*;

use super::{Subject, Whose, fields::possessive};
use crate::{
    admin::{
        data::{Query, among},
        frame::Answered,
        live::Live,
        records::{MatterChoice, Picked},
    },
    api::pages::{self, Part},
    sharing::{Say, Shares},
    ui::{Badge, Glyph, Icon, Tone},
};

/// So many open invoices are offered.
const OFFERED: u32 = 100;

/// What the money pays.
#[component]
pub fn Invoices(whose: Whose, subject: Signal<Option<Subject>>, client: Picked) -> impl IntoView {
    let live = Live::from_context();
    let asked = Memo::new(move |_| subject.with(|s| s.as_ref().map(|s| (s.money.currency, s.mode))));
    let id = client.id.clone();
    let open = Query::new(
        move || asked.get().map(|(currency, mode)| (id.clone(), currency, mode)),
        move || live.records(),
        |transport, (client, currency, mode)| async move {
            let part = Part::Page { query: open_ones(&client, currency, mode), limit: OFFERED, cursor: None };
            pages::list::<InvoiceColumn, Invoice>(&transport, &part).await.map(|page| page.data)
        },
    );
    Effect::new(move |_| {
        if let Some(invoices) = open.value.get() {
            untrack(|| offer(whose, invoices, subject.with(|s| s.as_ref().map_or(0, |s| s.money.amount))));
        }
    });
    // Of a matter that is chosen, the invoices of others are not meant.
    Effect::new(move |before: Option<String>| {
        let matter = whose.matter.get();
        if before.is_some_and(|before| before != matter) {
            whose.said.set(whose.invoices.with_untracked(|all| all.iter().map(|i| first_say(i, &matter)).collect()));
        }
        matter
    });
    let money = move || subject.with(|s| s.as_ref().map(|s| s.money));
    let shares = Memo::new(move |_| money().map(|money| (money, whose.shares(money))));
    let chosen = Signal::stored(Some(client.clone()));
    let client = StoredValue::new(client);
    view! {
        <MatterChoice label="Matter" pointer="/matter_id" client=chosen chosen=whose.matter none="No matter in particular"/>
        <Answered query=open lines=3 let:invoices>
            {if invoices.is_empty() {
                let who = client.with_value(|client| client.name.clone());
                view! { <p class="sub">{who} " has no open invoice in this currency."</p> }.into_any()
            } else {
                view! { <Debts whose shares/> }.into_any()
            }}
        </Answered>
        <Rest whose shares client/>
    }
}

/// What is open of a client, in one currency.
fn open_ones(client: &ClientId, currency: Currency, mode: Mode) -> TableQuery<InvoiceColumn> {
    let mut query = TableQuery::default();
    query.filter(InvoiceColumn::Mode, Some(among([mode.as_str()])));
    query.filter(InvoiceColumn::ClientId, Some(among([client.as_str()])));
    query.filter(InvoiceColumn::Currency, Some(among([currency.code()])));
    query.filter(InvoiceColumn::Status, Some(among(["unpaid", "partly_paid", "refunded"])));
    query
}

/// The invoices, as they are before anyone ticks. The one that a proposal named is paid before older ones.
fn offer(whose: Whose, mut invoices: Vec<Invoice>, amount: i64) {
    invoices.sort_by_key(|invoice| (invoice.due_on.unwrap_or(invoice.issued_on), invoice.issued_on));
    let unchanged = whose
        .invoices
        .with_untracked(|before| before.iter().map(|i| (&i.id, i.open)).eq(invoices.iter().map(|i| (&i.id, i.open))));
    if unchanged {
        return;
    }
    let (matter, named) = (whose.matter.get_untracked(), whose.named.get_untracked());
    let say = |invoice: &Invoice| {
        if named.as_ref() == Some(&invoice.id) {
            let amount = Money::new(invoice.open.min(amount), invoice.currency);
            return Say { ticked: true, typed: Some(amount.plain()) };
        }
        first_say(invoice, &matter)
    };
    whose.said.set(invoices.iter().map(say).collect());
    whose.invoices.set(invoices);
}

fn first_say(invoice: &Invoice, matter: &str) -> Say {
    let meant = matter.is_empty() || invoice.matter_id.as_ref().is_none_or(|id| id.as_str() == matter);
    Say { ticked: meant, typed: None }
}

#[component]
fn Debts(whose: Whose, shares: Memo<Option<(Money, Shares)>>) -> impl IntoView {
    let lines = move || {
        let invoices = whose.invoices.get();
        invoices
            .into_iter()
            .enumerate()
            .map(|(at, invoice)| view! { <DebtLine whose shares at invoice/> })
            .collect_view()
    };
    view! {
        <fieldset class="debts">
            <legend class="field-label">"Pays"</legend>
            <ul>{lines}</ul>
        </fieldset>
    }
}

#[component]
fn DebtLine(whose: Whose, shares: Memo<Option<(Money, Shares)>>, at: usize, invoice: Invoice) -> impl IntoView {
    let currency = invoice.currency;
    let share = Memo::new(move |_| shares.with(|s| s.as_ref().and_then(|(_, s)| s.each.get(at).copied())).unwrap_or(0));
    let wrong = Memo::new(move |_| shares.with(|s| s.as_ref().and_then(|(_, s)| s.wrong.get(at).cloned().flatten())));
    let said = Memo::new(move |_| whose.said.with(|said| said.get(at).cloned()).unwrap_or_default());
    let ticked = Memo::new(move |_| said.with(|said| said.ticked && (said.typed.is_some() || share.get() > 0)));
    let shown = Memo::new(move |_| {
        let typed = said.with(|said| said.typed.clone()).filter(|_| ticked.get());
        typed.unwrap_or_else(|| if ticked.get() { Money::new(share.get(), currency).plain() } else { String::new() })
    });
    let say = move |new: Say| {
        whose.said.update(|said| {
            if let Some(old) = said.get_mut(at) {
                *old = new;
            }
        });
    };
    let open = invoice.open;
    let tick = move |wanted: bool| {
        let (all, rest) = shares.with_untracked(|s| s.as_ref().map_or((0, 0), |(money, s)| (money.amount, s.rest)));
        // Where nothing is left for it, one wants it paid before the others.
        let first = wanted && rest <= 0;
        say(Say { ticked: wanted, typed: first.then(|| Money::new(open.min(all), currency).plain()) });
    };
    let number = invoice.number.clone();
    let wrong_id = format!("wrong-{}", invoice.id);
    let described_by = {
        let id = wrong_id.clone();
        move || wrong.with(Option::is_some).then(|| id.clone())
    };
    view! {
        <li class="debt">
            <label class="debt-what">
                <input
                    type="checkbox"
                    prop:checked=ticked
                    on:change=move |event| tick(event_target_checked(&event))
                />
                <span>
                    <span class="name">{invoice.number.clone()}</span>
                    {invoice.overdue.then(|| view! { " " <Badge tone=Tone::Bad word="Overdue"/> })}
                    <span class="sub debt-about">{about(&invoice)}</span>
                </span>
            </label>
            <div class="affix debt-amount">
                <span aria-hidden="true">{currency.sign()}</span>
                <input
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    aria-label=format!("Amount for {number}")
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby=described_by
                    prop:value=shown
                    on:input=move |event| say(Say { ticked: true, typed: Some(event_target_value(&event)) })
                    on:blur=move |_| {
                        // Emptied: it gets its share by age again, or nothing.
                        if said.with_untracked(|said| said.typed.as_deref().is_some_and(|t| t.trim().is_empty())) {
                            say(Say { ticked: false, typed: None });
                        }
                    }
                />
            </div>
            {move || wrong.get().map(|why| view! {
                <p class="wrong" id=wrong_id.clone()>
                    <Icon glyph=Glyph::Alert/>
                    <span>{why}</span>
                </p>
            })}
        </li>
    }
}

/// `$1,250.00 open · due 12 Nov 2026 · 2026-0117`.
fn about(invoice: &Invoice) -> String {
    let open = format!("{} open", Money::new(invoice.open, invoice.currency));
    let due = invoice
        .due_on
        .map_or_else(|| format!("issued {}", invoice.issued_on.short()), |due| format!("due {}", due.short()));
    std::iter::once(open).chain([due]).chain(invoice.matter_number.clone()).collect::<Vec<_>>().join(" · ")
}

/// What becomes of what is left.
#[component]
fn Rest(whose: Whose, shares: Memo<Option<(Money, Shares)>>, client: StoredValue<Picked>) -> impl IntoView {
    let rest = Memo::new(move |_| {
        shares.with(|shares| shares.as_ref().map(|(money, shares)| Money::new(shares.rest, money.currency)))
    });
    let sign = Memo::new(move |_| rest.get().map(|rest| rest.amount.signum()));
    let amount = move || rest.get().map(|rest| rest.to_string());
    let too_much = move || rest.get().map(|rest| Money::new(-rest.amount, rest.currency).to_string());
    let way = move |credit: bool, label: String| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="rest"
                    prop:checked=move || whose.credit.get() == credit
                    on:change=move |_| whose.credit.set(credit)
                />
                <span>{label}</span>
            </label>
        }
    };
    move || match sign.get()? {
        1 => Some(
            view! {
                <div class="rest">
                    <p>"The rest, " <strong>{amount}</strong> ","</p>
                    <div class="segments" role="radiogroup" aria-label="What becomes of the rest">
                        {way(true, format!("is {} credit", client.with_value(possessive)))}
                        {way(false, "stays unlinked".to_owned())}
                    </div>
                </div>
            }
            .into_any(),
        ),
        0 => Some(view! { <p class="rest sub">"Nothing is left."</p> }.into_any()),
        _ => Some(
            view! {
                <p class="wrong" role="alert">
                    <Icon glyph=Glyph::Alert/>
                    <span>{too_much} " more than the payment has"</span>
                </p>
            }
            .into_any(),
        ),
    }
}
