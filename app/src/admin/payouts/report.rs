//! What a payout is made of: the deposit report, which equals the line on the bank's statement.

use domain::{
    Currency, Money,
    api::payouts::{DepositLine, DepositReport},
    id::PayoutId,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::page::{PATH, badge};
use crate::{
    admin::{
        data::{Query, Stage},
        frame::PageHead,
        live::Live,
    },
    api,
    ui::{Button, ButtonLink, Day, EmptyState, ErrorState, Glyph, Icon, Kind, SkeletonLines, grouped},
};

/// The page, at an address that ends with `:id`.
#[component]
pub fn PayoutPage() -> impl IntoView {
    let live = Live::from_context();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<PayoutId>().ok()));
    let report = Query::<DepositReport>::new(
        move || id.get(),
        move || live.payments(),
        |transport, id| async move { api::payouts::report(&transport, &id).await },
    );
    let loaded = report.stage();
    let stage = Memo::new(move |_| if id.with(Option::is_some) { loaded.get() } else { Stage::Gone });
    view! {
        <PageHead title="Deposit report">
            <ButtonLink kind=Kind::Quiet glyph=Glyph::Left href=PATH.to_owned()>"All payouts"</ButtonLink>
            <Button glyph=Glyph::Print on_click=|()| drop(window().print())>"Print"</Button>
        </PageHead>
        {move || match stage.get() {
            Stage::Loading => view! { <SkeletonLines lines=9/> }.into_any(),
            Stage::Failed(text) => view! { <ErrorState text retry=move |()| report.reload()/> }.into_any(),
            Stage::Gone => {
                view! {
                    <EmptyState
                        glyph=Glyph::Search
                        title="There is no such payout"
                        text="The address is wrong, or the payout belongs to another firm."
                    />
                }
                    .into_any()
            }
            Stage::There => view! { {move || report.value.get().map(|report| sheet(&report))} }.into_any(),
        }}
    }
}

fn sheet(report: &DepositReport) -> impl IntoView + use<> {
    let payout = &report.payout;
    let currency = payout.currency;
    let money = move |amount| Money::new(amount, currency).to_string();
    let sum = move |term: &'static str, amount: i64| {
        (amount != 0).then(|| {
            view! {
                <div>
                    <dt>{term}</dt>
                    <dd class="num">{money(amount)}</dd>
                </div>
            }
        })
    };
    let account = payout.account_name.clone().unwrap_or_else(|| payout.gateway_account.clone());
    let more = report.count - i64::try_from(report.lines.len()).unwrap_or_default();
    view! {
        <article class="statement">
            <header>
                <div>
                    <p class="statement-firm">{account}</p>
                    <h2>{money(payout.amount)}</h2>
                    <p class="detail-status">{badge(payout)} <span class="sub">{payout.gateway_id.clone()}</span></p>
                </div>
                <p class="sub">"At the bank " <Day at=payout.arrives_at/></p>
            </header>
            {difference(report)}
            <dl class="facts sums">
                {sum("Payments", report.gross)}
                {sum("Gateway fees", -report.fees)}
                {sum("Refunds", report.refunds)}
                {sum("Disputes", report.disputes)}
                {sum("Transfers and adjustments", report.other)}
                <div class="sum">
                    <dt>"Comes to"</dt>
                    <dd class="num">{money(report.net)}</dd>
                </div>
            </dl>
            {lines(&report.lines, currency)}
            {(more > 0).then(|| view! { <p class="sub book-foot">"And " {grouped(more)} " more movements."</p> })}
        </article>
    }
}

/// Whether it equals the bank's line.
fn difference(report: &DepositReport) -> impl IntoView + use<> {
    let difference = Money::new(report.difference, report.payout.currency);
    if difference.amount == 0 && report.payout.matched {
        return view! {
            <div class="callout good detail-note">
                <Icon glyph=Glyph::Check/>
                <p>"It equals the line on the bank’s statement."</p>
            </div>
        }
        .into_any();
    }
    let says = if report.payout.matched || difference.amount != 0 {
        format!(
            "{difference} of it is not explained: the gateway has not told of everything in it, or the payout was made by hand."
        )
    } else {
        "The gateway has not told yet what it is made of.".to_owned()
    };
    view! {
        <div class="callout warn detail-note">
            <Icon glyph=Glyph::Alert/>
            <p>{says}</p>
        </div>
    }
    .into_any()
}

fn lines(lines: &[DepositLine], currency: Currency) -> Option<impl IntoView + use<>> {
    if lines.is_empty() {
        return None;
    }
    Some(view! {
        <div class="grid" tabindex="0" role="region" aria-label="What it is made of">
            <table class="table book entries" aria-label="Movements">
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"What"</th>
                        <th scope="col" class="num book-entries">"Amount"</th>
                        <th scope="col" class="num book-entries">"Fee"</th>
                        <th scope="col" class="num">"Net"</th>
                    </tr>
                </thead>
                <tbody>{lines.iter().map(|line| row(line, currency)).collect_view()}</tbody>
            </table>
        </div>
    })
}

fn row(line: &DepositLine, currency: Currency) -> impl IntoView + use<> {
    let money = |amount| Money::new(amount, currency).to_string();
    let who = [&line.payer_name, &line.client_name, &line.invoice_number];
    let mut said: Vec<String> = who.into_iter().flatten().cloned().collect();
    said.dedup();
    let payment = line.payment_id.as_ref().map(|id| {
        view! {
            " "
            <a class="entry-link" href=format!("/app/payments/{id}")>"Payment"</a>
        }
    });
    view! {
        <tr>
            <td class="entry-when"><Day at=line.moved_at/></td>
            <th scope="row" class="entry-what">
                <span class="name">{line.what.clone()}</span>
                " "
                <span class="sub">{said.join(" · ")}</span>
                {payment}
            </th>
            <td class="num book-entries">{money(line.amount)}</td>
            <td class="num book-entries">{money(line.fee)}</td>
            <td class="num">{money(line.net)}</td>
        </tr>
    }
}
