//! Receives the events of one sentinel.

use futures_util::StreamExt;
use redis::RedisConnectionInfo;
use redis::aio::PubSub;
use tokio::time::{Instant, timeout_at};

use crate::connect::dial::dial;
use crate::connect::handshake::auth::authenticate;
use crate::connect::handshake::raw_command::RawCommand;
use crate::connect::server::ServerAddr;
use crate::connect::socket::io_stats::IoStats;
use crate::connect::target::{Purpose, Target};

/// The sentinel that leads a failover publishes `+promoted-slave` once the replica has become the primary, and returns its
/// address from then on. It publishes `+switch-master` after the other replicas have moved, up to the whole failover timeout
/// later; the other sentinels publish that at once. So both are needed to be fast.
const CHANNELS: [&str; 2] = ["+switch-master", "+promoted-slave"];

/// A subscription to failover events.
pub(crate) struct FailoverListener(PubSub);

impl FailoverListener {
    /// Subscribes to a sentinel. `None` if that fails for any reason: the next request to it reports the reason.
    ///
    /// Uses RESP2, which sentinels of every version support.
    pub(crate) async fn open(
        target: &Target,
        addr: &ServerAddr,
        deadline: Instant,
    ) -> Option<Self> {
        timeout_at(deadline, subscribe(target, addr, deadline))
            .await
            .ok()
            .flatten()
            .map(Self)
    }

    /// Waits for an event about the primary `master`; `false` if the socket has ended. Cancel safe.
    pub(crate) async fn wait_for_event(&mut self, master: &str) -> bool {
        let mut messages = self.0.on_message();
        while let Some(message) = messages.next().await {
            if concerns(
                message.get_channel_name(),
                &String::from_utf8_lossy(message.get_payload_bytes()),
                master,
            ) {
                return true;
            }
        }
        false
    }
}

async fn subscribe(target: &Target, addr: &ServerAddr, deadline: Instant) -> Option<PubSub> {
    let mut step = "";
    let mut stream = dial(target, addr, deadline, &mut step).await.ok()?;
    let stats = IoStats::default();
    authenticate(target, addr, &mut stream, &stats, deadline, &mut step)
        .await
        .ok()?;
    let mut name = redis::cmd("CLIENT");
    name.arg("SETNAME")
        .arg(target.client_name(Purpose::Sentinel));
    // Optional, since a name is only a convenience.
    let _accepted = stream.ask(&name).await.ok()?;
    // The `redis` crate sends nothing: no password, database 0, no library name.
    let info = RedisConnectionInfo::default().set_skip_set_lib_name();
    let mut pubsub = PubSub::new(&info, stream).await.ok()?;
    for channel in CHANNELS {
        pubsub.subscribe(channel).await.ok()?;
    }
    Some(pubsub)
}

/// Whether a message is about the primary: `+switch-master` begins with its name, `+promoted-slave` ends with it, behind
/// an `@` and before its address.
fn concerns(channel: &str, message: &str, master: &str) -> bool {
    let mut words = message.split(' ');
    match channel {
        "+promoted-slave" => words.skip_while(|word| *word != "@").nth(1) == Some(master),
        _ => words.next() == Some(master),
    }
}

#[cfg(test)]
mod tests {
    use super::concerns;

    #[test]
    fn a_message_is_about_one_primary() {
        let switch = "mine 127.0.0.1 1 127.0.0.1 2";
        let promoted = "slave 127.0.0.1:2 127.0.0.1 2 @ mine 127.0.0.1 1";
        for name in ["mine", "other", "slave", "127.0.0.1"] {
            assert_eq!(concerns("+switch-master", switch, name), name == "mine");
            assert_eq!(concerns("+promoted-slave", promoted, name), name == "mine");
        }
    }
}
