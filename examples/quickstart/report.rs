//! The report of a run, computed from the pushed jobs and the results found in Redis.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};

use redis_config::queue::JobId;

use crate::count::{Counted, Entry, count};

const KINDS: usize = 6;

/// The numbers of a run.
pub(crate) struct Report {
    kinds: Vec<(String, Kind)>,
    by_worker: Vec<(u32, usize)>,
    pushed: usize,
    done: usize,
    dead: usize,
    lost: usize,
    redelivered: usize,
    /// Results that differ from a count in this process.
    wrong: usize,
}

#[derive(Default)]
struct Kind {
    files: u64,
    lines: u64,
    bytes: u64,
    hash: u64,
}

impl Report {
    pub(crate) fn new(
        files: &[PathBuf],
        ids: &[JobId],
        entries: &HashMap<JobId, Entry>,
        dead: &[JobId],
        workers: &[u32],
    ) -> Self {
        let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
        let mut report = Self {
            kinds: Vec::new(),
            by_worker: workers.iter().map(|worker| (*worker, 0)).collect(),
            pushed: ids.len(),
            done: 0,
            dead: 0,
            lost: 0,
            redelivered: 0,
            wrong: 0,
        };
        for (id, file) in ids.iter().zip(files) {
            let Some(entry) = entries.get(id) else {
                if dead.contains(id) {
                    report.dead += 1;
                } else {
                    report.lost += 1;
                }
                continue;
            };
            report.done += 1;
            report.redelivered += usize::from(entry.delivery > 1);
            report.wrong +=
                usize::from(std::fs::read(file).is_ok_and(|file| count(&file) != entry.counted));
            for (worker, jobs) in &mut report.by_worker {
                *jobs += usize::from(*worker == entry.worker);
            }
            kinds.entry(kind(file)).or_default().add(entry.counted);
        }
        report.kinds = kinds.into_iter().collect();
        report
            .kinds
            .sort_by_key(|(_, kind)| std::cmp::Reverse(kind.lines));
        if report.kinds.len() > KINDS {
            let rest = report.kinds.split_off(KINDS - 1);
            let rest = rest
                .into_iter()
                .fold(Kind::default(), |sum, (_, kind)| sum.join(&kind));
            report.kinds.push(("other".to_owned(), rest));
        }
        report
    }

    pub(crate) fn complete(&self) -> bool {
        self.lost == 0 && self.dead == 0 && self.wrong == 0 && self.done == self.pushed
    }

    pub(crate) fn last_line(&self) -> String {
        let Self {
            pushed,
            done,
            lost,
            dead,
            redelivered,
            ..
        } = self;
        format!("pushed {pushed} done {done} lost {lost} dead {dead} redelivered {redelivered}")
    }
}

impl Kind {
    fn add(&mut self, counted: Counted) {
        self.files += 1;
        self.lines += counted.lines;
        self.bytes += counted.bytes;
        // Wrapping addition: the order of the files does not matter.
        self.hash = self.hash.wrapping_add(counted.hash);
    }

    fn join(mut self, other: &Self) -> Self {
        self.files += other.files;
        self.lines += other.lines;
        self.bytes += other.bytes;
        self.hash = self.hash.wrapping_add(other.hash);
        self
    }
}

fn kind(file: &Path) -> String {
    file.extension().map_or_else(
        || "none".to_owned(),
        |extension| format!(".{}", extension.display()),
    )
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  {:<10} {:>6} {:>8} {:>10}  {:<16}",
            "kind", "files", "lines", "bytes", "hash"
        )?;
        let total = self
            .kinds
            .iter()
            .fold(Kind::default(), |sum, (_, kind)| sum.join(kind));
        for (name, kind) in self
            .kinds
            .iter()
            .map(|(name, kind)| (name.as_str(), kind))
            .chain([("all", &total)])
        {
            let Kind {
                files,
                lines,
                bytes,
                hash,
            } = kind;
            writeln!(
                f,
                "  {name:<10} {files:>6} {lines:>8} {bytes:>10}  {hash:016x}"
            )?;
        }
        for (index, (worker, jobs)) in self.by_worker.iter().enumerate() {
            let fate = if index == 0 {
                ", then killed"
            } else {
                ", to the end"
            };
            write!(f, "\n  worker {worker}: {jobs} jobs{fate}")?;
        }
        if self.wrong > 0 {
            write!(f, "\n  {} results differ from the files", self.wrong)?;
        }
        Ok(())
    }
}
