//! The SMTP sink. `bounce@…` is refused for good, `defer@…` for now; everything else is taken.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use mailin::{Action, Handler, Response, SessionBuilder, response};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::faults::FaultKind;
use crate::world::App;

const LARGEST_MAIL: usize = 32 << 20;
const LONGEST_LINE: u64 = 1 << 20;
const IDLE: Duration = Duration::from_secs(300);

/// Accepts connections until the sandbox stops.
pub(crate) async fn run(app: Arc<App>, listener: TcpListener) {
    loop {
        let accepted = tokio::select! {
            () = app.stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let app = Arc::clone(&app);
                app.tasks.clone().spawn(async move {
                    let stop = app.stop.clone();
                    tokio::select! {
                        () = stop.cancelled() => {}
                        result = converse(app, stream, peer.ip()) => {
                            if let Err(error) = result {
                                tracing::debug!(%error, "SMTP connection closed");
                            }
                        }
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept an SMTP connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn converse(app: Arc<App>, stream: TcpStream, peer: IpAddr) -> io::Result<()> {
    let pause_ms = Arc::new(AtomicU64::new(0));
    let sink = Sink { app, pause_ms: Arc::clone(&pause_ms), from: String::new(), to: Vec::new(), data: Vec::new() };
    let mut session = SessionBuilder::new("sandbox.localhost").build(peer, sink);
    let mut stream = BufReader::new(stream);
    reply(&mut stream, &session.greeting()).await?;
    loop {
        let mut line = Vec::new();
        let mut bounded = (&mut stream).take(LONGEST_LINE);
        let length = tokio::time::timeout(IDLE, bounded.read_until(b'\n', &mut line))
            .await
            .map_err(|_| io::ErrorKind::TimedOut)??;
        if length == 0 {
            return Ok(());
        }
        let response = session.process(&line);
        tokio::time::sleep(Duration::from_millis(pause_ms.swap(0, Ordering::Relaxed))).await;
        match response.action {
            Action::NoReply => {}
            Action::Reply => reply(&mut stream, &response).await?,
            Action::Close | Action::UpgradeTls => return reply(&mut stream, &response).await,
        }
    }
}

async fn reply(stream: &mut BufReader<TcpStream>, response: &Response) -> io::Result<()> {
    let mut text = Vec::new();
    response.write_to(&mut text)?;
    stream.write_all(&text).await?;
    stream.flush().await
}

/// Collects one mail after the other from a connection.
struct Sink {
    app: Arc<App>,
    /// How long the next reply has to wait.
    pause_ms: Arc<AtomicU64>,
    from: String,
    to: Vec<String>,
    data: Vec<u8>,
}

impl Handler for Sink {
    fn mail(&mut self, _ip: IpAddr, _domain: &str, from: &str) -> Response {
        from.clone_into(&mut self.from);
        self.to.clear();
        self.data.clear();
        response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        let local = to.trim_matches(['<', '>']).split('@').next().unwrap_or_default().to_ascii_lowercase();
        match local.as_str() {
            "bounce" => return Response::custom(550, "5.1.1 No such mailbox".to_owned()),
            "defer" => return Response::custom(451, "4.7.1 Try again later".to_owned()),
            _ => {}
        }
        let fault = self.app.world().faults.smtp(to);
        match fault {
            Some(fault) if fault.kind == FaultKind::Delay => {
                self.pause_ms.store(fault.ms.unwrap_or(0), Ordering::Relaxed);
            }
            Some(fault) => return Response::custom(fault.status(), "Refused by a fault rule".to_owned()),
            None => {}
        }
        self.to.push(to.trim_matches(['<', '>']).to_owned());
        response::OK
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        if self.data.len() + line.len() > LARGEST_MAIL {
            return Err(io::Error::other("the mail is too large"));
        }
        self.data.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let now = self.app.clock.now_ms();
        let to = std::mem::take(&mut self.to);
        let data = std::mem::take(&mut self.data);
        self.app.mailbox().receive(now, self.from.trim_matches(['<', '>']), to, &data);
        response::OK
    }
}
