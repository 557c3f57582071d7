//! Whether the server may evict keys, or is full.

use super::facts::Facts;
use crate::diagnose::report::Report;

pub(super) fn check(facts: &Facts, report: &mut Report) {
    let Some(policy) = facts.get("maxmemory_policy") else {
        report.unknown(
            "memory",
            "the server does not report its memory policy: `INFO` is refused",
            facts.allow("+info"),
        );
        return;
    };
    let limit = facts.number("maxmemory").filter(|limit| *limit > 0);
    let used = facts.number("used_memory");
    if facts.info.evicting_policy().is_some() {
        report.warning(
            "memory.evicts",
            format!(
                "`maxmemory-policy {}` may evict any key: a queue would lose jobs",
                policy.escape_debug()
            ),
            "for a queue `CONFIG SET maxmemory-policy noeviction`; for a cache this is right",
        );
        return;
    }
    match (limit, used) {
        (Some(limit), Some(used)) if used >= limit && policy == "noeviction" => report.error(
            "memory.full",
            format!(
                "the memory is full and writes are refused: {} of {} are in use",
                megabytes(used),
                megabytes(limit)
            ),
            "delete data, or raise `maxmemory` of the server",
        ),
        (Some(limit), Some(used)) if used / 9 >= limit / 10 => report.warning(
            "memory.nearly-full",
            format!("{} of {} are in use", megabytes(used), megabytes(limit)),
            "delete data, or raise `maxmemory` of the server, before it refuses writes",
        ),
        (limit, _) => {
            let policy = policy.escape_debug();
            let limit = match limit {
                Some(limit) => format!("maxmemory {}", megabytes(limit)),
                None => "no maxmemory".to_owned(),
            };
            report.ok("memory", format!("{policy}, {limit}"));
        }
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1 << 20))
}
