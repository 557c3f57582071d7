//! A connection that shares its socket.

use std::fmt;
use std::marker::PhantomData;

use super::conn::SharedConn;
use crate::config::definition::RedisConfig;
use crate::handle::request::connection_like;

/// A connection to one instance, by type. It shares a socket with others and reconnects automatically.
///
/// Cheap to create and to clone. A clone uses the same socket, so commands that are awaited one after the other keep their
/// order. Take it from [`Handle::conn`](crate::Handle::conn).
///
/// # Commands
///
/// * A command is sent, and its reply is awaited up to `response_timeout`; then the socket counts as dead and is replaced.
/// * While there is no connection, a command waits for one, up to `response_timeout`. If the server refuses the credentials,
///   it fails at once with that cause.
/// * If the connection is lost before a command is written, it is sent on the next connection. If it was already written, it
///   fails with an error for which [`outcome_is_unknown`](crate::outcome_is_unknown) is true, and is never sent twice.
/// * A blocking command (`BLPOP`, `XREAD` with `BLOCK`, ...), or a pipeline with one, runs on a dedicated socket, so that
///   no other command waits behind it. Its deadline is the block time plus `response_timeout`. Block time 0 has no deadline: then
///   only the keepalive of the operating system detects a dead peer.
/// * Behind Sentinel it goes to the primary. A blocking command that is waiting during a failover is re-issued on the new
///   primary with its remaining timeout. A single command that a demoted server refuses with `READONLY` is sent once to the
///   new primary, unless it runs a script.
/// * Behind Sentinel, with `read_from = replica`, a command or a pipeline that only reads goes to a replica that is up,
///   which may lag behind; without one, or if it is lost before it answers, to the primary. Blocking commands, `SCAN`
///   and its kind, and dedicated connections always go to the primary.
/// * `SELECT`, `SUBSCRIBE`, `MULTI` and others that would affect the other callers are refused; the error names the
///   alternative. Pipelines with `.atomic()` are fine.
///
/// # In a cluster
///
/// * A command goes to the node that has the hash slot of its keys, and follows `MOVED`, `ASK`, `TRYAGAIN` and `CLUSTERDOWN`
///   up to `response_timeout`: with such a reply the node has not executed it. A command that was written and not answered is
///   never sent again, as outside a cluster.
/// * `MGET`, `MSET`, `DEL`, `UNLINK`, `EXISTS` and `TOUCH` on keys of several slots are split and their replies
///   joined; that is not atomic. `DBSIZE`, `KEYS`, `FLUSHALL`, `FLUSHDB`, `RANDOMKEY`, `SCRIPT LOAD`, `CONFIG SET` and the
///   like go to every primary. Other commands whose keys are in several slots are refused before they are sent, and so is
///   `SCAN`, which would show the keys of one node.
/// * A pipeline is spread over the nodes, and commands on one slot keep their order. With `.atomic()`, or with a blocking
///   command, its keys have to be in one slot: give them one hash tag, as in `{user}:name` and `{user}:mail`.
/// * With `read_from = replica` a replica answers commands that only read; if none is up, the primary does.
///
/// # Cancel safety
///
/// A future that is dropped before it was polled has done nothing. Dropped later, the command may be executed all the same;
/// its reply is discarded and never reaches another caller. A *blocking* command that is dropped closes its socket, so that
/// the server gives the element to another client.
///
/// ```no_run
/// # async fn f<C: redis_config::RedisConfig>(handle: redis_config::Handle<C>) -> redis_config::redis::RedisResult<()> {
/// use redis_config::redis::AsyncCommands;
/// let mut conn = handle.conn();
/// conn.set::<_, _, ()>("greeting", "hello").await?;
/// let greeting: Option<String> = conn.get("greeting").await?;
/// # Ok(()) }
/// ```
pub struct Connection<C: RedisConfig> {
    conn: SharedConn,
    definition: PhantomData<fn() -> C>,
}

impl<C: RedisConfig> Connection<C> {
    pub(crate) fn new(conn: SharedConn) -> Self {
        Self {
            conn,
            definition: PhantomData,
        }
    }

    /// A connection on the next socket of the same generation, pinned like this one.
    pub(crate) fn sibling(&self) -> Self {
        Self::new(self.conn.sibling())
    }

    /// Pins the connection to the generation that the last command went to.
    pub(crate) fn pin(&mut self) {
        self.conn.pin();
    }
}

impl<C: RedisConfig> Clone for Connection<C> {
    fn clone(&self) -> Self {
        Self::new(self.conn.clone())
    }
}

impl<C: RedisConfig> fmt::Debug for Connection<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.conn.generation().target.settings;
        f.debug_struct("Connection")
            .field("instance", &settings.name())
            .field("address", &settings.address())
            .finish_non_exhaustive()
    }
}

connection_like!(
    Connection,
    |connection, request| connection.conn.submit(request),
    connection.conn.generation().target.settings.database()
);
