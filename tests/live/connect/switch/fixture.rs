//! Two servers, and a handle on the first.

use redis_config::Handle;
use redis_config::dev::Server;

use crate::fixture::{Live, at, up};

pub(super) async fn two() -> (Server, Server, Handle<Live>) {
    let (blue, handle) = up().await;
    (blue, Server::start().unwrap(), handle)
}

pub(super) async fn up_at(server: &Server) -> Handle<Live> {
    at(server.url()).connect().await.unwrap()
}

pub(super) fn address(server: &Server) -> String {
    format!("{}/0", server.url())
}
