//! Commands on a socket before the client crate has it.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

use super::place::Party;
use super::stream::Stream;
use super::target::Target;

/// Longest answer of one line.
const MAX_LINE: usize = 512;

/// Signs in, if there are credentials; `None` if the socket has ended, `Some(false)` if the server refused.
pub(super) async fn sign_in(
    target: &Target,
    party: Party,
    stream: &mut Stream,
    deadline: Instant,
) -> Option<bool> {
    let answer = target.login(party).ask(deadline).await.ok()?;
    let Some(credentials) = answer.map(|answer| answer.credentials) else {
        return Some(true);
    };
    let mut auth = redis::cmd("AUTH");
    if let Some(username) = &credentials.username {
        auth.arg(username);
    }
    auth.arg(credentials.password.expose());
    ask(stream, &auth).await
}

/// Sends a command whose answer is one line, and says whether it was accepted; `None` if the socket has ended.
pub(super) async fn ask(stream: &mut Stream, command: &redis::Cmd) -> Option<bool> {
    stream.write_all(&command.get_packed_command()).await.ok()?;
    stream.flush().await.ok()?;
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") && line.len() < MAX_LINE {
        line.push(stream.read_u8().await.ok()?);
    }
    Some(line.first() == Some(&b'+'))
}
