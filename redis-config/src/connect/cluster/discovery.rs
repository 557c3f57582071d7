//! Asks nodes for their view of the cluster, and chooses the best one.

use redis::{RedisError, Value};

use super::slot_map::SlotMap;
use crate::connect::reply::Info;
use crate::connect::socket::socket::Socket;
use crate::settings::Endpoint;

/// The cluster as one node sees it.
#[derive(Clone, Debug)]
pub(crate) struct TopologyView {
    pub(crate) map: SlotMap,
    /// The epoch of the latest change that it knows.
    pub(crate) epoch: u64,
    /// Whether it serves commands: a node without contact to the majority reports `cluster_state:fail`.
    pub(crate) serves: bool,
}

/// Asks the node at `asked` over its socket. Fails when the socket ends. Cancel safe.
///
/// # Errors
///
/// A description of the failure.
pub(crate) async fn fetch(
    socket: &Socket,
    asked: &Endpoint,
    address_map: &[(Endpoint, Endpoint)],
) -> Result<TopologyView, String> {
    let mut pipeline = redis::pipe();
    pipeline.cmd("CLUSTER").arg("SLOTS");
    pipeline.cmd("CLUSTER").arg("INFO");
    let replies = socket
        .sender()
        .send_all(&pipeline, 0, 2)
        .await
        .map_err(|error| {
            format!(
                "`CLUSTER SLOTS` was not answered: {}",
                RedisError::from(error)
            )
        })?;
    let [slots, info] = replies.as_slice() else {
        return Err("`CLUSTER SLOTS` was not answered".to_owned());
    };
    if let Value::ServerError(error) = slots {
        return Err(format!(
            "`CLUSTER SLOTS` was answered with `{} {}`",
            error.code(),
            error.details().unwrap_or_default()
        ));
    }
    let map = SlotMap::read(slots, asked, address_map)
        .map_err(|wrong| format!("the answer to `CLUSTER SLOTS` is not understood: {wrong}"))?;
    // A user that may only run `CLUSTER SLOTS` gets an error here. The map alone is enough.
    let info = Info::read(info);
    Ok(TopologyView {
        map,
        epoch: info
            .get("cluster_current_epoch")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
        serves: info.get("cluster_state") != Some("fail"),
    })
}

/// The best view: of a node that serves, with the latest epoch; then the one that most nodes share; then the one with most
/// slots.
///
/// The epoch alone is not enough. An isolated replica increases its epoch with each election that it starts.
pub(crate) fn best_view(views: Vec<TopologyView>) -> Option<TopologyView> {
    let votes: Vec<usize> = views
        .iter()
        .map(|view| views.iter().filter(|other| other.map == view.map).count())
        .collect();
    let ranked = views.into_iter().zip(votes);
    ranked
        .max_by_key(|(view, votes)| {
            let covered = view.map.covered();
            // A node that has not joined the cluster yet reports an empty map and `cluster_state:ok`.
            (covered > 0 && view.serves, view.epoch, *votes, covered)
        })
        .map(|(view, _)| view)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(epoch: u64, serves: bool, owners: &[(i64, i64, &str)]) -> TopologyView {
        let ranges = owners.iter().map(|(first, last, host)| {
            let host = Value::BulkString(host.as_bytes().to_vec());
            let node = Value::Array(vec![host, Value::Int(7000)]);
            Value::Array(vec![Value::Int(*first), Value::Int(*last), node])
        });
        let asked = Endpoint::Tcp {
            host: "seed".to_owned(),
            port: 1,
        };
        let map = SlotMap::read(&Value::Array(ranges.collect()), &asked, &[]).unwrap();
        TopologyView { map, epoch, serves }
    }

    #[test]
    fn the_latest_epoch_of_a_serving_node_wins() {
        let old = view(3, true, &[(0, 16383, "a")]);
        let new = view(4, true, &[(0, 9, "b"), (10, 16383, "a")]);
        let alone = view(9, false, &[(0, 16383, "a")]);
        let views = vec![old.clone(), old, alone.clone(), new.clone()];
        assert_eq!(best_view(views).unwrap().map, new.map);
        // Better than none.
        assert_eq!(best_view(vec![alone.clone()]).unwrap().map, alone.map);
        assert!(best_view(vec![]).is_none());
    }

    #[test]
    fn with_equal_epochs_the_majority_wins_and_an_empty_view_never_does() {
        let many = view(3, true, &[(0, 16383, "a")]);
        let one = view(3, true, &[(0, 16383, "b")]);
        let stranger = view(5, true, &[]);
        let views = vec![many.clone(), stranger, one, many.clone()];
        assert_eq!(best_view(views).unwrap().map, many.map);
    }
}
