//! What a server reports about itself.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redis::Value;
use tokio::time::{Instant, timeout_at};

use crate::connect::reply::{Info, pairs, text};
use crate::connect::socket::socket::Socket;
use crate::connect::socket::waiter::NoReply;
use crate::diagnose::limits::Limits;
use crate::diagnose::report::Report;

/// What the topology expects of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Writes are sent to it, and it may or may not have replicas.
    Primary,
    /// The same, and without a replica there is no failover.
    PrimaryWithReplica,
}

/// The replies of a server. A part is missing if the user may not ask for it, or the server does not know it.
#[derive(Debug)]
pub(crate) struct Facts {
    /// `INFO`, all sections. Empty if the user may not ask.
    pub(super) info: Info,
    /// Why `INFO` was refused.
    pub(super) refused: Option<String>,
    /// The name of the user.
    pub(super) user: Option<String>,
    /// The role in `HELLO` or `ROLE`.
    pub(super) role: Option<String>,
    /// The version in `HELLO`.
    pub(super) version: Option<String>,
    /// `CONFIG GET` of the settings that `INFO` does not contain.
    config: Vec<(String, String)>,
    /// How far its clock is ahead of ours, or behind it, and the uncertainty of that.
    pub(super) clock: Option<Clock>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) offset: Duration,
    pub(super) is_ahead: bool,
    pub(super) uncertain: Duration,
}

/// The settings that the checks read.
const CONFIG: [&str; 4] = ["appendfsync", "save", "min-replicas-to-write", "maxclients"];

impl Facts {
    /// Asks the server. `None` if it did not answer; the report has the cause.
    pub(crate) async fn ask(socket: &Socket, limits: &Limits, report: &mut Report) -> Option<Self> {
        let mut pipeline = redis::pipe();
        pipeline.cmd("INFO");
        pipeline.cmd("ACL").arg("WHOAMI");
        pipeline.cmd("ROLE");
        for name in CONFIG {
            pipeline.cmd("CONFIG").arg("GET").arg(name);
        }
        let mut sender = socket.sender();
        let asked = sender.send_all(&pipeline, 0, pipeline.len());
        let replies = settled(timeout_at(limits.reply(), asked).await, report)?;
        let sent = SystemTime::now();
        let clock = Instant::now();
        let time = redis::cmd("TIME");
        let time = settled(timeout_at(limits.reply(), sender.send(&time)).await, report)?;
        let mut replies = replies.into_iter();
        let info = replies.next().unwrap_or(Value::Nil);
        let user = replies.next().as_ref().and_then(text);
        let role = replies.next();
        let role = role.and_then(|role| text(role.as_sequence()?.first()?));
        let config = replies.flat_map(|reply| {
            let read = pairs(&reply).into_iter();
            let read = read.filter_map(|(name, value)| Some((name, text(value)?)));
            read.collect::<Vec<_>>()
        });
        Some(Self {
            refused: match &info {
                Value::ServerError(error) => Some(error.code().to_owned()),
                _ => None,
            },
            info: Info::read(&info),
            user,
            role: role.or_else(|| socket.server_info.role.clone()),
            version: socket.server_info.version.clone(),
            config: config.collect(),
            clock: Clock::read(&time, sent, clock.elapsed()),
        })
    }

    /// A field of `INFO`.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.info.get(name)
    }

    /// A number in `INFO`.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }

    /// A setting of the server.
    pub(super) fn config(&self, name: &str) -> Option<&str> {
        let mut config = self.config.iter();
        let (_, value) = config.find(|(setting, _)| setting == name)?;
        Some(value)
    }

    /// For the help of what could not be checked.
    pub(super) fn allow(&self, rules: &str) -> String {
        let user = self.user.as_deref().unwrap_or("USER");
        format!("nothing, or let the user ask: `ACL SETUSER {user} {rules}`")
    }
}

impl Clock {
    /// `sent`: our clock when the question was sent.
    fn read(reply: &Value, sent: SystemTime, round_trip: Duration) -> Option<Self> {
        let parts = reply.as_sequence()?;
        let part = |index: usize| text(parts.get(index)?)?.parse::<u64>().ok();
        let theirs = Duration::from_secs(part(0)?) + Duration::from_micros(part(1)?);
        // The server read its clock somewhere between: on average half way.
        let uncertain = round_trip / 2;
        let ours = sent.duration_since(UNIX_EPOCH).ok()? + uncertain;
        Some(Self {
            offset: theirs.abs_diff(ours),
            is_ahead: theirs > ours,
            uncertain,
        })
    }
}

/// The reply in time; otherwise the report has the cause.
fn settled<T>(
    outcome: Result<Result<T, NoReply>, tokio::time::error::Elapsed>,
    report: &mut Report,
) -> Option<T> {
    match outcome {
        Ok(Ok(replies)) => Some(replies),
        Ok(Err(_)) => {
            report.error(
                "server.closed",
                "the server let us in and closed the connection when it was asked about itself",
                "see the log of the server",
            );
            None
        }
        Err(_) => {
            report.error(
                "server.timeout",
                "the server let us in and did not answer in time when it was asked about itself",
                "see what it does: `SLOWLOG GET`, its CPU, and whether its machine swaps",
            );
            None
        }
    }
}
