//! What stands in each column of the table of matters.

use domain::{CivilDate, Money, api::matters::Matter, client::MatterStatus, table::matters::MatterColumn};
use leptos::prelude::*;

use crate::{
    admin::cells::{code, mode, moment, monies},
    rows::Keyed,
    ui::{Badge, TableRow, Title, Tone, nothing, text},
};

impl Keyed for Matter {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl TableRow for Matter {
    type Column = MatterColumn;
    const CARD: &'static [MatterColumn] = &[MatterColumn::Number, MatterColumn::Client, MatterColumn::Status];

    fn title(&self) -> Title {
        Title { text: self.name.clone(), missing: false, under: None }
    }

    fn cell(&self, column: MatterColumn) -> AnyView {
        let day = |day: Option<CivilDate>| {
            day.map_or_else(nothing, |day| {
                view! { <time class="first" datetime=day.to_string()>{day.short()}</time> }.into_any()
            })
        };
        match column {
            MatterColumn::Name => text(Some(&self.name)),
            MatterColumn::Number => text(Some(&self.number)),
            MatterColumn::Client => text(Some(&self.client_name)),
            MatterColumn::ClientId => code(self.client_id.as_str()),
            MatterColumn::Responsible => text(self.responsible_name.as_deref()),
            MatterColumn::Owed => {
                monies(self.balances.iter().map(|balance| Money::new(balance.owed, balance.currency)))
            }
            MatterColumn::Trust => monies(
                self.balances
                    .iter()
                    .map(|balance| Money::new(balance.trust.iter().map(|trust| trust.balance).sum(), balance.currency)),
            ),
            MatterColumn::Status => matter_badge(self).into_any(),
            MatterColumn::OpenedOn => day(self.opened_on),
            MatterColumn::ClosedOn => day(self.closed_on),
            MatterColumn::CreatedAt => moment(Some(self.created_at)),
            MatterColumn::Mode => mode(self.mode),
            MatterColumn::Id => code(self.id.as_str()),
        }
    }
}

/// Whether the matter is worked on.
pub fn matter_badge(matter: &Matter) -> impl IntoView + use<> {
    let tone = if matter.status == MatterStatus::Open { Tone::Good } else { Tone::Mute };
    view! { <Badge tone word=matter.status.label()/> }
}
