//! The file: one thread commits what has gathered in one transaction with fsync, then lets the requests go.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use tokio::sync::oneshot;

use super::doubt::doubting;
use super::key::Key;
use super::state::{Batch, State};
use crate::tree::{self, Tree};

const ROWS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("rows");
const FORMAT: TableDefinition<'_, &str, u64> = TableDefinition::new("format");
const CURRENT_FORMAT: u64 = 1;

/// As many requests as share one fsync at most, so that the first of them does not wait for ever.
const GATHERED: usize = 1024;

/// Far shorter than an fsync.
const MOMENT: Duration = Duration::from_micros(100);

/// Why a sandbox's file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process holds the file. It can be reached where that process serves it.
    #[error("another process has the sandbox open; use it through its address, or stop it first")]
    Busy,
    /// The file was written by another version, or is no sandbox at all.
    #[error("the file is not one that this version wrote: {0}")]
    Format(String),
    /// The file or the folder cannot be used.
    #[error("the sandbox's file can not be used")]
    Io(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The disk has failed: what is in memory is no longer what a restart would find.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DiskFailed;

/// Told once a batch is safe.
pub(crate) type Saved = oneshot::Receiver<Result<(), DiskFailed>>;

/// The way to the disk thread.
pub(crate) struct Disk {
    jobs: Mutex<Option<Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct Job {
    batch: Arc<Batch>,
    saved: oneshot::Sender<Result<(), DiskFailed>>,
}

impl Disk {
    /// Opens or makes the file and reads all of it.
    pub(crate) fn open(path: &Path) -> Result<(Disk, State), OpenError> {
        let (database, state) = unbroken(|| {
            let mut database = open(path)?;
            whole(&mut database)?;
            let state = load(&database)?;
            Ok((database, state))
        })?;
        let (jobs, queue) = channel();
        let thread = std::thread::Builder::new().name("sandbox-disk".to_owned());
        let thread = thread.spawn(move || serve(database, &queue)).map_err(io)?;
        Ok((Disk { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)) }, state))
    }

    /// Deletes the file, unless somebody has it open.
    pub(crate) fn delete(path: &Path) -> Result<(), OpenError> {
        if !path.try_exists().map_err(io)? {
            return Ok(());
        }
        // What cannot be read may be deleted all the same; what another process holds may not.
        let held = match unbroken(|| open(path)) {
            Ok(database) => Some(database),
            Err(OpenError::Busy) => return Err(OpenError::Busy),
            Err(OpenError::Format(_) | OpenError::Io(_)) => None,
        };
        let deleted = std::fs::remove_file(path).map_err(io);
        drop(held);
        deleted
    }

    /// Queues a batch. Call it while the state is still locked, or the disk's order differs from memory's.
    pub(crate) fn save(&self, batch: Arc<Batch>) -> Saved {
        let (saved, receiver) = oneshot::channel();
        let jobs = self.jobs.lock().expect("nothing panics while the queue is locked");
        let jobs = jobs.as_ref().expect("the queue closes only when the disk is dropped");
        // A thread that is gone drops `saved`, which its receiver sees.
        let _ = jobs.send(Job { batch, saved });
        receiver
    }
}

impl Drop for Disk {
    /// Waits for the last commit and gives the file's lock back.
    fn drop(&mut self) {
        if let Ok(mut jobs) = self.jobs.lock() {
            jobs.take();
        }
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

fn io(error: impl std::error::Error + Send + Sync + 'static) -> OpenError {
    OpenError::Io(Box::new(error))
}

fn open(path: &Path) -> Result<Database, OpenError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(io)?;
    }
    // To open a pipe would wait for somebody at its other end.
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return Err(OpenError::Format("it is no regular file".to_owned()));
    }
    only_for_the_owner(path)?;
    Database::create(path).map_err(bad)
}

/// Opens and reads a file that may be damaged.
fn unbroken<T>(open: impl FnOnce() -> Result<T, OpenError>) -> Result<T, OpenError> {
    doubting(open).unwrap_or_else(|| Err(OpenError::Format("it is damaged".to_owned())))
}

/// Checks every page against its checksum. A file of which some do not fit is refused: what is left of
/// it is older than what was acknowledged.
fn whole(database: &mut Database) -> Result<(), OpenError> {
    match database.check_integrity().map_err(bad)? {
        true => Ok(()),
        false => Err(OpenError::Format("it is damaged".to_owned())),
    }
}

