//! A health check over a shared socket.

use tokio::time::{Instant, timeout_at};

use super::conn::SharedConn;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::handle::health::Health;
use redis_config_rules::duration;

/// Asks the server how it is, over the socket of a connection. Cancel safe.
pub(crate) async fn check_health(conn: &mut SharedConn) -> Result<Health, ConnectError> {
    let deadline = Instant::now() + conn.generation().target.settings.response_timeout();
    let socket = conn.socket(deadline).await?;
    let generation = conn.generation();
    let locator = &generation.node().locator;
    let server = locator.server();
    let asked = timeout_at(
        deadline,
        Box::pin(Health::over(&socket, &generation.target)),
    )
    .await;
    let mut health = asked.unwrap_or_else(|_| {
        let limit = generation.target.settings.response_timeout();
        Err(generation.target.error(
            ConnectErrorKind::Timeout,
            format!(
                "no answer within {} (`response_timeout`)",
                duration::format(limit)
            ),
            "see `state()` of the handle",
        ))
    })?;
    health.address = server.map(|server| server.endpoint.to_string());
    health.announced = locator.follows_failover();
    health.topology = generation.topology();
    Ok(health)
}
