//! The Lua scripts: their text, their keys, and how one is run.

use std::sync::LazyLock;

use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, RedisResult, ServerErrorKind, Value};

use super::keys::{Key, Keys};

/// A Lua script, known to the server by its digest.
pub(crate) struct Script {
    lua: LazyLock<redis::Script>,
    keys: &'static [Key],
    #[cfg(test)]
    pub(crate) text: &'static str,
}

/// A script is several files one after the other: shared functions first.
macro_rules! scripts {
    ($($name:ident = [$($file:literal),+] on [$($key:ident),+];)+) => {
        $(pub(crate) static $name: Script = {
            const TEXT: &str = concat!($(include_str!(concat!("scripts/", $file, ".lua"))),+);
            Script {
                lua: LazyLock::new(|| redis::Script::new(TEXT)),
                keys: &[$(Key::$key),+],
                #[cfg(test)]
                text: TEXT,
            }
        };)+

        #[cfg(test)]
        static ALL: &[&Script] = &[$(&$name),+];
    };
}

// The keys are those of the line `-- KEYS:` of each file, in its order.
scripts! {
    PUSH = ["time", "wake", "push"] on [Ready, Delayed, Producers, Ids, Listeners, Tokens, Meta];
    PUSH_READY = ["no_time", "wake", "push_ready"] on [Ready, Producers, Listeners, Tokens, Meta];
    CLAIM = ["time", "wake", "claim"]
        on [Ready, Suspects, Delayed, Claims, Leases, Listeners, Tokens, Meta];
    RENEW = ["time", "renew"] on [Claims, Leases];
    FINISH = ["time", "wake", "finish"]
        on [Ready, Suspects, Delayed, Claims, Leases, Dead, Listeners, Tokens];
    RELEASE = ["time", "wake", "release"] on [Ready, Suspects, Claims, Leases, Listeners, Tokens];
    SWEEP = ["time", "wake", "sweep"] on [Suspects, Claims, Leases, Dead, Listeners, Tokens];
    LEAVE = ["time", "wake", "leave"] on [Ready, Suspects, Listeners, Tokens];
    STATS = ["time", "stats"] on [Ready, Delayed, Suspects, Claims, Dead];
    DEAD = ["time", "dead"] on [Dead];
    REDRIVE = ["time", "wake", "redrive"] on [Ready, Dead, Listeners, Tokens];
    DENIED = ["denied"] on [Ready];
    PURGE = ["time", "purge"] on [Dead];
}

impl Script {
    /// A call of the script. The caller appends its arguments.
    pub(crate) fn call(&self, keys: &Keys) -> Cmd {
        let mut cmd = Cmd::new();
        cmd.arg("EVALSHA")
            .arg(self.lua.get_hash())
            .arg(self.keys.len());
        for key in self.keys {
            cmd.arg(keys.get(*key));
        }
        cmd
    }

    /// Runs a call. If the server does not know the script (after a restart, a flush or a failover), loads it and calls it
    /// again: `NOSCRIPT` means that nothing ran.
    pub(crate) async fn run(
        &self,
        conn: &mut impl ConnectionLike,
        cmd: &Cmd,
    ) -> RedisResult<Value> {
        match cmd.query_async::<Value>(conn).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.lua.load_async(conn).await?;
                cmd.query_async::<Value>(conn).await
            }
            reply => reply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_documents_its_keys_in_order() {
        for script in ALL {
            let mut lines = script.text.lines();
            let documented = lines.find_map(|line| line.strip_prefix("-- KEYS: "));
            let keys = script.keys.iter();
            let keys: Vec<String> = keys.map(|key| format!("{key:?}").to_lowercase()).collect();
            assert_eq!(documented, Some(keys.join(", ").as_str()));
        }
    }
}
