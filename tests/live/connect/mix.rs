//! All kinds of commands at once, without a pause, and what became of them.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use redis_config::redis::aio::ConnectionLike;
use redis_config::redis::{self, AsyncCommands, RedisError, RedisResult, Value};
use redis_config::{Dedicated, Handle, RedisConfig, outcome_is_unknown};
use redis_config_tests::poll::until;
use tokio::task::JoinSet;

use crate::live::SECOND;

/// What a task does all the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// `INCR`.
    Single,
    /// `INCR` of several keys, which need not be at one place.
    Pipeline,
    /// `INCR` of two keys, both or none.
    Atomic,
    /// `WATCH`, `MULTI`, `INCR`, `EXEC` on a connection of its own.
    Session,
    /// `RPUSH`.
    Push,
    /// `BLPOP`.
    Pop,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] = [
        Self::Single,
        Self::Pipeline,
        Self::Atomic,
        Self::Session,
        Self::Push,
        Self::Pop,
    ];
}

/// What the tasks were told.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// By key: how often it was acknowledged, and how often it may have happened.
    counted: BTreeMap<String, (u64, u64)>,
    /// By list: what was pushed for sure, what perhaps, what was popped, and pops that perhaps took something.
    lists: BTreeMap<String, Listed>,
    done: BTreeMap<Kind, u64>,
    unknown: BTreeMap<Kind, u64>,
    /// Whatever failed otherwise: nothing of it was done.
    pub(crate) failures: Vec<(Kind, RedisError)>,
}

#[derive(Debug, Default)]
struct Listed {
    pushed: HashSet<String>,
    perhaps: HashSet<String>,
    popped: Vec<String>,
    lost: usize,
}

impl Tally {
    pub(crate) fn unknown(&self, kind: Kind) -> u64 {
        self.unknown.get(&kind).copied().unwrap_or(0)
    }

    pub(crate) fn counts(&self) -> String {
        format!("done {:?}, unknown {:?}", self.done, self.unknown)
    }

    /// Compares with what is found: by key a number, by list its items.
    pub(crate) async fn check(
        &self,
        number: impl AsyncFn(&str) -> u64,
        items: impl AsyncFn(&str) -> Vec<String>,
    ) {
        for (key, (done, perhaps)) in &self.counted {
            let found = number(key).await;
            assert!(
                (*done..=done + perhaps).contains(&found),
                "{key}: {found} found, {done} acknowledged, {perhaps} unknown"
            );
        }
        for (key, _) in self
            .counted
            .iter()
            .filter(|(key, _)| key.ends_with(":left"))
        {
            let other = key.replace(":left", ":right");
            assert_eq!(number(key).await, number(&other).await, "{key}: half of it");
        }
        for (key, list) in &self.lists {
            let mut found = items(key).await;
            found.extend(list.popped.iter().cloned());
            let distinct: HashSet<String> = found.iter().cloned().collect();
            assert_eq!(
                distinct.len(),
                found.len(),
                "{key}: something is there twice"
            );
            let missing = list.pushed.difference(&distinct).count();
            assert!(
                missing <= list.lost,
                "{key}: {missing} are gone, {} pops are unknown",
                list.lost
            );
            let invented =
                |one: &&String| !list.pushed.contains(*one) && !list.perhaps.contains(*one);
            assert_eq!(distinct.iter().find(invented), None, "{key}");
        }
    }

    fn add(&mut self, other: Self) {
        for (key, (done, perhaps)) in other.counted {
            let entry = self.counted.entry(key).or_default();
            entry.0 += done;
            entry.1 += perhaps;
        }
        for (key, list) in other.lists {
            let entry = self.lists.entry(key).or_default();
            entry.pushed.extend(list.pushed);
            entry.perhaps.extend(list.perhaps);
            entry.popped.extend(list.popped);
            entry.lost += list.lost;
        }
        for (kind, count) in other.done {
            *self.done.entry(kind).or_default() += count;
        }
        for (kind, count) in other.unknown {
            *self.unknown.entry(kind).or_default() += count;
        }
        self.failures.extend(other.failures);
    }

    /// Notes what came of a command that counts these keys, and gives whether it went well.
    fn note<T>(&mut self, kind: Kind, keys: &[&str], told: RedisResult<T>) -> bool {
        let fate = match &told {
            Ok(_) => &mut self.done,
            Err(error) if outcome_is_unknown(error) => &mut self.unknown,
            Err(_) => {
                self.failures.extend(told.err().map(|error| (kind, error)));
                return false;
            }
        };
        *fate.entry(kind).or_default() += 1;
        for key in keys {
            let entry = self.counted.entry((*key).to_owned()).or_default();
            match told {
                Ok(_) => entry.0 += 1,
                Err(_) => entry.1 += 1,
            }
        }
        told.is_ok()
    }
}

/// The tasks.
pub(crate) struct Mix {
    stop: Arc<AtomicBool>,
    done: Arc<[AtomicU64; 6]>,
    tasks: JoinSet<Tally>,
}

impl Mix {
    /// So many tasks of each kind.
    pub(crate) fn start<C: RedisConfig>(handle: &Handle<C>, each: usize) -> Self {
        let mut mix = Self {
            stop: Arc::default(),
            done: Arc::default(),
            tasks: JoinSet::new(),
        };
        for kind in Kind::ALL {
            for task in 0..each {
                let (handle, stop) = (handle.clone(), Arc::clone(&mix.stop));
                let done = Arc::clone(&mix.done);
                mix.tasks.spawn(async move {
                    let mut worker = Worker::new(&handle, kind, task);
                    while !stop.load(Ordering::Relaxed) {
                        worker.turn().await;
                        done[kind as usize].fetch_add(1, Ordering::Relaxed);
                    }
                    worker.tally
                });
            }
        }
        mix
    }

