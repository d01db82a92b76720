//! One reading of several tables in a row, by as many threads as come to help.
//!
//! ```text
//! the next batch, one thread at a time → its cells and counts, on every thread → what is new, in file order
//! ```
//!
//! What a [`Worker`] counts must not depend on which batches it got; what does depend on file order goes to what is
//! [`Shared`], batch after batch.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::read::{Batch, Counted, InputError, Pace, Reading, Rows, SetAside, Table};

/// The tables of one object.
pub trait Source: Sync {
    fn parts(&self) -> usize;

    /// The file of a part, for errors.
    fn name(&self, part: usize) -> &str;

    /// Opens the table of a part; `None` where there is nothing to read.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn open(&self, part: usize) -> Result<Option<Table>, InputError>;
}

/// What one thread does with the batches it gets.
pub trait Worker: Send {
    type Shared: Shared;

    /// Takes over what became known elsewhere, before each batch.
    fn catch_up(&mut self, _shared: &Self::Shared) {}

    /// Looks at a batch; gives what has to be told in file order.
    ///
    /// # Errors
    /// Where a cell ends the reading; of several errors, the first in file order counts.
    fn batch(&mut self, at: Place, batch: &Batch) -> Result<<Self::Shared as Shared>::News, InputError>;
}

/// What is put together in file order.
pub trait Shared: Send {
    type News: Send;

    /// Takes in what the next batch of a part gave.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn take_in(&mut self, part: usize, news: Self::News) -> Result<(), InputError>;

    /// Hears of what was set aside in a part, of what is to be said about it, once it was read to its end.
    fn hear(&mut self, part: usize, aside: Vec<SetAside>, notes: Vec<String>);
}

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub part: usize,
    /// Number of the batch, from 0, over all parts.
    pub number: usize,
}

/// One reading.
pub struct Pass<'s, S, W: Worker> {
    source: &'s S,
    /// For each part, in what pieces it is read.
    paces: Vec<Pace>,
    /// For each part, the columns that are looked at; empty where all are.
    wanted: Vec<Vec<usize>>,
    new_worker: Box<dyn Fn() -> W + Sync + 's>,
    feed: Mutex<Feed>,
    order: Mutex<Option<Order<W::Shared>>>,
    resting: Mutex<Vec<W>>,
    working: AtomicUsize,
}

/// What came of a reading.
pub enum Ended<W: Worker> {
    Read {
        workers: Vec<W>,
        shared: W::Shared,
    },
    /// A part has to be read again, record by record.
    Again {
        part: usize,
    },
}

#[derive(Default)]
struct Feed {
    part: usize,
    table: Option<Table>,
    /// The tables that were read to their end.
    finished: Vec<(usize, Box<dyn Rows>)>,
    batches: usize,
    ended: bool,
}

/// Puts what the batches gave into file order.
struct Order<H: Shared> {
    shared: H,
    next: usize,
    waiting: BTreeMap<usize, (usize, H::News, Vec<SetAside>)>,
    /// By part, what was counted while batches were split.
    counted: BTreeMap<usize, Counted>,
    again: Option<usize>,
    /// The first failure in file order.
    failed: Option<(usize, InputError)>,
}

impl<'s, S: Source, W: Worker> Pass<'s, S, W> {
    /// A reading that has not begun.
    pub fn new(
        source: &'s S,
        paces: Vec<Pace>,
        shared: W::Shared,
        new_worker: impl Fn() -> W + Sync + 's,
    ) -> Self {
        Self {
            source,
            paces,
            wanted: Vec::new(),
            new_worker: Box::new(new_worker),
            feed: Mutex::default(),
            order: Mutex::new(Some(Order {
                shared,
                next: 0,
                waiting: BTreeMap::new(),
                counted: BTreeMap::new(),
                again: None,
                failed: None,
            })),
            resting: Mutex::default(),
            working: AtomicUsize::new(0),
        }
    }

    /// Names, for each part, the only columns that the workers look at.
    #[must_use]
    pub fn only(mut self, wanted: Vec<Vec<usize>>) -> Self {
        self.wanted = wanted;
        self
    }

    /// Helps until there is nothing left to read; says whether this thread was the last one to leave.
    pub fn help(&self) -> bool {
        self.working.fetch_add(1, Ordering::SeqCst);
        let mut batch = Batch::default();
        let mut worker = None;
        while let Some((at, aside)) = self.take(&mut batch) {
            self.look_at(at, aside, &mut batch, &mut worker);
        }
        self.rest(worker);
        self.working.fetch_sub(1, Ordering::SeqCst) == 1
    }

    /// What came of it, once every helper has left; `None` where that was asked before.
    ///
    /// # Errors
    /// The first in file order that any of the helpers met, or that a table met at its end.
    pub fn end(&self) -> Result<Option<Ended<W>>, InputError> {
        let Some(mut order) = lock(&self.order).take() else { return Ok(None) };
        if let Some(part) = order.again {
            return Ok(Some(Ended::Again { part }));
        }
        if let Some((_, error)) = order.failed {
            return Err(error);
        }
        let finished = std::mem::take(&mut lock(&self.feed).finished);
        for (part, mut rows) in finished {
            let counted = order.counted.remove(&part).unwrap_or_default();
            let reading = rows.conclude(&counted).map_err(|error| error.in_file(self.source.name(part)))?;
            if reading == Reading::ByRecord {
                return Ok(Some(Ended::Again { part }));
            }
            order.shared.hear(part, rows.take_aside(), rows.notes());
        }
        let workers = std::mem::take(&mut *lock(&self.resting));
        Ok(Some(Ended::Read { workers, shared: order.shared }))
    }

