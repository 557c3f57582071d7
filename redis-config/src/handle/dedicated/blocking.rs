//! Blocking commands of a connection that others share.

use redis::{Cmd, RedisFuture, RedisResult, Value};
use tokio::task::yield_now;
use tokio::time::Instant;

use super::blocking::Wait;
use super::cluster;
use super::lease::{Broken, Lease};
use super::line::Line;
use super::loss;
use super::request::{One, Request};

/// As [`wait_aside`], which calls it, with a type that ends there.
fn wait_aside_once<'a>(line: &'a Line, command: &'a Cmd, wait: Wait) -> RedisFuture<'a, Value> {
    Box::pin(wait_aside(line, One(command), wait))
}

/// Sends a blocking request on a dedicated socket, so that nothing else waits behind it.
pub(super) async fn wait_aside<R: Request>(
    line: &Line,
    request: R,
    wait: Wait,
) -> RedisResult<R::Reply> {
    let deadline = Instant::now() + line.settings().response_timeout();
    loop {
        let generation = line.generation();
        let stays = line.pin.is_some();
        if let Err(error) = generation.decide(deadline).await {
            if !stays && generation.is_retired() {
                continue;
            }
            return Err(loss::unsent(&error));
        }
        let began = Instant::now();
        let sent = match generation.cluster() {
            Some(cluster) => cluster::blocking(&generation, cluster, request, wait, stays).await,
            None => match Lease::take(&generation, deadline, stays).await {
                Ok(mut lease) => {
                    let sent = lease.send(request, Some(wait), stays).await;
                    if sent.is_ok() {
                        lease.give_back();
                    }
                    sent
                }
                Err(_) if !stays && generation.is_retired() => Err(Broken::Unwritten),
                Err(error) => return Err(loss::unsent(&error)),
            },
        };
        match sent {
            Ok(reply) => return Ok(reply),
            // An idle socket that the server had closed meanwhile.
            Err(Broken::Unwritten) => yield_now().await,
            Err(Broken::Failed(error)) => return Err(error),
            // It had waited in vain when its server was left: it waits on at the next one.
            Err(Broken::Released(reply)) => {
                let left = wait.less(began.elapsed());
                return match request.shortened(left) {
                    None => Ok(reply),
                    Some(rest) => {
                        let value = wait_aside_once(line, &rest, left).await?;
                        R::from_one(value).map_or(Ok(reply), Ok)
                    }
                };
            }
        }
    }
}
