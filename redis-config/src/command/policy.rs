//! Which commands a connection accepts.
//!
//! On a shared socket, a command that changes the session changes it for every caller, and a blocking command delays every
//! caller. A command that turns the socket into a stream of messages breaks "one command, one reply" on any socket.

use redis::{Cmd, ErrorKind, Pipeline, RedisError};

use super::block_time::{BlockTime, BlockTimeArg};
use super::class::{CommandClass, Subcommand, class_of, name, subcommand};
use super::route::is_read;

/// What to do with a command.
#[derive(Debug)]
pub(crate) enum Admission {
    /// Send it.
    Plain,
    /// Send it; the reply may take this long.
    Blocking(BlockTime),
    /// Send it; from now on the session has state that a new socket would not have.
    Session(Session),
    /// Do not send it.
    Refused(RedisError),
}

/// What a command does to the session of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Session {
    /// Opens a transaction or watches keys.
    Begins,
    /// Ends that.
    Ends,
    /// Changes it permanently.
    Changes,
}

/// Checks a command for a shared socket.
#[inline]
pub(crate) fn shared(command: &Cmd) -> Admission {
    match class_of(name(command)) {
        CommandClass::Plain => Admission::Plain,
        class => shared_class(command, class, false),
    }
}

/// Where a blocking command has its block time; `None` for every other command.
pub(crate) fn block_time_arg(command: &Cmd) -> Option<BlockTimeArg> {
    match class_of(name(command)) {
        CommandClass::Blocks(arg) => Some(arg),
        _ => None,
    }
}

/// Checks a pipeline for a shared socket.
pub(crate) fn shared_pipeline(pipeline: &Pipeline) -> Admission {
    check_each(pipeline, None, |command, class| {
        shared_class(command, class, true)
    })
}

fn shared_class(command: &Cmd, class: CommandClass, in_pipeline: bool) -> Admission {
    let help = match class {
        CommandClass::Plain => return Admission::Plain,
        CommandClass::Blocks(arg) => return blocking(command, arg),
        // The whole pipeline, including the writes before it, moves to one dedicated socket.
        CommandClass::Replication if in_pipeline => {
            return blocking(command, BlockTimeArg::LastMillis);
        }
        CommandClass::Replication => {
            "it waits for the writes of its own connection only: put it behind them in one pipeline, or use `dedicated()`"
        }
        CommandClass::Stream => return stream(command),
        CommandClass::Session => {
            "it would change the session of every caller on this socket: say it in the definition, or use `dedicated()`"
        }
        CommandClass::Leave => "it would close the socket of every caller: drop the handle instead",
        CommandClass::Begin | CommandClass::End => {
            "commands of other callers would end up in its transaction: use a pipeline with `.atomic()`, or `dedicated()`"
        }
        CommandClass::Routing => {
            "it would change how the commands of every caller are taken: the library sends it where it is needed, see `read_from`"
        }
        CommandClass::Client => match subcommand(command) {
            Subcommand::Reply => return client_reply(command),
            Subcommand::Changes => {
                "it would change the session of every caller on this socket: use `dedicated()`; a name is given by `client_name`"
            }
            Subcommand::Plain => return Admission::Plain,
        },
    };
    Admission::Refused(refusal(command, "a shared connection", help))
}

/// Checks a command for a dedicated socket.
pub(crate) fn dedicated(command: &Cmd) -> Admission {
    dedicated_class(command, class_of(name(command)))
}

fn dedicated_class(command: &Cmd, class: CommandClass) -> Admission {
    match class {
        CommandClass::Plain => Admission::Plain,
        CommandClass::Blocks(arg) => blocking(command, arg),
        CommandClass::Replication => blocking(command, BlockTimeArg::LastMillis),
        CommandClass::Stream => stream(command),
        CommandClass::Leave => Admission::Refused(refusal(
            command,
            "a dedicated connection",
            "drop the connection instead, which closes its socket",
        )),
        CommandClass::Begin => Admission::Session(Session::Begins),
        CommandClass::End => Admission::Session(Session::Ends),
        CommandClass::Client => match subcommand(command) {
            Subcommand::Reply => client_reply(command),
            Subcommand::Changes => Admission::Session(Session::Changes),
            Subcommand::Plain => Admission::Plain,
        },
        CommandClass::Session | CommandClass::Routing => Admission::Session(Session::Changes),
    }
}

/// Checks a pipeline for a dedicated socket.
pub(crate) fn dedicated_pipeline(pipeline: &Pipeline) -> Admission {
    // The EXEC of a transaction also ends an earlier WATCH.
    let exec = pipeline.is_transaction().then_some(Session::Ends);
    check_each(pipeline, exec, dedicated_class)
}

/// Checks each command of a pipeline. Without a session command, the effect on the session is `session`.
fn check_each(
    pipeline: &Pipeline,
    session: Option<Session>,
    check: impl Fn(&Cmd, CommandClass) -> Admission,
) -> Admission {
    let mut block_time: Option<BlockTime> = None;
    let mut changed: Option<Session> = None;
    for command in pipeline.cmd_iter() {
        let class = class_of(name(command));
        // Most commands are plain. Building an admission for each costs 2 % of a pipeline.
        if matches!(class, CommandClass::Plain) {
            continue;
        }
        match check(command, class) {
            Admission::Plain => {}
            // Inside a transaction nothing blocks.
            Admission::Blocking(_) if pipeline.is_transaction() => {}
            Admission::Blocking(next) => {
                block_time = Some(block_time.map_or(next, |time| time.then(next)));
            }
            Admission::Session(next) if changed != Some(Session::Changes) => changed = Some(next),
            Admission::Session(_) => {}
            refused @ Admission::Refused(_) => return refused,
        }
    }
    match (block_time, changed.or(session)) {
        (Some(time), None | Some(Session::Ends)) => Admission::Blocking(time),
        (_, Some(session)) => Admission::Session(session),
        (None, None) => Admission::Plain,
    }
}