    /// The next batch, and what was set aside on the way to it.
    fn take(&self, batch: &mut Batch) -> Option<(Place, Vec<SetAside>)> {
        let mut feed = lock(&self.feed);
        loop {
            if feed.ended {
                return None;
            }
            match self.next(&mut feed, batch) {
                Ok(Some(taken)) => return Some(taken),
                Ok(None) => {}
                Err(error) => {
                    feed.ended = true;
                    let number = feed.batches;
                    drop(feed);
                    self.fail(number, error);
                    return None;
                }
            }
        }
    }

    /// One step: opens a table, reads a batch of it, or closes it.
    fn next(&self, feed: &mut Feed, batch: &mut Batch) -> Result<Option<(Place, Vec<SetAside>)>, InputError> {
        let part = feed.part;
        let Some(table) = &mut feed.table else {
            if part == self.source.parts() {
                feed.ended = true;
                return Ok(None);
            }
            feed.table = self.source.open(part)?;
            if let Some((table, wanted)) = feed.table.as_mut().zip(self.wanted.get(part)) {
                table.rows.only(wanted);
            }
            feed.part += usize::from(feed.table.is_none());
            return Ok(None);
        };
        let pace = self.paces.get(part).copied().unwrap_or_default();
        if table.rows.batch(batch, &pace).map_err(|error| error.in_file(self.source.name(part)))? {
            let number = feed.batches;
            feed.batches += 1;
            return Ok(Some((Place { part, number }, table.rows.take_aside())));
        }
        feed.finished.extend(feed.table.take().map(|table| (part, table.rows)));
        feed.part += 1;
        Ok(None)
    }

    fn look_at(&self, at: Place, mut aside: Vec<SetAside>, batch: &mut Batch, worker: &mut Option<W>) {
        if batch.split().is_err() {
            lock(&self.feed).ended = true;
            if let Some(order) = lock(&self.order).as_mut() {
                order.again.get_or_insert(at.part);
            }
            return;
        }
        let worker = worker.get_or_insert_with(&self.new_worker);
        if let Some(order) = lock(&self.order).as_ref() {
            worker.catch_up(&order.shared);
        }
        match worker.batch(at, batch) {
            Ok(news) => {
                let (found, counted) = batch.take_aside();
                aside.extend(found);
                self.put_in_order(at, news, aside, &counted);
            }
            Err(error) => self.fail(at.number, error.in_file(self.source.name(at.part))),
        }
    }

    fn put_in_order(
        &self,
        at: Place,
        news: <W::Shared as Shared>::News,
        aside: Vec<SetAside>,
        counted: &Counted,
    ) {
        let mut held = lock(&self.order);
        let Some(order) = held.as_mut() else { return };
        order.counted.entry(at.part).or_default().add(counted);
        order.waiting.insert(at.number, (at.part, news, aside));
        while let Some((part, news, aside)) = {
            let next = order.next;
            order.waiting.remove(&next)
        } {
            order.next += 1;
            order.shared.hear(part, aside, Vec::new());
            if let Err(error) = order.shared.take_in(part, news) {
                drop(held);
                return self.fail(at.number, error.in_file(self.source.name(part)));
            }
        }
    }

    fn fail(&self, number: usize, error: InputError) {
        lock(&self.feed).ended = true;
        if let Some(order) = lock(&self.order).as_mut()
            && order.failed.as_ref().is_none_or(|(first, _)| number < *first)
        {
            order.failed = Some((number, error));
        }
    }

    fn rest(&self, worker: Option<W>) {
        lock(&self.resting).extend(worker);
    }
}

/// How many threads are worth having.
#[must_use]
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// A reading by threads of its own, again where it has to be; the workers, and what they put together.
///
/// # Errors
/// As for [`Pass::end`].
pub fn read_alone<S: Source, W: Worker>(
    source: &S,
    threads: usize,
    wanted: &[Vec<usize>],
    shared: impl Fn() -> W::Shared,
    new_worker: impl Fn() -> W + Sync,
) -> Result<(Vec<W>, W::Shared), InputError> {
    let mut paces = vec![Pace::default(); source.parts()];
    loop {
        let pass = Pass::new(source, paces.clone(), shared(), &new_worker).only(wanted.to_vec());
        std::thread::scope(|scope| {
            (1..threads).for_each(|_| {
                scope.spawn(|| pass.help());
            });
            pass.help();
        });
        match pass.end()? {
            Some(Ended::Read { workers, shared }) => return Ok((workers, shared)),
            Some(Ended::Again { part }) => paces[part].head = usize::MAX,
            None => {}
        }
    }
}

/// A thread that panicked has ended the run; what it left is not looked at again.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
