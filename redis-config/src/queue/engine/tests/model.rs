//! Random steps against a model.

use std::collections::BTreeMap;

use super::rig::{Rig, counter, job, rig};
use crate::queue::engine::scripts_api::{Operation, PushBatch};
use crate::random;

/// A small generator (SplitMix64): a failing seed can be run again.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// Where the model thinks each unfinished job is.
#[derive(Default)]
struct Model {
    places: BTreeMap<u32, &'static str>,
    /// Claim, with its jobs by position and whether they are settled.
    claims: BTreeMap<u8, Vec<(u32, bool)>>,
    done: u64,
}

const DELIVERIES: u32 = 3;

async fn step(
    b: &mut Rig,
    m: &mut Model,
    draw: &mut Draw,
    next: &mut u32,
    claim: &mut u8,
) -> String {
    match draw.below(10) {
        0 | 1 => {
            let ready = draw.below(20) as u32;
            let delayed = draw.below(5) as u32;
            let first = *next;
            *next += ready + delayed;
            // Far off, so that only this test's hand moves the clock.
            let batch = PushBatch {
                ready: (first..first + ready).map(job).collect(),
                delayed: (first + ready..*next).map(|n| (1 << 40, job(n))).collect(),
                ..PushBatch::default()
            };
            for _ in 0..=draw.below(2) {
                b.send(first, &batch).await.unwrap();
            }
            m.places
                .extend((first..first + ready).map(|n| (n, "ready")));
            m.places
                .extend((first + ready..*next).map(|n| (n, "delayed")));
            format!("push {ready} + {delayed}")
        }
        2..=4 => {
            *claim += 1;
            let most = draw.below(16) as usize + 1;
            let envelopes = b.claim(*claim, most).await;
            if draw.below(3) == 0 {
                assert_eq!(b.claim(*claim, most).await, envelopes);
            }
            let jobs: Vec<(u32, bool)> = envelopes
                .iter()
                .map(|envelope| (counter(envelope), false))
                .collect();
            let from: Vec<&str> = jobs.iter().map(|(n, _)| m.places[n]).collect();
            assert!(
                from.iter()
                    .all(|place| *place == "ready" || (*place == "suspects" && from.len() == 1)),
                "{from:?}"
            );
            for (n, _) in &jobs {
                m.places.insert(*n, "claimed");
            }
            if !jobs.is_empty() {
                m.claims.insert(*claim, jobs);
            }
            format!("claim {claim}: {}", envelopes.len())
        }
        5 | 6 => {
            let Some(id) = m
                .claims
                .keys()
                .nth(draw.below(m.claims.len().max(1) as u64) as usize)
                .copied()
            else {
                return "nothing to finish".into();
            };
            let (mut settled, mut operations) = (0, Vec::new());
            let jobs = m.claims.get_mut(&id).unwrap();
            for (position, (n, over)) in jobs.iter_mut().enumerate() {
                if *over || draw.below(3) == 0 {
                    continue;
                }
                (*over, settled) = (true, settled | 1 << position);
                match draw.below(5) {
                    0 => {
                        operations.push((position as u8, Operation::Retry(1 << 40)));
                        m.places.insert(*n, "delayed");
                    }
                    1 => {
                        operations.push((position as u8, Operation::Failed("no".into())));
                        m.places.insert(*n, "dead");
                    }
                    2 => {
                        operations.push((position as u8, Operation::Requeue));
                        m.places.insert(*n, "back");
                    }
                    _ => {
                        m.places.remove(n);
                        m.done += 1;
                    }
                }
            }
            let whole = jobs.iter().all(|(_, over)| *over);
            assert!(b.finish(id, settled, &operations).await);
            if draw.below(2) == 0 {
                assert_eq!(b.finish(id, settled, &operations).await, !whole);
            }
            if whole {
                m.claims.remove(&id);
            }
            format!("finish {id}: {settled:b}")
        }
        7 => {
            let Some(id) = m.claims.keys().next().copied() else {
                return "nothing to expire".into();
            };
            b.expire(id).await;
            b.sweep(DELIVERIES).await;
            for (n, over) in m.claims.remove(&id).unwrap() {
                if !over {
                    m.places.insert(n, "swept");
                }
            }
            format!("expire {id}")
        }
        8 => {
            // The clock moves: all delayed jobs are due.
            const DUE: &str = "for _, v in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('ZADD', KEYS[1], 1, v) end";
            b.call(&["EVAL", DUE, "1", "{rc:t}:d"]);
            *claim += 1;
            let envelopes = b.claim(*claim, 1).await;
            for envelope in &envelopes {
                m.claims.insert(*claim, vec![(counter(envelope), false)]);
                m.places.insert(counter(envelope), "claimed");
            }
            m.places
                .values_mut()
                .filter(|place| **place == "delayed")
                .for_each(|place| *place = "due");
            format!("due, claim {claim}: {}", envelopes.len())
        }
        _ => {
            let (_, moved) = b.engine.redrive(&mut b.conn, 0, 5, &[]).await.unwrap();
            m.places
                .values_mut()
                .filter(|place| **place == "dead")
                .for_each(|place| *place = "maybe dead");
            format!("redrive {moved}")
        }
    }
}

/// The places that the model cannot distinguish, because the number of deliveries decides.
fn agrees(model: &str, real: &str) -> bool {
    match model {
        "back" => real == "ready" || real == "suspects",
        "swept" => real == "suspects" || real == "dead",
        "due" => real == "ready" || real == "suspects" || real == "delayed",
        "maybe dead" => real == "dead" || real == "ready",
        exact => real == exact,
    }
}

#[tokio::test]
async fn every_job_is_in_one_place_after_any_steps() {
    let mut b = rig().await;
    for round in 0..40 {
        let seed = random::bits();
        let mut draw = Draw(seed);
        let (mut m, mut next, mut claim) = (Model::default(), 0, 0);
        let mut log = Vec::new();
        b.call(&["FLUSHALL"]);
        for _ in 0..50 {
            log.push(step(&mut b, &mut m, &mut draw, &mut next, &mut claim).await);
            let real = b.place_of_each().await;
            let at = || format!("round {round}, seed {seed}, after {log:#?}");
            assert_eq!(
                real.keys().collect::<Vec<_>>(),
                m.places.keys().collect::<Vec<_>>(),
                "lost or unexpected jobs: {}",
                at()
            );
            for (job, place) in &mut m.places {
                assert!(
                    agrees(place, &real[job]),
                    "job {job}: {place}, is {}: {}",
                    real[job],
                    at()
                );
                *place = ["ready", "suspects", "delayed", "dead", "claimed"]
                    .into_iter()
                    .find(|known| *known == real[job])
                    .unwrap();
            }
            let stats = b.stats().await;
            let count = |place| m.places.values().filter(|p| **p == place).count() as u64;
            assert_eq!(
                (
                    stats.ready,
                    stats.delayed,
                    stats.suspects,
                    stats.claimed,
                    stats.dead
                ),
                (
                    count("ready"),
                    count("delayed"),
                    count("suspects"),
                    count("claimed"),
                    count("dead")
                )
            );
            assert_eq!(m.places.len() as u64 + m.done, u64::from(next));
        }
    }
}