/// The admission of a command that can block.
fn blocking(command: &Cmd, arg: BlockTimeArg) -> Admission {
    BlockTime::of(command, arg).map_or(Admission::Plain, Admission::Blocking)
}

/// Whether any server may answer a command. Not true for scans: a cursor is only valid on the server that returned it.
pub(crate) fn only_reads(command: &Cmd) -> bool {
    let is_scan = name(command)
        .last_chunk::<4>()
        .is_some_and(|end| end.eq_ignore_ascii_case(b"SCAN"));
    !is_scan && is_read(command)
}

/// Whether a command runs a script or a function. If one fails halfway, it may already have published a message.
pub(crate) fn runs_a_script(command: &Cmd) -> bool {
    let name = name(command);
    let starts = |word: &[u8]| {
        name.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    starts(b"EVAL") || starts(b"FCALL")
}

fn client_reply(command: &Cmd) -> Admission {
    Admission::Refused(refusal(
        command,
        "this connection",
        "without replies, no reply could be matched to its command: use `Cmd::set_no_response` to ignore one answer",
    ))
}

fn stream(command: &Cmd) -> Admission {
    let subscribes = name(command).to_ascii_uppercase().ends_with(b"SUBSCRIBE");
    let help = if subscribes {
        "it turns its socket into a stream of messages: use `subscriber()` of the handle"
    } else {
        "it turns its socket into a stream of what the server does: open a connection of the `redis` crate for it"
    };
    Admission::Refused(refusal(command, "this connection", help))
}

/// Names only the command, never its arguments.
fn refusal(command: &Cmd, connection: &str, help: &str) -> RedisError {
    let name = String::from_utf8_lossy(name(command)).to_ascii_uppercase();
    (
        ErrorKind::Client,
        "refused before it was sent",
        format!("`{name}` cannot run on {connection}: {help}"),
    )
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(words: &str) -> Cmd {
        let mut command = Cmd::new();
        for word in words.split(' ') {
            command.arg(word);
        }
        command
    }

    #[test]
    fn commands_that_affect_other_callers_are_refused() {
        for words in [
            "SUBSCRIBE a",
            "psubscribe a",
            "SSubscribe a",
            "UNSUBSCRIBE",
            "MONITOR",
            "SELECT 1",
            "auth s3cret-word",
            "HELLO 3",
            "RESET",
            "QUIT",
            "CLIENT REPLY OFF",
            "client reply skip",
            "MULTI",
            "EXEC",
            "DISCARD",
            "WATCH k",
            "UNWATCH",
            "WAIT 1 0",
            "WAITAOF 1 0 0",
            "CLIENT SETNAME me",
            "client tracking on",
            "CLIENT NO-TOUCH on",
            "READONLY",
            "asking",
        ] {
            let admission = shared(&command(words));
            let Admission::Refused(error) = admission else {
                panic!("{words} got {admission:?}");
            };
            let name = words.split(' ').next().unwrap().to_uppercase();
            assert!(error.to_string().contains(&name), "{error}");
            let subscribes = name.ends_with("SUBSCRIBE");
            assert_eq!(
                error.to_string().contains("`subscriber()`"),
                subscribes,
                "{error}"
            );
            assert!(!error.to_string().contains("s3cret-word"), "{error}");
        }
    }

    #[test]
    fn common_commands_pass() {
        for words in [
            "GET a",
            "SET a b",
            "EVALSHA x 0",
            "CLIENT LIST",
            "XREAD STREAMS s 0",
            "BGSAVE",
        ] {
            assert!(
                matches!(shared(&command(words)), Admission::Plain),
                "{words}"
            );
        }
        assert!(matches!(shared(&Cmd::new()), Admission::Plain));
    }

    #[test]
    fn a_pipeline_is_checked_command_by_command() {
        let mut pipeline = redis::pipe();
        pipeline
            .cmd("SET")
            .arg("a")
            .arg(1)
            .cmd("WAIT")
            .arg(1)
            .arg(50);
        assert!(matches!(shared_pipeline(&pipeline), Admission::Blocking(_)));
        pipeline.atomic();
        assert!(matches!(shared_pipeline(&pipeline), Admission::Plain));
        pipeline.cmd("SELECT").arg(1);
        assert!(matches!(shared_pipeline(&pipeline), Admission::Refused(_)));
    }

    #[test]
    fn session_commands_are_recognised() {
        let session = |words| match dedicated(&command(words)) {
            Admission::Session(session) => Some(session),
            _ => None,
        };
        assert_eq!(session("WATCH k"), Some(Session::Begins));
        assert_eq!(session("exec"), Some(Session::Ends));
        assert_eq!(session("SELECT 3"), Some(Session::Changes));
        assert_eq!(session("CLIENT SETNAME x"), Some(Session::Changes));
        assert_eq!(session("CLIENT ID"), None);
        assert_eq!(session("GET k"), None);
        assert!(matches!(
            dedicated(&command("MONITOR")),
            Admission::Refused(_)
        ));
    }
}
