//! Scripts, and how one is run.

use std::sync::LazyLock;

use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, RedisResult, ServerErrorKind, Value};

/// One Lua script, known to the server by its digest.
pub(crate) type Script = LazyLock<redis::Script>;

macro_rules! script {
    ($($part:literal),+) => {
        LazyLock::new(|| redis::Script::new(concat!($(include_str!(concat!("scripts/", $part, ".lua"))),+)))
    };
}

pub(crate) static PUSH: Script = script!("time", "wake", "push");
/// It needs no clock.
pub(crate) static PUSH_READY: Script = script!("bare", "wake", "push_ready");
pub(crate) static CLAIM: Script = script!("time", "wake", "claim");
pub(crate) static RENEW: Script = script!("time", "renew");
pub(crate) static FINISH: Script = script!("time", "wake", "finish");
pub(crate) static RELEASE: Script = script!("time", "wake", "release");
pub(crate) static SWEEP: Script = script!("time", "wake", "sweep");
pub(crate) static LEAVE: Script = script!("time", "wake", "leave");
pub(crate) static STATS: Script = script!("time", "stats");
pub(crate) static DEAD: Script = script!("time", "dead");
pub(crate) static REDRIVE: Script = script!("time", "wake", "redrive");
pub(crate) static PERMIT: Script = script!("permit");
pub(crate) static PURGE: Script = script!("time", "purge");

/// A call of `script` on `keys`; arguments are appended by the caller.
pub(crate) fn call(script: &redis::Script, keys: &[&str]) -> Cmd {
    let mut cmd = Cmd::new();
    cmd.arg("EVALSHA").arg(script.get_hash()).arg(keys.len());
    for key in keys {
        cmd.arg(*key);
    }
    cmd
}

/// Runs a call. A server that does not know the script (restarted, flushed, failed over) is given it, and asked again:
/// `NOSCRIPT` means that nothing ran.
pub(crate) async fn run(
    conn: &mut impl ConnectionLike,
    script: &redis::Script,
    cmd: &Cmd,
) -> RedisResult<Value> {
    match cmd.query_async::<Value>(conn).await {
        Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
            script.load_async(conn).await?;
            cmd.query_async::<Value>(conn).await
        }
        answer => answer,
    }
}
