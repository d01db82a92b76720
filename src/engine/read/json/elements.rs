//! The records of a document, wherever they lie: at the top, below keys, in pages, line after line.

use struson::reader::{JsonReader, ReaderError, ValueType};

use super::super::{InputError, Problem};
use super::{Broken, Reader};

/// What the first value of a document is.
///
/// # Errors
/// Says [`Problem::Empty`] where there is none.
pub(super) fn first(reader: &mut Reader, file: &str) -> Result<ValueType, Broken> {
    let peeked = reader.peek();
    if let Err(ReaderError::SyntaxError(error)) = &peeked
        && error.kind == struson::reader::SyntaxErrorKind::IncompleteDocument
    {
        let empty = InputError::new(Problem::Empty, "there is nothing in the file");
        return Err(Broken::Input(empty.in_file(file)));
    }
    Ok(peeked?)
}

/// An open array or object on the way to the records.
#[derive(Clone, Copy)]
enum Level {
    /// The array of pages.
    Pages,
    /// An object in which the key at this position of the path is looked for.
    Object(usize),
    /// The array of records.
    Records,
}

/// Goes from record to record.
pub(super) struct Elements {
    pub(super) reader: Reader,
    file: String,
    path: Vec<String>,
    pages: bool,
    open: Vec<Level>,
    started: bool,
}

impl Elements {
    pub(super) fn new(reader: Reader, file: &str, path: &[String], pages: bool) -> Self {
        Self { reader, file: file.to_owned(), path: path.to_vec(), pages, open: Vec::new(), started: false }
    }

    /// Stands before the next record, or returns `false` at the end of the document.
    ///
    /// The caller must have consumed the record before.
    pub(super) fn advance(&mut self) -> Result<bool, Broken> {
        loop {
            let found = match self.open.last().copied() {
                None => {
                    if self.started && !self.reader.has_next()? {
                        return Ok(false);
                    }
                    self.enter()?
                }
                Some(Level::Pages) => self.next_page()?,
                Some(Level::Object(level)) => {
                    self.next_member(level)?;
                    false
                }
                Some(Level::Records) if self.reader.has_next()? => true,
                Some(Level::Records) => {
                    self.reader.end_array()?;
                    self.open.pop();
                    false
                }
            };
            if found {
                return Ok(true);
            }
        }
    }

    /// Whether the last record stood at the top, as in JSON lines.
    pub(super) fn at_top(&self) -> bool {
        self.open.is_empty()
    }

    /// Enters a value at the top; says whether it is itself a record.
    fn enter(&mut self) -> Result<bool, Broken> {
        let kind = if self.started { self.reader.peek()? } else { first(&mut self.reader, &self.file)? };
        self.started = true;
        match kind {
            ValueType::Array if self.pages => self.begin_array(Level::Pages)?,
            ValueType::Array if self.path.is_empty() => self.begin_array(Level::Records)?,
            ValueType::Object if !self.path.is_empty() => self.begin_object(0)?,
            _ if self.path.is_empty() => return Ok(true),
            _ => {
                let message = format!("the document has no key `{}` at its top", self.path[0]);
                return Err(Broken::Input(InputError::new(Problem::Unusable, message)));
            }
        }
        Ok(false)
    }

    fn next_page(&mut self) -> Result<bool, Broken> {
        if !self.reader.has_next()? {
            self.reader.end_array()?;
            self.open.pop();
            return Ok(false);
        }
        match self.reader.peek()? {
            ValueType::Object if !self.path.is_empty() => self.begin_object(0)?,
            ValueType::Array if self.path.is_empty() => self.begin_array(Level::Records)?,
            ValueType::Null => self.reader.next_null()?,
            _ => {
                return Err(Broken::Input(InputError::new(
                    Problem::Unusable,
                    "a page is not like the others",
                )));
            }
        }
        Ok(false)
    }

    fn next_member(&mut self, level: usize) -> Result<(), Broken> {
        if !self.reader.has_next()? {
            self.reader.end_object()?;
            self.open.pop();
            return Ok(());
        }
        if self.reader.next_name()? != self.path[level] {
            return Ok(self.reader.skip_value()?);
        }
        let last = level + 1 == self.path.len();
        match self.reader.peek()? {
            ValueType::Array if last => self.begin_array(Level::Records),
            ValueType::Object if !last => self.begin_object(level + 1),
            ValueType::Null => Ok(self.reader.next_null()?),
            _ => {
                let message = format!("the key `{}` does not hold records", self.path[..=level].join("."));
                Err(Broken::Input(InputError::new(Problem::Unusable, message)))
            }
        }
    }

    fn begin_array(&mut self, level: Level) -> Result<(), Broken> {
        self.reader.begin_array()?;
        self.open.push(level);
        Ok(())
    }

    fn begin_object(&mut self, level: usize) -> Result<(), Broken> {
        self.reader.begin_object()?;
        self.open.push(Level::Object(level));
        Ok(())
    }
}
