//! Which of the announced primaries to believe.

use crate::settings::Endpoint;

/// What one sentinel says of the primary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReplicaView {
    /// Where it is, by the address that this process reaches it at.
    pub(crate) endpoint: Endpoint,
    /// Grows with every failover. `None` if this user may not ask.
    pub(crate) epoch: Option<u64>,
    /// This sentinel holds it for down.
    pub(crate) down: bool,
    /// Enough sentinels do.
    pub(crate) agreed_down: bool,
    /// So many must, before one of them fails over.
    pub(crate) quorum: Option<usize>,
    /// Sentinels that watch it, with this one.
    pub(crate) sentinels: Option<usize>,
}

/// A primary that sentinels announce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) endpoint: Endpoint,
    pub(crate) epoch: Option<u64>,
    pub(crate) votes: usize,
}

/// The announced primaries, the most believable first: the one of the latest failover, then the one that most name.
///
/// Right after a failover a single sentinel knows of it; so the number of those who say so comes second.
pub(crate) fn rank<'a>(views: impl IntoIterator<Item = &'a ReplicaView>) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for view in views {
        match candidates
            .iter_mut()
            .find(|known| known.endpoint == view.endpoint)
        {
            Some(known) => {
                known.votes += 1;
                known.epoch = known.epoch.max(view.epoch);
            }
            None => candidates.push(Candidate {
                endpoint: view.endpoint.clone(),
                epoch: view.epoch,
                votes: 1,
            }),
        }
    }
    // Stable: among equals the sentinel that was asked first is heard first.
    candidates.sort_by_key(|known| std::cmp::Reverse((known.epoch, known.votes)));
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(port: u16, epoch: Option<u64>) -> ReplicaView {
        ReplicaView {
            endpoint: Endpoint::Tcp {
                host: "h".to_owned(),
                port,
            },
            epoch,
            down: false,
            agreed_down: false,
            quorum: None,
            sentinels: None,
        }
    }

    fn ports(views: &[ReplicaView]) -> Vec<String> {
        let ranked = rank(views);
        ranked
            .iter()
            .map(|known| known.endpoint.to_string())
            .collect()
    }

    #[test]
    fn the_latest_failover_wins_over_the_number_of_voices() {
        let views = [view(1, Some(3)), view(1, Some(3)), view(2, Some(4))];
        assert_eq!(ports(&views), ["h:2", "h:1"]);
    }

    #[test]
    fn without_epochs_the_number_of_voices_decides_and_then_the_order() {
        let views = [view(1, None), view(2, None), view(2, None), view(3, None)];
        assert_eq!(ports(&views), ["h:2", "h:1", "h:3"]);
    }
}