    /// Waits until every kind has had so many more turns.
    pub(crate) async fn goes_on(&self, more: u64) {
        let now = || {
            self.done
                .each_ref()
                .map(|done| done.load(Ordering::Relaxed))
        };
        let before = now();
        until("all kinds go on", 60 * SECOND, async || {
            now()
                .iter()
                .zip(&before)
                .all(|(now, before)| *now >= before + more)
        })
        .await;
    }

    pub(crate) async fn stop(self) -> Tally {
        self.stop.store(true, Ordering::Relaxed);
        let mut whole = Tally::default();
        for tally in self.tasks.join_all().await {
            whole.add(tally);
        }
        whole
    }
}

struct Worker<'a, C> {
    handle: &'a Handle<C>,
    conn: redis_config::Connection<C>,
    own: Option<Dedicated<C>>,
    kind: Kind,
    task: usize,
    turn: u64,
    tally: Tally,
}

impl<'a, C: RedisConfig> Worker<'a, C> {
    fn new(handle: &'a Handle<C>, kind: Kind, task: usize) -> Self {
        Self {
            conn: handle.conn(),
            handle,
            own: None,
            kind,
            task,
            turn: 0,
            tally: Tally::default(),
        }
    }

    async fn turn(&mut self) {
        self.turn += 1;
        // Some keys of each kind and task: in a cluster they are everywhere.
        let (task, place) = (self.task, self.turn % 7);
        let kind = self.kind;
        match kind {
            Kind::Single => {
                let key = format!("{{single-{task}-{place}}}:n");
                let told: RedisResult<u64> = self.conn.incr(&key, 1).await;
                self.tally.note(kind, &[&key], told);
            }
            Kind::Pipeline => {
                let keys: Vec<String> = (0..3)
                    .map(|n| format!("pipeline-{task}-{place}-{n}"))
                    .collect();
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                let mut pipeline = redis::pipe();
                for key in &keys {
                    pipeline.incr(key, 1);
                }
                let told: RedisResult<Vec<u64>> = pipeline.query_async(&mut self.conn).await;
                self.tally.note(kind, &keys, told);
            }
            Kind::Atomic => {
                let keys =
                    ["left", "right"].map(|side| format!("{{atomic-{task}-{place}}}:{side}"));
                let [left, right] = &keys;
                let mut pipeline = redis::pipe();
                pipeline.atomic().incr(left, 1).incr(right, 1);
                let told: RedisResult<(u64, u64)> = pipeline.query_async(&mut self.conn).await;
                if let Ok((left, right)) = told {
                    assert_eq!(left, right, "half of a transaction");
                }
                self.tally.note(kind, &[left, right], told);
            }
            Kind::Session => self.session(&format!("{{session-{task}-{place}}}:n")).await,
            Kind::Push => {
                let (key, item) = (format!("list-{task}"), format!("{}", self.turn));
                let told: RedisResult<u64> = self.conn.rpush(&key, &item).await;
                let unknown = told.as_ref().is_err_and(outcome_is_unknown);
                let list = self.tally.lists.entry(key).or_default();
                if told.is_ok() {
                    list.pushed.insert(item);
                } else if unknown {
                    list.perhaps.insert(item);
                }
                self.tally.note(kind, &[], told);
            }
            Kind::Pop => {
                let key = format!("list-{task}");
                let told: RedisResult<Option<(String, String)>> = self.conn.blpop(&key, 0.5).await;
                let unknown = told.as_ref().is_err_and(outcome_is_unknown);
                let list = self.tally.lists.entry(key).or_default();
                list.lost += usize::from(unknown);
                if let Ok(Some((_, item))) = &told {
                    list.popped.push(item.clone());
                }
                self.tally.note(kind, &[], told);
            }
        }
    }

    /// A transaction by hand. Whatever fails before `EXEC` has done nothing.
    async fn session(&mut self, key: &str) {
        let mut own = match self.own.take() {
            Some(own) => own,
            None => match self.handle.dedicated().await {
                Ok(own) => own,
                Err(error) => panic!("{error}"),
            },
        };
        let begun = begin(&mut own, key).await;
        if let Err(error) = begun {
            self.tally.failures.push((Kind::Session, error));
            // Ended, it is at the disposal of the next one; or it is lost.
            let _none: RedisResult<Value> = redis::cmd("DISCARD").query_async(&mut own).await;
            let ended: RedisResult<Value> = redis::cmd("UNWATCH").query_async(&mut own).await;
            self.own = ended.is_ok().then_some(own);
            return;
        }
        let told: RedisResult<Option<Vec<u64>>> = redis::cmd("EXEC").query_async(&mut own).await;
        match told {
            // Nobody else writes there, but a slot that moves is a change.
            Ok(None) => self.own = Some(own),
            told => {
                if self.tally.note(Kind::Session, &[key], told) {
                    self.own = Some(own);
                }
            }
        }
    }
}

async fn begin(own: &mut (impl ConnectionLike + Debug), key: &str) -> RedisResult<()> {
    for words in [
        &["WATCH", key][..],
        &["GET", key],
        &["MULTI"],
        &["INCR", key],
    ] {
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        let _answer: Value = command.query_async(own).await?;
    }
    Ok(())
}
