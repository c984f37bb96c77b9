//! The three sides, and whether they are the same.

use domain::api::reconciliation::{BankMonth, Sides};
use leptos::prelude::*;

use super::desk::Desk;
use crate::ui::{Glyph, Icon};

/// The sums, side by side.
#[component]
pub(super) fn SidesTable(desk: Desk) -> impl IntoView {
    view! {
        {move || desk.month.value.with(|month| month.as_ref().map(|month| cards(desk, month)))}
    }
}

fn cards(desk: Desk, month: &BankMonth) -> impl IntoView + use<> {
    let Sides {
        statement, outstanding, booked_later, at_gateway, adjusted_bank, in_bank, books, owned, owners, ..
    } = month.sides.clone();
    let money = move |amount| desk.money(amount);
    let row = move |name: &str, amount: i64| {
        view! {
            <div>
                <dt>{name.to_owned()}</dt>
                <dd class="num">{money(amount)}</dd>
            </div>
        }
    };
    let sum = move |name: &'static str, amount: Option<i64>, equal: bool| {
        let (glyph, word) = if equal { (Glyph::Check, "agrees") } else { (Glyph::Alert, "does not agree") };
        view! {
            <div class="sum" class:equal=equal>
                <dt>{name}</dt>
                <dd class="num">
                    {amount.map_or_else(|| "—".to_owned(), money)} " " <Icon glyph/> <span class="sr">{word}</span>
                </dd>
            </div>
        }
    };
    let gateway = move || (at_gateway != 0).then(|| row("At the gateway, on its way", at_gateway));
    let bank_agrees = adjusted_bank == Some(books) && month.sides.lines_not_in_books == 0;
    let all_agree = month.sides.agree();
    view! {
        <div class="three-sides">
            <section>
                <h3>"The bank"</h3>
                <dl class="sums">
                    {match statement {
                        Some(statement) => row("Statement at the end of the month", statement).into_any(),
                        None => {
                            view! {
                                <div>
                                    <dt>"Statement at the end of the month"</dt>
                                    <dd>"not known yet"</dd>
                                </div>
                            }
                                .into_any()
                        }
                    }}
                    {row("Booked, not yet at the bank", outstanding)}
                    {(booked_later != 0).then(|| row("At the bank, booked afterwards", -booked_later))}
                    {gateway()}
                    {sum("The bank, with what is on its way", adjusted_bank, bank_agrees)}
                </dl>
            </section>
            <section>
                <h3>"The books"</h3>
                <dl class="sums">
                    {row("In the bank, by the books", in_bank)} {gateway()} {sum("The books", Some(books), all_agree)}
                </dl>
            </section>
            {owners.map(|owners| {
                let parts = owned.iter().map(|part| row(part.kind.label(), part.amount)).collect_view();
                view! {
                    <section>
                        <h3>"Whose it is"</h3>
                        <dl class="sums">{parts} {sum("In all", Some(owners), owners == books)}</dl>
                    </section>
                }
            })}
        </div>
    }
}
