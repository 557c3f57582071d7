//! An instance that follows what its sources say.

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
use crate::handle::instance::switch::{SwitchError, Switched};
use crate::load::sources::Sources;
use crate::settings::settings::Settings;

/// How often sources are looked at.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// The longest pause between two attempts to switch to a target that is not fit.
const LAST_RETRY: Duration = Duration::from_secs(60);
/// Events that wait to be taken.
const EVENTS: usize = 16;

/// What came of a change of the sources.
#[derive(Debug)]
#[non_exhaustive]
pub enum Followed {
    /// The instance has moved to what they say now.
    Switched(Switched),
    /// What they say now is invalid. The configuration in force stays.
    Invalid(Invalid),
    /// What they say now was not fit, and the configuration in force stays. It is tried again, at most a minute apart, as long
    /// as they say so.
    Failed(SwitchError),
}

/// Moves an instance whenever its sources say something else; from [`Handle::follow`]. Dropped, it follows no longer.
pub struct Following<C> {
    handle: Handle<C>,
    events: mpsc::Receiver<Followed>,
    every: watch::Sender<Duration>,
    look: Arc<Notify>,
    task: AbortHandle,
}

impl<C: RedisConfig> Handle<C> {
    /// From now on a change of what `sources` say becomes a switch: verified before the swap, as by
    /// [`switch`](Self::switch). Files that `_FILE` variables name are looked at every five seconds; with
    /// [`Following::look`] they are at once, on a signal for example.
    ///
    /// What they say now is where it begins: nothing is switched before that changes. So what code has switched to stays
    /// until then, too. Another password alone is no reason to switch where it is followed anyway, see
    /// [`credentials`](crate::credentials).
    ///
    /// Needs a Tokio runtime.
    ///
    /// # Errors
    ///
    /// What the sources say now is invalid.
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
        let now = sources.load::<C>()?.settings()?;
        let (sender, events) = mpsc::channel(EVENTS);
        let (every, pace) = watch::channel(POLL_INTERVAL);
        let look = Arc::new(Notify::new());
        let follower = FollowTask {
            handle: self.clone(),
            sources,
            said: now,
            events: sender,
            pace,
            look: Arc::clone(&look),
            complaint: None,
            retry: None,
        };
        Ok(Following {
            handle: self.clone(),
            events,
            every,
            look,
            task: tokio::spawn(follower.run()).abort_handle(),
        })
    }
}

impl<C> Following<C> {
    /// Looks at the sources this often. Default: every five seconds.
    #[must_use]
    pub fn every(self, pause: Duration) -> Self {
        self.every.send_replace(pause);
        self
    }

    /// Has the sources looked at now.
    pub fn look(&self) {
        self.look.notify_one();
    }

    /// What came of the next change. Waits until there is one; each failure is told once, however often it is tried again. Of
    /// whoever takes none, sixteen are kept; all of them are logged.
    ///
    /// Cancel safe: dropped, nothing is lost.
    pub async fn next(&mut self) -> Followed {
        match self.events.recv().await {
            Some(followed) => followed,
            // The runtime of the task is gone.
            None => std::future::pending().await,
        }
    }
}

impl<C> Drop for Following<C> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl<C> fmt::Debug for Following<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Following")
            .field("handle", &self.handle)
            .finish_non_exhaustive()
    }
}

/// The task of a [`Following`].
struct FollowTask<C> {
    handle: Handle<C>,
    sources: Sources,
    /// What the sources said last that was valid, and was switched to or is where it began.
    said: Settings,
    events: mpsc::Sender<Followed>,
    pace: watch::Receiver<Duration>,
    look: Arc<Notify>,
    /// What was told last and has not changed.
    complaint: Option<String>,
    retry: Option<Retry>,
}

/// Why the sources are looked at, or not yet.
enum WakeReason {
    InTime,
    Asked,
    Paced,
}

/// A target that was not fit.
#[derive(Clone, Copy)]
struct Retry {
    at: Instant,
    pause: Duration,
}

impl<C: RedisConfig> FollowTask<C> {
    async fn run(mut self) {
        loop {
            let pace = *self.pace.borrow_and_update();
            let look = Arc::clone(&self.look);
            let woken = {
                let asked = pin!(look.notified());
                let changed = pin!(self.pace.changed());
                match timeout(pace, select(asked, changed)).await {
                    Err(_) => WakeReason::InTime,
                    Ok(Either::Left(_)) => WakeReason::Asked,
                    Ok(Either::Right(_)) => WakeReason::Paced,
                }
            };
            match woken {
                WakeReason::InTime => {}
                WakeReason::Asked => self.retry = None,
                WakeReason::Paced => continue,
            }
            if self.retry.is_none_or(|retry| retry.at <= Instant::now()) {
                self.follow().await;
            }
        }
    }

    async fn follow(&mut self) {
        let sources = self.sources.clone();
        // Files are read.
        let read = tokio::task::spawn_blocking(move || {
            let config = sources.load::<C>()?;
            let settings = config.settings()?;
            Ok::<_, Invalid>((config, settings))
        });
        let (config, settings) = match read.await {
            Ok(Ok(loaded)) => loaded,
            Ok(Err(invalid)) => {
                return self.complain(invalid.to_string(), Followed::Invalid(invalid));
            }
            // The runtime is going.
            Err(_) => return,
        };
        if settings.connects_like(&self.said) {
            self.complaint = None;
            self.retry = None;
            return;
        }
        match self.handle.switch(config).await {
            Ok(switched) => {
                self.said = settings;
                self.complaint = None;
                self.retry = None;
                self.tell(Followed::Switched(switched));
            }
            Err(error) => {
                let pause = self.retry.map_or(POLL_INTERVAL, |retry| retry.pause * 2);
                let pause = pause.min(LAST_RETRY);
                self.retry = Some(Retry {
                    at: Instant::now() + pause,
                    pause,
                });
                self.complain(error.to_string(), Followed::Failed(error));
            }
        }
    }

    fn complain(&mut self, text: String, followed: Followed) {
        if self.complaint.as_ref() == Some(&text) {
            return;
        }
        tracing::warn!(
            instance = C::NAME,
            error = text.as_str(),
            "redis configuration has changed, and is not followed"
        );
        self.complaint = Some(text);
        self.tell(followed);
    }

    fn tell(&self, followed: Followed) {
        // Whoever takes none has the log.
        let _full = self.events.try_send(followed);
    }
}
