//! Whether the server keeps its data across a restart.

use super::facts::Facts;
use crate::diagnose::report::Report;

pub(super) fn check(facts: &Facts, report: &mut Report) {
    let Some(aof) = facts.get("aof_enabled") else {
        report.unknown(
            "persistence",
            "the server does not report how it stores its data: `INFO` is refused",
            facts.allow("+info"),
        );
        return;
    };
    let failed = |field| facts.get(field) == Some("err");
    if failed("rdb_last_bgsave_status") || failed("aof_last_write_status") {
        report.error(
            "persistence.failing",
            "the server cannot write its data to the disk, and refuses writes (MISCONF) unless told otherwise",
            "see its log: usually the disk is full, or the directory `dir` is not writable",
        );
        return;
    }
    match (aof, facts.config("appendfsync"), facts.config("save")) {
        ("1", Some("no"), _) => report.warning(
            "persistence.no-fsync",
            "`appendonly yes` with `appendfsync no`: a crash of its machine loses what the system has not written, often 30 seconds",
            "`CONFIG SET appendfsync everysec`",
        ),
        ("1", Some(fsync), _) => report.ok(
            "persistence",
            format!("appendonly yes, appendfsync {}", fsync.escape_debug()),
        ),
        ("1", None, _) => report.unknown(
            "persistence",
            "`appendonly yes`; `appendfsync` is not known, as `CONFIG GET` is refused",
            facts.allow("+config|get"),
        ),
        (_, _, Some("")) => report.warning(
            "persistence.off",
            "the server stores nothing: a restart loses all data",
            "for a queue `CONFIG SET appendonly yes`; for a cache this is right",
        ),
        _ => report.warning(
            "persistence.snapshots",
            "`appendonly no`: a crash loses what was written since the last snapshot",
            "for a queue `CONFIG SET appendonly yes`; for a cache this is right",
        ),
    }
}
