//! What filters know of the firm: its currency, its accounts and its staff.

use domain::{Currency, table::Columns};
use leptos::prelude::*;

use crate::{
    admin::{session::Session, store::Store},
    ui::Known,
};

/// What is known now; it grows as answers come.
pub fn known<C: Columns>() -> Known<C> {
    let session = Session::from_context();
    let store = Store::from_context();
    let currency = Memo::new(move |_| session.me(|me| me.firm.currency).unwrap_or(Currency::USD));
    let choices = move |column: C| match column.to_string().as_str() {
        "account_id" => accounts(store),
        "responsible_id" => staff(store),
        "client_id" => store.names("cli_"),
        "matter_id" => store.names("mtr_"),
        "currency" => currencies(store, currency.get()),
        _ => Vec::new(),
    };
    Known { currency: currency.into(), choices: Callback::new(choices) }
}

fn accounts(store: Store) -> Vec<(String, String)> {
    store.accounts.value.with(|accounts| {
        accounts.iter().flatten().map(|account| (account.id.to_string(), account.name.clone())).collect()
    })
}

fn staff(store: Store) -> Vec<(String, String)> {
    store
        .staff
        .value
        .with(|staff| staff.iter().flatten().map(|user| (user.id.to_string(), user.name.clone())).collect())
}

/// The firm's own and those of its accounts.
fn currencies(store: Store, own: Currency) -> Vec<(String, String)> {
    let mut codes = vec![own.code()];
    store
        .accounts
        .value
        .with(|accounts| codes.extend(accounts.iter().flatten().map(|account| account.currency.code())));
    codes.sort_unstable();
    codes.dedup();
    codes.into_iter().map(|code| (code.to_owned(), code.to_owned())).collect()
}
