//! The slot map: which node serves which hash slot.

use std::collections::HashMap;
use std::fmt;

use redis::Value;

use crate::command::hash_slot::SLOT_COUNT;
use crate::connect::reply::{pairs, text};
use crate::connect::server::translate;
use crate::settings::Endpoint;

/// No node serves the slot.
const UNASSIGNED: u16 = u16::MAX;

/// Redis Cluster is not designed for more nodes (redis.io, "Redis cluster specification"). Each would get a socket.
const MAX_SHARDS: usize = 1_000;
/// Most replicas of one shard that are read from.
const MAX_REPLICAS: usize = 32;

/// A primary and its replicas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    pub(crate) primary: Endpoint,
    pub(crate) replicas: Vec<Endpoint>,
}

/// Which shard serves which slot, as one node reported it, plus the redirects since. Never changed in place, so readers need
/// no lock.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SlotMap {
    shards: Vec<Shard>,
    /// Index into `shards`, for each slot.
    owners: Box<[u16]>,
}

impl SlotMap {
    /// A map in which no slot has an owner.
    pub(crate) fn empty() -> Self {
        Self {
            shards: Vec::new(),
            owners: vec![UNASSIGNED; usize::from(SLOT_COUNT)].into(),
        }
    }

    /// Reads the reply to `CLUSTER SLOTS` of the node at `asked`. Translates its addresses with `address_map`.
    ///
    /// # Errors
    ///
    /// What is wrong with the reply.
    pub(crate) fn read(
        reply: &Value,
        asked: &Endpoint,
        address_map: &[(Endpoint, Endpoint)],
    ) -> Result<Self, &'static str> {
        let mut map = Self::empty();
        let mut shards: HashMap<Endpoint, u16> = HashMap::new();
        for range in reply.as_sequence().ok_or("it is no list")? {
            let fields = range.as_sequence().ok_or("a range is no list")?;
            let [Value::Int(first), Value::Int(last), nodes @ ..] = fields else {
                return Err("a range does not begin with two numbers");
            };
            let slots = match (u16::try_from(*first), u16::try_from(*last)) {
                (Ok(first), Ok(last)) if first <= last && last < SLOT_COUNT => first..=last,
                _ => return Err("a range has other slots than 0 to 16383"),
            };
            let mut nodes = nodes.iter().map(|node| endpoint(node, asked, address_map));
            let primary = nodes.next().flatten().ok_or("a range has no primary")?;
            // Replicas without an address cannot be used.
            let mut replicas: Vec<_> = nodes.flatten().take(MAX_REPLICAS).collect();
            replicas.sort_by_cached_key(Endpoint::to_string);
            let shard = match shards.get(&primary) {
                Some(shard) => *shard,
                None if shards.len() == MAX_SHARDS => {
                    return Err("it names more than 1,000 shards");
                }
                None => {
                    let shard = map.add(Shard {
                        primary: primary.clone(),
                        replicas,
                    });
                    *shards.entry(primary).or_insert(shard)
                }
            };
            for slot in slots {
                map.owners[usize::from(slot)] = shard;
            }
        }
        Ok(map)
    }

    /// Adds a shard, and returns its index.
    fn add(&mut self, shard: Shard) -> u16 {
        self.shards.push(shard);
        // Cannot fail: there are at most `MAX_SHARDS`.
        u16::try_from(self.shards.len() - 1).unwrap_or(UNASSIGNED)
    }

    /// The index of the shard that serves this slot.
    #[inline]
    pub(crate) fn owner(&self, slot: u16) -> Option<usize> {
        match self.owners.get(usize::from(slot)) {
            Some(&UNASSIGNED) | None => None,
            Some(&shard) => Some(usize::from(shard)),
        }
    }

    /// Every shard.
    pub(crate) fn shards(&self) -> &[Shard] {
        &self.shards
    }

    /// How many slots are served.
    pub(crate) fn covered(&self) -> usize {
        self.owners
            .iter()
            .filter(|shard| **shard != UNASSIGNED)
            .count()
    }

    /// This map after a `MOVED` of one slot.
    ///
    /// If the new primary was a replica of the slot's shard, this was a failover: it serves all slots of the shard.
    /// Otherwise the slot was migrated, and only this slot moves.
    pub(crate) fn moved(&self, slot: u16, to: &Endpoint) -> Self {
        let mut map = self.clone();
        if let Some(owner) = self.owner(slot)
            && let Some(shard) = map.shards.get_mut(owner)
            && let Some(replica) = shard.replicas.iter_mut().find(|replica| *replica == to)
        {
            std::mem::swap(&mut shard.primary, replica);
            return map;
        }
        let index = map.shards.iter().position(|shard| shard.primary == *to);
        let shard = match index.and_then(|index| u16::try_from(index).ok()) {
            Some(shard) => shard,
            None if map.shards.len() >= MAX_SHARDS => return map,
            None => map.add(Shard {
                primary: to.clone(),
                replicas: Vec::new(),
            }),
        };
        if let Some(owner) = map.owners.get_mut(usize::from(slot)) {
            *owner = shard;
        }
        // Indices must not shift, so a shard without slots stays until the next refresh.
        map
    }
}

