//! Blocking commands of a connection that others share.

use redis::{Cmd, RedisFuture, RedisResult, Value};
use tokio::task::yield_now;
use tokio::time::Instant;

use super::checkout::{PooledSocket, SendError};
use crate::command::block_time::BlockTime;
use crate::handle::command_error;
use crate::handle::request::{One, Request};
use crate::handle::shared::conn::SharedConn;

/// As [`wait_aside`], which calls it, with a type that ends there.
fn run_blocking_once<'a>(
    line: &'a SharedConn,
    command: &'a Cmd,
    wait: BlockTime,
) -> RedisFuture<'a, Value> {
    Box::pin(run_blocking(line, One(command), wait))
}

/// Sends a blocking request on a dedicated socket, so that nothing else waits behind it.
pub(crate) async fn run_blocking<R: Request>(
    line: &SharedConn,
    request: R,
    wait: BlockTime,
) -> RedisResult<R::Reply> {
    let deadline = Instant::now() + line.settings().response_timeout();
    loop {
        let generation = line.generation();
        let stays = line.pin.is_some();
        if let Err(error) = generation.decide(deadline).await {
            if !stays && generation.is_retired() {
                continue;
            }
            return Err(command_error::unsent(&error));
        }
        let began = Instant::now();
        let sent = match generation.cluster() {
            Some(cluster) => {
                super::cluster_blocking::blocking(&generation, cluster, request, wait, stays).await
            }
            None => match PooledSocket::take(&generation, deadline, stays).await {
                Ok(mut lease) => {
                    let sent = lease.send(request, Some(wait), stays).await;
                    if sent.is_ok() {
                        lease.give_back();
                    }
                    sent
                }
                Err(_) if !stays && generation.is_retired() => Err(SendError::Unwritten),
                Err(error) => return Err(command_error::unsent(&error)),
            },
        };
        match sent {
            Ok(reply) => return Ok(reply),
            // An idle socket that the server had closed meanwhile.
            Err(SendError::Unwritten) => yield_now().await,
            Err(SendError::Failed(error)) => return Err(error),
            // It had waited in vain when its server was left: it waits on at the next one.
            Err(SendError::Released(reply)) => {
                let left = wait.less(began.elapsed());
                return match request.shortened(left) {
                    None => Ok(reply),
                    Some(rest) => {
                        let value = run_blocking_once(line, &rest, left).await?;
                        R::from_one(value).map_or(Ok(reply), Ok)
                    }
                };
            }
        }
    }
}
