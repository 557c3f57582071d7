//! What a socket has done so far, noted as it does it.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{Mutex, Notify, OwnedMutexGuard};

use crate::connect::stream::Stream;

/// Longest part of a server's first words that is kept.
const FIRST_BYTES: usize = 160;

/// Counters of one socket. The driver of the socket writes them, the watchdog and the callers read them.
///
/// There is no clock in it: the watchdog looks at the counters at intervals, so that a read or a write costs one store.
#[derive(Debug, Default)]
pub(crate) struct IoStats {
    /// Bytes that the kernel has taken; of an encrypted stream those that it has taken before encryption, which is never
    /// fewer than have left.
    written: AtomicU64,
    /// Grows whenever the peer has shown that it lives: it sent bytes, or made room for ours.
    flow: AtomicU64,
    /// Something was written since the last read.
    awaiting: AtomicBool,
    /// The watchdog sleeps for long and wants to know of the next write.
    dozing: AtomicBool,
    /// Commands under way that may stay unanswered for longer than the response timeout.
    patient: AtomicUsize,
    /// The one caller of a socket of its own waits for an answer.
    expecting: AtomicBool,
    /// Held by the watchdog while its own command is on its way, and by a caller in whose transaction it has no place.
    fences: Arc<Mutex<()>>,
    wake: Notify,
    /// An error that the server sent before it was asked anything, such as `max number of clients reached`.
    first_words: OnceLock<String>,
    /// Why the encryption ended, said by the server or found out here.
    #[cfg(feature = "tls")]
    broken: OnceLock<rustls::Error>,
}

impl IoStats {
    /// Bytes written so far.
    ///
    /// Bytes reach a socket in the order of submission. So a command that was submitted after this was read, and failed
    /// while it still reads the same, was never written, not a byte of it. A value read too early is only smaller, and
    /// errs on the side of "may have been written".
    pub(crate) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    pub(crate) fn flow(&self) -> u64 {
        self.flow.load(Ordering::Relaxed)
    }

    pub(crate) fn is_awaiting(&self) -> bool {
        self.awaiting.load(Ordering::SeqCst)
    }

    /// Asks for a wake-up at the next write, until taken back.
    pub(crate) fn doze(&self, dozing: bool) {
        self.dozing.store(dozing, Ordering::SeqCst);
    }

    /// Completes at the first write after [`doze`](Self::doze).
    pub(crate) async fn stirred(&self) {
        self.wake.notified().await;
    }

    /// Keeps the watchdog from judging this socket's silence until the guard is dropped.
    pub(crate) fn be_patient(self: &Arc<Self>) -> LongWaitGuard {
        self.patient.fetch_add(1, Ordering::SeqCst);
        LongWaitGuard(Arc::clone(self))
    }

    pub(crate) fn is_patient(&self) -> bool {
        self.patient.load(Ordering::SeqCst) > 0
    }

    /// Tells the watchdog that an answer is awaited, whether anything was read or not, until the guard is dropped.
    pub(crate) fn expect_answer(self: &Arc<Self>) -> AwaitingReply {
        self.expecting.store(true, Ordering::SeqCst);
        AwaitingReply(Arc::clone(self))
    }

    pub(crate) fn is_expecting(&self) -> bool {
        self.expecting.load(Ordering::SeqCst)
    }

    /// Waits until nothing of the watchdog's is on its way, and keeps it so until the guard is dropped.
    pub(crate) async fn unfenced(&self) -> ExclusiveGuard {
        ExclusiveGuard {
            _turn: Arc::clone(&self.fences).lock_owned().await,
        }
    }

    /// The right to send a command of the watchdog's own, unless a caller keeps the socket to itself.
    pub(crate) fn fence(&self) -> Option<OwnedMutexGuard<()>> {
        Arc::clone(&self.fences).try_lock_owned().ok()
    }

    /// What the server said before it was asked.
    pub(crate) fn first_words(&self) -> Option<&str> {
        self.first_words.get().map(String::as_str)
    }

