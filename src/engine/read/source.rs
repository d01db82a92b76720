//! One stream of bytes to read: a file, a gzip, a member of an archive, standard input.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::InputError;

/// Counts the bytes that pass, for the progress bar, and stops the readers when the user wants to.
#[derive(Debug, Default)]
pub struct Meter {
    read: AtomicU64,
    stopped: AtomicBool,
}

impl Meter {
    /// Bytes read from disk so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Makes every reader fail with [`super::Problem::Interrupted`] at its next read.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// Something that can be read from its start, as often as needed.
#[derive(Debug, Clone)]
pub struct Input {
    /// As the user gave it; members of an archive as `archive.zip: member.csv`.
    pub name: String,
    /// Bytes to be read: on disk for a file, inflated for a member.
    pub size: u64,
    path: PathBuf,
    meter: Arc<Meter>,
}

/// Bytes with a position.
pub trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl Input {
    /// A plain file.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub fn file(path: &Path, meter: &Arc<Meter>) -> Result<Self, InputError> {
        let name = path.display().to_string();
        let size = std::fs::metadata(path).map_err(|error| InputError::io(&error, &name))?.len();
        Ok(Self { name, size, path: path.to_owned(), meter: Arc::clone(meter) })
    }

    /// A fresh stream of its bytes, decompressed.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(&self) -> Result<Box<dyn Read + Send>, InputError> {
        let file = File::open(&self.path).map_err(|error| InputError::io(&error, &self.name))?;
        Ok(Box::new(Metered { inner: file, meter: Arc::clone(&self.meter) }))
    }

    /// The same bytes with a position, for formats that need one (XLSX, Parquet).
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open_seekable(&self) -> Result<Box<dyn ReadSeek>, InputError> {
        let file = File::open(&self.path).map_err(|error| InputError::io(&error, &self.name))?;
        Ok(Box::new(file))
    }
}

struct Metered<R> {
    inner: R,
    meter: Arc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.meter.stopped.load(Ordering::Relaxed) {
            return Err(io::Error::new(io::ErrorKind::Interrupted, "interrupted"));
        }
        let count = self.inner.read(buffer)?;
        self.meter.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
