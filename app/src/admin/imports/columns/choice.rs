//! One header of the file, and what it means.

use domain::imports::Column;
use leptos::prelude::*;

use super::Draft;
use crate::ui::{Badge, Glyph, Icon, Tone, fresh_id};

/// The header, what stands below it, and a choice of meanings.
#[component]
pub fn Meaning(
    draft: Draft,
    /// Its place in the file.
    at: usize,
    header: String,
    /// What stands in the first rows.
    samples: Vec<String>,
    /// Columns that several headers could stand for.
    open: Memo<Vec<Column>>,
) -> impl IntoView {
    let id = fresh_id();
    let mine = Memo::new(move |_| draft.columns.with(|columns| columns.get(at).copied().flatten()));
    let contested = Memo::new(move |_| mine.get().is_some_and(|column| open.with(|open| open.contains(&column))));
    let named = if header.trim().is_empty() { format!("Column {}", at + 1) } else { header };
    let options = Column::ALL.iter().copied().map(|column| {
        let taken = move || draft.columns.with(|columns| columns.contains(&Some(column))) && mine.get() != Some(column);
        let said = move || if taken() { format!("{} (moves here)", column.label()) } else { column.label().to_owned() };
        view! { <option value=column.as_str() prop:selected=move || mine.get() == Some(column)>{said}</option> }
    });
    let choose = move |event| draft.assign(at, event_target_value(&event).parse().ok());
    let help = move || mine.get().map(Column::help);
    let shown = if samples.is_empty() {
        view! { <span class="meaning-none">"Nothing in the first rows"</span> }.into_any()
    } else {
        samples.into_iter().map(|text| view! { <span class="sample">{text}</span> }).collect_view().into_any()
    };
    view! {
        <li class="meaning" class:off=move || mine.get().is_none()>
            <div class="meaning-file">
                <label for=id.clone()>{named}</label>
                <p class="samples">{shown}</p>
            </div>
            <span class="meaning-arrow" aria-hidden="true"><Icon glyph=Glyph::Right/></span>
            <div class="meaning-ours">
                <select class="control" id=id on:change=choose>
                    <option value="" prop:selected=move || mine.get().is_none()>"Pass over"</option>
                    {options.collect_view()}
                </select>
                {move || help().map(|help| view! { <p class="hint">{help}</p> })}
            </div>
            <span class="meaning-sign">
                {move || match (contested.get(), mine.get()) {
                    (true, _) => view! { <Badge tone=Tone::Warn word="Look"/> }.into_any(),
                    (false, None) => view! { <Badge tone=Tone::Mute word="Not read"/> }.into_any(),
                    (false, Some(_)) => view! { <Badge tone=Tone::Good word="Read"/> }.into_any(),
                }}
            </span>
        </li>
    }
}
