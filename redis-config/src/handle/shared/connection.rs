//! A connection that shares its socket.

use std::fmt;
use std::marker::PhantomData;

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisFuture, Value};

use super::conn::SharedConn;
use crate::handle::request::{Many, One};

/// A connection to one instance, by type. It shares a socket with others and follows reconnects by itself.
///
/// Cheap to make and to clone; a clone stays on the same socket, so commands of one clone that wait for each other keep
/// their order. Take it from [`Handle::conn`](crate::Handle::conn).
///
/// # What it does with a command
///
/// * It sends it, and waits for the answer up to `response_timeout`; then the socket counts as dead and is replaced.
/// * While there is no connection it waits for one, up to `response_timeout`. If the server refuses the credentials it
///   does not wait: the command fails with that cause.
/// * A command of which not a byte was written when its socket was lost is sent on the next one. One that was written
///   ends in an error for which [`outcome_is_unknown`](crate::outcome_is_unknown) is true, and is never sent
///   twice.
/// * A blocking command (`BLPOP`, `XREAD` with `BLOCK`, ...), or a pipeline with one, runs on a dedicated socket, so that
///   nothing waits behind it. Its deadline is the block time plus `response_timeout`. Block time 0 has none: there only
///   the keepalive of the operating system finds a dead peer.
/// * Behind Sentinel it goes where the primary is. A blocking command that waits when the primary moves waits on at the
///   new one. A single command that a demoted server refuses with `READONLY` is sent once to the new primary, unless it
///   runs a script.
/// * Behind Sentinel, with `read_from = replica`, a command or a pipeline that only reads goes to a replica that is up,
///   which may lag behind; without one, or if it is lost before it answers, to the primary. Blocking commands, `SCAN`
///   and its kind, and dedicated connections always go to the primary.
/// * `SELECT`, `SUBSCRIBE`, `MULTI` and others that would disturb the other callers are refused; the error names what to
///   use instead. Pipelines with `.atomic()` are fine.
///
/// # In a cluster
///
/// * A command goes to the node that has the slot of its keys, and follows `MOVED`, `ASK`, `TRYAGAIN` and `CLUSTERDOWN` up
///   to `response_timeout`: a node that answers so has carried out nothing. What was written and not answered is never sent
///   again here, either.
/// * `MGET`, `MSET`, `DEL`, `UNLINK`, `EXISTS` and `TOUCH` on keys of several slots are taken apart and their answers put
///   together; that is not atomic. `DBSIZE`, `KEYS`, `FLUSHALL`, `FLUSHDB`, `RANDOMKEY`, `SCRIPT LOAD`, `CONFIG SET` and the
///   like go to every primary. Other commands whose keys are in several slots are refused before they are sent, and so is
///   `SCAN`, which would show the keys of one node.
/// * A pipeline is spread over the nodes, and commands on one slot keep their order. With `.atomic()`, or with a blocking
///   command, its keys have to be in one slot: give them one hash tag, as in `{user}:name` and `{user}:mail`.
/// * With `read_from = replica` a replica answers what only reads, and the primary where no replica is up.
///
/// # Cancel safety
///
/// A future that is dropped before it was polled has done nothing. Later the command may be carried out all the same;
/// its answer is thrown away and never reaches another caller. A *blocking* command that is dropped closes its
/// socket, so the server hands its element to somebody else.
///
/// ```no_run
/// # async fn f<C: redis_config::RedisConfig>(handle: redis_config::Handle<C>) -> redis_config::redis::RedisResult<()> {
/// use redis_config::redis::AsyncCommands;
/// let mut conn = handle.conn();
/// conn.set::<_, _, ()>("greeting", "hello").await?;
/// let greeting: Option<String> = conn.get("greeting").await?;
/// # Ok(()) }
/// ```
pub struct Connection<C> {
    pub(crate) line: SharedConn,
    definition: PhantomData<fn() -> C>,
}

impl<C> Connection<C> {
    pub(crate) fn new(line: SharedConn) -> Self {
        Self {
            line,
            definition: PhantomData,
        }
    }
}

impl<C> Connection<C> {
    /// Another one with the same generation, on the next socket in turn.
    pub(crate) fn beside(&self) -> Self {
        Self::new(self.line.beside())
    }

    /// From now on stays with the configuration that the last command went to.
    pub(crate) fn stay(&mut self) {
        self.line.stay();
    }
}

impl<C> Clone for Connection<C> {
    fn clone(&self) -> Self {
        Self::new(self.line.clone())
    }
}

impl<C> fmt::Debug for Connection<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.line.generation().target.settings;
        f.debug_struct("Connection")
            .field("instance", &settings.name())
            .field("address", &settings.address())
            .finish_non_exhaustive()
    }
}

impl<C> ConnectionLike for Connection<C> {
    #[inline]
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        self.line.submit(One(cmd))
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        self.line.submit(Many {
            pipeline,
            offset,
            count,
        })
    }

    fn get_db(&self) -> i64 {
        self.line.generation().target.settings.database().into()
    }
}
