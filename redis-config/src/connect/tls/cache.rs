//! TLS state that one generation of an instance keeps between sockets.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(feature = "tls")]
use {
    super::classify::TlsError,
    super::client_config::{ClientTls, FileStamp, build, file_stamps},
    crate::connect::server::ServerKind,
    crate::settings::tls::Tls,
    std::sync::Arc,
    tokio::sync::Mutex,
};

/// Shared by all sockets of a generation.
#[derive(Default)]
pub(crate) struct ConfigCache {
    /// A connection succeeded, so the port speaks TLS or not as the definition declares.
    proven: AtomicBool,
    #[cfg(feature = "tls")]
    data: CacheEntry,
    #[cfg(feature = "tls")]
    sentinel: CacheEntry,
}

#[cfg(feature = "tls")]
#[derive(Default)]
struct CacheEntry {
    /// Locked while the files are read.
    cached: Arc<Mutex<Option<CachedConfig>>>,
    /// The next use must read everything again, changed or not.
    stale: AtomicBool,
}

#[cfg(feature = "tls")]
struct CachedConfig {
    config: Arc<ClientTls>,
    stamps: Vec<FileStamp>,
    /// The last error that was logged.
    logged: Option<String>,
}

impl ConfigCache {
    /// Records that a connection succeeded: from now on the kind of port is not probed.
    pub(crate) fn set_proven(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }

    /// The configuration for a kind of server, built again if its files have changed.
    ///
    /// If the new files cannot be used (a rotation is half done, say), the previous configuration stays in use.
    ///
    /// Cancel safe.
    #[cfg(feature = "tls")]
    pub(crate) async fn get(
        &self,
        kind: ServerKind,
        tls: &Tls,
    ) -> Result<Arc<ClientTls>, TlsError> {
        let tls = tls.clone();
        let entry = self.entry(kind);
        // Many sockets that open together read the files once, and a file system that hangs blocks one thread only.
        let mut cached = Arc::clone(&entry.cached).lock_owned().await;
        let stale = entry.stale.swap(false, Ordering::AcqRel);
        // Reads files, and parsing the system's trust store takes milliseconds.
        tokio::task::spawn_blocking(move || current(&mut cached, &tls, stale))
            .await
            .unwrap_or_else(|error| Err(TlsError::Other(error.to_string())))
    }

    /// Makes the next socket read everything again, including the system's trust store.
    #[cfg(feature = "tls")]
    pub(crate) fn invalidate(&self, kind: ServerKind) {
        self.entry(kind).stale.store(true, Ordering::Release);
    }

    #[cfg(feature = "tls")]
    fn entry(&self, kind: ServerKind) -> &CacheEntry {
        match kind {
            ServerKind::Data => &self.data,
            ServerKind::Sentinel => &self.sentinel,
        }
    }
}

#[cfg(feature = "tls")]
fn current(
    cached: &mut Option<CachedConfig>,
    tls: &Tls,
    stale: bool,
) -> Result<Arc<ClientTls>, TlsError> {
    // Taken before reading, so that the next socket notices a change made meanwhile.
    let stamps = file_stamps(tls);
    if let Some(cached) = cached.as_ref().filter(|it| !stale && it.stamps == stamps) {
        return Ok(Arc::clone(&cached.config));
    }
    match (build(tls), cached.as_mut()) {
        (Ok(config), _) => {
            let config = Arc::new(config);
            *cached = Some(CachedConfig {
                config: Arc::clone(&config),
                stamps,
                logged: None,
            });
            Ok(config)
        }
        (Err(error), None) => Err(error),
        (Err(error), Some(cached)) => {
            let error = format!("{error:?}");
            if cached.logged.as_ref() != Some(&error) {
                tracing::warn!(
                    fault = %error,
                    "certificates or keys were replaced by what cannot be used: the earlier ones stay in force"
                );
                cached.logged = Some(error);
            }
            Ok(Arc::clone(&cached.config))
        }
    }
}

impl fmt::Debug for ConfigCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigCache")
            .field("proven", &self.is_proven())
            .finish_non_exhaustive()
    }
}
