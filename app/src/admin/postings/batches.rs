//! The list of batches, the newest first.

use domain::{Money, api::postings::Batch, posting::PostingStatus};
use leptos::prelude::*;

use super::{BATCHES, mark::postings};
use crate::{
    admin::{data::list, frame::PageHead, live::Live, place::Place, records::ModeTabs},
    api::{self, pages},
    rows::Keyed,
    ui::{Badge, ButtonLink, EmptyState, Glyph, Kind, Moment, RowsEnd, RowsInstead, Tone, loaded_rows},
};

impl Keyed for Batch {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// The page.
#[component]
pub fn BatchesPage() -> impl IntoView {
    let live = Live::from_context();
    let place = Place::here();
    let mode = Memo::new(move |_| place.param("mode"));
    let feed = list(
        mode,
        move || live.payments(),
        |transport, part| async move {
            match part {
                pages::Part::Page { query, limit, cursor } => {
                    api::postings::batches(&transport, &query, limit, cursor.as_deref()).await
                }
                pages::Part::These(_) => Ok(domain::api::Page { data: Vec::new(), next_cursor: None }),
            }
        },
    );
    let some = Memo::new(move |_| feed.count() > 0);
    view! {
        <PageHead title="Batches">
            <ButtonLink kind=Kind::Quiet glyph=Glyph::Left href="/app/postings".to_owned()>"All postings"</ButtonLink>
        </PageHead>
        <p class="lead page-lead">
            "Postings that went into your practice software together. The file of a batch stays as it was made, to the byte."
        </p>
        <ModeTabs path=BATCHES/>
        <RowsInstead feed>
            <EmptyState
                glyph=Glyph::Layers
                title="No batches yet"
                text="Select postings that are to be posted, and post them as a batch: its file appears here."
            >
                <ButtonLink kind=Kind::Primary href="/app/postings?status=to_post".to_owned()>"See what is to be posted"</ButtonLink>
            </EmptyState>
        </RowsInstead>
        <Show when=move || some.get()>
            <div class="grid">
                <table class="table book" aria-label="Batches">
                    <thead>
                        <tr>
                            <th scope="col">"Batch"</th>
                            <th scope="col">"Made"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="num">"Comes to"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || loaded_rows(feed) key=|row| row.key.clone() let:row>
                            {move || line(&row.value.get())}
                        </For>
                    </tbody>
                </table>
            </div>
        </Show>
        <RowsEnd feed/>
    }
}

fn line(batch: &Batch) -> impl IntoView + use<> {
    let sums = sums(batch).join(", ");
    let count = postings(batch.postings);
    view! {
        <tr>
            <th scope="row" class="entry-what">
                <a class="book-link" href=format!("{BATCHES}/{}", batch.id)>{format!("Batch {}", batch.number)}</a>
                " "
                <span class="sub">{count}</span>
            </th>
            <td class="entry-when"><Moment at=batch.created_at/></td>
            <td>{badge(batch)}</td>
            <td class="num">{sums}</td>
        </tr>
    }
}

/// What a batch comes to, by currency.
pub fn sums(batch: &Batch) -> Vec<String> {
    let mut sums: Vec<Money> = Vec::new();
    for total in &batch.totals {
        match sums.iter_mut().find(|sum| sum.currency == total.currency) {
            Some(sum) => sum.amount = sum.amount.saturating_add(total.amount),
            None => sums.push(Money::new(total.amount, total.currency)),
        }
    }
    sums.iter().map(ToString::to_string).collect()
}

/// How many of a batch stand somewhere.
pub fn standing(batch: &Batch, status: PostingStatus) -> i64 {
    batch.standing.iter().filter(|standing| standing.status == status).map(|standing| standing.count).sum()
}

/// Where a batch stands as a whole.
pub fn badge(batch: &Batch) -> impl IntoView + use<> {
    let (open, failed) = (standing(batch, PostingStatus::Batched), standing(batch, PostingStatus::Failed));
    let (tone, word) = match (batch.withdrawn_at.is_some(), open, failed) {
        (true, ..) => (Tone::Mute, "Taken back".to_owned()),
        (_, 1.., _) => (Tone::Warn, format!("{open} open")),
        (_, _, 1..) => (Tone::Bad, format!("{failed} failed")),
        _ => (Tone::Good, "Done".to_owned()),
    };
    view! { <Badge tone word/> }
}
