//! An instance that follows its sources.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout};

use super::handle::Handle;
use crate::check::invalid::Invalid;
use crate::config::definition::RedisConfig;
use crate::handle::instance::switch::Switched;
use crate::handle::instance::switch_error::SwitchError;
use crate::load::sources::Sources;
use crate::settings::settings::Settings;

/// How often the sources are read.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// The longest pause between two attempts to switch to a target that failed.
const LAST_RETRY: Duration = Duration::from_secs(60);
/// Events that are buffered for the caller.
const EVENTS: usize = 16;

/// The result of a change of the sources.
#[derive(Debug)]
#[non_exhaustive]
pub enum Followed {
    /// The instance has switched to the new values.
    Switched(Switched),
    /// The new values are invalid. The configuration in force stays.
    Invalid(Invalid),
    /// The switch to the new values failed, and the configuration in force stays. It is tried again, at most a minute apart,
    /// until the values change.
    Failed(SwitchError),
}

/// Switches an instance whenever its sources change; from [`Handle::follow`]. Dropped, it stops.
pub struct Following<C: RedisConfig> {
    handle: Handle<C>,
    events: mpsc::Receiver<Followed>,
    every: watch::Sender<Duration>,
    look_now: Arc<Notify>,
    task: AbortHandle,
}

impl<C: RedisConfig> Handle<C> {
    /// Watches the sources and switches when they change: verified before the swap, as by [`switch`](Self::switch). The
    /// configuration file and `_FILE` files are polled every five seconds, or on demand with [`Following::look`], on a signal for example.
    ///
    /// The current values are the baseline; the first switch happens when they change. A configuration that code has switched
    /// to stays until then, too. A new password alone is no reason to switch if it is followed anyway, see
    /// [`credentials`](crate::credentials).
    ///
    /// Needs a Tokio runtime.
    ///
    /// # Errors
    ///
    /// The current values of the sources are invalid.
    ///
    /// ```no_run
    /// # use redis_config::{Handle, RedisConfig, Sources};
    /// # async fn f<C: RedisConfig>(jobs: Handle<C>) -> Result<(), Box<dyn std::error::Error>> {
    /// // JOBS_REDIS_URL_FILE=/etc/jobs/redis-url
    /// let mut following = jobs.follow(Sources::standard())?;
    /// let mut hangup = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())?;
    /// loop {
    ///     tokio::select! {
    ///         followed = following.next() => println!("{followed:?}"),
    ///         _ = hangup.recv() => following.look(),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn follow(&self, sources: Sources) -> Result<Following<C>, Invalid> {
        let now = sources.reload::<C>()?.settings()?;
        let (sender, events) = mpsc::channel(EVENTS);
        let (every, interval) = watch::channel(POLL_INTERVAL);
        let look_now = Arc::new(Notify::new());
        let follower = FollowTask {
            handle: self.clone(),
            sources,
            last: now,
            events: sender,
            interval,
            look_now: Arc::clone(&look_now),
            last_error: None,
            retry: None,
        };
        Ok(Following {
            handle: self.clone(),
            events,
            every,
            look_now,
            task: tokio::spawn(follower.run()).abort_handle(),
        })
    }
}

impl<C: RedisConfig> Following<C> {
    /// Reads the sources this often. Default: every five seconds.
    #[must_use]
    pub fn every(self, pause: Duration) -> Self {
        self.every.send_replace(pause);
        self
    }

    /// Reads the sources now.
    pub fn look(&self) {
        self.look_now.notify_one();
    }

    /// The result of the next change. Waits until there is one; a failure that repeats is returned once. Up to 16 events are
    /// buffered, and further ones are dropped. Every event is also logged.
    ///
    /// Cancel safe: dropped, nothing is lost.
    pub async fn next(&mut self) -> Followed {
        match self.events.recv().await {
            Some(followed) => followed,
            // The runtime of the task has ended.
            None => std::future::pending().await,
        }
    }
}

impl<C: RedisConfig> Drop for Following<C> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl<C: RedisConfig> fmt::Debug for Following<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Following")
            .field("handle", &self.handle)
            .finish_non_exhaustive()
    }
}

/// The task of a [`Following`].
struct FollowTask<C: RedisConfig> {
    handle: Handle<C>,
    sources: Sources,
    /// The values that were switched to last, or the baseline.
    last: Settings,
    events: mpsc::Sender<Followed>,
    interval: watch::Receiver<Duration>,
    look_now: Arc<Notify>,
    /// The last error, until it changes or ends.
    last_error: Option<String>,
    retry: Option<Retry>,
}

/// When to try a target again that failed.
#[derive(Clone, Copy)]
struct Retry {
    at: Instant,
    pause: Duration,
}

impl<C: RedisConfig> FollowTask<C> {
    async fn run(mut self) {
        loop {
            let interval = *self.interval.borrow_and_update();
            let look_now = Arc::clone(&self.look_now);
            let asked = {
                let asked = pin!(look_now.notified());
                let changed = pin!(self.interval.changed());
                match timeout(interval, select(asked, changed)).await {
                    Err(_) => false,
                    Ok(Either::Left(_)) => true,
                    Ok(Either::Right(_)) => continue,
                }
            };
            if asked {
                self.retry = None;
            }
            if self.retry.is_none_or(|retry| retry.at <= Instant::now()) {
                self.follow().await;
            }
        }
    }

    async fn follow(&mut self) {
        let sources = self.sources.clone();
        // It reads files.
        let read = tokio::task::spawn_blocking(move || {
            let config = sources.reload::<C>()?;
            let settings = config.settings()?;
            Ok::<_, Invalid>((config, settings))
        });
        let (config, settings) = match read.await {
            Ok(Ok(loaded)) => loaded,
            Ok(Err(invalid)) => {
                return self.report_error(invalid.to_string(), Followed::Invalid(invalid));
            }
            // The runtime is shutting down.
            Err(_) => return,
        };
        if settings.connects_like(&self.last) {
            self.last_error = None;
            self.retry = None;
            return;
        }
        match self.handle.switch(config).await {
            Ok(switched) => {
                self.last = settings;
                self.last_error = None;
                self.retry = None;
                self.send(Followed::Switched(switched));
            }
            Err(error) => {
                let pause = self.retry.map_or(POLL_INTERVAL, |retry| retry.pause * 2);
                let pause = pause.min(LAST_RETRY);
                self.retry = Some(Retry {
                    at: Instant::now() + pause,
                    pause,
                });
                self.report_error(error.to_string(), Followed::Failed(error));
            }
        }
    }

    fn report_error(&mut self, text: String, followed: Followed) {
        if self.last_error.as_ref() == Some(&text) {
            return;
        }
        tracing::warn!(
            instance = C::NAME,
            error = text.as_str(),
            "redis configuration has changed, and is not followed"
        );
        self.last_error = Some(text);
        self.send(followed);
    }

    fn send(&self, followed: Followed) {
        // A caller that reads no events has the log.
        let _full = self.events.try_send(followed);
    }
}
