//! The keys of one queue.

/// The keys of one queue, all with one hash tag: one queue is one slot.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    pub(crate) ready: String,
    pub(crate) suspects: String,
    pub(crate) delayed: String,
    pub(crate) claims: String,
    pub(crate) leases: String,
    pub(crate) dead: String,
    pub(crate) producers: String,
    pub(crate) named: String,
    pub(crate) sleepers: String,
    pub(crate) tokens: String,
    pub(crate) meta: String,
}

impl Keys {
    /// The keys of `queue`; both names have been checked and hold no brace.
    pub(crate) fn new(namespace: &str, queue: &str) -> Self {
        let key = |end: &str| format!("{{{namespace}:{queue}}}:{end}");
        Self {
            ready: key("w"),
            suspects: key("s"),
            delayed: key("d"),
            claims: key("c"),
            leases: key("l"),
            dead: key("x"),
            producers: key("i"),
            named: key("u"),
            sleepers: key("z"),
            tokens: key("k"),
            meta: key("m"),
        }
    }

    /// The ACL rule that gives all of them: `~{rc:emails}:*`.
    pub(crate) fn rule(&self) -> String {
        let tag = self.ready.trim_end_matches('w');
        format!("~{tag}*")
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    #[test]
    fn all_keys_share_one_hash_tag_and_differ() {
        let keys = Keys::new("rc", "emails");
        let all = [
            keys.ready,
            keys.suspects,
            keys.delayed,
            keys.claims,
            keys.leases,
            keys.dead,
            keys.producers,
            keys.named,
            keys.sleepers,
            keys.tokens,
            keys.meta,
        ];
        for key in &all {
            assert!(key.starts_with("{rc:emails}:"), "{key}");
        }
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }
}
