//! Sleeping until there is work.

use std::time::Duration;

use redis::{Cmd, RedisResult, Value};
use tokio::time::timeout;

use crate::config::definition::RedisConfig;
use crate::handle::dedicated::dedicated::Dedicated;
use crate::handle::handle::Handle;
use crate::random;

/// A server that says nothing for this long after the sleep should have ended is not there.
const SLACK: Duration = Duration::from_secs(2);

/// Without a socket to sleep on, the queue is looked at this often.
const POLL: Duration = Duration::from_millis(500);

/// Sleeps on the wake tokens of a queue, on a socket of its own.
pub(crate) struct WakeListener<C> {
    handle: Handle<C>,
    tokens: String,
    socket: Option<Dedicated<C>>,
}

impl<C: RedisConfig> WakeListener<C> {
    pub(crate) fn new(handle: Handle<C>, tokens: String) -> Self {
        Self {
            handle,
            tokens,
            socket: None,
        }
    }

    /// Sleeps until a token comes, at most for `longest`. Nothing is in the token: whatever ended the sleep, the next
    /// claim finds what there is to do. Where the server cannot wake us, sleeps for a moment only.
    pub(crate) async fn sleep(&mut self, longest: Duration) {
        if !self.listen(longest).await {
            tokio::time::sleep(random::between(POLL / 5, POLL)).await;
        }
    }

    async fn listen(&mut self, longest: Duration) -> bool {
        // A socket that was taken and not put back is closed: so is one of a sleep that was dropped.
        let mut socket = match self.socket.take() {
            Some(socket) => socket,
            None => match timeout(SLACK, self.handle.dedicated()).await {
                Ok(Ok(socket)) => socket,
                Ok(Err(error)) => {
                    tracing::debug!(error = %error, "no socket to sleep on: polling");
                    return false;
                }
                Err(_) => return false,
            },
        };
        let mut cmd = Cmd::new();
        cmd.arg("BLPOP")
            .arg(&self.tokens)
            .arg(longest.as_secs_f64());
        let answer: RedisResult<Value> =
            match timeout(longest + SLACK, cmd.query_async(&mut socket)).await {
                Ok(answer) => answer,
                Err(_) => return false,
            };
        match answer {
            Ok(_) => {
                self.socket = Some(socket);
                true
            }
            Err(error) => {
                tracing::debug!(error = %error, "the sleep of a worker was cut short");
                false
            }
        }
    }
}
