//! Sockets to the nodes of a cluster.

use tokio::time::{Instant, timeout_at};

use super::open_request::OpenRequest;
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::{Purpose, Target};
use crate::error::{ConnectError, ConnectErrorKind};
use crate::settings::ReadFrom;

/// Opens a socket to a node. With `read_from = replica`, a shared one may read from it if it is a replica. Cancel safe: nothing
/// stays open.
pub(crate) async fn open_cluster_node(
    request: OpenRequest<'_>,
    server: &ServerAddr,
) -> Result<Socket, ConnectError> {
    let OpenRequest {
        target,
        purpose,
        deadline,
        ..
    } = request;
    let socket = request.open_at(server).await?;
    let clustered = socket.server_info.mode.as_deref() == Some("cluster");
    if clustered && purpose == Purpose::Shared && target.settings.read_from() == ReadFrom::Replica {
        send_readonly(target, &socket, deadline).await?;
    }
    Ok(socket)
}

/// Has a replica answer reads instead of redirecting them. It has no effect at a primary.
async fn send_readonly(
    target: &Target,
    socket: &Socket,
    deadline: Instant,
) -> Result<(), ConnectError> {
    let readonly = redis::cmd("READONLY");
    match timeout_at(deadline, socket.sender().send(&readonly)).await {
        Ok(Ok(redis::Value::Okay)) => Ok(()),
        Ok(Ok(redis::Value::ServerError(error))) => Err(target.error(
            ConnectErrorKind::Permission,
            format!("the server answered READONLY with `{}`", error.code()),
            "give the user `+readonly`, or read from the primaries",
        )),
        _ => Err(target.error(
            ConnectErrorKind::Timeout,
            "no answer to READONLY",
            "see the log of the server",
        )),
    }
}
