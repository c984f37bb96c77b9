//! Small charts of bars, each of which is a link with a name that says everything.

use leptos::prelude::*;

/// A bar's full length, in the chart's own units.
const FULL: i64 = 1000;

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What is written beside or below it.
    pub label: String,
    /// How long it is; bars are compared by it.
    pub amount: i64,
    /// The figure that is written beside it.
    pub figure: String,
    /// All of it in words: `31–60 days: $4,200.00, 3 links`.
    pub name: String,
    /// A class for its colour, such as `warn`.
    pub tone: &'static str,
    /// Where it leads.
    pub href: String,
    /// Whether one is there already.
    pub current: bool,
}

impl Bar {
    /// Its length, of [`FULL`]; what is there at all is seen.
    fn length(&self, largest: i64) -> i64 {
        if self.amount <= 0 || largest <= 0 {
            return 0;
        }
        let length = i128::from(self.amount) * i128::from(FULL) / i128::from(largest);
        i64::try_from(length).unwrap_or(FULL).max(FULL / 100)
    }
}

fn largest(bars: &[Bar]) -> i64 {
    bars.iter().map(|bar| bar.amount).max().unwrap_or_default()
}

/// Bars below each other, with their labels and figures.
#[component]
pub fn BarList(
    /// What they show.
    #[prop(into)]
    label: String,
    /// The bars.
    bars: Vec<Bar>,
) -> impl IntoView {
    let largest = largest(&bars);
    let line = |bar: Bar| {
        let length = bar.length(largest);
        view! {
            <li>
                <a
                    class=format!("bar-line {}", bar.tone)
                    href=bar.href
                    data-noscroll=""
                    title=bar.name.clone()
                    aria-label=bar.name
                    aria-current=bar.current.then_some("true")
                >
                    <span class="bar-label">{bar.label}</span>
                    <span class="bar-figure">{bar.figure}</span>
                    <svg class="bar" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                        <rect width=length height="4"></rect>
                    </svg>
                </a>
            </li>
        }
    };
    view! { <ul class="bar-list" aria-label=label>{bars.into_iter().map(line).collect_view()}</ul> }
}

/// Bars beside each other, as a time line; the last one is now.
#[component]
pub fn BarRow(
    /// What they show.
    #[prop(into)]
    label: String,
    /// The bars.
    bars: Vec<Bar>,
) -> impl IntoView {
    let largest = largest(&bars);
    let column = |bar: Bar| {
        let length = bar.length(largest);
        view! {
            <li>
                <a
                    class="bar-column"
                    href=bar.href
                    data-noscroll=""
                    title=bar.name.clone()
                    aria-label=bar.name
                    aria-current=bar.current.then_some("true")
                >
                    <svg class="bar" viewBox="0 0 24 1000" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                        <rect class="bar-floor" x="2" y="980" width="20" height="20"></rect>
                        <rect x="2" y=FULL - length width="20" height=length></rect>
                    </svg>
                </a>
            </li>
        }
    };
    let ends = bars.first().zip(bars.last()).map(|(first, last)| (first.label.clone(), last.label.clone()));
    view! {
        <ul class="bar-row" aria-label=label>{bars.into_iter().map(column).collect_view()}</ul>
        {ends.map(|(first, last)| view! { <p class="bar-ends" aria-hidden="true"><span>{first}</span><span>{last}</span></p> })}
    }
}
