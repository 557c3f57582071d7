//! Monitors the sentinels while an instance uses them.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout};

use super::client::SentinelClient;
use super::pubsub::FailoverListener;
use super::sentinels::Sentinels;
use crate::connect::backoff::Backoff;
use crate::connect::target::Target;
use crate::random;

/// Pause between requests to a sentinel that also publishes its events to us.
const POLL: Duration = Duration::from_secs(10);
/// Pause between requests to a sentinel that refused the subscription.
const UNSUBSCRIBED_POLL: Duration = Duration::from_secs(1);
/// Failed attempts after which a discovered sentinel is removed.
const MAX_FAILURES: u32 = 30;

/// Subscribes to the events of every sentinel, and polls those that refuse it. Publishes the result through
/// [`Sentinels::announced`]. Runs until it is aborted, and then ends all its tasks and sockets.
pub(crate) async fn watch(sentinels: Arc<Sentinels>, target: Target) {
    let mut followers = JoinSet::new();
    let mut followed: Vec<(Arc<SentinelClient>, AbortHandle)> = Vec::new();
    loop {
        let clients = sentinels.clients();
        followed.retain(|(known, follower)| {
            let stays = clients.iter().any(|client| Arc::ptr_eq(client, known));
            if !stays {
                follower.abort();
            }
            stays && !follower.is_finished()
        });
        for client in clients {
            if !followed
                .iter()
                .any(|(known, _)| Arc::ptr_eq(known, &client))
            {
                let task = follow(Arc::clone(&sentinels), Arc::clone(&client), target.clone());
                followed.push((client, followers.spawn(task)));
            }
        }
        while followers.try_join_next().is_some() {}
        sentinels.changed.notified().await;
    }
}

/// Follows one sentinel until it is removed.
async fn follow(sentinels: Arc<Sentinels>, client: Arc<SentinelClient>, target: Target) {
    let settings = &target.settings;
    let limit = settings.connect_timeout();
    let mut backoff = Backoff::new(settings);
    let mut failures = 0;
    loop {
        let asked = sentinels
            .refresh(&client, &target, Instant::now() + limit)
            .await;
        if let Err(error) = asked {
            tracing::debug!(
                instance = settings.name(),
                sentinel = %client.addr.endpoint,
                trouble = ?error,
                "redis sentinel returned no address of the primary"
            );
            failures += 1;
            if !client.configured && failures > MAX_FAILURES {
                sentinels.remove(&client);
                return;
            }
            sleep(backoff.next_delay()).await;
            continue;
        }
        failures = 0;
        backoff.reset();
        let listener = FailoverListener::open(&target, &client.addr, Instant::now() + limit).await;
        let Some(mut listener) = listener else {
            sentinels
                .discover(&client, &target, Instant::now() + limit)
                .await;
            sleep(jittered(UNSUBSCRIBED_POLL)).await;
            continue;
        };
        // An event before the subscription was missed, so ask at once.
        while sentinels
            .refresh(&client, &target, Instant::now() + limit)
            .await
            .is_ok()
        {
            sentinels
                .discover(&client, &target, Instant::now() + limit)
                .await;
            let pause = jittered(POLL);
            if let Ok(false) = timeout(pause, listener.wait_for_event()).await {
                break;
            }
        }
    }
}

/// Up to a quarter less, so that many processes do not ask together.
fn jittered(pause: Duration) -> Duration {
    random::between(pause.mul_f64(0.75), pause)
}
