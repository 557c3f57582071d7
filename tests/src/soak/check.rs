//! The checks after a run.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use redis_config::Handle;
use redis_config::queue::{DeadLetter, JobId};
use redis_config::redis::{AsyncCommands as _, RedisResult};
use tokio::time::timeout;

use super::count::Count;
use super::definition::{BOUND, LEASE, SoakRedis, Topology};
use super::journal::{Event, Journal};
use super::load::{Load, Pushed};
use super::servers::Servers;
use crate::canary;
use crate::fixture::job_record::{Mark, Step};
use crate::fixture::worker_fleet::{Ended, Fate};

/// How long after its acknowledgement a write may still be with the primary alone.
const REPLICATION: Duration = Duration::from_secs(1);

/// A job was done again because its process was killed.
const KILL: &str = "after a kill";

/// The evidence of a run.
#[derive(Debug)]
pub(super) struct Evidence {
    pub(super) topology: Topology,
    pub(super) load: Arc<Load>,
    pub(super) events: Vec<Event>,
    pub(super) marks: Vec<Mark>,
    pub(super) dead: Vec<DeadLetter>,
    pub(super) counters: HashMap<String, i64>,
    pub(super) ended: Vec<Ended>,
    /// The output of the worker processes.
    pub(super) outputs: Vec<String>,
    pub(super) drained: Duration,
    pub(super) counts: (Count, Count),
    /// The checks that failed.
    pub(super) wrong: Vec<String>,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            topology: Topology::Single,
            load: Arc::default(),
            events: Vec::new(),
            marks: Vec::new(),
            dead: Vec::new(),
            counters: HashMap::new(),
            ended: Vec::new(),
            outputs: Vec::new(),
            drained: Duration::ZERO,
            counts: Default::default(),
            wrong: Vec::new(),
        }
    }
}

impl Evidence {
    /// Every handle works in every way.
    pub(super) async fn stuck(&mut self, handles: &[Handle<SoakRedis>]) {
        for (number, handle) in handles.iter().enumerate() {
            let replies = async {
                let shared: RedisResult<()> = handle.conn().set("soak:alive", number).await;
                shared.map_err(|error| error.to_string())?;
                let own = handle.dedicated().await;
                let mut own = own.map_err(|error| error.to_string())?;
                let read: RedisResult<String> = own.get("soak:alive").await;
                read.map_err(|error| error.to_string())?;
                let health = handle.health().await;
                health.map(drop).map_err(|error| error.to_string())
            };
            match timeout(BOUND, replies).await {
                Ok(Ok(())) if handle.state().is_ready() => {}
                Ok(Ok(())) => self.wrong.push(format!(
                    "handle {number} answers, and is {:?}",
                    handle.state()
                )),
                Ok(Err(error)) => self
                    .wrong
                    .push(format!("handle {number} is healed, and fails with {error}")),
                Err(_) => self.wrong.push(format!(
                    "stuck: handle {number} does not answer within {BOUND:?}"
                )),
            }
        }
    }

    /// Tasks, files and sockets are back at their counts.
    pub(super) async fn back(&mut self, start: Count, servers: &Arc<Servers>) {
        let began = Instant::now();
        let mut now = Count::of(servers).await;
        while now != start && began.elapsed() < BOUND {
            tokio::time::sleep(Duration::from_millis(50)).await;
            now = Count::of(servers).await;
        }
        self.counts = (start, now);
        if now != start {
            self.wrong.push(format!(
                "not back to the start count: {start:?}, now {now:?}, {:?}",
                servers.sockets()
            ));
        }
    }

    pub(super) fn keys(&self) -> Vec<String> {
        let counters = self
            .load
            .counters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        counters.keys().cloned().collect()
    }

    fn hazard(&self, from: SystemTime, to: SystemTime) -> bool {
        self.events
            .iter()
            .any(|event| event.hazard && event.overlaps(from, to))
    }

    /// Whether a primary that lacked it may have taken over since it was acknowledged.
    fn at_risk(&self, push: &Pushed) -> bool {
        push.acknowledged
            .is_some_and(|at| self.hazard(push.from, at + REPLICATION))
    }

