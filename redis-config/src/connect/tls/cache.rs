//! What one generation of an instance keeps of TLS from one socket to the next.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(feature = "tls")]
use std::sync::Arc;
#[cfg(feature = "tls")]
use tokio::sync::Mutex;

#[cfg(feature = "tls")]
use super::client_config::ClientTls;
#[cfg(feature = "tls")]
use super::client_config::{FileStamp, build, file_stamps};
#[cfg(feature = "tls")]
use super::error::TlsError;
#[cfg(feature = "tls")]
use crate::connect::server::ServerKind;
#[cfg(feature = "tls")]
use crate::settings::tls::Tls;

/// Kept by every socket of a generation: configurations made from files, and whether the kind of port has proven right.
#[derive(Default)]
pub(crate) struct ConfigCache {
    proven: AtomicBool,
    #[cfg(feature = "tls")]
    data: CacheEntry,
    #[cfg(feature = "tls")]
    sentinel: CacheEntry,
}

#[cfg(feature = "tls")]
#[derive(Default)]
struct CacheEntry {
    /// Held by the one who reads.
    kept: Arc<Mutex<Option<CachedConfig>>>,
    /// What was read did not hold: to be read again, changed or not.
    doubted: AtomicBool,
}

#[cfg(feature = "tls")]
struct CachedConfig {
    ready: Arc<ClientTls>,
    stamps: Vec<FileStamp>,
    /// What was last said of files that could not be used.
    complaint: Option<String>,
}

impl ConfigCache {
    /// Notes that a link came about: encrypted or not is as the definition says, and is never doubted again.
    pub(crate) fn prove(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }

    /// The configuration for a server, made anew if its files have changed.
    ///
    /// Files that were good once and are not now (a rotation under way, half of it written) leave the earlier
    /// configuration in force: a link must not die of it.
    ///
    /// Cancel safe.
    #[cfg(feature = "tls")]
    pub(crate) async fn ready(
        &self,
        party: ServerKind,
        tls: &Tls,
    ) -> Result<Arc<ClientTls>, TlsError> {
        let tls = tls.clone();
        let slot = self.slot(party);
        // A thousand sockets that open together read the files once; and a file system that hangs takes one thread.
        let mut kept = Arc::clone(&slot.kept).lock_owned().await;
        let doubted = slot.doubted.swap(false, Ordering::AcqRel);
        // Files are read, and parsing the system's store takes milliseconds.
        tokio::task::spawn_blocking(move || current(&mut kept, &tls, doubted))
            .await
            .unwrap_or_else(|error| Err(TlsError::Broken(error.to_string())))
    }

    /// Has the next socket read everything again, the system's store too: what was read did not hold.
    #[cfg(feature = "tls")]
    pub(crate) fn doubt(&self, party: ServerKind) {
        self.slot(party).doubted.store(true, Ordering::Release);
    }

    #[cfg(feature = "tls")]
    fn slot(&self, party: ServerKind) -> &CacheEntry {
        match party {
            ServerKind::Data => &self.data,
            ServerKind::Sentinel => &self.sentinel,
        }
    }
}

#[cfg(feature = "tls")]
fn current(
    kept: &mut Option<CachedConfig>,
    tls: &Tls,
    doubted: bool,
) -> Result<Arc<ClientTls>, TlsError> {
    // Taken before reading: a change meanwhile shows at the next socket.
    let stamps = file_stamps(tls);
    if let Some(kept) = kept.as_ref()
        && kept.stamps == stamps
        && !doubted
    {
        return Ok(Arc::clone(&kept.ready));
    }
    match (build(tls), kept.as_mut()) {
        (Ok(ready), _) => {
            let ready = Arc::new(ready);
            *kept = Some(CachedConfig {
                ready: Arc::clone(&ready),
                stamps,
                complaint: None,
            });
            Ok(ready)
        }
        (Err(fault), None) => Err(fault),
        (Err(fault), Some(kept)) => {
            let complaint = format!("{fault:?}");
            if kept.complaint.as_ref() != Some(&complaint) {
                tracing::warn!(
                    fault = %complaint,
                    "certificates or keys were replaced by what cannot be used: the earlier ones stay in force"
                );
                kept.complaint = Some(complaint);
            }
            Ok(Arc::clone(&kept.ready))
        }
    }
}

impl fmt::Debug for ConfigCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("proven", &self.is_proven())
            .finish_non_exhaustive()
    }
}
