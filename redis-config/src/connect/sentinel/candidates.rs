//! Ranks the announced primaries.

use crate::settings::Endpoint;

/// The primary as one sentinel sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PrimaryView {
    /// Its address, as this process reaches it.
    pub(crate) endpoint: Endpoint,
    /// Grows with every failover. `None` if this user may not ask.
    pub(crate) epoch: Option<u64>,
    /// This sentinel considers it down (`s_down`).
    pub(crate) down: bool,
    /// A quorum of sentinels does (`o_down`).
    pub(crate) agreed_down: bool,
    /// How many must agree before a failover starts.
    pub(crate) quorum: Option<usize>,
    /// Sentinels that monitor it, including this one.
    pub(crate) sentinels: Option<usize>,
}

/// A primary that sentinels announce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) endpoint: Endpoint,
    pub(crate) epoch: Option<u64>,
    pub(crate) votes: usize,
}

/// The announced primaries, the most likely first: by the latest failover, then by the number of sentinels.
///
/// Right after a failover only one sentinel knows of it, so the number comes second.
pub(crate) fn rank<'a>(views: impl IntoIterator<Item = &'a PrimaryView>) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for view in views {
        match candidates
            .iter_mut()
            .find(|candidate| candidate.endpoint == view.endpoint)
        {
            Some(candidate) => {
                candidate.votes += 1;
                candidate.epoch = candidate.epoch.max(view.epoch);
            }
            None => candidates.push(Candidate {
                endpoint: view.endpoint.clone(),
                epoch: view.epoch,
                votes: 1,
            }),
        }
    }
    // Stable: among equals the view that came first wins.
    candidates.sort_by_key(|candidate| std::cmp::Reverse((candidate.epoch, candidate.votes)));
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(port: u16, epoch: Option<u64>) -> PrimaryView {
        PrimaryView {
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

    fn ports(views: &[PrimaryView]) -> Vec<String> {
        let ranked = rank(views);
        ranked
            .iter()
            .map(|candidate| candidate.endpoint.to_string())
            .collect()
    }

    #[test]
    fn the_latest_failover_wins_over_the_number_of_votes() {
        let views = [view(1, Some(3)), view(1, Some(3)), view(2, Some(4))];
        assert_eq!(ports(&views), ["h:2", "h:1"]);
    }

    #[test]
    fn without_epochs_the_number_of_votes_decides_and_then_the_order() {
        let views = [view(1, None), view(2, None), view(2, None), view(3, None)];
        assert_eq!(ports(&views), ["h:2", "h:1", "h:3"]);
    }
}