    /// Why a job was done again.
    fn cause(&self, first: &Mark, second: &Mark, push: Option<&Pushed>) -> Option<String> {
        let between = |at: SystemTime| first.at <= at && at <= second.at;
        let mut ended = self.ended.iter();
        let killed = ended
            .any(|ended| ended.pid == first.pid && ended.fate == Fate::Killed && between(ended.at));
        let next = second.delivery > first.delivery;
        let from = first.at.checked_sub(LEASE).unwrap_or(first.at);
        let mut struck = self
            .events
            .iter()
            .filter(|event| event.overlaps(from, second.at));
        if next && killed {
            return Some(KILL.to_owned());
        }
        if self.topology == Topology::Switch && push.is_some_and(|push| push.again) {
            return Some("pushed again to the other server".to_owned());
        }
        struck
            .find(|event| next || event.hazard)
            .map(|event| {
                event
                    .what
                    .split([' ', '{'])
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .map(|fault| format!("under {fault}"))
    }

    /// Prints the counts, and checks them.
    pub(super) fn print(&mut self, journal: &Journal) {
        let load = Arc::clone(&self.load);
        let pushes = load.pushes.lock().unwrap_or_else(PoisonError::into_inner);
        let done: HashSet<JobId> = self.steps(Step::Done).map(|mark| mark.id).collect();
        let dead: HashSet<JobId> = self.dead.iter().map(|letter| letter.id).collect();
        let gone = |(id, push): &(&JobId, &Pushed)| {
            push.acknowledged.is_some() && !done.contains(id) && !dead.contains(id)
        };
        let (risked, lost): (Vec<_>, Vec<_>) = pushes
            .iter()
            .filter(gone)
            .partition(|(_, push)| self.at_risk(push));
        let seen: HashSet<JobId> = self
            .marks
            .iter()
            .map(|mark| mark.id)
            .chain(dead.iter().copied())
            .collect();
        let unexpected: Vec<_> = seen.iter().filter(|id| !pushes.contains_key(id)).collect();

        let mut before: HashMap<JobId, &Mark> = HashMap::new();
        let (mut causes, mut unexplained) = (HashMap::<String, u64>::new(), Vec::new());
        for mark in self.steps(Step::Done) {
            if let Some(first) = before.insert(mark.id, mark) {
                match self.cause(first, mark, pushes.get(&mark.id)) {
                    Some(cause) => {
                        // The first few that no kill explains are printed for the reader.
                        let count = causes.entry(cause.clone()).or_default();
                        *count += 1;
                        if cause != KILL && *count <= 3 {
                            println!(
                                "again       {cause}: {} {first:?} then {} {mark:?}",
                                journal.clock(first.at),
                                journal.clock(mark.at)
                            );
                        }
                    }
                    None => unexplained.push(format!("{first:?} then {mark:?}")),
                }
            }
        }
        let recovered = self.recovered(&done);
        let explained: u64 = causes.values().sum();
        let hazards = self.events.iter().filter(|event| event.hazard).count();
        let acknowledged = pushes
            .values()
            .filter(|push| push.acknowledged.is_some())
            .count();
        let at_risk = pushes.values().filter(|push| self.at_risk(push)).count();
        let (below, above, counted) = self.counted();
        println!(
            "faults      {} of servers and links ({hazards} may drop what is not replicated), {} worker processes killed\n\
             checked     attempted {} acknowledged {acknowledged} unknown {} failed {} done {} dead {} lost {} unexpected {} duplicated {} (explained {explained}, unexplained {}) recovered {recovered}\n\
             at risk     {at_risk} acknowledged while a primary was replaced, {} of them lost with it\n\
             duplicates  {causes:?}\n\
             counters    acknowledged {} unknown {} failed {}, missing {below}, doubled {above}\n\
             messages    received {} gaps {}",
            self.events.len(),
            self.ended
                .iter()
                .filter(|ended| ended.fate == Fate::Killed)
                .count(),
            pushes.len(),
            load.unknown.load(Ordering::Relaxed),
            load.failed.load(Ordering::Relaxed),
            done.len(),
            dead.len(),
            lost.len(),
            unexpected.len(),
            explained + unexplained.len() as u64,
            unexplained.len(),
            risked.len(),
            counted.0,
            counted.1,
            counted.2,
            load.received.load(Ordering::Relaxed),
            load.gaps.load(Ordering::Relaxed),
        );
        let refusals = load.refusals.lock();
        for (words, times) in refusals.unwrap_or_else(PoisonError::into_inner).iter() {
            println!("failed      {times} increments: {words}");
        }
        let mut wrong = Vec::new();
        for (id, push) in lost.iter().take(5) {
            let at = push
                .acknowledged
                .map(|at| journal.clock(at))
                .unwrap_or_default();
            wrong.push(format!(
                "lost: {id}, begun {} acknowledged {at}",
                journal.clock(push.from)
            ));
        }
        wrong.extend(
            unexpected
                .iter()
                .take(5)
                .map(|id| format!("unexpected: {id}")),
        );
        wrong.extend(
            unexplained
                .iter()
                .take(5)
                .map(|text| format!("done again without a cause: {text}")),
        );
        wrong.extend(
            dead.iter()
                .take(5)
                .map(|id| format!("dead, and no job here fails: {id}")),
        );
        if above > 0 {
            wrong.push(format!("{above} increments were done twice"));
        }
        if below > 0 && hazards == 0 {
            wrong.push(format!("{below} acknowledged increments are missing"));
        }
        self.heals(journal, &mut wrong);
        self.processes(&mut wrong);
        let (start, now) = self.counts;
        println!(
            "at the end  drained in {:.1?}; at the start {start:?}, now {now:?}",
            self.drained
        );
        drop(pushes);
        self.wrong.extend(wrong);
        for line in &self.wrong {
            println!("WRONG       {line}");
        }
    }

    fn steps(&self, step: Step) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |mark| mark.step == step)
    }

