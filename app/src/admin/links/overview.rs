//! What is outstanding and what came in, above the table; a click on a bar shows its links below.

use domain::{
    CivilDate, Currency, Money,
    api::{
        links::Total,
        overview::{Age, Overview as Figures},
        tables::Count,
    },
    table::{Columns, Condition, Days, links::LinkColumn},
};
use leptos::prelude::*;

use crate::{
    admin::{
        data::{Query, Stage, TablePage, among},
        live::Live,
        session::Session,
        store::Store,
    },
    api,
    ui::{Bar, BarList, BarRow, Glyph, Icon, SkeletonLines, Unfolded, counted, debounced, grouped, today},
};

/// Figures change seldom enough to be asked for so many milliseconds after something changed.
const REST: u64 = 2000;

/// The figures, and the charts below them if someone wants them.
#[component]
pub fn Overview(page: TablePage<LinkColumn>) -> impl IntoView {
    let live = Live::from_context();
    let session = Session::from_context();
    let version = debounced(move || live.links().wrapping_add(live.payments()), REST);
    let figures = Query::new(
        || Some(()),
        move || version.get(),
        |transport, ()| async move { api::links::overview(&transport).await },
    );
    let unfolded = Unfolded::kept("overview");
    let chosen = RwSignal::new(None::<Currency>);
    let own = move || session.me(|me| me.firm.currency).unwrap_or(Currency::USD);
    let currencies =
        Memo::new(move |_| figures.value.with(|f| f.as_ref().map(|f| currencies(f, own())).unwrap_or_default()));
    let currency = move || chosen.get().or_else(|| currencies.with(|all| all.first().copied())).unwrap_or_else(own);
    let charts = move || match figures.value.get() {
        None => bones().into_any(),
        Some(figures) => {
            let several = currencies.with(|all| all.len() > 1);
            Charts { page, currency: currency(), several, zone: session.zone() }.show(&figures)
        }
    };
    let line = move || {
        figures.value.with(|figures| match figures {
            None => view! { <span class="bone" aria-hidden="true"></span> }.into_any(),
            Some(figures) => summary(figures, currency(), page, &session.zone()).into_any(),
        })
    };
    let store = Store::from_context();
    let no_links = move || store.links.value.with(|c| c.as_ref().and_then(|c| c.all).is_some_and(|all| all.count == 0));
    let stage = figures.stage();
    // Its place is kept while it is on its way, so that the table does not move. Where nothing can be, the table
    // alone is the page.
    let nothing = move || match stage.get() {
        Stage::Loading => no_links(),
        Stage::There => figures.value.with(|figures| figures.as_ref().is_none_or(is_nothing)),
        Stage::Gone | Stage::Failed(_) => true,
    };
    let busy = move || (stage.get() == Stage::Loading).then_some("true");
    view! {
        <section class="overview" aria-label="Overview" hidden=nothing aria-busy=busy>
            <div class="overview-head">
                <button
                    type="button"
                    class="overview-fold"
                    aria-expanded=move || unfolded.get().to_string()
                    on:click=move |_| unfolded.turn()
                >
                    <Icon glyph=Glyph::Right/>
                    "Overview"
                </button>
                {line}
                <CurrencyChoice currencies chosen current=Signal::derive(currency)/>
            </div>
            <Show when=move || unfolded.get()>
                <div class="overview-charts">{charts}</div>
            </Show>
        </section>
    }
}

/// The cards before their figures are there: as high as they will be.
fn bones() -> impl IntoView {
    let card = || view! { <div class="card" aria-hidden="true"><SkeletonLines lines=5/></div> };
    (0..4).map(|_| card()).collect_view()
}

fn is_nothing(figures: &Figures) -> bool {
    figures.ages.is_empty() && figures.weeks.iter().all(|week| week.totals.is_empty())
}

/// The currencies that occur, the firm's own first.
fn currencies(figures: &Figures, own: Currency) -> Vec<Currency> {
    let open = figures.ages.iter().map(|age| age.total.currency);
    let came = figures.weeks.iter().flat_map(|week| week.totals.iter().map(|total| total.currency));
    let mut all: Vec<Currency> = open.chain(came).collect();
    all.sort_by_key(|currency| (*currency != own, currency.code()));
    all.dedup();
    all
}

