//! Commands on a socket before the client crate has it.

use std::io;

use redis::{Cmd, RedisError, ServerError, Value, parse_redis_value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::handshake::RawCommand;
use crate::connect::stream::Stream;

/// Longest answer of one line.
const MAX_LINE: usize = 512;

/// Commands whose answer is one line, on a socket of nobody's yet.
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
        Ok(match parse_redis_value(&line)? {
            Value::ServerError(error) => Err(error),
            answer => Ok(answer),
        })
    }
}
