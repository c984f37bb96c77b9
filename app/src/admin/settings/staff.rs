//! Who works here.

use domain::{
    Permission, Role,
    api::users::{EditUser, User},
};
use leptos::prelude::*;

use super::{
    choices::role_label,
    listing::{Listing, listed},
    staff_add::AddDialog,
};
use crate::{
    admin::{
        data::{Action, Query},
        frame::{Answered, Removal},
        session::Session,
    },
    api,
    ui::{Glyph, Icon, Toasts},
};

/// The page.
#[component]
pub fn Staff() -> impl IntoView {
    let users = listed(Permission::ManageStaff, |transport| async move { api::users::list(&transport).await });
    let adding = RwSignal::new(false);
    let removing = RwSignal::new(None::<User>);
    view! {
        <Listing permission=Permission::ManageStaff title="Staff" add="Add someone" adding>
            <Answered query=users lines=4 let:list>
                <div class="grid">
                    <table class="table plain" role="table">
                        <caption class="sr">"Staff"</caption>
                        <thead role="rowgroup">
                            <tr role="row">
                                <th scope="col" role="columnheader">"Name"</th>
                                <th scope="col" role="columnheader">"Role"</th>
                                <th scope="col" role="columnheader">"Mail for each payment"</th>
                                <th scope="col" role="columnheader"><span class="sr">"Remove"</span></th>
                            </tr>
                        </thead>
                        <tbody role="rowgroup">
                            {list.into_iter().map(|user| view! { <UserRow user users removing/> }).collect_view()}
                        </tbody>
                    </table>
                </div>
            </Answered>
        </Listing>
        <AddDialog open=adding users/>
        <Removal
            about=removing
            question=|user: &User| format!("Remove {}?", user.name)
            text="They are signed out everywhere and can't sign in again. What they did stays in the activity log."
            act="Remove"
            remove=|transport, user: User| async move { api::users::remove(&transport, &user.id).await }
            said="Their access is gone."
            on_gone=move |_| users.reload()
        />
    }
}

#[component]
fn UserRow(user: User, users: Query<Vec<User>>, removing: RwSignal<Option<User>>) -> impl IntoView {
    let session = Session::from_context();
    let toasts = use_context::<Toasts>().unwrap_or_default();
    let action = Action::new();
    let me = untrack(|| session.me(|me| me.user_id == user.id)).unwrap_or(false);
    let own = untrack(|| session.role());
    let mine_to_change = own.may_grant(user.role) && !me;
    let change = {
        let id = user.id.clone();
        move |edit: EditUser| {
            let id = id.clone();
            action.run(
                move |transport| async move { api::users::edit(&transport, &id, &edit).await },
                move |answer| {
                    match answer {
                        Ok(user) => toasts.say(format!("{} is saved.", user.name)),
                        Err(error) => toasts.fail(error.to_string()),
                    }
                    // After a refusal as well, so that the row shows what is so.
                    users.reload();
                },
            );
        }
    };
    let role_cell = if mine_to_change {
        let change = change.clone();
        let options = Role::ALL.iter().filter(|role| own.may_grant(**role)).map(|role| {
            view! { <option value=role.as_str() prop:selected=*role == user.role>{role_label(*role)}</option> }
        });
        view! {
            <select
                class="control compact"
                aria-label=format!("Role of {}", user.name)
                disabled=action.busy
                on:change=move |event| {
                    change(EditUser { role: event_target_value(&event).parse().ok(), notify: None });
                }
            >
                {options.collect_view()}
            </select>
        }
        .into_any()
    } else {
        role_label(user.role).into_any()
    };
    let notify = user.notify;
    let who = user.clone();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="who">
                <span class="name">{user.name.clone()}</span>
                {me.then_some(" (you)")}
                " "
                <span class="sub email">{user.email.clone()}</span>
            </th>
            <td role="cell">{role_cell}</td>
            <td role="cell" class="own-line">
                <input
                    type="checkbox"
                    class="switch"
                    role="switch"
                    aria-label=format!("Mail {} about each payment", user.name)
                    prop:checked=notify
                    disabled=action.busy
                    on:change=move |event| change(EditUser { role: None, notify: Some(event_target_checked(&event)) })
                />
                <span class="cell-word" aria-hidden="true">"Mail for each payment"</span>
            </td>
            <td role="cell" class="act">
                {mine_to_change.then(|| view! {
                    <button
                        type="button"
                        class="icon-btn"
                        aria-label=format!("Remove {}", who.name)
                        on:click=move |_| removing.set(Some(who.clone()))
                    >
                        <Icon glyph=Glyph::Trash/>
                    </button>
                })}
            </td>
        </tr>
    }
}