#[component]
fn CurrencyChoice(
    currencies: Memo<Vec<Currency>>,
    chosen: RwSignal<Option<Currency>>,
    current: Signal<Currency>,
) -> impl IntoView {
    move || {
        let all = currencies.get();
        (all.len() > 1).then(|| {
            let options = all.into_iter().map(|currency| {
                view! { <option value=currency.code() prop:selected=move || current.get() == currency>{currency.code()}</option> }
            });
            view! {
                <select
                    class="control compact"
                    aria-label="Currency of the overview"
                    on:change=move |event| chosen.set(event_target_value(&event).parse().ok())
                >
                    {options.collect_view()}
                </select>
            }
        })
    }
}

/// The three figures in one line.
fn summary(figures: &Figures, currency: Currency, page: TablePage<LinkColumn>, zone: &str) -> impl IntoView + use<> {
    let open = sum(figures.ages.iter().map(|age| &age.total), currency);
    let came = sum(figures.weeks.iter().flat_map(|week| &week.totals), currency);
    let Count { count, .. } = figures.opened_not_paid;
    let opened = counted(figures.opened_not_paid);
    let asks = vec![
        (LinkColumn::Status, among(["outstanding"])),
        (LinkColumn::FirstOpenedAt, Condition::On(Days::Between(None, today(zone)))),
    ];
    let href = move || page.only(&asks);
    view! {
        <p class="overview-figures">
            <span><strong>{Money::new(open.amount, currency).to_string()}</strong> " outstanding"</span>
            <span><strong>{Money::new(came.amount, currency).to_string()}</strong> " collected in 12 weeks"</span>
            {(count > 0).then(|| view! { <a href=href data-noscroll=""><strong>{opened}</strong> " opened, not paid"</a> })}
        </p>
    }
}

fn sum<'a>(totals: impl Iterator<Item = &'a Total>, currency: Currency) -> Total {
    let of = totals.filter(|total| total.currency == currency);
    of.fold(Total { currency, amount: 0, count: 0 }, |sum, total| Total {
        amount: sum.amount + total.amount,
        count: sum.count + total.count,
        ..sum
    })
}

/// The charts in one currency.
struct Charts {
    page: TablePage<LinkColumn>,
    currency: Currency,
    /// Whether there are others, so that a bar's links are those of this one.
    several: bool,
    zone: String,
}

impl Charts {
    fn show(&self, figures: &Figures) -> AnyView {
        let ages = self.ages(figures);
        let (open, came) = self.accounts(figures);
        let methods = self.methods(figures);
        let list = |label: &'static str, bars: Vec<Bar>| (!bars.is_empty()).then(|| view! { <BarList label bars/> });
        let none = |nothing: bool, said: &'static str| nothing.then(|| view! { <p class="card-none">{said}</p> });
        let nothing_came = came.is_empty() && methods.is_empty();
        view! {
            <div class="card">
                <h2>"Outstanding " <small>"by age"</small></h2>
                {none(ages.is_empty(), "Nobody owes anything right now.")}
                {list("Outstanding by age", ages)}
            </div>
            <div class="card">
                <h2>"Outstanding " <small>"by account"</small></h2>
                {none(open.is_empty(), "Nobody owes anything right now.")}
                {list("Outstanding by account", open)}
            </div>
            <div class="card">
                <h2>"Collected " <small>"by week"</small></h2>
                <BarRow label="Collected by week" bars=self.weeks(figures)/>
            </div>
            <div class="card">
                <h2>"Collected " <small>"by account and method"</small></h2>
                {none(nothing_came, "Nothing came in during these weeks.")}
                {list("Collected by account", came)}
                {list("Collected by method", methods)}
            </div>
        }
        .into_any()
    }

