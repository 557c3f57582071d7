//! Which commands a connection lets through.
//!
//! A command that changes the session changes it for everyone on a shared socket; one that blocks holds everyone up;
//! one that turns the socket into a stream of messages breaks "one command, one answer".

use redis::{Cmd, ErrorKind, Pipeline, RedisError};

use super::route::is_read;

use super::block_time::{BlockTime, BlockTimeArg};
use super::class::{CommandClass, Subcommand, class_of, name, subcommand};

/// What to do with a command.
#[derive(Debug)]
pub(crate) enum Admission {
    /// Send it.
    Plain,
    /// The server may let it wait this long.
    Blocking(BlockTime),
    /// Send it; from now on the session holds something that a new socket would not have.
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
    /// Changes it for good.
    Changes,
}

/// Judges a command for a connection that others share.
#[inline]
pub(crate) fn shared(command: &Cmd) -> Admission {
    match class_of(name(command)) {
        CommandClass::Plain => Admission::Plain,
        kind => shared_kind(command, kind, false),
    }
}

/// Where a blocking command has its block time; `None` for every other command.
pub(crate) fn place(command: &Cmd) -> Option<BlockTimeArg> {
    match class_of(name(command)) {
        CommandClass::Blocks(place) => Some(place),
        _ => None,
    }
}

/// Judges a pipeline for a connection that others share.
pub(crate) fn shared_pipeline(pipeline: &Pipeline) -> Admission {
    let mut wait: Option<BlockTime> = None;
    for command in pipeline.cmd_iter() {
        match class_of(name(command)) {
            CommandClass::Plain => {}
            kind => match shared_kind(command, kind, true) {
                // Inside a transaction nothing blocks.
                Admission::Blocking(_) if pipeline.is_transaction() => {}
                Admission::Blocking(next) => {
                    wait = Some(wait.map_or(next, |wait| wait.then(next)));
                }
                Admission::Plain => {}
                other => return other,
            },
        }
    }
    wait.map_or(Admission::Plain, Admission::Blocking)
}

fn shared_kind(command: &Cmd, kind: CommandClass, in_pipeline: bool) -> Admission {
    let help = match kind {
        CommandClass::Plain => return Admission::Plain,
        CommandClass::Blocks(place) => {
            return BlockTime::of(command, place).map_or(Admission::Plain, Admission::Blocking);
        }
        // With the writes in front of it the whole pipeline moves to one dedicated socket.
        CommandClass::Replication if in_pipeline => {
            return BlockTime::of(command, BlockTimeArg::LastMillis)
                .map_or(Admission::Plain, Admission::Blocking);
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
            "it would change how the commands of every caller are taken: the library says it itself where it is needed, see `read_from`"
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

/// Judges a command for a connection of its caller's own.
pub(crate) fn dedicated(command: &Cmd) -> Admission {
    match class_of(name(command)) {
        CommandClass::Plain => Admission::Plain,
        CommandClass::Blocks(place) => {
            BlockTime::of(command, place).map_or(Admission::Plain, Admission::Blocking)
        }
        CommandClass::Replication => BlockTime::of(command, BlockTimeArg::LastMillis)
            .map_or(Admission::Plain, Admission::Blocking),
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

/// Judges a pipeline for a connection of its caller's own.
pub(crate) fn dedicated_pipeline(pipeline: &Pipeline) -> Admission {
    let mut wait: Option<BlockTime> = None;
    let mut session: Option<Session> = None;
    for command in pipeline.cmd_iter() {
        match dedicated(command) {
            Admission::Plain => {}
            Admission::Blocking(_) if pipeline.is_transaction() => {}
            Admission::Blocking(next) => wait = Some(wait.map_or(next, |wait| wait.then(next))),
            Admission::Session(next) if session != Some(Session::Changes) => session = Some(next),
            Admission::Session(_) => {}
            refused @ Admission::Refused(_) => return refused,
        }
    }
    // The EXEC of a transaction ends what was watched before it, too.
    if pipeline.is_transaction() && session.is_none() {
        session = Some(Session::Ends);
    }
    match (wait, session) {
        (Some(wait), None | Some(Session::Ends)) => Admission::Blocking(wait),
        (_, Some(session)) => Admission::Session(session),
        (None, None) => Admission::Plain,
    }
}

/// Whether a replica may answer a command, and the primary the next one of its kind. A cursor means something to the server
/// alone that gave it out.
pub(crate) fn only_reads(command: &Cmd) -> bool {
    let walks = name(command)
        .last_chunk::<4>()
        .is_some_and(|end| end.eq_ignore_ascii_case(b"SCAN"));
    !walks && is_read(command)
}

/// Whether a command runs a script or a function: one that is refused half-way may have published a message before.
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
        "without answers no command could be told from the next: use `Cmd::set_no_response` to ignore one answer",
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

/// Names the command alone, never its arguments.
fn refusal(command: &Cmd, place: &str, help: &str) -> RedisError {
    let name = String::from_utf8_lossy(name(command)).to_ascii_uppercase();
    (
        ErrorKind::Client,
        "refused before it was sent",
        format!("`{name}` cannot run on {place}: {help}"),
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
    fn dangerous_commands_are_refused_in_any_case() {
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
            let verdict = shared(&command(words));
            let Admission::Refused(error) = verdict else {
                panic!("{words} got {verdict:?}");
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
    fn a_pipeline_is_judged_by_its_commands() {
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
    fn a_dedicated_connection_notes_what_its_session_holds() {
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
