//! What others change shows up without a reload.
//!
//! `public/live.js` holds one event stream for all tabs of a browser and tells each tab by an event
//! at the window.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    api::stream::{Change, ChangeKind},
    id::ImportId,
};
use leptos::{ev::Custom, leptos_dom::helpers::set_timeout, prelude::*};

use crate::ui::on_window;

/// Changes that come closer together than this are one.
const REST: Duration = Duration::from_millis(300);

/// A number for each kind of thing, in context: it grows when one of them changed.
#[derive(Clone, Copy)]
pub struct Live {
    links: RwSignal<u32>,
    payments: RwSignal<u32>,
    records: RwSignal<u32>,
    settings: RwSignal<u32>,
    imports: RwSignal<u32>,
    /// The uploads of the last change; `None` when it may have been any.
    changed_imports: StoredValue<Option<BTreeSet<ImportId>>>,
    pending: StoredValue<Pending>,
}

#[derive(Clone, Default)]
struct Pending {
    links: bool,
    payments: bool,
    records: bool,
    settings: bool,
    imports: BTreeSet<ImportId>,
    any_import: bool,
    timer: bool,
}

impl Live {
    /// Listens from now on.
    pub fn start() -> Self {
        let live = Self {
            links: RwSignal::new(0),
            payments: RwSignal::new(0),
            settings: RwSignal::new(0),
            records: RwSignal::new(0),
            imports: RwSignal::new(0),
            changed_imports: StoredValue::new(None),
            pending: StoredValue::new(Pending::default()),
        };
        provide_context(live);
        on_window(Custom::<web_sys::CustomEvent>::new("tender:change"), move |event| {
            let change = event.detail().as_string().and_then(|text| serde_json::from_str::<Change>(&text).ok());
            if let Some(change) = change {
                live.hear(change);
            }
        });
        live
    }

    /// What [`Live::start`] put into context.
    pub fn from_context() -> Self {
        use_context::<Self>().unwrap_or_else(Self::start)
    }

    fn hear(self, change: Change) {
        self.pending.update_value(|pending| match change.kind {
            ChangeKind::Link => pending.links = true,
            // A payment changes its link, too, and what its client owes.
            ChangeKind::Payment => (pending.links, pending.payments, pending.records) = (true, true, true),
            ChangeKind::Record => pending.records = true,
            ChangeKind::Settings => pending.settings = true,
            ChangeKind::Import => match change.import_id {
                Some(id) => drop(pending.imports.insert(id)),
                None => pending.any_import = true,
            },
            ChangeKind::Resync => {
                (pending.links, pending.payments, pending.settings) = (true, true, true);
                (pending.records, pending.any_import) = (true, true);
            }
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
        let imports = pending.any_import || !pending.imports.is_empty();
        if imports {
            self.changed_imports.set_value((!pending.any_import).then_some(pending.imports));
        }
        let told = [
            (pending.links, self.links),
            (pending.payments, self.payments),
            (pending.records, self.records),
            (pending.settings, self.settings),
            (imports, self.imports),
        ];
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

    /// Grows when a client, a matter or an invoice changed, or what pays them.
    pub fn records(self) -> u32 {
        self.records.get()
    }

    /// Grows when a setting changed.
    pub fn settings(self) -> u32 {
        self.settings.get()
    }

    /// Grows when an upload changed, and while one is checked or sent.
    pub fn imports(self) -> u32 {
        self.imports.get()
    }

    /// Whether the last change of uploads was one of this one.
    pub fn concerns(self, id: &ImportId) -> bool {
        self.changed_imports.with_value(|changed| changed.as_ref().is_none_or(|changed| changed.contains(id)))
    }

    /// This tab changed something itself: no need to wait for the server to say so.
    pub fn changed(self, kind: ChangeKind) {
        self.hear(Change::of(kind));
    }
}
