//! What must hold after the faults.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::time::{Duration, SystemTime};

use redis_config::queue::{DeadLetter, JobId, Stats};
use redis_config_tests::canary;
use redis_config_tests::fixture::crash_jobs::Kind;
use redis_config_tests::fixture::job_record::{Mark, Step};
use redis_config_tests::fixture::worker_fleet::{Ended, Fate};
use redis_config_tests::proxy::Lost;

use super::crash::{JOBS, MAX_ATTEMPTS, MAX_DELIVERIES, Pushed};

/// The evidence of a run.
pub(super) struct Evidence {
    pub(super) pushed: Pushed,
    /// The records of the handlers, oldest first.
    pub(super) marks: Vec<Mark>,
    pub(super) dead: Vec<DeadLetter>,
    pub(super) left: Stats,
    /// Every process and how it ended.
    pub(super) ended: Vec<Ended>,
    /// When the server was down, from and to.
    pub(super) restarts: Vec<(SystemTime, SystemTime)>,
    /// The replies that each proxy lost.
    pub(super) lost_replies: Vec<Vec<Lost>>,
    pub(super) lost_to_producers: usize,
    /// The output of the processes.
    pub(super) outputs: Vec<String>,
    pub(super) took: Duration,
}

/// Why a job was done twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Cause {
    /// The process that did it was killed before the queue knew.
    Killed,
    /// A reply to the process that did it was lost.
    ReplyLost,
    /// The server was killed.
    ServerKilled,
    /// None of these.
    Unexplained,
}

impl Evidence {
    fn done(&self) -> HashSet<JobId> {
        self.steps(Step::Done).map(|mark| mark.id).collect()
    }

    fn dead(&self) -> HashSet<JobId> {
        self.dead.iter().map(|letter| letter.id).collect()
    }

