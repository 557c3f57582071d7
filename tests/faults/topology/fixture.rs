//! A Sentinel set, a handle on it, and what the tests ask its servers.

use std::time::Duration;

use redis_config::dev::{Sentinel, SentinelBuilder, Server};
use redis_config::redis::{self, AsyncCommands, RedisResult};
use redis_config::{Handle, RedisConfig};
use redis_config_tests::canary;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::block_in_place;

#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "guarded",
    env = "GUARDED_REDIS",
    topology = sentinel,
    reconnect_min_delay = "5ms",
    reconnect_max_delay = "200ms"
)]
pub(crate) struct Guarded {
    pub(crate) url: String,
    pub(crate) connect_timeout: Duration,
    pub(crate) response_timeout: Duration,
    pub(crate) drain_timeout: Duration,
}

pub(crate) fn guarded(set: &Sentinel) -> Guarded {
    Guarded {
        url: set.url(),
        connect_timeout: Duration::from_secs(2),
        // A failover takes some seconds on a busy machine, and commands wait for it.
        response_timeout: Duration::from_secs(30),
        drain_timeout: Duration::from_secs(1),
    }
}

/// How many sets run at one time: sentinels that get no CPU time elect no leader.
pub(super) static ROOM: Semaphore = Semaphore::const_new(2);

pub(crate) async fn up(
    options: SentinelBuilder,
) -> (Sentinel, Handle<Guarded>, SemaphorePermit<'static>) {
    let room = ROOM.acquire().await.expect("it is never closed");
    let set = block_in_place(|| options.password(canary::PASSWORD).start()).expect("a private set");
    let handle = guarded(&set).connect().await.expect("the set is up");
    (set, handle, room)
}

pub(crate) fn ours(server: &Server) -> usize {
    let list = server.call(&["CLIENT", "LIST"]).expect("it answers");
    let mine = |line: &&str| {
        line.contains("name=redis-config:guarded:shared")
            || line.contains("name=redis-config:guarded:dedicated")
    };
    list.lines().filter(mine).count()
}

pub(crate) async fn replicated(handle: &Handle<Guarded>) {
    let mut own = handle.dedicated().await.expect("a dedicated socket");
    // Waits for what its own connection has written, and so for all that was written before.
    let _: () = own.set("mark", 1).await.expect("the primary writes");
    let copies: RedisResult<u32> = redis::cmd("WAIT")
        .arg(1)
        .arg(20_000)
        .query_async(&mut own)
        .await;
    assert_eq!(copies.expect("WAIT is answered"), 1);
}
