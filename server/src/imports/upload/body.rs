//! Receiving a file.

use std::fs::File;

use axum::body::Body;
use domain::{Problem, api::imports::MAX_IMPORT_BYTES};
use futures::StreamExt as _;
use sha2::{Digest as _, Sha256};
use tokio::{io::AsyncWriteExt as _, sync::Semaphore};

use super::super::draft::bad_file;
use crate::{
    http::{Error, Result},
    state::App,
};

/// Files that one process receives at a time: each has its place on the disk.
static RECEIVING: Semaphore = Semaphore::const_new(16);

/// What was received.
pub(super) struct Received {
    /// A temporary file, which nobody finds and which is gone with the process.
    pub file: File,
    /// Tells it from others.
    pub digest: [u8; 32],
}

/// Writes a body into a temporary file.
///
/// # Errors
/// 413 for more than 50 MB, 400 when it breaks off, 429 when many come at once.
pub(super) async fn receive(app: &App, body: Body) -> Result<Received> {
    let _place = RECEIVING.try_acquire().map_err(|_| busy())?;
    let file = tempfile::tempfile_in(&app.config.data).map_err(anyhow::Error::new)?;
    let mut file = tokio::fs::File::from_std(file);
    let mut body = body.into_data_stream();
    let (mut size, mut digest) = (0_u64, Sha256::new());
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|_| Problem::new(400, "malformed", "The request did not arrive whole"))?;
        size += piece.len() as u64;
        // Who is refused while still sending seldom reads why: so a little more is taken, and thrown away.
        if size > 2 * MAX_IMPORT_BYTES {
            break;
        }
        if size <= MAX_IMPORT_BYTES {
            digest.update(&piece);
            file.write_all(&piece).await.map_err(anyhow::Error::new)?;
        }
    }
    if size > MAX_IMPORT_BYTES {
        return Err(bad_file(413, "file-too-large", "The file is larger than 50 MB: split it into several files"));
    }
    file.flush().await.map_err(anyhow::Error::new)?;
    Ok(Received { file: file.into_std().await, digest: digest.finalize().into() })
}

fn busy() -> Error {
    Problem::new(429, "too-many-uploads", "Many files are being uploaded right now")
        .with_detail("Try again in a moment.")
        .into()
}
