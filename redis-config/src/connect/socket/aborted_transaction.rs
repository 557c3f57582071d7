//! The error of a transaction that the server refused to run.

use std::fmt::Write as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures_util::future::{Either, join, select};
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, ErrorKind, RedisConnectionInfo, RedisError, ServerError, ServerErrorKind,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio::task::unconstrained;

/// Enough for what the futures below wait for, which is only each other.
const MAX_POLLS: usize = 100;

/// The error that the `redis` crate gives when some of the replies before the one to `EXEC` are errors: callers get the
/// refused commands from `RedisError::into_server_errors`. Only the crate can construct it, so its own connection reads the
/// replies again, from memory.
pub(super) fn error(refused: &[(usize, ServerError)], replies: usize) -> RedisError {
    // Without Tokio's budget: it would not be renewed between these polls.
    let mut future = pin!(unconstrained(replay(refused, replies)));
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..MAX_POLLS {
        if let Poll::Ready(Some(error)) = future.as_mut().poll(&mut cx) {
            return error;
        }
    }
    let kind = ErrorKind::Server(ServerErrorKind::ExecAbort);
    (kind, "the server refused a command of the transaction").into()
}

async fn replay(refused: &[(usize, ServerError)], replies: usize) -> Option<RedisError> {
    let mut text = String::new();
    for at in 0..replies {
        let _ = match refused.iter().find(|(position, _)| *position == at) {
            Some((_, error)) => {
                let details = error
                    .details()
                    .unwrap_or_default()
                    .replace(['\r', '\n'], " ");
                write!(text, "-{} {details}\r\n", error.code())
            }
            None => write!(text, "+QUEUED\r\n"),
        };
    }
    text.push_str("-EXECABORT\r\n");
    let mut pipeline = redis::pipe();
    pipeline.atomic();
    for _ in 1..replies {
        pipeline.cmd("PING");
    }
    let mut request = pipeline.get_packed_pipeline();
    let (near, mut far) = duplex(request.len().max(text.len()));
    let info = RedisConnectionInfo::default().set_skip_set_lib_name();
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(None)
        .set_response_timeout(None);
    let (mut connection, driver) = MultiplexedConnection::new_with_config(&info, near, config)
        .await
        .ok()?;
    // The crate drops what comes before it has sent anything.
    let server = async {
        far.read_exact(&mut request).await?;
        far.write_all(text.as_bytes()).await
    };
    let reply = pin!(connection.send_packed_commands(&pipeline, replies, 1));
    match select(reply, pin!(join(driver, server))).await {
        Either::Left((reply, _)) => reply.err(),
        Either::Right(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use redis::{Value, parse_redis_value};

    use super::*;

    #[test]
    fn the_error_names_the_refused_commands() {
        let Value::ServerError(wrong) = parse_redis_value(b"-ERR wrong number\r\n").unwrap() else {
            panic!("no error");
        };
        // `MULTI` and three commands.
        let error = error(&[(1, wrong.clone()), (3, wrong.clone())], 4);
        assert_eq!(error.kind(), ErrorKind::Server(ServerErrorKind::ExecAbort));
        assert_eq!(
            error.into_server_errors().as_deref(),
            Some(&[(0, wrong.clone()), (2, wrong)][..])
        );
    }
}
