//! Receives the events of one sentinel.

use std::sync::Arc;

use redis::{PushKind, Value};
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, timeout_at};

use crate::connect::open::try_open;
use crate::connect::reply::text;
use crate::connect::server::ServerAddr;
use crate::connect::socket::driver::PushHandler;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};

/// The sentinel that leads a failover publishes `+promoted-slave` once the replica has become the primary, and returns its
/// address from then on. It publishes `+switch-master` after the other replicas have moved, up to the whole failover timeout
/// later; the other sentinels publish that at once. So both are needed to be fast.
const CHANNELS: [&str; 2] = ["+switch-master", "+promoted-slave"];

/// A subscription to failover events.
pub(crate) struct FailoverListener {
    events: mpsc::Receiver<()>,
    _socket: Socket,
}

impl FailoverListener {
    /// Subscribes to a sentinel. `None` if that fails for any reason: the next request to it reports the reason.
    pub(crate) async fn open(
        target: &Target,
        addr: &ServerAddr,
        deadline: Instant,
    ) -> Option<Self> {
        let (event, events) = mpsc::channel(1);
        let master = target.settings.master().unwrap_or_default().to_owned();
        let push_handler: PushHandler = Arc::new(move |push| {
            let text = |at| push.data.get(at).and_then(text);
            if push.kind == PushKind::Message
                && let (Some(channel), Some(message)) = (text(0), text(1))
                && concerns(&channel, &message, &master)
            {
                // One that waits is enough, however many a sentinel sends: each only means that it has to be asked.
                let _ = event.try_send(());
            }
        });
        let closed = Arc::new(Notify::new());
        let purpose = Purpose::Sentinel;
        let socket = try_open(target, addr, purpose, Some(push_handler), deadline, &closed).await;
        let socket = socket.ok()?;
        let mut sender = socket.sender();
        for channel in CHANNELS {
            let mut subscribe = redis::cmd("SUBSCRIBE");
            let reply = timeout_at(deadline, sender.send(subscribe.arg(channel))).await;
            if !matches!(reply, Ok(Ok(Value::Push { .. }))) {
                return None;
            }
        }
        Some(Self {
            events,
            _socket: socket,
        })
    }

    /// Waits for an event about the primary; `false` if the socket has ended. Cancel safe.
    pub(crate) async fn wait_for_event(&mut self) -> bool {
        // The driver holds the sender: its end is that of the socket.
        self.events.recv().await.is_some()
    }
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