fn bad(error: impl Into<redb::Error>) -> OpenError {
    use std::io::ErrorKind::{InvalidData, UnexpectedEof};
    match error.into() {
        redb::Error::DatabaseAlreadyOpen => OpenError::Busy,
        redb::Error::UpgradeRequired(version) => {
            OpenError::Format(format!("its file format has version {version}"))
        }
        redb::Error::Corrupted(what) => OpenError::Format(what),
        redb::Error::Io(error) if matches!(error.kind(), InvalidData | UnexpectedEof) => {
            OpenError::Format("it is no database".to_owned())
        }
        other => io(other),
    }
}

/// The file holds SecureStrings in the clear, so it is made readable by its owner alone.
#[cfg(unix)]
fn only_for_the_owner(path: &Path) -> Result<(), OpenError> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path).map(drop).map_err(io)
}

#[cfg(not(unix))]
fn only_for_the_owner(_: &Path) -> Result<(), OpenError> {
    Ok(())
}

fn load(database: &Database) -> Result<State, OpenError> {
    let write = database.begin_write().map_err(bad)?;
    {
        let mut format = write.open_table(FORMAT).map_err(bad)?;
        let found = format.get("rows").map_err(bad)?.map(|found| found.value());
        match found {
            Some(CURRENT_FORMAT) => {}
            Some(other) => return Err(OpenError::Format(format!("its rows have version {other}"))),
            None => {
                format.insert("rows", CURRENT_FORMAT).map_err(bad)?;
            }
        }
        write.open_table(ROWS).map_err(bad)?;
    }
    write.commit().map_err(bad)?;
    let read = database.begin_read().map_err(bad)?;
    let rows = read.open_table(ROWS).map_err(bad)?;
    let mut state = State::default();
    for row in rows.iter().map_err(bad)? {
        let (key, value) = row.map_err(bad)?;
        let bad = |what: &str| OpenError::Format(format!("{what} at `{}`", key.value().escape_debug()));
        let place = Key::from_text(key.value()).ok_or_else(|| bad("an unknown key"))?;
        let value = serde_json::from_slice(value.value()).map_err(|_| bad("a row that is no JSON"))?;
        let Ok(Tree::Record(mut record)) = tree::decode(value) else {
            return Err(bad("a row that is no record"));
        };
        record.shrink();
        state.place(place, Some(Arc::new(record)));
    }
    Ok(state)
}

fn serve(database: Database, queue: &Receiver<Job>) {
    let mut failed = false;
    let mut gathered = 1;
    while let Ok(first) = queue.recv() {
        let jobs = gather(first, queue, gathered);
        gathered = jobs.len();
        // After one failure memory is ahead of the file for good; to go on writing would hide that.
        failed = failed || doubting(|| commit(&database, &jobs)).is_none_or(|done| done.is_err());
        let outcome = if failed { Err(DiskFailed) } else { Ok(()) };
        for job in jobs {
            // A client that went away does not hear of it.
            let _ = job.saved.send(outcome);
        }
    }
    doubting(|| drop(database));
}

/// Takes what is there, and waits a moment for as many as came together the last time: the clients that the
/// last commit let go are about to write again, and without the wait the first of them would have a commit of
/// its own.
fn gather(first: Job, queue: &Receiver<Job>, expected: usize) -> Vec<Job> {
    let mut jobs = vec![first];
    jobs.extend(queue.try_iter().take(GATHERED));
    while jobs.len() < expected.min(GATHERED)
        && let Ok(job) = queue.recv_timeout(MOMENT)
    {
        jobs.push(job);
    }
    jobs
}

fn commit(database: &Database, jobs: &[Job]) -> Result<(), redb::Error> {
    let write = database.begin_write()?;
    {
        let mut rows = write.open_table(ROWS)?;
        for change in jobs.iter().flat_map(|job| job.batch.iter()) {
            let key = change.key.to_text();
            match &change.after {
                Some(row) => {
                    let tree = Tree::Record((**row).clone());
                    rows.insert(&*key, tree::encode(&tree).to_string().as_bytes())?;
                }
                None => {
                    rows.remove(&*key)?;
                }
            }
        }
    }
    write.commit()?;
    Ok(())
}
