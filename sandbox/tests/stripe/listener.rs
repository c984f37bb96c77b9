//! A webhook endpoint that remembers what it got.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::rig::{Rig, id};

#[derive(Clone)]
pub struct Delivery {
    pub signature: String,
    pub content_type: String,
    pub body: String,
}

impl Delivery {
    pub fn event(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.event()["type"].as_str().unwrap().to_owned()
    }
}

#[derive(Default)]
struct Inbox {
    deliveries: Vec<Delivery>,
    refusals_left: usize,
}

pub struct Listener {
    inbox: Arc<Mutex<Inbox>>,
    pub url: String,
    pub secret: String,
    pub endpoint: String,
}

impl Listener {
    /// Listens to these types.
    pub async fn start(rig: &Rig, types: &[&str]) -> Self {
        let inbox = Arc::new(Mutex::new(Inbox::default()));
        let app = Router::new().route("/hook", post(receive)).with_state(Arc::clone(&inbox));
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", socket.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(socket, app).await });
        let mut parameters = vec![("url", url.as_str())];
        parameters.extend(types.iter().map(|kind| ("enabled_events[]", *kind)));
        let endpoint = rig.post("/v1/webhook_endpoints", &parameters).await.ok();
        let secret = endpoint["secret"].as_str().unwrap().to_owned();
        let endpoint = id(&endpoint).to_owned();
        Self { inbox, url, secret, endpoint }
    }

    /// Answers the next deliveries with 503.
    pub fn refuse(&self, times: usize) {
        self.inbox.lock().unwrap().refusals_left = times;
    }

    pub fn deliveries(&self) -> Vec<Delivery> {
        self.inbox.lock().unwrap().deliveries.clone()
    }

    /// Waits for that many accepted deliveries.
    pub async fn wait_for(&self, count: usize) -> Vec<Delivery> {
        let start = Instant::now();
        loop {
            let deliveries = self.deliveries();
            if deliveries.len() >= count {
                return deliveries;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "only {} of {count} came", deliveries.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn receive(State(inbox): State<Arc<Mutex<Inbox>>>, headers: HeaderMap, body: String) -> StatusCode {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let mut inbox = inbox.lock().unwrap();
    if inbox.refusals_left > 0 {
        inbox.refusals_left -= 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    inbox.deliveries.push(Delivery { signature: text("stripe-signature"), content_type: text("content-type"), body });
    StatusCode::OK
}
