//! Elements that come and go at both ends while those between them stay where they are.
//!
//! A keyed list of the framework's takes elements out and puts them back when others come in before them;
//! in a table that scrolls, that would take the focus away, and cost a layout of every row.

use leptos::{
    html,
    prelude::*,
    tachys::{
        reactive_graph::OwnedView,
        view::{Mountable, Render},
    },
};
use web_sys::{Element, Node};

type State = <OwnedView<AnyView> as Render>::State;

struct Shown<I> {
    item: I,
    state: State,
}

impl<I> Shown<I> {
    fn node(&self) -> Option<Node> {
        self.state.elements().into_iter().next().map(Into::into)
    }
}

/// Shows `items` as children of `body`, each made by `view` once for as long as it is among them.
pub fn strip<I>(body: NodeRef<html::Tbody>, items: impl Fn() -> Vec<I> + 'static, view: impl Fn(I) -> AnyView + 'static)
where
    I: Clone + PartialEq + 'static,
{
    let parent = Owner::current().unwrap_or_default();
    let shown = StoredValue::new_local((None::<Element>, Vec::<Shown<I>>::new()));
    Effect::new(move |_| {
        let Some(body) = body.get() else { return };
        let body: Element = (*body).clone().into();
        let items = items();
        shown.try_update_value(|(home, shown)| {
            if home.as_ref() != Some(&body) {
                // The table was made anew: what hung in the old one is gone.
                shown.clear();
                *home = Some(body.clone());
            }
            let build = |item: I| {
                let owner = parent.with(Owner::new);
                let view = owner.with(|| view(item));
                OwnedView::new_with_owner(view, owner).build()
            };
            *shown = follow(std::mem::take(shown), items, &body, build);
        });
    });
    on_cleanup(move || {
        shown.try_update_value(|(_, shown)| shown.clear());
    });
}

/// Takes out what is not wanted any more, and puts in what is new, in its place.
fn follow<I: PartialEq + Clone>(
    old: Vec<Shown<I>>,
    items: Vec<I>,
    body: &Element,
    build: impl Fn(I) -> State,
) -> Vec<Shown<I>> {
    let mut next = 0;
    let mut kept = Vec::with_capacity(old.len());
    for mut shown in old {
        // Items that changed their order are made anew from there on.
        match items.get(next..).and_then(|rest| rest.iter().position(|item| *item == shown.item)) {
            Some(at) => {
                next += at + 1;
                kept.push(shown);
            }
            None => shown.state.unmount(),
        }
    }
    let mut kept = kept.into_iter().peekable();
    let mut result = Vec::with_capacity(items.len());
    for item in items {
        if let Some(shown) = kept.next_if(|shown| shown.item == item) {
            result.push(shown);
            continue;
        }
        let mut state = build(item.clone());
        let before = kept.peek().and_then(Shown::node);
        state.mount(body, before.as_ref());
        result.push(Shown { item, state });
    }
    result
}
