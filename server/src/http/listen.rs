//! Taking connections: so many at a time, and none for ever.
//!
//! Like `axum::serve`, with what that has no word for: a time-out for headers and idle connections,
//! and a limit on how many are open. HTTP/1.1 only: browsers speak newer ones with TLS alone, which
//! is the proxy's, and proxies speak this one to what is behind them.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;

use super::layers::Patience;

/// The most bytes of a request's first line and headers; more is 431.
const HEADERS: usize = 32 * 1024;
/// A rest after a failure that the next try would share, such as too many open files.
const REST: Duration = Duration::from_secs(1);

/// Serves until `stopping`, then until every request under way is answered.
pub async fn serve(listener: TcpListener, router: Router, door: Door, stopping: CancellationToken) {
    let open = TaskTracker::new();
    let seats = Arc::new(Semaphore::new(door.patience.connections));
    while let Some(seat) = until(&stopping, Arc::clone(&seats).acquire_owned()).await {
        let Some((stream, peer)) = until(&stopping, accept(&listener)).await else { break };
        let Some(share) = door.admit(peer.ip().to_canonical()) else {
            metrics::counter!("tender_connections_refused_total").increment(1);
            continue;
        };
        let connection = connection(stream, peer, router.clone(), door.patience, stopping.clone());
        open.spawn(async move {
            connection.await;
            drop((seat, share));
        });
    }
    // The port is free from here on.
    drop(listener);
    open.close();
    open.wait().await;
}

async fn until<T>(stopping: &CancellationToken, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        () = stopping.cancelled() => None,
        done = work => Some(done),
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // The caller went before its turn came.
            Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted) => {
            }
            Err(error) => {
                tracing::error!(%error, "a connection was not accepted");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    patience: Patience,
    stopping: CancellationToken,
) {
    // A live update must not wait for the next one. Without it all still works.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let mut served = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.headers)
            .max_header_size(HEADERS)
            .serve_connection(TokioIo::new(stream), service)
    );
    let result = tokio::select! {
        result = served.as_mut() => result,
        () = stopping.cancelled() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// How connections are let in.
#[derive(Clone)]
pub struct Door {
    patience: Patience,
    trusted_proxy: Option<IpAddr>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Door {
    /// A door. The trusted proxy brings everybody, so it may have all the places; so may this machine.
    #[must_use]
    pub fn new(patience: Patience, trusted_proxy: Option<IpAddr>) -> Self {
        Self { patience, trusted_proxy: trusted_proxy.map(|ip| ip.to_canonical()), open: Arc::default() }
    }

    /// One more connection of an address, unless it has its share already.
    fn admit(&self, ip: IpAddr) -> Option<Share> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(ip).or_default();
        let is_known = ip.is_loopback() || self.trusted_proxy == Some(ip);
        if *count >= self.patience.share() && !is_known {
            return None;
        }
        *count += 1;
        Some(Share { ip, open: Arc::clone(&self.open) })
    }
}

/// A connection's place in the count of its address, until it is dropped.
struct Share {
    ip: IpAddr,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.ip) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.ip);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_never_has_all_the_places() {
        let patience = Patience { connections: 8, ..Patience::default() };
        let door = Door::new(patience, Some("10.0.0.1".parse().unwrap()));
        let (stranger, proxy): (IpAddr, IpAddr) = ("203.0.113.9".parse().unwrap(), "10.0.0.1".parse().unwrap());
        let first = door.admit(stranger).unwrap();
        let _second = door.admit(stranger).unwrap();
        assert!(door.admit(stranger).is_none());
        assert!(door.admit("203.0.113.10".parse().unwrap()).is_some(), "others come in");
        drop(first);
        assert!(door.admit(stranger).is_some(), "a place that was given back");
        let proxied: Vec<_> = (0..8).map(|_| door.admit(proxy)).collect();
        assert!(proxied.iter().all(Option::is_some));
        drop(proxied);
        assert!(!door.open.lock().unwrap().contains_key(&proxy), "who has gone is forgotten");
    }
}
