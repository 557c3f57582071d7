//! Asks nodes for their view of the cluster, and chooses among views.

use redis::{Value, from_redis_value_ref};

use super::slot_map::SlotMap;
use crate::connect::socket::socket::Socket;
use crate::settings::Endpoint;

/// How one node sees the cluster.
#[derive(Clone, Debug)]
pub(crate) struct TopologyView {
    pub(crate) map: SlotMap,
    /// The latest change of the cluster that it knows of.
    pub(crate) epoch: u64,
    /// Whether it takes part: a node that is cut off from most others says that it does not.
    pub(crate) serves: bool,
}

/// Asks the node behind `link`, which was reached at `asked`. Ends with the socket; cancel safe.
///
/// # Errors
///
/// What went wrong, in words.
pub(crate) async fn fetch(
    link: &Socket,
    asked: &Endpoint,
    addresses: &[(Endpoint, Endpoint)],
) -> Result<TopologyView, String> {
    let mut pipeline = redis::pipe();
    pipeline.cmd("CLUSTER").arg("SLOTS");
    pipeline.cmd("CLUSTER").arg("INFO");
    let answers = link
        .wire()
        .send_all(&pipeline, 0, 2)
        .await
        .map_err(|error| format!("`CLUSTER SLOTS` was not answered: {error}"))?;
    let [slots, info] = answers.as_slice() else {
        return Err("`CLUSTER SLOTS` was not answered".to_owned());
    };
    if let Value::ServerError(error) = slots {
        return Err(format!(
            "`CLUSTER SLOTS` was answered with `{} {}`",
            error.code(),
            error.details().unwrap_or_default()
        ));
    }
    let map = SlotMap::read(slots, asked, addresses)
        .map_err(|wrong| format!("the answer to `CLUSTER SLOTS` is not understood: {wrong}"))?;
    // A user who may run `CLUSTER SLOTS` alone is told less, and that is enough.
    let info: String = from_redis_value_ref(info).unwrap_or_default();
    let field = |name: &str| {
        info.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .map(str::trim)
    };
    Ok(TopologyView {
        map,
        epoch: field("cluster_current_epoch")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
        serves: field("cluster_state") != Some("fail"),
    })
}

/// The view to believe: of a node that takes part, with the latest change; then the one that most share; then the one with
/// most slots. An epoch alone is not to be believed, a replica that nobody hears counts it up by itself.
pub(crate) fn best_view(views: Vec<TopologyView>) -> Option<TopologyView> {
    let votes: Vec<usize> = views
        .iter()
        .map(|view| views.iter().filter(|other| other.map == view.map).count())
        .collect();
    let ranked = views.into_iter().zip(votes);
    ranked
        .max_by_key(|(view, votes)| {
            let covered = view.map.covered();
            // A node that was not introduced to the cluster yet knows nothing and says so with confidence.
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
    fn the_latest_change_is_believed_of_a_node_that_takes_part() {
        let old = view(3, true, &[(0, 16383, "a")]);
        let new = view(4, true, &[(0, 9, "b"), (10, 16383, "a")]);
        let alone = view(9, false, &[(0, 16383, "a")]);
        let views = vec![old.clone(), old, alone.clone(), new.clone()];
        assert_eq!(best_view(views).unwrap().map, new.map);
        // Nobody else left.
        assert_eq!(best_view(vec![alone.clone()]).unwrap().map, alone.map);
        assert!(best_view(vec![]).is_none());
    }

    #[test]
    fn with_equal_epochs_the_many_are_believed_and_an_empty_view_never() {
        let many = view(3, true, &[(0, 16383, "a")]);
        let one = view(3, true, &[(0, 16383, "b")]);
        let stranger = view(5, true, &[]);
        let views = vec![many.clone(), stranger, one, many.clone()];
        assert_eq!(best_view(views).unwrap().map, many.map);
    }
}
