//! What others change shows up without a reload.
//!
//! `public/live.js` holds one event stream for all tabs of a browser and tells each tab by an event
//! at the window.

use std::time::Duration;

use domain::api::stream::{Change, ChangeKind};
use leptos::{ev::Custom, leptos_dom::helpers::set_timeout, prelude::*};

use crate::ui::on_window;

/// Changes that come closer together than this are one.
const REST: Duration = Duration::from_millis(300);

/// A number for each kind of thing, in context: it grows when one of them changed.
#[derive(Clone, Copy)]
pub struct Live {
    links: RwSignal<u32>,
    payments: RwSignal<u32>,
    settings: RwSignal<u32>,
    pending: StoredValue<Pending>,
}

#[derive(Clone, Copy, Default)]
struct Pending {
    links: bool,
    payments: bool,
    settings: bool,
    timer: bool,
}

impl Live {
    /// Listens from now on.
    pub fn start() -> Self {
        let live = Self {
            links: RwSignal::new(0),
            payments: RwSignal::new(0),
            settings: RwSignal::new(0),
            pending: StoredValue::new(Pending::default()),
        };
        provide_context(live);
        on_window(Custom::<web_sys::CustomEvent>::new("tender:change"), move |event| {
            let change = event.detail().as_string().and_then(|text| serde_json::from_str::<Change>(&text).ok());
            if let Some(change) = change {
                live.hear(change.kind);
            }
        });
        live
    }

    /// What [`Live::start`] put into context.
    pub fn from_context() -> Self {
        use_context::<Self>().unwrap_or_else(Self::start)
    }

    fn hear(self, kind: ChangeKind) {
        self.pending.update_value(|pending| match kind {
            ChangeKind::Link => pending.links = true,
            // A payment changes its link, too.
            ChangeKind::Payment => (pending.links, pending.payments) = (true, true),
            ChangeKind::Settings => pending.settings = true,
            ChangeKind::Resync => (pending.links, pending.payments, pending.settings) = (true, true, true),
        });
        if self.pending.with_value(|pending| pending.timer) {
            return;
        }
        self.pending.update_value(|pending| pending.timer = true);
        set_timeout(move || self.tell(), REST);
    }

    fn tell(self) {
        let Some(pending) = self.pending.try_get_value() else { return };
        self.pending.set_value(Pending::default());
        let told = [(pending.links, self.links), (pending.payments, self.payments), (pending.settings, self.settings)];
        for (changed, version) in told {
            if changed {
                version.update(|n| *n = n.wrapping_add(1));
            }
        }
    }

    /// Grows when a link changed; also after this tab changed one.
    pub fn links(self) -> u32 {
        self.links.get()
    }

    /// Grows when a payment changed.
    pub fn payments(self) -> u32 {
        self.payments.get()
    }

    /// Grows when a setting changed.
    pub fn settings(self) -> u32 {
        self.settings.get()
    }

    /// This tab changed something itself: no need to wait for the server to say so.
    pub fn changed(self, kind: ChangeKind) {
        self.hear(kind);
    }
}
