//! Uploading what the bank says, and saying what was there at the end of the month.

use domain::api::reconciliation::{BankMonth, BankStatement, MAX_STATEMENT_BYTES};
use leptos::{html, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::desk::Desk;
use crate::{
    admin::data::Action,
    api::{
        self, ApiError, Transport,
        reconciliation::{Of, Said},
    },
    ui::{Button, Dialog, Form, FormState, Glyph, Icon, Kind, TextField, Toasts, fresh_id},
};

/// Upload, the newest files, and the balance by hand.
#[component]
pub(super) fn Files(desk: Desk) -> impl IntoView {
    let stating = RwSignal::new(false);
    let files = Memo::new(move |_| {
        desk.month.value.with(|month| month.as_ref().map(|month| month.statements.clone()).unwrap_or_default())
    });
    view! {
        <section class="panel bank-files">
            <Show when=move || desk.may.get()>
                <Upload desk/>
                <Button glyph=Glyph::Bank on_click=move |()| stating.set(true)>"Enter the balance"</Button>
            </Show>
            <Show when=move || files.with(|files| !files.is_empty())>
                <ul class="file-rows" aria-label="Uploaded files">
                    <For
                        each=move || files.get().into_iter().take(3)
                        key=|file| file.id.to_string()
                        children=move |file| view! { <Uploaded desk file/> }
                    />
                </ul>
            </Show>
        </section>
        <Dialog open=stating title="What was in the account?".to_owned() class="narrow">
            <Balance desk open=stating/>
        </Dialog>
    }
}

/// Sends a file as soon as it is chosen; asks once where the file leaves something open.
#[component]
fn Upload(desk: Desk) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let wrong = RwSignal::new(None::<String>);
    // How days and amounts are written, for a file that can be read in two ways.
    let said = RwSignal::new(Said::default());
    let node = NodeRef::<html::Input>::new();
    let (id, hint) = (fresh_id(), fresh_id());
    let chosen = move |_| {
        let Some(input) = node.get_untracked() else { return };
        let file = input.files().and_then(|files| files.get(0));
        // The same file may be chosen again.
        input.set_value("");
        let (Some(file), Some(of)) = (file, desk.of.get_untracked()) else { return };
        wrong.set(None);
        let how = said.get_untracked();
        action.run(
            move |transport| send(transport, of, file, how),
            move |answer| match answer {
                Ok(statement) => {
                    toasts.say(told(&statement));
                    said.set(Said::default());
                    desk.month.reload();
                }
                Err(error) => wrong.set(Some(error.field("/file").map_or_else(|| error.to_string(), str::to_owned))),
            },
        );
    };
    let ask = move |text: &str| {
        let days = text.contains("the day or the month first");
        let marks = text.contains("a thousand and more");
        let choice = move |words: &'static str, order: &'static str, mark: &'static str| {
            let chosen = move || {
                said.with(|said| {
                    (!order.is_empty() && said.date_order == order) || (!mark.is_empty() && said.decimal_mark == mark)
                })
            };
            let choose = move |_| {
                said.update(|said| {
                    if order.is_empty() {
                        said.decimal_mark = mark.to_owned();
                    } else {
                        said.date_order = order.to_owned();
                    }
                });
            };
            view! {
                <button type="button" class="btn small" aria-pressed=move || chosen().to_string() on:click=choose>
                    {words}
                </button>
            }
        };
        view! {
            {days.then(|| view! { {choice("Day first", "day_first", "")} {choice("Month first", "month_first", "")} })}
            {marks.then(|| view! { {choice("A thousand and more", "", "decimal_point")} {choice("A little more than one", "", "decimal_comma")} })}
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>"The bank’s statement"</label>
            <input
                type="file"
                id=id
                node_ref=node
                accept=".csv,.txt,.tsv,.xlsx,.ofx,.qfx,.qbo,.xml"
                aria-describedby=hint.clone()
                disabled=action.busy
                on:change=chosen
            />
            <p class="hint" id=hint>
                {move || if action.busy.get() { "Reading the file…" } else { "CSV, Excel, OFX or CAMT.053, at most 5 MB. Lines that are here already are passed over." }}
            </p>
            {move || wrong.get().map(|text| view! {
                <div class="wrong" role="alert">
                    <Icon glyph=Glyph::Alert/>
                    <span>{text.clone()}</span>
                    {ask(&text)}
                </div>
            })}
        </div>
    }
}