    /// Why the encryption ended, if it did.
    #[cfg(feature = "tls")]
    pub(crate) fn broken(&self) -> Option<&rustls::Error> {
        self.broken.get()
    }

    fn note_end(&self, error: &io::Error) {
        #[cfg(feature = "tls")]
        if let Some(error) = crate::connect::tls::classify::inner(error) {
            let _ = self.broken.set(error.clone());
        }
        #[cfg(not(feature = "tls"))]
        let _ = error;
    }

    fn note_first_words(&self, bytes: &[u8]) {
        if bytes.first() == Some(&b'-') {
            let line = bytes
                .split(|byte| *byte == b'\r' || *byte == b'\n')
                .next()
                .unwrap_or_default();
            let line = &line[1..line.len().min(FIRST_BYTES)];
            // Set once by the one task that reads; a second call would have nothing to add.
            let _ = self
                .first_words
                .set(String::from_utf8_lossy(line).into_owned());
        }
    }
}

/// Holds the watchdog back while it lives.
#[derive(Debug)]
pub(crate) struct LongWaitGuard(Arc<IoStats>);

impl Drop for LongWaitGuard {
    fn drop(&mut self) {
        self.0.patient.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Keeps the watchdog's own commands from a socket while it lives.
#[derive(Debug)]
pub(crate) struct ExclusiveGuard {
    _turn: OwnedMutexGuard<()>,
}

/// An answer is awaited while it lives.
#[derive(Debug)]
pub(crate) struct AwaitingReply(Arc<IoStats>);

impl Drop for AwaitingReply {
    fn drop(&mut self) {
        self.0.expecting.store(false, Ordering::SeqCst);
    }
}

/// A stream that notes its progress.
#[derive(Debug)]
pub(crate) struct CountingStream {
    stream: Stream,
    progress: Arc<IoStats>,
    /// The last write found no room.
    blocked: bool,
    /// Mirrors `IoStats::awaiting`, which only this side changes.
    awaiting: bool,
    silent: bool,
}

impl CountingStream {
    pub(crate) fn new(stream: Stream, progress: Arc<IoStats>) -> Self {
        Self {
            stream,
            progress,
            blocked: false,
            awaiting: false,
            silent: true,
        }
    }

    fn read(&mut self, before: usize, buf: &ReadBuf<'_>, result: &io::Result<()>) {
        if let Err(error) = result {
            self.progress.note_end(error);
        } else if buf.filled().len() > before {
            let progress = &*self.progress;
            if std::mem::take(&mut self.silent) {
                progress.note_first_words(&buf.filled()[before..]);
            }
            progress.flow.fetch_add(1, Ordering::Relaxed);
            if std::mem::take(&mut self.awaiting) {
                progress.awaiting.store(false, Ordering::SeqCst);
            }
        }
    }

    fn wrote(&mut self, result: &Poll<io::Result<usize>>) {
        match result {
            Poll::Pending => self.blocked = true,
            Poll::Ready(Ok(count)) => {
                let progress = &*self.progress;
                progress.written.fetch_add(*count as u64, Ordering::Relaxed);
                // Room after none: the peer has taken what was sent before. Room alone proves nothing, the kernel
                // takes bytes for a dead peer too.
                if std::mem::take(&mut self.blocked) {
                    progress.flow.fetch_add(1, Ordering::Relaxed);
                }
                if !self.awaiting {
                    self.awaiting = true;
                    progress.awaiting.store(true, Ordering::SeqCst);
                    if progress.dozing.swap(false, Ordering::SeqCst) {
                        progress.wake.notify_one();
                    }
                }
            }
            Poll::Ready(Err(error)) => {
                self.progress.note_end(error);
                if self.stream.may_send_before_failing() {
                    self.progress.written.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }
}

impl AsyncRead for CountingStream {
    // The driver looks four times for each answer, and finds something once.
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