/// The shards and their number of slots.
impl fmt::Debug for SlotMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_map();
        for (index, shard) in self.shards.iter().enumerate() {
            let slots = self
                .owners
                .iter()
                .filter(|owner| usize::from(**owner) == index)
                .count();
            list.entry(&shard.primary.to_string(), &slots);
        }
        list.finish()
    }
}

/// The address that a node announces. Without a host it is that of the node that was asked.
fn endpoint(
    node: &Value,
    asked: &Endpoint,
    address_map: &[(Endpoint, Endpoint)],
) -> Option<Endpoint> {
    let [host, Value::Int(port), rest @ ..] = node.as_sequence()? else {
        return None;
    };
    let port = u16::try_from(*port).ok().filter(|port| *port != 0)?;
    // `?` means that the cluster prefers host names and this node has none. Its IP address is in the metadata then.
    let host = non_empty(host).or_else(|| rest.get(1).and_then(metadata_ip));
    let host = match (host, asked) {
        (Some(host), _) => host,
        (None, Endpoint::Tcp { host, .. }) => host.clone(),
        (None, Endpoint::Unix { .. }) => return None,
    };
    Some(translate(Endpoint::Tcp { host, port }, address_map))
}

fn non_empty(host: &Value) -> Option<String> {
    text(host).filter(|host| !matches!(host.as_str(), "" | "?"))
}

