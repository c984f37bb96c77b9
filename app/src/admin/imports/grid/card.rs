//! A row on a phone: a card that opens a sheet.

use domain::imports::{Column, Severity};
use leptos::prelude::*;

use super::{line::Line, row::Rows};
use crate::{
    admin::imports::words,
    rows::Row,
    ui::{Badge, Icon, Tone},
};

impl Rows {
    /// The card.
    pub(super) fn card(self, row: Row<Line>) -> AnyView {
        let line = RwSignal::from(row.value);
        let id = line.with_untracked(|line| line.id);
        let book = self.cursor.book;
        let shown = Memo::new(move |_| line.with(Shown::of));
        let opened = self.opened;
        let text = move |read: fn(&Shown) -> String| move || shown.with(read);
        view! {
            <tr
                class="row sheet-card"
                hidden=move || line.with(|line| line.blank)
                role="row"
                aria-rowindex=move || book.place(id).map(|at| at + 2)
            >
                <th role="rowheader">
                    <div class="cell">
                        <button type="button" class="name" data-card=id on:click=move |_| opened.set(Some(id))>
                            {text(|s| s.title.clone())}
                        </button>
                    </div>
                </th>
                <td role="cell" class="at-amount"><div class="cell">{text(|s| s.amount.clone())}</div></td>
                <td role="cell" class="card-sub">
                    {move || shown.with(|s| s.said.clone()).map_or_else(
                        || view! { <div class="cell">{text(|s| s.sub.clone())}</div> }.into_any(),
                        |(severity, said)| {
                            let (tone, glyph, word) = words::severity(severity);
                            view! {
                                <div class=format!("cell {tone}")>
                                    <Icon glyph/>
                                    <span class="sr">{word} ": "</span>
                                    <span class="card-said">{said}</span>
                                </div>
                            }
                            .into_any()
                        },
                    )}
                </td>
                <td role="cell" class="card-state">
                    <div class="cell">
                        {move || {
                            let (tone, word) = shown.with(|s| s.state);
                            view! { <Badge tone word/> }
                        }}
                    </div>
                </td>
            </tr>
        }
        .into_any()
    }
}

#[derive(Clone, PartialEq)]
struct Shown {
    title: String,
    amount: String,
    sub: String,
    state: (Tone, &'static str),
    said: Option<(Severity, String)>,
}

impl Shown {
    fn of(line: &Line) -> Self {
        let text = |column| Some(line.text(column).trim().to_owned()).filter(|text| !text.is_empty());
        let both = match (text(Column::FirstName), text(Column::LastName)) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            (one, other) => one.or(other),
        };
        let title =
            text(Column::RecipientName).or(both).or_else(|| text(Column::Client)).or_else(|| text(Column::Email));
        let number = if line.line.number == 0 { "New row".to_owned() } else { format!("Row {}", line.line.number) };
        let sub = [Some(number.clone()), text(Column::InvoiceNumber), text(Column::Email)];
        let waits = line.writes.values().any(|write| write.failure.is_none());
        let columns = std::iter::once(None).chain(Column::ALL.iter().copied().map(Some));
        let mut said: Vec<_> = columns.flat_map(|column| super::cell::said(line, column)).collect();
        said.sort_by_key(|(severity, _)| *severity);
        Self {
            title: title.unwrap_or(number),
            amount: text(Column::Amount).unwrap_or_else(|| "—".to_owned()),
            sub: sub.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            state: if waits { (Tone::Info, "Saving") } else { words::row_state(line.line.state) },
            said: said.into_iter().next(),
        }
    }
}
