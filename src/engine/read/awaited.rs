//! A stream that may keep its reader waiting, such as standard input.
//!
//! A read that waits does not notice Ctrl-C, so it waits on a thread of its own.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

use super::Meter;

/// Bytes handed over at a time.
const CHUNK: usize = 1 << 16;
/// Ctrl-C is answered this soon.
const PATIENCE: Duration = Duration::from_millis(100);

/// The bytes of the stream, until it ends or the user wants to stop.
pub(super) struct Awaited {
    chunks: Receiver<io::Result<Vec<u8>>>,
    current: Cursor<Vec<u8>>,
    meter: Arc<Meter>,
}

impl Awaited {
    pub(super) fn new(stream: impl Read + Send + 'static, meter: &Arc<Meter>) -> Self {
        let (send, chunks) = mpsc::sync_channel(4);
        thread::spawn(move || hand_over(stream, &send));
        Self { chunks, current: Cursor::default(), meter: Arc::clone(meter) }
    }
}

fn hand_over(mut stream: impl Read, to: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut chunk = vec![0; CHUNK];
        let read = match stream.read(&mut chunk) {
            Ok(0) => return,
            Ok(count) => {
                chunk.truncate(count);
                Ok(chunk)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let failed = read.is_err();
        if to.send(read).is_err() || failed {
            return;
        }
    }
}

impl Read for Awaited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.meter.go_on()?;
            let count = self.current.read(buffer)?;
            if count > 0 {
                self.meter.count(count);
                return Ok(count);
            }
            match self.chunks.recv_timeout(PATIENCE) {
                Ok(chunk) => self.current = Cursor::new(chunk?),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
    }
}