    fn ages(&self, figures: &Figures) -> Vec<Bar> {
        let Some(today) = today(&self.zone) else { return Vec::new() };
        let of = figures.ages.iter().filter(|age| age.total.currency == self.currency);
        of.map(|age| {
            let (label, tone) = match age.age {
                Age::NotDue => ("Not yet due", ""),
                Age::Days30 => ("1–30 days over", ""),
                Age::Days60 => ("31–60 days over", "warn"),
                Age::Days90 => ("61–90 days over", "warn"),
                Age::Older => ("Over 90 days", "bad"),
                Age::Undated => ("No due date", ""),
            };
            let asks = vec![open_links(), (LinkColumn::DueOn, Condition::On(age.age.days(today)))];
            Bar { tone, ..self.bar(label.to_owned(), age.total, ["link", "links"], asks) }
        })
        .collect()
    }

    fn weeks(&self, figures: &Figures) -> Vec<Bar> {
        let week = figures.weeks.iter().map(|week| {
            let total = sum(week.totals.iter(), self.currency);
            let days = Days::Between(Some(week.from), Some(week.to));
            let asks = vec![(LinkColumn::PaidAt, Condition::On(days))];
            let label = format!("{} – {}", day(week.from), day(week.to));
            self.bar(label, total, ["payment", "payments"], asks)
        });
        week.collect()
    }

    fn accounts(&self, figures: &Figures) -> (Vec<Bar>, Vec<Bar>) {
        let bars = |totals: &dyn Fn(usize) -> Total, more: &dyn Fn() -> (LinkColumn, Condition), said: [&str; 2]| {
            let accounts = figures.accounts.iter().enumerate().filter(|(at, _)| totals(*at).count > 0);
            let bars = accounts.map(|(at, account)| {
                let id = account.account_id.as_str();
                self.bar(account.name.clone(), totals(at), said, vec![more(), (LinkColumn::Account, among([id]))])
            });
            bars.collect::<Vec<Bar>>()
        };
        let open = |at: usize| sum(figures.accounts[at].outstanding.iter(), self.currency);
        let came = |at: usize| sum(figures.accounts[at].collected.iter(), self.currency);
        (bars(&open, &open_links, ["link", "links"]), bars(&came, &|| self.came(figures), ["payment", "payments"]))
    }

    fn methods(&self, figures: &Figures) -> Vec<Bar> {
        let of = figures.methods.iter().filter(|method| method.total.currency == self.currency);
        of.map(|method| {
            let known = LinkColumn::Method.choices().iter().find(|(word, _)| *word == method.method);
            let label = known.map_or(method.method.as_str(), |(_, said)| *said).to_owned();
            let asks = vec![self.came(figures), (LinkColumn::Method, among([method.method.as_str()]))];
            self.bar(label, method.total, ["payment", "payments"], asks)
        })
        .collect()
    }

    /// Paid within the weeks that are shown.
    fn came(&self, figures: &Figures) -> (LinkColumn, Condition) {
        let from = figures.weeks.first().map(|week| week.from);
        (LinkColumn::PaidAt, Condition::On(Days::Between(from, figures.weeks.last().map(|week| week.to))))
    }

    fn bar(&self, label: String, total: Total, said: [&str; 2], mut asks: Vec<(LinkColumn, Condition)>) -> Bar {
        if self.several {
            asks.push((LinkColumn::Currency, among([self.currency.code()])));
        }
        let figure = Money::new(total.amount, self.currency).to_string();
        let [one, many] = said;
        let count = format!("{} {}", grouped(total.count), if total.count == 1 { one } else { many });
        let current = self.page.is_only(&asks);
        Bar {
            name: format!("{label}: {figure}, {count}"),
            label,
            amount: total.amount,
            figure,
            tone: "",
            // Once more, and everything is shown again.
            href: if current { self.page.everything() } else { self.page.only(&asks) },
            current,
        }
    }
}

/// `16 Nov`: these weeks are of this year, or of the end of the last.
fn day(day: CivilDate) -> String {
    day.date().strftime("%-d %b").to_string()
}

/// Links that somebody still owes.
fn open_links() -> (LinkColumn, Condition) {
    (LinkColumn::Status, among(["outstanding", "processing"]))
}
