//! A file in pieces, handed on as they fill up.

use std::io::{self, Write};

use tokio::sync::mpsc;

/// Bytes of a piece: 256 KiB once they are base64.
const PIECE: usize = 192 * 1024;

/// Takes bytes and sends pieces. Writing waits while those before have not been stored.
pub struct Pieces {
    sender: mpsc::Sender<Vec<u8>>,
    piece: Vec<u8>,
}

impl Pieces {
    /// Two pieces may wait.
    #[must_use]
    pub fn channel() -> (Self, mpsc::Receiver<Vec<u8>>) {
        let (sender, receiver) = mpsc::channel(2);
        (Self { sender, piece: Vec::with_capacity(PIECE) }, receiver)
    }

    fn send(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.sender.blocking_send(piece).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }

    /// Sends what is left.
    ///
    /// # Errors
    /// When nobody takes it.
    pub fn finish(mut self) -> io::Result<()> {
        if self.piece.is_empty() { Ok(()) } else { self.send() }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        if self.piece.len() == PIECE {
            self.send()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_between_two_pieces() {
        let bytes: Vec<u8> = (0..PIECE * 2 + 5).map(|i| u8::try_from(i % 251).unwrap()).collect();
        let (mut pieces, mut receiver) = Pieces::channel();
        let taker = std::thread::spawn(move || {
            let mut taken = Vec::new();
            while let Some(piece) = receiver.blocking_recv() {
                taken.push(piece);
            }
            taken
        });
        for part in bytes.chunks(7_777) {
            pieces.write_all(part).unwrap();
        }
        pieces.finish().unwrap();
        let taken = taker.join().unwrap();
        assert_eq!(taken.iter().map(Vec::len).collect::<Vec<_>>(), [PIECE, PIECE, 5]);
        assert_eq!(taken.concat(), bytes);
    }

    #[test]
    fn who_writes_to_nobody_is_told() {
        let (mut pieces, receiver) = Pieces::channel();
        drop(receiver);
        assert!(pieces.write_all(&vec![0; PIECE]).is_err());
    }
}
