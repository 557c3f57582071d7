//! Counters of what a socket has read and written.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{Mutex, Notify, OwnedMutexGuard};

use crate::connect::stream::Stream;

/// Longest part of a server's first line that is stored.
const FIRST_BYTES: usize = 160;

/// Counters of one socket. The driver of the socket writes them, the watchdog and the callers read them.
///
/// There is no clock in it: the watchdog looks at the counters at intervals, so that a read or a write costs one store.
#[derive(Debug, Default)]
pub(crate) struct IoStats {
    /// Bytes that the kernel has accepted; with TLS, bytes before encryption that the TLS library has accepted, which are
    /// never fewer than were sent.
    written: AtomicU64,
    /// Grows whenever the peer shows that it is alive: it sent bytes, or read ours.
    flow: AtomicU64,
    /// Something was written since the last read.
    awaiting: AtomicBool,
    /// The watchdog sleeps for long and must be woken by the next write.
    dozing: AtomicBool,
    /// Commands in flight that may take longer than the response timeout.
    long_waits: AtomicUsize,
    /// The only caller of a dedicated socket waits for a reply.
    expecting: AtomicBool,
    /// Held by the watchdog while its `PING` is in flight, and by a caller whose transaction that must not enter.
    exclusive: Arc<Mutex<()>>,
    wake: Notify,
    /// An error that the server sent before the first command, such as `max number of clients reached`.
    first_words: OnceLock<String>,
    /// Why the TLS session ended: an alert of the server, or an error found here.
    #[cfg(feature = "tls")]
    tls_error: OnceLock<rustls::Error>,
}

impl IoStats {
    /// Bytes written so far.
    ///
    /// Bytes reach a socket in the order of submission. So if a command was submitted after this was read, and fails while
    /// this is unchanged, no byte of it was written. A value that was read too early is only smaller, and errs on the side
    /// of "may have been written".
    pub(crate) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    pub(crate) fn flow(&self) -> u64 {
        self.flow.load(Ordering::Relaxed)
    }

    pub(crate) fn is_awaiting(&self) -> bool {
        self.awaiting.load(Ordering::SeqCst)
    }

    /// Asks for a wake-up at the next write, or cancels that.
    pub(crate) fn doze(&self, dozing: bool) {
        self.dozing.store(dozing, Ordering::SeqCst);
    }

    /// Completes at the first write after [`doze`](Self::doze).
    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Lifts the response timeout until the guard is dropped.
    pub(crate) fn allow_long_wait(self: &Arc<Self>) -> LongWaitGuard {
        self.long_waits.fetch_add(1, Ordering::SeqCst);
        LongWaitGuard(Arc::clone(self))
    }

    pub(crate) fn has_long_wait(&self) -> bool {
        self.long_waits.load(Ordering::SeqCst) > 0
    }

    /// Marks a reply as awaited, whether anything was read or not, until the guard is dropped.
    pub(crate) fn await_reply(self: &Arc<Self>) -> AwaitingReply {
        self.expecting.store(true, Ordering::SeqCst);
        AwaitingReply(Arc::clone(self))
    }

    pub(crate) fn is_reply_awaited(&self) -> bool {
        self.expecting.load(Ordering::SeqCst)
    }

    /// Waits until no `PING` of the watchdog is in flight, and prevents new ones until the guard is dropped.
    pub(crate) async fn exclusive(&self) -> ExclusiveGuard {
        ExclusiveGuard {
            _guard: Arc::clone(&self.exclusive).lock_owned().await,
        }
    }

    /// Permits one `PING` of the watchdog, unless a caller has exclusive use of the socket.
    pub(crate) fn fence_permit(&self) -> Option<OwnedMutexGuard<()>> {
        Arc::clone(&self.exclusive).try_lock_owned().ok()
    }

    /// The error that the server sent before the first command.
    pub(crate) fn first_words(&self) -> Option<&str> {
        self.first_words.get().map(String::as_str)
    }

    /// Why the TLS session ended, if it did.
    #[cfg(feature = "tls")]
    pub(crate) fn tls_error(&self) -> Option<&rustls::Error> {
        self.tls_error.get()
    }

