//! Finds the replicas that can be read from.

use tokio::time::Instant;

use super::client::reached;
use super::error;
use super::sentinels::Sentinels;
use crate::connect::server::{ExpectedRole, ServerAddr, ServerKind};
use crate::connect::target::Target;
use crate::error::ConnectError;

impl Sentinels {
    /// The replicas that are up and have their primary, as the first sentinel that answers sees them. May be none.
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
        let mut troubles = Vec::new();
        let posts = self.posts();
        for (asked, post) in posts.iter().enumerate() {
            let left = deadline.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(posts.len() - asked).unwrap_or(1);
            match post.list(target, "REPLICAS", Instant::now() + share).await {
                Ok(entries) => {
                    let healthy = entries.iter().filter(|entry| {
                        !entry.is_flagged(&["s_down", "o_down", "disconnected"])
                            && entry.get("master-link-status") == Some("ok")
                    });
                    let endpoints = healthy.filter_map(|entry| entry.endpoint());
                    let places = endpoints.map(|told| ServerAddr {
                        endpoint: reached(target, told),
                        party: ServerKind::Data,
                        wanted: ExpectedRole::Replica,
                    });
                    return Ok(places.collect());
                }
                Err(trouble) => {
                    post.give_up();
                    troubles.push(trouble);
                }
            }
        }
        Err(error::lost(target, &troubles))
    }
}
