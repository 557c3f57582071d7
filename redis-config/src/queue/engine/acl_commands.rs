//! What a user must be allowed to run, by what it does with a queue.

/// What somebody does with a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Pushes jobs.
    Producer,
    /// Runs them.
    Worker,
    /// Counts jobs, and looks after dead letters.
    Operator,
}

impl Role {
    /// The commands that its scripts call, and those that it sends itself beside `EVALSHA`, `SCRIPT LOAD` and `INFO`.
    pub(crate) fn commands(self) -> &'static [&'static str] {
        match self {
            Self::Producer => &[
                "hdel",
                "hget",
                "hrandfield",
                "hset",
                "llen",
                "rpush",
                "time",
                "zadd",
                "zcard",
                "zpopmax",
                "zrange",
                "zrangebyscore",
                "zrem",
                "zscore",
            ],
            Self::Worker => &[
                "blpop",
                "del",
                "hdel",
                "hexists",
                "hget",
                "hlen",
                "hrandfield",
                "hset",
                "lindex",
                "llen",
                "lpop",
                "lpush",
                "rpush",
                "time",
                "zadd",
                "zcard",
                "zpopmax",
                "zrange",
                "zrangebyscore",
                "zrem",
                "zremrangebyscore",
                "zscore",
            ],
            Self::Operator => &[
                "hget", "hkeys", "llen", "lrange", "lrem", "rpush", "time", "unlink", "zcard",
                "zpopmax",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Role;

    macro_rules! scripts {
        ($($part:literal),+) => {
            [$(include_str!(concat!("scripts/", $part, ".lua"))),+].concat()
        };
    }

    /// The names in `call('NAME', ..)`.
    fn called(scripts: &str) -> BTreeSet<String> {
        let calls = scripts.split("call('").skip(1);
        calls
            .filter_map(|rest| Some(rest.split_once('\'')?.0.to_lowercase()))
            .collect()
    }

    #[test]
    fn each_role_has_the_commands_of_its_scripts_and_no_other() {
        let of = |role: Role, beside: &[&str]| -> BTreeSet<String> {
            let commands = role.commands().iter();
            commands
                .filter(|name| !beside.contains(name))
                .map(|name| (*name).to_owned())
                .collect()
        };
        let producer = scripts!("time", "wake", "bare", "push", "push_ready");
        assert_eq!(of(Role::Producer, &[]), called(&producer));
        let worker = scripts!(
            "time", "wake", "claim", "renew", "finish", "release", "sweep", "leave"
        );
        assert_eq!(of(Role::Worker, &["blpop"]), called(&worker));
        let operator = scripts!("time", "wake", "stats", "dead", "redrive", "purge");
        assert_eq!(of(Role::Operator, &[]), called(&operator));
    }
}
