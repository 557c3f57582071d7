//! How an idle worker learns that there are jobs.

use std::time::Duration;

use redis::{Cmd, RedisResult, Value};
use tokio::time::timeout;

use crate::config::definition::RedisConfig;
use crate::handle::dedicated::dedicated::Dedicated;
use crate::handle::handle::Handle;
use crate::random;

/// A server that has not replied this long after the timeout of `BLPOP` is treated as gone.
const SLACK: Duration = Duration::from_secs(2);

/// Without a connection to wait on, the queue is polled at least this often.
const POLL: Duration = Duration::from_millis(500);

/// Waits for a wake token of a queue, on a dedicated connection.
pub(crate) struct WakeListener<C: RedisConfig> {
    handle: Handle<C>,
    tokens: String,
    conn: Option<Dedicated<C>>,
}

impl<C: RedisConfig> WakeListener<C> {
    pub(crate) fn new(handle: Handle<C>, tokens: String) -> Self {
        Self {
            handle,
            tokens,
            conn: None,
        }
    }

    /// Waits for a token, at most for `longest`. A token is only a hint: whatever ended the wait, the next claim finds the
    /// jobs. If there is no connection to wait on, waits for a short time, so that the queue is polled.
    pub(crate) async fn wait(&mut self, longest: Duration) {
        if !self.blpop(longest).await {
            tokio::time::sleep(random::between(POLL / 5, POLL)).await;
        }
    }

    async fn blpop(&mut self, longest: Duration) -> bool {
        // Taken out, and put back only after a reply. If this future is dropped, or the reply is late, the connection is
        // closed: a token could arrive on it later.
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => match timeout(SLACK, self.handle.dedicated()).await {
                Ok(Ok(conn)) => conn,
                Ok(Err(error)) => {
                    tracing::debug!(error = %error, "no connection to wait on: polling");
                    return false;
                }
                Err(_) => return false,
            },
        };
        let mut cmd = Cmd::new();
        cmd.arg("BLPOP")
            .arg(&self.tokens)
            .arg(longest.as_secs_f64());
        let reply: RedisResult<Value> =
            match timeout(longest + SLACK, cmd.query_async(&mut conn)).await {
                Ok(reply) => reply,
                Err(_) => return false,
            };
        match reply {
            Ok(_) => {
                self.conn = Some(conn);
                true
            }
            Err(error) => {
                tracing::debug!(error = %error, "waiting for a wake token failed");
                false
            }
        }
    }
}