fn metadata_ip(metadata: &Value) -> Option<String> {
    let pairs = pairs(metadata);
    let (_, ip) = pairs.into_iter().find(|(key, _)| key == "ip")?;
    non_empty(ip)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn tcp(host: &str, port: u16) -> Endpoint {
        let host = host.to_owned();
        Endpoint::Tcp { host, port }
    }

    fn string(text: &str) -> Value {
        Value::BulkString(text.as_bytes().to_vec())
    }

    fn node(host: Value, port: i64) -> Value {
        let id = string("09dbe9720cda62f7865eabc5fd8857c5d2678366");
        Value::Array(vec![host, Value::Int(port), id, Value::Array(vec![])])
    }

    fn range(first: i64, last: i64, nodes: Vec<Value>) -> Value {
        let mut fields = vec![Value::Int(first), Value::Int(last)];
        fields.extend(nodes);
        Value::Array(fields)
    }

    fn read(ranges: Vec<Value>) -> SlotMap {
        SlotMap::read(&Value::Array(ranges), &tcp("seed", 1), &[]).unwrap()
    }

    fn primary(map: &SlotMap, slot: u16) -> Option<&Endpoint> {
        map.owner(slot).map(|shard| &map.shards()[shard].primary)
    }

    #[test]
    fn ranges_of_one_primary_are_one_shard() {
        let map = read(vec![
            range(
                0,
                99,
                vec![node(string("a"), 7000), node(string("b"), 7001)],
            ),
            range(200, 16383, vec![node(string("c"), 7002)]),
            range(
                100,
                100,
                vec![node(string("a"), 7000), node(string("b"), 7001)],
            ),
        ]);
        assert_eq!(map.shards().len(), 2);
        assert_eq!(map.shards()[0].replicas, [tcp("b", 7001)]);
        assert_eq!(primary(&map, 0), Some(&tcp("a", 7000)));
        assert_eq!(primary(&map, 100), Some(&tcp("a", 7000)));
        assert_eq!(primary(&map, 101), None);
        assert_eq!(primary(&map, 16383), Some(&tcp("c", 7002)));
        assert_eq!(map.covered(), 16384 - 99);
        assert_eq!(map.owner(16384), None);
    }

    #[test]
    fn a_node_without_a_host_is_at_the_host_that_was_asked() {
        for unknown in [string(""), Value::Nil, string("?")] {
            let map = read(vec![range(0, 1, vec![node(unknown, 7000)])]);
            assert_eq!(primary(&map, 0), Some(&tcp("seed", 7000)));
        }
        let more = Value::Map(vec![(string("ip"), string("10.0.0.5"))]);
        let named = Value::Array(vec![string("?"), Value::Int(7000), string("id"), more]);
        let map = read(vec![range(0, 1, vec![named])]);
        assert_eq!(primary(&map, 0), Some(&tcp("10.0.0.5", 7000)));
    }

    #[test]
    fn addresses_are_translated() {
        let addresses = [(tcp("10.0.0.1", 7000), tcp("127.0.0.1", 17000))];
        let reply = Value::Array(vec![range(
            0,
            16383,
            vec![
                node(string("10.0.0.1"), 7000),
                node(string("10.0.0.2"), 7000),
            ],
        )]);
        let map = SlotMap::read(&reply, &tcp("seed", 1), &addresses).unwrap();
        assert_eq!(map.shards()[0].primary, tcp("127.0.0.1", 17000));
        assert_eq!(map.shards()[0].replicas, [tcp("10.0.0.2", 7000)]);
    }

    #[test]
    fn malformed_replies_are_refused() {
        for reply in [
            Value::Int(1),
            Value::Array(vec![Value::Int(1)]),
            Value::Array(vec![range(0, 16384, vec![node(string("a"), 1)])]),
            Value::Array(vec![range(5, 4, vec![node(string("a"), 1)])]),
            Value::Array(vec![range(0, 1, vec![])]),
            Value::Array(vec![range(0, 1, vec![node(string("a"), 0)])]),
            Value::Array(vec![range(-1, 1, vec![node(string("a"), 1)])]),
        ] {
            assert!(
                SlotMap::read(&reply, &tcp("seed", 1), &[]).is_err(),
                "{reply:?}"
            );
        }
        assert_eq!(read(vec![]).covered(), 0);
    }

    /// Each would get a socket. One node with a wrong map must not exhaust the file descriptors.
    #[test]
    fn more_shards_than_a_cluster_can_have_are_refused() {
        let shards = |count: i64| {
            let shards = (0..count).map(|n| range(n, n, vec![node(string("a"), 7000 + n)]));
            SlotMap::read(&Value::Array(shards.collect()), &tcp("seed", 1), &[])
        };
        let most = shards(1_000).unwrap();
        assert_eq!(most.shards().len(), 1_000);
        assert_eq!(shards(1_001), Err("it names more than 1,000 shards"));
        // They cannot be added one by one either.
        assert_eq!(most.moved(5, &tcp("b", 1)), most);
    }

    #[test]
    fn a_migrated_slot_moves_alone_and_a_failover_moves_all_slots() {
        let map = read(vec![
            range(0, 9, vec![node(string("a"), 7000), node(string("b"), 7001)]),
            range(10, 19, vec![node(string("c"), 7002)]),
        ]);
        let one = map.moved(3, &tcp("c", 7002));
        assert_eq!(primary(&one, 3), Some(&tcp("c", 7002)));
        assert_eq!(primary(&one, 4), Some(&tcp("a", 7000)));
        let new = map.moved(3, &tcp("d", 7003));
        assert_eq!(primary(&new, 3), Some(&tcp("d", 7003)));
        assert_eq!(new.shards().len(), 3);
        let over = map.moved(3, &tcp("b", 7001));
        assert_eq!(primary(&over, 0), Some(&tcp("b", 7001)));
        assert_eq!(primary(&over, 9), Some(&tcp("b", 7001)));
        assert_eq!(over.shards()[0].replicas, [tcp("a", 7000)]);
        assert_eq!(primary(&over, 10), Some(&tcp("c", 7002)));
    }
}