async fn send(transport: Transport, of: Of, file: File, said: Said) -> Result<BankStatement, ApiError> {
    let name = file.name();
    let most = u32::try_from(2 * MAX_STATEMENT_BYTES).map_or(f64::MAX, f64::from);
    let bytes = if file.size() > most {
        // The server refuses it at its first bytes, with a sentence.
        vec![b' '; MAX_STATEMENT_BYTES + 1]
    } else {
        // A file that can't be read has gone from the disk in between.
        let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| ApiError::Unexpected { status: 0 })?;
        js_sys::Uint8Array::new(&buffer).to_vec()
    };
    api::reconciliation::upload(&transport, &of, (&name, &said), bytes).await
}

fn told(statement: &BankStatement) -> String {
    match (statement.lines, statement.fresh) {
        (0, _) => "The balance is kept; the file has no lines.".to_owned(),
        (lines, fresh) if lines == fresh => format!("{lines} lines are here."),
        (lines, 0) => format!("All {lines} lines were here already."),
        (lines, fresh) => format!("{fresh} of {lines} lines are new."),
    }
}

#[component]
fn Uploaded(desk: Desk, file: BankStatement) -> impl IntoView {
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let days = match (file.first_day, file.last_day) {
        (Some(first), Some(last)) => format!("{} to {}", first.short(), last.short()),
        _ => "no lines".to_owned(),
    };
    let said =
        format!("{} · {days} · {} of {} new · {}", file.format.label(), file.fresh, file.lines, file.uploaded_by);
    let (id, label) = (file.id.clone(), format!("Take back {}", file.file_name));
    let remove = move |_| {
        let id = id.clone();
        desk.action.run_or_tell(
            move |transport| async move { api::reconciliation::remove(&transport, &id).await },
            move |()| {
                toasts.say("The file and its lines are taken back.");
                desk.month.reload();
            },
        );
    };
    view! {
        <li>
            <span class="tick-what">
                <span class="name">{file.file_name.clone()}</span>
                <span class="sub">{said}</span>
            </span>
            <Show when=move || desk.may.get()>
                <button type="button" class="icon-btn" aria-label=label.clone() on:click=remove.clone()>
                    <Icon glyph=Glyph::Trash/>
                </button>
            </Show>
        </li>
    }
}

/// For who has the bank's paper only.
#[component]
fn Balance(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let value = RwSignal::new(String::new());
    let form = FormState::new();
    let action = Action::new();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let month = desk.month.value.with_untracked(|month| month.as_ref().map(|m| (m.month.last().long(), m.currency)));
    let (day, currency) = month.map(|(day, currency)| (day, currency.to_string())).unwrap_or_default();
    let submit = move |()| {
        form.clear();
        let (Some(of), balance) = (desk.of.get_untracked(), value.get_untracked()) else { return };
        action.run(
            move |transport| async move { api::reconciliation::state(&transport, &of, balance).await },
            move |answer: Result<BankMonth, ApiError>| match answer {
                Ok(month) => {
                    toasts.say("The balance is kept.");
                    desk.put(month);
                    open.set(false);
                }
                Err(error) => form.fail(&error),
            },
        );
    };
    view! {
        <Form state=form on_submit=submit label="Balance">
            <TextField
                label="Balance"
                pointer="/balance"
                value
                inputmode="text"
                autofocus=true
                hint=format!("At the end of {day}, as the bank’s statement says it. A minus for what is owed to the bank.")
                after=Signal::stored(currency)
            />
            <footer class="dialog-foot">
                <Button on_click=move |()| open.set(false)>"Close"</Button>
                <Button kind=Kind::Primary act="submit" busy=action.busy>"Keep it"</Button>
            </footer>
        </Form>
    }
}
