//! The Redis keys of one queue.

/// A key of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// List: jobs that wait for a worker.
    Ready,
    /// List: jobs whose worker vanished; each is claimed alone.
    Suspects,
    /// Sorted set: jobs, by the time when they are due.
    Delayed,
    /// Hash: the jobs of each claim under its id, and which are settled under its id and `+`.
    Claims,
    /// Sorted set: claim ids, by the end of the lease.
    Leases,
    /// List: dead letters.
    Dead,
    /// Hash: for each producer, which of its batches arrived.
    Producers,
    /// Sorted set: job ids that were given by callers, by the time of their last push.
    Ids,
    /// Sorted set: idle workers that wait for a token, by the end of their wait.
    Listeners,
    /// List: wake tokens.
    Tokens,
    /// Hash: the schema version.
    Meta,
}

/// In the order of the enum.
const SUFFIXES: [(Key, &str); 11] = [
    (Key::Ready, "w"),
    (Key::Suspects, "s"),
    (Key::Delayed, "d"),
    (Key::Claims, "c"),
    (Key::Leases, "l"),
    (Key::Dead, "x"),
    (Key::Producers, "i"),
    (Key::Ids, "u"),
    (Key::Listeners, "z"),
    (Key::Tokens, "k"),
    (Key::Meta, "m"),
];

/// The keys of one queue. They share a hash tag, so in a cluster one queue is in one slot.
#[derive(Clone, Debug)]
pub(crate) struct Keys([String; SUFFIXES.len()]);

impl Keys {
    /// The keys of `queue`. Both names have been checked and contain no brace.
    pub(crate) fn new(namespace: &str, queue: &str) -> Self {
        Self(SUFFIXES.map(|(_, suffix)| format!("{{{namespace}:{queue}}}:{suffix}")))
    }

    pub(crate) fn get(&self, key: Key) -> &str {
        &self.0[key as usize]
    }

    #[cfg(all(test, feature = "dev-server"))]
    pub(crate) fn all(&self) -> &[String] {
        &self.0
    }

    /// The ACL rule for all of them: `~{rc:emails}:*`.
    pub(crate) fn rule(&self) -> String {
        let tag = self.get(Key::Ready).trim_end_matches('w');
        format!("~{tag}*")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_keys_share_one_hash_tag_and_differ() {
        let keys = Keys::new("rc", "emails");
        for key in &keys.0 {
            assert!(key.starts_with("{rc:emails}:"), "{key}");
        }
        let distinct: std::collections::BTreeSet<_> = keys.0.iter().collect();
        assert_eq!(distinct.len(), SUFFIXES.len());
        for (index, (key, _)) in SUFFIXES.iter().enumerate() {
            assert_eq!(*key as usize, index);
        }
        assert_eq!(keys.rule(), "~{rc:emails}:*");
    }
}
