//! The commands that an ACL user needs, by its role.

/// What an application does with a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Pushes jobs.
    Producer,
    /// Runs jobs.
    Worker,
    /// Counts jobs, and manages dead letters.
    Operator,
}

impl Role {
    /// The commands that the scripts of the role call, and those that it sends directly, except `EVALSHA`, `SCRIPT LOAD`
    /// and `INFO`.
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
    use crate::queue::engine::script;

    /// The names in `call('NAME', ..)`.
    fn called(scripts: &[&script::Script]) -> BTreeSet<String> {
        let calls = scripts
            .iter()
            .flat_map(|script| script.text.split("call('").skip(1));
        calls
            .filter_map(|rest| Some(rest.split_once('\'')?.0.to_lowercase()))
            .collect()
    }

    #[test]
    fn each_role_has_exactly_the_commands_of_its_scripts() {
        let of = |role: Role| -> BTreeSet<String> {
            // Sent directly, not by a script.
            let commands = role.commands().iter().filter(|name| **name != "blpop");
            commands.map(|name| (*name).to_owned()).collect()
        };
        let producer = [&script::PUSH, &script::PUSH_READY];
        assert_eq!(of(Role::Producer), called(&producer));
        let worker = [
            &script::CLAIM,
            &script::RENEW,
            &script::FINISH,
            &script::RELEASE,
            &script::SWEEP,
            &script::LEAVE,
        ];
        assert_eq!(of(Role::Worker), called(&worker));
        let operator = [
            &script::STATS,
            &script::DEAD,
            &script::REDRIVE,
            &script::PURGE,
        ];
        assert_eq!(of(Role::Operator), called(&operator));
    }
}
