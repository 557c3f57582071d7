//! The checks of sentinels and the primary that they announce.

use futures_util::future::join_all;
use redis::Value;

use super::limits::Limits;
use super::reach::reach;
use super::report::Report;
use super::server::check::check;
use super::server::facts::Expected;
use super::standalone;
use crate::connect::sentinel::candidates::{PrimaryView, rank};
use crate::connect::sentinel::client::SentinelClient;
use crate::connect::sentinel::error::{ResolveError, no_reply};
use crate::connect::server::ServerAddr;
use crate::connect::socket::socket::Socket;
use crate::connect::target::Target;
use crate::settings::Endpoint;
use tokio::time::timeout_at;

/// The answers of one sentinel.
struct Answers {
    report: Report,
    view: Option<PrimaryView>,
    /// The reply to `SENTINEL CKQUORUM`.
    quorum: Option<Result<(), String>>,
    replicas: Vec<Endpoint>,
}

pub(super) async fn examine(target: &Target, limits: &Limits, report: &mut Report) {
    let sentinels = target.settings.endpoints().iter();
    let asked = sentinels.map(|sentinel| ask(target, sentinel, limits));
    let answers = join_all(asked).await;
    let views: Vec<PrimaryView> = answers.iter().filter_map(|one| one.view.clone()).collect();
    for one in &answers {
        // Any of them is enough.
        match one.view.is_none() && !views.is_empty() {
            true => report.extend(one.report.clone().softened()),
            false => report.extend(one.report.clone()),
        }
    }
    let candidates = rank(&views);
    let Some(primary) = candidates.first() else {
        return;
    };
    quorum(&answers, report);
    if candidates.len() > 1 {
        let named: Vec<String> = candidates
            .iter()
            .map(|one| format!("`{}`", one.endpoint))
            .collect();
        report.warning(
            "sentinel.disagree",
            format!(
                "the sentinels announce different primaries: {}",
                named.join(", ")
            ),
            "a failover may be under way; otherwise see which sentinels cannot reach each other",
        );
    }
    if views.iter().any(|view| view.down) {
        let agreed = views.iter().any(|view| view.agreed_down);
        report.warning(
            "sentinel.primary-down",
            format!(
                "{} the primary `{}` for down",
                if agreed {
                    "the sentinels agree and hold"
                } else {
                    "a sentinel holds"
                },
                primary.endpoint
            ),
            "see whether it runs, and whether the sentinels reach it",
        );
    }
    let addr = ServerAddr::data(primary.endpoint.clone());
    let mut found = Report::about(&addr);
    if let Some(socket) = reach(target, &addr, limits, &mut found).await {
        standalone::topology(target, socket.server_info.mode.as_deref(), &mut found);
        check(&socket, Expected::PrimaryWithReplica, limits, &mut found).await;
    }
    report.extend(found);
    replicas(target, &answers, limits, report).await;
}

async fn ask(target: &Target, sentinel: &Endpoint, limits: &Limits) -> Answers {
    let addr = ServerAddr::sentinel(sentinel.clone());
    let mut report = Report::about(&addr);
    let reached = reach(target, &addr, limits, &mut report).await;
    let mut answers = Answers {
        report: report.without_ok(),
        view: None,
        quorum: None,
        replicas: Vec::new(),
    };
    let Some(socket) = reached else {
        return answers;
    };
    let client = SentinelClient::configured(sentinel.clone());
    let report = &mut answers.report;
    match client.ask(target, limits.reply()).await {
        Ok(view) => {
            let name = target.settings.master().unwrap_or_default();
            report.ok(
                "sentinel",
                format!("announces {} as the primary of `{name}`", view.endpoint),
            );
            answers.view = Some(view);
        }
        Err(unknown @ ResolveError::Unknown(_)) => {
            let error = no_reply(target, &[unknown]);
            report.error(
                "sentinel.unknown-master",
                error.message.clone(),
                error.help(),
            );
            return answers;
        }
        Err(ResolveError::Failed(error)) => {
            report.error("sentinel.refused", error.message.clone(), error.help());
            return answers;
        }
    }
    answers.quorum = check_quorum(target, &socket, limits).await;
    let listed = client.list(target, "REPLICAS", limits.reply()).await;
    let entries = listed.unwrap_or_default();
    let endpoints = entries.iter().filter_map(|entry| entry.endpoint());
    answers.replicas = endpoints.map(|one| target.translate(one)).collect();
    client.close();
    answers
}

/// Whether enough sentinels are there for a failover, in the words of one of them. `None` if it may not be asked.
async fn check_quorum(
    target: &Target,
    socket: &Socket,
    limits: &Limits,
) -> Option<Result<(), String>> {
    let mut command = redis::cmd("SENTINEL");
    command.arg("CKQUORUM").arg(target.settings.master()?);
    let mut sender = socket.sender();
    let reply = timeout_at(limits.reply(), sender.send(&command)).await;
    match reply.ok()?.ok()? {
        Value::ServerError(error) if error.code() == "NOQUORUM" => {
            Some(Err(error.details().unwrap_or_default().to_owned()))
        }
        Value::ServerError(_) => None,
        _ => Some(Ok(())),
    }
}

fn quorum(answers: &[Answers], report: &mut Report) {
    let said: Vec<_> = answers
        .iter()
        .filter_map(|one| one.quorum.as_ref())
        .collect();
    let lacking = said.iter().find_map(|said| said.as_ref().err());
    match lacking {
        Some(words) => report.error(
            "sentinel.no-quorum",
            format!("the sentinels cannot make a failover: {}", words.escape_debug()),
            "start the sentinels that are down, and see that they reach each other",
        ),
        None if said.is_empty() => report.unknown(
            "sentinel.quorum",
            "whether enough sentinels are there for a failover is not known: `SENTINEL CKQUORUM` is refused",
            "nothing, or let the sentinels' user ask: `ACL SETUSER USER +sentinel|ckquorum`",
        ),
        None => report.ok("sentinel.quorum", "enough sentinels are there for a failover"),
    }
}

/// Connects to the replicas: after a failover one of them is the primary.
async fn replicas(target: &Target, answers: &[Answers], limits: &Limits, report: &mut Report) {
    let mut replicas: Vec<&Endpoint> = Vec::new();
    for endpoint in answers.iter().flat_map(|one| &one.replicas) {
        if !replicas.contains(&endpoint) {
            replicas.push(endpoint);
        }
    }
    let reached = replicas.iter().map(async |endpoint| {
        let addr = ServerAddr::data((*endpoint).clone());
        let mut found = Report::about(&addr);
        let socket = reach(target, &addr, limits, &mut found).await;
        (socket.is_some(), found.without_ok().softened())
    });
    let reached = join_all(reached).await;
    let count = reached.iter().filter(|(is_up, _)| *is_up).count();
    if count > 0 {
        report.ok(
            "replicas",
            format!("{count} of {} can be reached", reached.len()),
        );
    }
    for (_, found) in reached {
        report.extend(found);
    }
}