    fn steps(&self, step: Step) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |mark| mark.step == step)
    }

    fn lost(&self) -> Vec<JobId> {
        let (done, dead) = (self.done(), self.dead());
        let lost = |id: &&JobId| !done.contains(id) && !dead.contains(id);
        self.pushed
            .acknowledged
            .iter()
            .filter(lost)
            .copied()
            .collect()
    }

    fn unexpected(&self) -> Vec<JobId> {
        let seen: HashSet<JobId> = self.marks.iter().map(|mark| mark.id).collect();
        let all = seen.union(&self.dead()).copied().collect::<Vec<_>>();
        all.into_iter()
            .filter(|id| !self.pushed.attempted.contains_key(id))
            .collect()
    }

    /// Each second doing of a job, with its cause.
    fn duplicates(&self) -> Vec<(JobId, Cause)> {
        let mut before: HashMap<JobId, &Mark> = HashMap::new();
        let mut duplicates = Vec::new();
        for mark in self.steps(Step::Done) {
            if let Some(first) = before.insert(mark.id, mark) {
                duplicates.push((mark.id, self.cause(first, mark)));
            }
        }
        duplicates
    }

    fn cause(&self, first: &Mark, second: &Mark) -> Cause {
        if second.delivery <= first.delivery {
            return Cause::Unexplained;
        }
        let process = self.ended.iter().find(|ended| ended.pid == first.pid);
        let place = process.map(|ended| ended.place);
        let between = |at: SystemTime| first.at <= at && at <= second.at;
        if process.is_some_and(|p| matches!(p.fate, Fate::Killed | Fate::Aborted) && between(p.at))
        {
            Cause::Killed
        } else if place.is_some_and(|p| self.lost_replies[p].iter().any(|lost| between(lost.at))) {
            Cause::ReplyLost
        } else if self
            .restarts
            .iter()
            .any(|(from, to)| *from <= second.at && first.at <= *to)
        {
            Cause::ServerKilled
        } else {
            Cause::Unexplained
        }
    }

    /// Jobs done although an execution of theirs was cut short.
    fn recovered(&self) -> usize {
        let mut open: HashMap<JobId, i64> = HashMap::new();
        for mark in &self.marks {
            *open.entry(mark.id).or_default() += match mark.step {
                Step::Start => 1,
                Step::Done | Step::Fail => -1,
            };
        }
        let done = self.done();
        open.iter()
            .filter(|(id, open)| **open > 0 && done.contains(id))
            .count()
    }

    fn fates(&self, fate: Fate) -> usize {
        self.ended.iter().filter(|ended| ended.fate == fate).count()
    }

    fn causes(&self, cause: Cause) -> usize {
        self.duplicates()
            .iter()
            .filter(|(_, of)| *of == cause)
            .count()
    }

    /// Prints the counts and the checks; not with `println!`, which the harness hides when a test passes.
    pub(super) fn print(&self) {
        let text = format!(
            "\ncrash test  {} processes killed, {} aborted by poison, server killed {} times, {} replies lost to workers, {} to producers, in {:.1?}\n\
             checked     attempted {} acknowledged {} unknown {} failed {} done {} dead {} lost {} unexpected {} duplicated {} recovered {}\n\
             duplicates  after a kill {}, after a lost reply {}, after the server was killed {}, unexplained {}\n",
            self.fates(Fate::Killed),
            self.fates(Fate::Aborted),
            self.restarts.len(),
            self.lost_replies.iter().map(Vec::len).sum::<usize>(),
            self.lost_to_producers,
            self.took,
            self.pushed.attempted.len(),
            self.pushed.acknowledged.len(),
            self.pushed.unknown,
            self.pushed.failed,
            self.done().len(),
            self.dead.len(),
            self.lost().len(),
            self.unexpected().len(),
            self.duplicates().len(),
            self.recovered(),
            self.causes(Cause::Killed),
            self.causes(Cause::ReplyLost),
            self.causes(Cause::ServerKilled),
            self.causes(Cause::Unexplained),
        );
        let _ = std::io::stdout().write_all(text.as_bytes());
    }

    pub(super) fn check(&self) {
        self.check_jobs();
        self.check_executions();
        self.check_dead();
        self.check_faults();
    }

    /// Nothing lost, nothing made up, nothing left behind.
    fn check_jobs(&self) {
        assert_eq!(self.pushed.attempted.len() as u64, JOBS, "attempted");
        assert_eq!(
            self.pushed.acknowledged.len() as u64,
            JOBS,
            "every push ends acknowledged"
        );
        self.none("lost", self.lost());
        self.none("unexpected", self.unexpected());
        let Stats {
            ready,
            delayed,
            suspects,
            claimed,
            dead,
            ..
        } = self.left;
        assert_eq!(
            (ready, delayed, suspects, claimed),
            (0, 0, 0, 0),
            "left in the queue"
        );
        assert_eq!(dead as usize, self.dead.len(), "dead letters listed");
        let both: Vec<JobId> = self.done().intersection(&self.dead()).copied().collect();
        self.none("done and dead", both);
    }

    /// A job runs again only for a reason, and not more often than allowed.
    fn check_executions(&self) {
        let unexplained: Vec<JobId> = self
            .duplicates()
            .into_iter()
            .filter_map(|(id, cause)| (cause == Cause::Unexplained).then_some(id))
            .collect();
        self.none("done twice without a cause", unexplained);
        let mut seen = HashSet::new();
        let twice: Vec<JobId> = self
            .steps(Step::Start)
            .filter(|mark| !seen.insert((mark.id, mark.delivery, mark.attempt)))
            .map(|mark| mark.id)
            .collect();
        self.none("begun twice in one delivery of one attempt", twice);
        let beyond: Vec<JobId> = self
            .marks
            .iter()
            .filter(|mark| mark.delivery > MAX_DELIVERIES || mark.attempt > MAX_ATTEMPTS)
            .map(|mark| mark.id)
            .collect();
        self.none("delivered or tried too often", beyond);
    }

    /// Poison and hopeless jobs are dead, each for its own reason, and no other.
    fn check_dead(&self) {
        let mut expected: HashSet<JobId> = HashSet::new();
        for (id, kind) in &self.pushed.attempted {
            if matches!(kind, Kind::Poison | Kind::FailsAlways) {
                expected.insert(*id);
            }
        }
        let dead = self.dead();
        assert_eq!(dead.len(), self.dead.len(), "a job is dead once");
        self.none(
            "dead without being poison or hopeless",
            dead.difference(&expected).copied(),
        );
        self.none(
            "poison or hopeless and not dead",
            expected.difference(&dead).copied(),
        );
        for letter in &self.dead {
            let poison = matches!(self.pushed.attempted[&letter.id], Kind::Poison);
            let reason = letter.reason.to_string();
            assert_eq!(
                reason.contains("crash loop"),
                poison,
                "{}: {reason}",
                letter.id
            );
            if poison {
                assert_eq!(
                    letter.deliveries, MAX_DELIVERIES,
                    "deliveries of {}",
                    letter.id
                );
            } else {
                assert_eq!(letter.attempts, MAX_ATTEMPTS, "attempts of {}", letter.id);
            }
        }
    }

    /// The faults that the test is about did happen, and nothing ended that should not.
    fn check_faults(&self) {
        assert!(self.fates(Fate::Killed) >= 20, "too few kills");
        assert_eq!(self.restarts.len(), 2, "kills of the server");
        assert!(self.lost_to_producers > 0, "no answer lost to a producer");
        assert!(
            self.lost_replies.iter().any(|lost| !lost.is_empty()),
            "no answer lost to a worker"
        );
        assert!(self.recovered() > 0, "no execution was cut short");
        let (_, last_restart) = self.restarts[1];
        assert!(
            self.steps(Step::Done).any(|mark| mark.at > last_restart),
            "the server was killed after the work"
        );
        for ended in &self.ended {
            assert!(
                matches!(ended.fate, Fate::Killed | Fate::Aborted | Fate::Stopped),
                "a worker exited: {ended:?}; it printed:\n{}",
                self.outputs[ended.place]
            );
        }
        for output in &self.outputs {
            assert_eq!(canary::find(output), None, "a worker printed a marked text");
        }
    }

    /// Fails with the history of the first few jobs that should not be there.
    #[track_caller]
    fn none(&self, what: &str, jobs: impl IntoIterator<Item = JobId>) {
        let jobs: Vec<JobId> = jobs.into_iter().collect();
        if jobs.is_empty() {
            return;
        }
        let mut text = format!("{} jobs {what}; the first of them:\n", jobs.len());
        for id in jobs.iter().take(3) {
            text += &format!("{id}: {:?}\n", self.pushed.attempted.get(id));
            for mark in self.marks.iter().filter(|mark| mark.id == *id) {
                let process = self.ended.iter().find(|ended| ended.pid == mark.pid);
                text += &format!("  {mark:?}, its process {process:?}\n");
            }
        }
        panic!("{text}");
    }
}
