//! Requests that are damaged in transit.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis_config::outcome_is_unknown;
use redis_config::redis::{Value, cmd};
use redis_config_tests::poll::until;
use tokio::task::JoinSet;

use crate::fixture::{PATIENCE, Rig};

/// A socket out of step is not left in use for as long.
const SOON: Duration = Duration::from_secs(15);

/// The effect of a change of the byte at `place` on `*3 $3 SET $1 k $5 hello`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Harm {
    /// A well-formed command with another key or value, which cannot be detected.
    Unseen,
    /// The server reads past these bytes without a look.
    Skipped,
    /// Another name, number or length.
    Seen,
}

fn harm(request: &[u8], place: usize) -> Harm {
    let text = |word: &[u8]| {
        let at = request.windows(word.len()).position(|found| found == word);
        let start = at.expect("the request has it") + 1;
        start..start + word.len() - 2
    };
    if text(b"\nk\r").contains(&place) || text(b"\nhello\r").contains(&place) {
        return Harm::Unseen;
    }
    // The ends of arguments, and the second half of each other line's end.
    let ends = [&b"\nSET\r"[..], b"\nk\r", b"\nhello\r"].map(|word| text(word).end);
    if request[place] == b'\n' || ends.contains(&place) {
        return Harm::Skipped;
    }
    Harm::Seen
}

/// Twenty commands at once: each reply reaches its own caller. Returns how many got none because the server hung up.
async fn without_a_reply(rig: &Rig) -> usize {
    let mut asking = JoinSet::new();
    for n in 0..20 {
        let mut conn = rig.handle.conn();
        asking.spawn(async move {
            let sent = format!("number {n}");
            let echo = cmd("ECHO").arg(&sent).to_owned();
            match echo.query_async::<String>(&mut conn).await {
                Ok(received) => {
                    assert_eq!(received, sent, "the answer of somebody else");
                    0
                }
                Err(error) => {
                    assert!(outcome_is_unknown(&error), "{error}");
                    1
                }
            }
        });
    }
    asking.join_all().await.into_iter().sum()
}

/// One byte of a request is changed, at each position in turn: detectable damage ends in an error, and later commands
/// get their own replies.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_with_a_wrong_byte_is_an_error_and_shifts_no_reply() {
    let rig = Rig::new().await;
    for (name, change) in [
        ("a byte that no command has", (|_| 0xFF) as fn(u8) -> u8),
        // `3` becomes `2`, `5` becomes `4`, `S` becomes `R`.
        ("one bit", |byte| byte ^ 1),
        // `1` becomes `3`, `5` becomes `7`.
        ("another bit", |byte| byte ^ 2),
    ] {
        let mut failed = 0;
        for place in 0.. {
            let whole = Arc::new(Mutex::new(Vec::new()));
            let seen = Arc::clone(&whole);
            let armed = rig.proxy.alter_request(
                1,
                |asked| asked.is("SET") && asked.text(1) == "k",
                move |request| {
                    *seen.lock().unwrap_or_else(PoisonError::into_inner) = request.clone();
                    if let Some(byte) = request.get_mut(place) {
                        *byte = change(*byte);
                    }
                },
            );
            let set = cmd("SET").arg("k").arg("hello").to_owned();
            let mut conn = rig.handle.conn();
            let got = tokio::time::timeout(PATIENCE, set.query_async::<Value>(&mut conn))
                .await
                .unwrap_or_else(|_| panic!("{name} at {place}: it never ends"));
            armed.wait().await;
            let whole = whole.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if place >= whole.len() {
                got.expect("nothing was changed");
                break;
            }
            let harm = harm(&whole, place);
            // One less than before: the server reads `hell`, and skips the rest as the end of the line.
            let shorter = whole[place] == b'5' && change(b'5') == b'4';
            match got {
                Err(error) => {
                    failed += 1;
                    assert_eq!(harm, Harm::Seen, "{name} at {place}: {error}");
                }
                Ok(got) => {
                    let unseen = harm != Harm::Seen || shorter;
                    assert!(unseen, "{name} at {place} of {whole:?} gives {got:?}");
                }
            }
            until("every command gets a reply again", PATIENCE, async || {
                without_a_reply(&rig).await == 0
            })
            .await;
        }
        assert!(failed >= 8, "{name}: {failed} changes were noticed");
    }
}

/// A request that the server takes for several gets several replies: from there on every caller on that socket gets the
/// reply of another. The protocol cannot match replies to requests, but the shift must end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_with_shifted_replies_is_given_up() {
    let rig = Rig::new().await;
    let stop = Arc::new(AtomicBool::new(false));
    let (right, wrong) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut callers = JoinSet::new();
    for caller in 0..32 {
        let (mut conn, stop) = (rig.handle.conn(), Arc::clone(&stop));
        let (right, wrong) = (Arc::clone(&right), Arc::clone(&wrong));
        callers.spawn(async move {
            let mut n = 0_u64;
            while !stop.load(Ordering::Relaxed) {
                let sent = format!("{caller}-{n}");
                let echo = cmd("ECHO").arg(&sent).to_owned();
                match echo.query_async::<String>(&mut conn).await {
                    Ok(received) if received == sent => right.fetch_add(1, Ordering::Relaxed),
                    Ok(_) => wrong.fetch_add(1, Ordering::Relaxed),
                    Err(_) => 0,
                };
                n += 1;
            }
        });
    }
    // `*` becomes `+`: seven lines in place of one command.
    let armed = rig
        .proxy
        .alter_request(1, |asked| asked.is("SET"), |request| request[0] = b'+');
    let set = cmd("SET").arg("k").arg("hello").to_owned();
    let _refused = set.query_async::<Value>(&mut rig.handle.conn()).await;
    armed.wait().await;
    let (mut since, mut base) = (0, 0);
    until("every command gets its own reply again", SOON, async || {
        let now = wrong.load(Ordering::Relaxed);
        if now != since {
            (since, base) = (now, right.load(Ordering::Relaxed));
        }
        right.load(Ordering::Relaxed) >= base + 10_000
    })
    .await;
    stop.store(true, Ordering::Relaxed);
    callers.join_all().await;
    println!("{} answers of somebody else", wrong.load(Ordering::Relaxed));
}