    /// Jobs done although an execution of theirs was cut short.
    fn recovered(&self, done: &HashSet<JobId>) -> usize {
        let mut open: HashMap<JobId, i64> = HashMap::new();
        for mark in &self.marks {
            *open.entry(mark.id).or_default() += if mark.step == Step::Start { 1 } else { -1 };
        }
        open.iter()
            .filter(|(id, open)| **open > 0 && done.contains(id))
            .count()
    }

    /// Increments that are missing and that are too many; acknowledged, unknown and failed ones.
    fn counted(&self) -> (i64, i64, (i64, i64, i64)) {
        let (mut below, mut above, mut all) = (0, 0, (0, 0, 0));
        let counters = self
            .load
            .counters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for (key, counted) in counters.iter() {
            let value = self.counters.get(key).copied().unwrap_or(0);
            below += (counted.acknowledged - value).max(0);
            above += (value - counted.acknowledged - counted.unknown).max(0);
            all.0 += counted.acknowledged;
            all.1 += counted.unknown;
            all.2 += counted.failed;
        }
        (below, above, all)
    }

    /// How long it took after each heal until something succeeded again.
    fn heals(&self, journal: &Journal, wrong: &mut Vec<String>) {
        for (what, pulse) in [
            ("push", &self.load.push_pulse),
            ("plain command", &self.load.busy_pulse),
            ("message", &self.load.received_pulse),
        ] {
            let after = |event: &&Event| event.until.and_then(|until| pulse.first_after(until));
            let worst = self.events.iter().max_by_key(after);
            let Some((worst, time)) = worst.and_then(|event| Some((event, after(&event)?))) else {
                continue;
            };
            println!(
                "healed      longest until a {what}: {time:.1?}, after {} at {}",
                worst.what,
                journal.clock(worst.from)
            );
            if time > BOUND {
                wrong.push(format!(
                    "{time:?} without a {what} after {} was healed",
                    worst.what
                ));
            }
        }
    }

    /// No process exited, and none printed a secret.
    fn processes(&self, wrong: &mut Vec<String>) {
        for ended in &self.ended {
            if !matches!(ended.fate, Fate::Killed | Fate::Stopped) {
                let output = self.outputs.get(ended.place).map_or("", String::as_str);
                let end: Vec<&str> = output.lines().rev().take(3).collect();
                wrong.push(format!("a worker process exited or did not stop: {ended:?}; its last lines, backwards: {end:?}"));
            }
        }
        let leaked = self.load.leaked.load(Ordering::Relaxed);
        if leaked
            || self
                .outputs
                .iter()
                .any(|output| canary::find(output).is_some())
        {
            wrong.push("an error or a log shows the marked password or payload".to_owned());
        }
    }
}