    fn record_error(&self, error: &io::Error) {
        #[cfg(feature = "tls")]
        if let Some(error) = crate::connect::tls::classify::inner(error) {
            let _ = self.tls_error.set(error.clone());
        }
        #[cfg(not(feature = "tls"))]
        let _ = error;
    }

    fn record_first_words(&self, bytes: &[u8]) {
        if bytes.first() == Some(&b'-') {
            let line = bytes
                .split(|byte| *byte == b'\r' || *byte == b'\n')
                .next()
                .unwrap_or_default();
            let line = &line[1..line.len().min(FIRST_BYTES)];
            let _ = self
                .first_words
                .set(String::from_utf8_lossy(line).into_owned());
        }
    }
}

/// Lifts the response timeout while it exists.
#[derive(Debug)]
pub(crate) struct LongWaitGuard(Arc<IoStats>);

impl Drop for LongWaitGuard {
    fn drop(&mut self) {
        self.0.long_waits.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Keeps the watchdog's own commands off a socket while it exists.
#[derive(Debug)]
pub(crate) struct ExclusiveGuard {
    _guard: OwnedMutexGuard<()>,
}

/// A reply is awaited while it exists.
#[derive(Debug)]
pub(crate) struct AwaitingReply(Arc<IoStats>);

impl Drop for AwaitingReply {
    fn drop(&mut self) {
        self.0.expecting.store(false, Ordering::SeqCst);
    }
}

/// A stream that counts what it reads and writes.
#[derive(Debug)]
pub(crate) struct CountingStream {
    stream: Stream,
    stats: Arc<IoStats>,
    /// The last write found the send buffer full.
    blocked: bool,
    /// Mirrors `IoStats::awaiting`, which only this side changes.
    awaiting: bool,
    /// Nothing was read yet.
    silent: bool,
}

impl CountingStream {
    pub(crate) fn new(stream: Stream, stats: Arc<IoStats>) -> Self {
        Self {
            stream,
            stats,
            blocked: false,
            awaiting: false,
            silent: true,
        }
    }

    fn read(&mut self, before: usize, buf: &ReadBuf<'_>, result: &io::Result<()>) {
        if let Err(error) = result {
            self.stats.record_error(error);
        } else if buf.filled().len() > before {
            let stats = &*self.stats;
            if std::mem::take(&mut self.silent) {
                stats.record_first_words(&buf.filled()[before..]);
            }
            stats.flow.fetch_add(1, Ordering::Relaxed);
            if std::mem::take(&mut self.awaiting) {
                stats.awaiting.store(false, Ordering::SeqCst);
            }
        }
    }

    fn wrote(&mut self, result: &Poll<io::Result<usize>>) {
        match result {
            Poll::Pending => self.blocked = true,
            Poll::Ready(Ok(count)) => {
                let stats = &*self.stats;
                stats.written.fetch_add(*count as u64, Ordering::Relaxed);
                // The send buffer was full and has room again: the peer has read something. Room alone proves nothing, the
                // kernel buffers bytes for a dead peer too.
                if std::mem::take(&mut self.blocked) {
                    stats.flow.fetch_add(1, Ordering::Relaxed);
                }
                if !self.awaiting {
                    self.awaiting = true;
                    stats.awaiting.store(true, Ordering::SeqCst);
                    if stats.dozing.swap(false, Ordering::SeqCst) {
                        stats.wake.notify_one();
                    }
                }
            }
            Poll::Ready(Err(error)) => {
                self.stats.record_error(error);
                if self.stream.may_send_before_failing() {
                    self.stats.written.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }
}

impl AsyncRead for CountingStream {
    // The driver polls four times for each reply, and reads something once.
    #[inline]
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        match Pin::new(&mut this.stream).poll_read(cx, buf) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(result) => {
                this.read(before, buf, &result);
                Poll::Ready(result)
            }
        }
    }
}

impl AsyncWrite for CountingStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write(cx, buf);
        this.wrote(&result);
        result
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write_vectored(cx, bufs);
        this.wrote(&result);
        result
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    #[inline]
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
