//! Finds the replicas that can be read from.

use tokio::time::Instant;

use super::error;
use super::sentinels::Sentinels;
use crate::connect::server::{ExpectedRole, ServerAddr};
use crate::connect::target::Target;
use crate::error::ConnectError;

impl Sentinels {
    /// The replicas that are up and connected to their primary, as the first sentinel that replies sees them. May be none.
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// No sentinel can be asked.
    pub(crate) async fn replicas(
        &self,
        target: &Target,
        deadline: Instant,
    ) -> Result<Vec<ServerAddr>, ConnectError> {
        let mut errors = Vec::new();
        let clients = self.clients();
        for (asked, client) in clients.iter().enumerate() {
            let left = deadline.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(clients.len() - asked).unwrap_or(1);
            match client
                .list(target, "REPLICAS", Instant::now() + share)
                .await
            {
                Ok(entries) => {
                    let healthy = entries.iter().filter(|entry| {
                        !entry.is_unavailable() && entry.get("master-link-status") == Some("ok")
                    });
                    let endpoints = healthy.filter_map(|entry| entry.endpoint());
                    let replica = |announced| {
                        ServerAddr::data_as(ExpectedRole::Replica, target.translate(announced))
                    };
                    return Ok(endpoints.map(replica).collect());
                }
                Err(error) => {
                    client.mark_failed();
                    errors.push(error);
                }
            }
        }
        Err(error::no_reply(target, &errors))
    }
}
