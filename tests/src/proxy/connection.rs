//! One connection through the proxy.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};

use super::faults::{Alter, Closing, Direction, Shared, Switches};
use super::resp::{self, Command};

/// The commands in flight, oldest first; `None` once the connection does not speak RESP.
type Pending = Mutex<Option<VecDeque<Command>>>;

/// Connects a client to the server, in a separate task that ends with the connection or the proxy.
pub(super) fn start(shared: &Arc<Shared>, client: TcpStream, mute: bool) {
    let (id, switches) = shared.enter();
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let _ = run(&shared, client, mute, &switches).await;
        shared.leave(id);
    });
}

async fn run(
    shared: &Shared,
    mut client: TcpStream,
    mute: bool,
    switches: &Switches,
) -> io::Result<()> {
    let mut closing = switches.closing.subscribe();
    let closed = async {
        match closing.wait_for(|how| *how != Closing::Open).await {
            Ok(how) => *how,
            Err(_) => Closing::Fin,
        }
    };
    let how = if mute {
        tokio::select! {
            how = closed => how,
            _ = swallow(&mut client) => Closing::Fin,
        }
    } else {
        client.set_nodelay(true)?;
        let mut server = TcpStream::connect(shared.target).await?;
        server.set_nodelay(true)?;
        let pending = Mutex::new(Some(VecDeque::new()));
        let (client_read, client_write) = client.split();
        let (server_read, server_write) = server.split();
        tokio::select! {
            how = closed => how,
            _ = requests(shared, switches, &pending, client_read, server_write) => Closing::Fin,
            _ = replies(shared, switches, &pending, server_read, client_write) => Closing::Fin,
        }
    };
    if how == Closing::Reset {
        client.set_zero_linger()?;
    }
    Ok(())
}

/// Reads to the end without a reply.
async fn swallow(client: &mut TcpStream) -> io::Result<()> {
    let mut nothing = [0; 4096];
    while client.read(&mut nothing).await? > 0 {}
    Ok(())
}

async fn requests(
    shared: &Shared,
    switches: &Switches,
    pending: &Pending,
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
) -> io::Result<()> {
    let mut buffer = Vec::new();
    loop {
        if !fill(&mut from, &mut buffer).await? {
            thawed(switches).await;
            return Ok(());
        }
        thawed(switches).await;
        let mut passing = 0;
        let mut lost = false;
        if let Some(queue) = lock(pending).as_mut() {
            while let Ok(Some(len)) = resp::message_len(&buffer[passing..]) {
                let Ok(command) = resp::command(&buffer[passing..passing + len]) else {
                    break;
                };
                if shared.loses_request(&command) {
                    lost = true;
                    break;
                }
                let alter = shared.alters(Direction::Request, &command);
                queue.push_back(command);
                passing += alter.map_or(len, |alter| altered(&mut buffer, passing, len, alter));
            }
        }
        if !lost && resp::message_len(&buffer[passing..]).is_err() {
            *lock(pending) = None;
        }
        if lock(pending).is_none() {
            passing = buffer.len();
        }
        pass(shared, Direction::Request, &mut to, &buffer[..passing]).await?;
        if lost {
            return Ok(());
        }
        buffer.drain(..passing);
    }
}

async fn replies(
    shared: &Shared,
    switches: &Switches,
    pending: &Pending,
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
) -> io::Result<()> {
    let mut held = shared.held.subscribe();
    let mut buffer = Vec::new();
    loop {
        if !fill(&mut from, &mut buffer).await? {
            thawed(switches).await;
            return Ok(());
        }
        thawed(switches).await;
        let _ = held.wait_for(|held| !held).await;
        let mut passing = 0;
        let mut lost = false;
        match lock(pending).as_mut() {
            Some(queue) => {
                while let Ok(Some(len)) = resp::message_len(&buffer[passing..]) {
                    let asked = !resp::is_push(&buffer[passing..]);
                    let command = if asked { queue.pop_front() } else { None };
                    let Some(command) = command else {
                        passing += len;
                        continue;
                    };
                    if shared.loses_reply(&command) {
                        lost = true;
                        break;
                    }
                    let alter = shared.alters(Direction::Reply, &command);
                    passing += alter.map_or(len, |alter| altered(&mut buffer, passing, len, alter));
                }
                if !lost && resp::message_len(&buffer[passing..]).is_err() {
                    passing = buffer.len();
                }
            }
            None => passing = buffer.len(),
        }
        pass(shared, Direction::Reply, &mut to, &buffer[..passing]).await?;
        if lost {
            return Ok(());
        }
        buffer.drain(..passing);
    }
}

/// Changes the message of `len` bytes at `at`; returns its new length.
fn altered(buffer: &mut Vec<u8>, at: usize, len: usize, mut alter: Alter) -> usize {
    let mut message = buffer[at..at + len].to_vec();
    alter(&mut message);
    let len_now = message.len();
    buffer.splice(at..at + len, message);
    len_now
}

/// Reads more; false at the end of the stream.
async fn fill(from: &mut ReadHalf<'_>, buffer: &mut Vec<u8>) -> io::Result<bool> {
    buffer.reserve(16 * 1024);
    Ok(from.read_buf(buffer).await? > 0)
}

/// Writes as much as no armed cut forbids; an error where the cut is.
async fn pass(
    shared: &Shared,
    direction: Direction,
    to: &mut WriteHalf<'_>,
    bytes: &[u8],
) -> io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let (allowed, cut) = shared.allows(direction, bytes.len());
    let pace = shared.pace(|pace| *pace);
    if !pace.delay.is_zero() {
        tokio::time::sleep(pace.delay).await;
    }
    match (pace.cap, pace.slice) {
        (None, None) => to.write_all(&bytes[..allowed]).await?,
        (None, Some(size)) => slice(to, &bytes[..allowed], size).await?,
        (Some(rate), _) => drip(to, &bytes[..allowed], rate).await?,
    }
    if cut {
        return Err(io::Error::other("cut here"));
    }
    Ok(())
}

/// Writes at this rate, in bytes a second, a twentieth of a second's worth at a time.
async fn drip(to: &mut WriteHalf<'_>, bytes: &[u8], rate: u32) -> io::Result<()> {
    let piece = usize::try_from(rate / 20).unwrap_or(usize::MAX).max(1);
    for piece in bytes.chunks(piece) {
        to.write_all(piece).await?;
        tokio::time::sleep(Duration::from_secs_f64(
            piece.len() as f64 / f64::from(rate),
        ))
        .await;
    }
    Ok(())
}

/// Writes so many bytes at a time. Each piece leaves at once (`TCP_NODELAY`), and others have a turn before the next one.
async fn slice(to: &mut WriteHalf<'_>, bytes: &[u8], size: usize) -> io::Result<()> {
    for piece in bytes.chunks(size.max(1)) {
        to.write_all(piece).await?;
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Returns at once, or never once the connection is a black hole.
async fn thawed(switches: &Switches) {
    let _ = switches.frozen.subscribe().wait_for(|frozen| !frozen).await;
}

fn lock(pending: &Pending) -> std::sync::MutexGuard<'_, Option<VecDeque<Command>>> {
    pending.lock().unwrap_or_else(PoisonError::into_inner)
}
