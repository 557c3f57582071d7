//! Follows what the sentinels say, for as long as an instance uses them.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout};

use super::client::SentinelClient;
use super::pubsub::FailoverListener;
use super::sentinels::Sentinels;
use crate::connect::backoff::Backoff;
use crate::connect::target::Target;

/// A sentinel that says by itself what happens is asked this often all the same.
const POLL: Duration = Duration::from_secs(10);
/// One that does not.
const BLIND_POLL: Duration = Duration::from_secs(1);
/// Failed attempts after which a sentinel that the definition does not name is forgotten.
const QUIET_LIMIT: u32 = 30;

/// Subscribes at every sentinel and polls those that refuse it; shows what they say through
/// [`Sentinels::announced`]. Runs until aborted, and ends every task and socket of its own then.
pub(crate) async fn watch(directory: Arc<Sentinels>, target: Target) {
    let mut followers = JoinSet::new();
    let mut followed: Vec<(Arc<SentinelClient>, AbortHandle)> = Vec::new();
    loop {
        let posts = directory.posts();
        followed.retain(|(known, follower)| {
            let stays = posts.iter().any(|post| Arc::ptr_eq(post, known));
            if !stays {
                follower.abort();
            }
            stays && !follower.is_finished()
        });
        for post in posts {
            if !followed.iter().any(|(known, _)| Arc::ptr_eq(known, &post)) {
                let task = follow(Arc::clone(&directory), Arc::clone(&post), target.clone());
                followed.push((post, followers.spawn(task)));
            }
        }
        while followers.try_join_next().is_some() {}
        directory.changed.notified().await;
    }
}

/// Follows one sentinel until it is forgotten.
async fn follow(directory: Arc<Sentinels>, post: Arc<SentinelClient>, target: Target) {
    let settings = &target.settings;
    let limit = settings.connect_timeout();
    let master = settings.master().unwrap_or_default();
    let mut backoff = Backoff::new(settings);
    let mut failures = 0;
    loop {
        let asked = directory
            .refresh(&post, &target, Instant::now() + limit)
            .await;
        if let Err(trouble) = asked {
            tracing::debug!(
                instance = settings.name(),
                sentinel = %post.place.endpoint,
                trouble = ?trouble,
                "redis sentinel does not say where the primary is"
            );
            failures += 1;
            if !post.configured && failures > QUIET_LIMIT {
                directory.forget(&post);
                return;
            }
            sleep(backoff.next_delay()).await;
            continue;
        }
        failures = 0;
        backoff.reset();
        let ear = FailoverListener::open(&target, &post.place, Instant::now() + limit).await;
        let Some(mut ear) = ear else {
            directory
                .learn(&post, &target, Instant::now() + limit)
                .await;
            sleep(jittered(BLIND_POLL, &mut backoff)).await;
            continue;
        };
        // What happened before the subscription was heard by nobody.
        while directory
            .refresh(&post, &target, Instant::now() + limit)
            .await
            .is_ok()
        {
            directory
                .learn(&post, &target, Instant::now() + limit)
                .await;
            let pause = jittered(POLL, &mut backoff);
            if let Ok(false) = timeout(pause, ear.hear(master)).await {
                break;
            }
        }
    }
}

/// Up to a quarter less, so that a fleet does not ask at one moment.
fn jittered(pause: Duration, backoff: &mut Backoff) -> Duration {
    pause.mul_f64(1.0 - 0.25 * backoff.fraction())
}
