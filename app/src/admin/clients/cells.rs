//! What stands in each column of the table of clients.

use domain::{
    Money,
    api::clients::{Client, ClientBalance},
    client::ClientStatus,
    table::clients::ClientColumn,
};
use leptos::prelude::*;

use crate::{
    admin::cells::{code, mode, moment, monies, word},
    rows::Keyed,
    ui::{Badge, TableRow, Title, Tone, grouped, nothing, text},
};

impl Keyed for Client {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl TableRow for Client {
    type Column = ClientColumn;
    const CARD: &'static [ClientColumn] = &[ClientColumn::Owed, ClientColumn::Email, ClientColumn::Status];

    fn title(&self) -> Title {
        Title { text: self.name.clone(), missing: false, under: None }
    }

    fn cell(&self, column: ClientColumn) -> AnyView {
        let balances = |of: fn(&ClientBalance) -> i64| {
            monies(self.balances.iter().map(|balance| Money::new(of(balance), balance.currency)))
        };
        match column {
            ClientColumn::Name => text(Some(&self.name)),
            ClientColumn::Number => text(self.number.as_deref()),
            ClientColumn::Kind => word(column, self.kind.as_str()),
            ClientColumn::Email => text(self.email.as_deref()),
            ClientColumn::Phone => text(self.phone.as_deref()),
            ClientColumn::Owed => balances(|balance| balance.owed),
            ClientColumn::Credit => balances(|balance| balance.credit),
            ClientColumn::Trust => balances(|balance| balance.trust),
            ClientColumn::OpenMatters => match self.open_matters {
                0 => nothing(),
                count => text(Some(&grouped(count))),
            },
            ClientColumn::Status => client_badge(self.status).into_any(),
            ClientColumn::CreatedAt => moment(Some(self.created_at)),
            ClientColumn::CreatedBy => text(Some(&self.created_by)),
            ClientColumn::Mode => mode(self.mode),
            ClientColumn::Id => code(self.id.as_str()),
        }
    }
}

/// Whether the firm still works for the client.
pub fn client_badge(status: ClientStatus) -> impl IntoView {
    let tone = if status == ClientStatus::Active { Tone::Good } else { Tone::Mute };
    view! { <Badge tone word=status.label()/> }
}
