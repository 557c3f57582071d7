//! The armed faults, and counts of the traffic.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;

use super::resp::Command;
use crate::random::Random;

/// The direction of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Reply,
}

/// Which half of an exchange is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    Request,
    Reply,
}

/// An exchange that was lost.
#[derive(Clone, Debug)]
pub struct Lost {
    /// When.
    pub at: SystemTime,
    /// Name of the command, in capitals.
    pub command: String,
    /// Whether the server executed it (its reply was lost) or never saw it.
    pub reached_server: bool,
}

/// A fault that waits for its moment.
#[derive(Clone, Debug)]
pub struct Armed(watch::Receiver<bool>);

impl Armed {
    /// Whether it has happened.
    pub fn fired(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns once it has happened. Cancel safe.
    pub async fn wait(&self) {
        // An error means that the fault was called off: then it never happens.
        if self.0.clone().wait_for(|fired| *fired).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    Open,
    Fin,
    Reset,
}

type Matches = Box<dyn FnMut(&Command) -> bool + Send>;
pub(super) type Alter = Box<dyn FnMut(&mut Vec<u8>) + Send>;

/// The effect of a rule on its exchange.
enum Harm {
    Lose(Loss),
    Alter(Direction, Option<Alter>),
}

/// How fast bytes pass.
#[derive(Clone, Copy, Default)]
pub(super) struct Pace {
    /// Added to each piece of data.
    pub(super) delay: Duration,
    /// Bytes a second, in each direction of a connection.
    pub(super) cap: Option<u32>,
    /// Bytes that are delivered at a time.
    pub(super) slice: Option<usize>,
}

struct Rule {
    harm: Harm,
    left: u64,
    matches: Matches,
    fired: watch::Sender<bool>,
}

struct ByteCut {
    direction: Direction,
    left: u64,
    fired: watch::Sender<bool>,
}

/// The switches of one connection.
#[derive(Clone, Debug)]
pub(super) struct Switches {
    pub(super) closing: Arc<watch::Sender<Closing>>,
    pub(super) frozen: Arc<watch::Sender<bool>>,
}

#[derive(Default)]
struct State {
    random: Option<(f64, Random)>,
    rules: Vec<Rule>,
    cut: Option<ByteCut>,
    links: HashMap<u64, Switches>,
    accepted: u64,
    passed: HashMap<String, u64>,
    bytes: [u64; 2],
    lost: Vec<Lost>,
    pace: Pace,
}

/// The state that the proxy and its connections share.
pub(super) struct Shared {
    pub(super) target: SocketAddr,
    pub(super) held: watch::Sender<bool>,
    state: Mutex<State>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

impl Shared {
    pub(super) fn new(target: SocketAddr) -> Self {
        Self {
            target,
            held: watch::Sender::new(false),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn enter(&self) -> (u64, Switches) {
        let mut state = self.state();
        state.accepted += 1;
        let switches = Switches {
            closing: Arc::new(watch::Sender::new(Closing::Open)),
            frozen: Arc::new(watch::Sender::new(false)),
        };
        let id = state.accepted;
        state.links.insert(id, switches.clone());
        (id, switches)
    }

    pub(super) fn leave(&self, id: u64) {
        self.state().links.remove(&id);
    }

    pub(super) fn close_all(&self, how: Closing) -> usize {
        let state = self.state();
        for link in state.links.values() {
            link.closing.send_replace(how);
        }
        state.links.len()
    }

    pub(super) fn black_hole(&self) -> usize {
        let state = self.state();
        for link in state.links.values() {
            link.frozen.send_replace(true);
        }
        state.links.len()
    }

    pub(super) fn hold(&self, on: bool) {
        self.held.send_replace(on);
    }

    pub(super) fn lose_at_random(&self, probability: f64, seed: u64) {
        self.state().random = (probability > 0.0).then(|| (probability, Random::new(seed)));
    }

    pub(super) fn pace<T>(&self, look: impl FnOnce(&mut Pace) -> T) -> T {
        look(&mut self.state().pace)
    }

    pub(super) fn arm(&self, loss: Loss, nth: u64, matches: Matches) -> Armed {
        self.arm_rule(Harm::Lose(loss), nth, matches)
    }

    pub(super) fn arm_alteration(
        &self,
        of: Direction,
        nth: u64,
        matches: Matches,
        alter: Alter,
    ) -> Armed {
        self.arm_rule(Harm::Alter(of, Some(alter)), nth, matches)
    }

    fn arm_rule(&self, harm: Harm, nth: u64, matches: Matches) -> Armed {
        let fired = watch::Sender::new(false);
        let armed = Armed(fired.subscribe());
        self.state().rules.push(Rule {
            harm,
            left: nth.max(1),
            matches,
            fired,
        });
        armed
    }

    pub(super) fn cut_after(&self, direction: Direction, bytes: u64) -> Armed {
        let fired = watch::Sender::new(false);
        let armed = Armed(fired.subscribe());
        self.state().cut = Some(ByteCut {
            direction,
            left: bytes,
            fired,
        });
        armed
    }

    pub(super) fn heal(&self) {
        let mut state = self.state();
        state.random = None;
        state.rules.clear();
        state.cut = None;
    }

    pub(super) fn accepted(&self) -> u64 {
        self.state().accepted
    }

    pub(super) fn open(&self) -> usize {
        self.state().links.len()
    }

    pub(super) fn passed(&self, name: &str) -> u64 {
        self.state().passed.get(name).copied().unwrap_or(0)
    }

    pub(super) fn bytes(&self, direction: Direction) -> u64 {
        self.state().bytes[direction as usize]
    }

    pub(super) fn lost(&self) -> Vec<Lost> {
        self.state().lost.clone()
    }

    /// Whether this command must not reach the server; counts it if it may.
    pub(super) fn loses_request(&self, command: &Command) -> bool {
        let mut state = self.state();
        let lost = state.rule_fires(|harm| matches!(harm, Harm::Lose(Loss::Request)), command);
        let lost = lost.is_some();
        if lost {
            state.note(command, false);
        } else {
            *state.passed.entry(command.name()).or_default() += 1;
        }
        lost
    }

    /// Whether the reply to this command is discarded.
    pub(super) fn loses_reply(&self, command: &Command) -> bool {
        let mut state = self.state();
        let rule = state.rule_fires(|harm| matches!(harm, Harm::Lose(Loss::Reply)), command);
        let lost = rule.is_some()
            || state
                .random
                .as_mut()
                .is_some_and(|(probability, random)| random.chance(*probability));
        if lost {
            state.note(command, true);
        }
        lost
    }

    /// The fault for this command or its reply, if one is due.
    pub(super) fn alters(&self, of: Direction, command: &Command) -> Option<Alter> {
        let mut state = self.state();
        let kind = |harm: &Harm| matches!(harm, Harm::Alter(direction, _) if *direction == of);
        match state.rule_fires(kind, command)? {
            Harm::Alter(_, alter) => alter,
            Harm::Lose(_) => None,
        }
    }

    /// How many of `count` bytes may pass before the connection is cut; all of them if no cut is due.
    pub(super) fn allows(&self, direction: Direction, count: usize) -> (usize, bool) {
        let mut state = self.state();
        let mut allowed = (count, false);
        if let Some(cut) = state.cut.as_mut().filter(|cut| cut.direction == direction) {
            if cut.left <= count as u64 {
                allowed = (cut.left as usize, true);
                cut.fired.send_replace(true);
                state.cut = None;
            } else {
                cut.left -= count as u64;
            }
        }
        state.bytes[direction as usize] += allowed.0 as u64;
        allowed
    }
}

impl State {
    /// Counts the command against each rule of this kind; returns the rule that is due, if any.
    fn rule_fires(&mut self, kind: impl Fn(&Harm) -> bool, command: &Command) -> Option<Harm> {
        let mut due = None;
        self.rules.retain_mut(|rule| {
            if due.is_some() || !kind(&rule.harm) || !(rule.matches)(command) {
                return true;
            }
            rule.left -= 1;
            if rule.left > 0 {
                return true;
            }
            rule.fired.send_replace(true);
            due = Some(match &mut rule.harm {
                Harm::Lose(loss) => Harm::Lose(*loss),
                Harm::Alter(of, alter) => Harm::Alter(*of, alter.take()),
            });
            false
        });
        due
    }

    fn note(&mut self, command: &Command, reached_server: bool) {
        self.lost.push(Lost {
            at: SystemTime::now(),
            command: command.name(),
            reached_server,
        });
    }
}
