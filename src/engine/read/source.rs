//! One stream of bytes to read: a file, a gzip, a member of an archive, standard input.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tempfile::{NamedTempFile, TempPath};

use super::archive::{Entry, Limits};
use super::awaited::Awaited;
use super::inflate::{Gunzip, Unpacked};
use super::{InputError, Problem};

/// Unpacked bytes up to this many are kept in memory when a format needs to seek in them.
const IN_MEMORY: usize = 16 << 20;

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

    /// Counts bytes that passed.
    pub(super) fn count(&self, bytes: usize) {
        self.read.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Fails once the user wants to stop.
    pub(super) fn go_on(&self) -> io::Result<()> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(InputError::new(Problem::Interrupted, "interrupted").into());
        }
        Ok(())
    }
}

/// Something that can be read from its start, as often as needed.
#[derive(Debug, Clone)]
pub struct Input {
    /// As the user gave it; members of an archive as `archive.zip: member.csv`.
    pub name: String,
    /// Bytes to be read: on disk for a file, inflated for a member.
    pub size: u64,
    origin: Origin,
    /// Whether the bytes of the origin are a gzip.
    gzip: bool,
    limits: Limits,
    meter: Arc<Meter>,
}

/// Where the bytes lie.
#[derive(Debug, Clone)]
enum Origin {
    File(PathBuf),
    /// Standard input, kept on disk because it is read more than once; removed with the last clone.
    Spooled(Arc<TempPath>),
    Memory(Arc<[u8]>),
    Member(Arc<Input>, Entry),
}

/// Bytes with a position.
pub trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl Input {
    /// A file, or a gzip of one.
    ///
    /// # Errors
    /// When it cannot be opened, or is no regular file: a pipe or device might never end.
    pub fn file(path: &Path, meter: &Arc<Meter>) -> Result<Self, InputError> {
        let name = path.display().to_string();
        let size = open_regular(path, &name)?.1;
        Self::new(name, size, Origin::File(path.to_owned()), meter)
    }

    /// All of standard input.
    ///
    /// # Errors
    /// When it cannot be read, or kept.
    pub fn stdin(meter: &Arc<Meter>) -> Result<Self, InputError> {
        let name = "standard input";
        let failed = |error: io::Error| InputError::io(&error, name);
        let mut kept = NamedTempFile::new().map_err(failed)?;
        let mut stdin = Awaited::new(io::stdin(), meter);
        let size = io::copy(&mut stdin, kept.as_file_mut()).map_err(failed)?;
        kept.flush().map_err(failed)?;
        Self::new(name.to_owned(), size, Origin::Spooled(Arc::new(kept.into_temp_path())), meter)
    }

    /// Bytes that are in memory already.
    ///
    /// # Errors
    /// None in practice; the signature is that of the other constructors.
    pub fn bytes(name: &str, bytes: &[u8], meter: &Arc<Meter>) -> Result<Self, InputError> {
        Self::new(name.to_owned(), bytes.len() as u64, Origin::Memory(bytes.into()), meter)
    }

    /// A member of an archive.
    pub(super) fn member(archive: &Arc<Self>, name: &str, entry: Entry) -> Self {
        Self {
            name: format!("{}: {name}", archive.name),
            size: entry.size,
            origin: Origin::Member(Arc::clone(archive), entry),
            gzip: false,
            limits: archive.limits,
            meter: Arc::clone(&archive.meter),
        }
    }

    /// The same input under other limits.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// A fresh stream of its bytes, decompressed.
    ///
    /// What goes wrong while reading is an [`io::Error`] that [`InputError::io`] turns back into what the
    /// reader had to say.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(&self) -> Result<Box<dyn Read + Send>, InputError> {
        match &self.origin {
            Origin::Member(archive, entry) => {
                let container = archive.open_seekable()?;
                Ok(Box::new(Unpacked::open(container, entry, self.limits, &self.name)?))
            }
            _ if self.gzip => Ok(Box::new(Gunzip::new(self.open_raw()?, self.limits, &self.name))),
            _ => Ok(Box::new(self.open_raw()?)),
        }
    }

    /// The same bytes with a position, for formats that need one (XLSX, Parquet).
    ///
    /// # Errors
    /// When it cannot be opened, or does not decompress.
    pub fn open_seekable(&self) -> Result<Box<dyn ReadSeek>, InputError> {
        if !self.gzip && !matches!(self.origin, Origin::Member(..)) {
            return self.open_raw();
        }
        let failed = |error: io::Error| InputError::io(&error, &self.name);
        let mut unpacked = tempfile::spooled_tempfile(IN_MEMORY);
        io::copy(&mut BufReader::new(self.open()?), &mut unpacked).map_err(failed)?;
        unpacked.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(Box::new(unpacked))
    }

    fn new(name: String, size: u64, origin: Origin, meter: &Arc<Meter>) -> Result<Self, InputError> {
        let limits = Limits::default();
        let mut input = Self { name, size, origin, gzip: false, limits, meter: Arc::clone(meter) };
        let mut magic = Vec::with_capacity(3);
        let head = input.open_raw()?.take(3).read_to_end(&mut magic);
        head.map_err(|error| InputError::io(&error, &input.name))?;
        // 8 is deflate, the only method gzip ever had.
        input.gzip = magic == [0x1f, 0x8b, 8];
        Ok(input)
    }

    /// The bytes as they lie there.
    fn open_raw(&self) -> Result<Box<dyn ReadSeek>, InputError> {
        let path: &Path = match &self.origin {
            Origin::File(path) => path,
            Origin::Spooled(path) => path,
            Origin::Memory(bytes) => {
                return Ok(Box::new(Metered {
                    inner: Cursor::new(Arc::clone(bytes)),
                    meter: Arc::clone(&self.meter),
                }));
            }
            Origin::Member(..) => return self.open_seekable(),
        };
        let (file, _) = open_regular(path, &self.name)?;
        Ok(Box::new(Metered { inner: file, meter: Arc::clone(&self.meter) }))
    }
}

/// Opens a regular file, and says how long it is.
///
/// Looked at after opening, so that nobody can put a pipe in its place in between; opened without blocking,
/// because opening a pipe waits for a writer.
fn open_regular(path: &Path, name: &str) -> Result<(File, u64), InputError> {
    let mut how = File::options();
    how.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        how.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = how.open(path).map_err(|error| refused(&error, name))?;
    let about = file.metadata().map_err(|error| InputError::io(&error, name))?;
    if about.is_dir() {
        return Err(InputError::new(Problem::Unusable, "is a folder")
            .in_file(name)
            .hint("name a file in it"));
    }
    if !about.is_file() {
        return Err(InputError::new(Problem::Unusable, "is a pipe or device, not a file")
            .in_file(name)
            .hint("send what it gives to standard input, and name that `-`"));
    }
    Ok((file, about.len()))
}

/// What the operating system said, with advice where there is some.
pub(super) fn refused(error: &io::Error, name: &str) -> InputError {
    match error.kind() {
        io::ErrorKind::NotFound => InputError::new(Problem::NotFound, "no such file or folder")
            .in_file(name)
            .hint("check the spelling, and the folder the command runs in"),
        io::ErrorKind::PermissionDenied => InputError::new(Problem::Io, "permission denied")
            .in_file(name)
            .hint("make the file readable for you, or copy it"),
        _ => InputError::io(error, name),
    }
}

struct Metered<R> {
    inner: R,
    meter: Arc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.meter.go_on()?;
        let count = self.inner.read(buffer)?;
        self.meter.count(count);
        Ok(count)
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
