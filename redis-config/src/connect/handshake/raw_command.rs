//! Single commands, also on a socket that the `redis` crate does not drive yet.

use std::future::Future;
use std::io;

use redis::{Cmd, RedisError, ServerError, Value, parse_redis_value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::connect::socket::sender::CommandSender;
use crate::connect::stream::Stream;

/// Longest reply of one line.
const MAX_LINE: usize = 512;

/// Sends one command and waits for its reply.
pub(crate) trait RawCommand {
    /// The inner error is the server's, the outer one that of the connection.
    fn ask(
        &mut self,
        command: &Cmd,
    ) -> impl Future<Output = Result<Result<Value, ServerError>, RedisError>> + Send;
}

impl RawCommand for CommandSender {
    async fn ask(&mut self, command: &Cmd) -> Result<Result<Value, ServerError>, RedisError> {
        Ok(or_server_error(self.send(command).await?))
    }
}

/// Only for commands whose reply is one line. Reads byte by byte, so that nothing behind it is taken.
impl RawCommand for Stream {
    async fn ask(&mut self, command: &Cmd) -> Result<Result<Value, ServerError>, RedisError> {
        self.write_all(&command.get_packed_command()).await?;
        self.flush().await?;
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            if line.len() == MAX_LINE {
                return Err(io::Error::from(io::ErrorKind::InvalidData).into());
            }
            line.push(self.read_u8().await?);
        }
        Ok(or_server_error(parse_redis_value(&line)?))
    }
}

fn or_server_error(reply: Value) -> Result<Value, ServerError> {
    match reply {
        Value::ServerError(error) => Err(error),
        reply => Ok(reply),
    }
}
