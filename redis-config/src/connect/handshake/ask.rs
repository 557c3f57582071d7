//! One command, with the error reply apart from the error of the connection.

use redis::{Cmd, RedisError, ServerError, Value};

use crate::connect::socket::sender::CommandSender;

/// Sends one command and waits for its reply. The inner error is the server's, the outer one that of the connection.
pub(crate) async fn ask(
    sender: &mut CommandSender,
    command: &Cmd,
) -> Result<Result<Value, ServerError>, RedisError> {
    Ok(match sender.send(command).await? {
        Value::ServerError(error) => Err(error),
        reply => Ok(reply),
    })
}
