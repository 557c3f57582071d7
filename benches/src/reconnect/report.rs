//! The results of the trials, as Markdown and as JSON.

use std::fmt::Write as _;
use std::time::Duration;

use super::PeerOutcome;
use super::caller::Outcome;
use super::peer::PEERS;
use super::scenario::Scenario;

/// The trials of one scenario: one row per round, one cell per peer. A failed round has its reason.
pub type Rounds = Vec<Result<Vec<PeerOutcome>, String>>;

/// One table of all scenarios.
pub fn markdown(title: &str, all: &[(Scenario, Rounds)]) -> String {
    let mut table = format!("{title}\n\n| |");
    for (scenario, _) in all {
        let _ = write!(table, " {} |", scenario.title());
    }
    table.push_str("\n|---|");
    table.push_str(&"---|".repeat(all.len()));
    for (place, peer) in PEERS.iter().enumerate() {
        let _ = write!(table, "\n| {} |", peer.name);
        for (scenario, rounds) in all {
            let _ = write!(table, " {} |", cell(*scenario, rounds, place));
        }
    }
    table.push('\n');
    table
}

fn cell(scenario: Scenario, rounds: &Rounds, place: usize) -> String {
    let mut failed: Option<&str> = None;
    let mut outcomes: Vec<Outcome> = Vec::new();
    for round in rounds {
        match round.as_ref().map(|peers| &peers[place]) {
            Ok(Ok(outcome)) => outcomes.push(*outcome),
            Ok(Err(why)) => failed = Some(why),
            Err(why) => failed = Some(why),
        }
    }
    if outcomes.is_empty() {
        return failed.unwrap_or("–").to_owned();
    }
    let all = outcomes.len();
    let mut back: Vec<Duration> = outcomes.iter().filter_map(|one| one.back).collect();
    back.sort_unstable();
    let mut text = match middle(&back) {
        Some(median) if back.len() == all => {
            format!("**{}**, worst {}", shown(median), shown(back[all - 1]))
        }
        Some(median) => format!(
            "{}, **not within {:?}: {} of {all}**",
            shown(median),
            scenario.bound(),
            all - back.len()
        ),
        None => format!("**never within {:?}**", scenario.bound()),
    };
    let mut errors: Vec<usize> = outcomes.iter().map(|one| one.errors).collect();
    errors.sort_unstable();
    let _ = write!(text, "; errors {}", errors[errors.len() / 2]);
    let hanging = outcomes.iter().map(|one| one.hanging).max().unwrap_or(0);
    if hanging > 0 {
        let _ = write!(text, ", hanging {hanging}");
    }
    if let Some(why) = failed {
        let _ = write!(text, "; {} rounds failed: {why}", rounds.len() - all);
    }
    text
}

fn middle<T: Copy>(sorted: &[T]) -> Option<T> {
    sorted.get(sorted.len() / 2).copied()
}

fn shown(time: Duration) -> String {
    match time.as_secs_f64() * 1e3 {
        millis if millis < 10.0 => format!("{millis:.1} ms"),
        millis if millis < 1000.0 => format!("{millis:.0} ms"),
        millis => format!("{:.2} s", millis / 1e3),
    }
}

/// The same figures for programs, in milliseconds.
pub fn json(title: &str, all: &[(Scenario, Rounds)]) -> serde_json::Value {
    let scenarios = all.iter().map(|(scenario, rounds)| {
        let peers = PEERS.iter().enumerate().map(|(place, peer)| {
            let rounds = rounds.iter().map(|round| match round {
                Ok(peers) => match &peers[place] {
                    Ok(one) => serde_json::json!({
                        "back_ms": one.back.map(|back| back.as_secs_f64() * 1e3),
                        "errors": one.errors,
                        "hanging": one.hanging,
                        "longest_call_ms": one.longest.as_secs_f64() * 1e3,
                    }),
                    Err(why) => serde_json::json!({"failed": why}),
                },
                Err(why) => serde_json::json!({"failed": why}),
            });
            serde_json::json!({"name": peer.name, "rounds": rounds.collect::<Vec<_>>()})
        });
        serde_json::json!({"scenario": scenario.name(), "peers": peers.collect::<Vec<_>>()})
    });
    serde_json::json!({"title": title, "scenarios": scenarios.collect::<Vec<_>>()})
}
