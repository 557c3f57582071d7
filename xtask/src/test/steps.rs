//! The commands of `cargo xtask test`: those that run first, then two lists of which each is run beside the other.

use crate::step::Show;

/// One call of cargo, and how much of its output is shown.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) args: &'static [&'static str],
    /// Arguments for the test programs.
    pub(super) then: &'static [&'static str],
    pub(super) env: &'static [(&'static str, &'static str)],
    pub(super) show: Show,
}

// All steps use the same packages and features, so that nothing is compiled twice, except for those that look at one package
// alone.

/// One after the other, cheapest first.
pub(super) const FIRST: &[Step] = &[
    Step {
        name: "format",
        args: &["fmt", "--all", "--check"],
        then: &[],
        env: &[],
        show: Show::All,
    },
    Step {
        name: "lints",
        args: &["clippy", "--workspace", "--all-targets", "--all-features"],
        then: &["-D", "warnings"],
        env: &[],
        show: Show::All,
    },
    // With no features of `syn` but its own.
    Step {
        name: "the derive alone",
        args: &["check", "--package", "redis-config-derive"],
        then: &[],
        env: &[],
        show: Show::All,
    },
    Step {
        name: "the library without its features",
        args: &[
            "clippy",
            "--package",
            "redis-config",
            "--no-default-features",
        ],
        then: &["-D", "warnings"],
        env: &[],
        show: Show::All,
    },
    // In one call, which compiles independent crates and tests side by side.
    Step {
        name: "build",
        args: &["test", "--workspace", "--all-features", "--no-run"],
        then: &[],
        env: &[],
        show: Show::All,
    },
];

/// Tests that wait for servers most of the time. The compiler uses the cores meanwhile.
pub(super) const SERVERS: &[Step] = &[
    Step {
        name: "live: against real servers",
        args: &[
            "test",
            "--workspace",
            "--all-features",
            "--test",
            "live-dev",
            "--test",
            "live-connect",
            "--test",
            "live-queue",
            "--test",
            "live-diagnose",
        ],
        then: &["--show-output"],
        env: &[],
        show: Show::Verdicts,
    },
    Step {
        name: "faults: kills, cuts, freezes, lost replies",
        args: &["test", "--workspace", "--all-features", "--test", "faults"],
        // Each starts several processes: more than two at a time slow each other down.
        then: &["--show-output", "--test-threads=2"],
        env: &[],
        // It prints its counters.
        show: Show::All,
    },
];

/// What mostly compiles, with a lower priority than the servers and their tests.
pub(super) const COMPILER: &[Step] = &[
    tests(
        "rules, derive, load",
        &[
            "test",
            "--workspace",
            "--all-features",
            "--test",
            "rules",
            "--test",
            "derive",
            "--test",
            "load",
        ],
    ),
    tests(
        "unit tests",
        &["test", "--workspace", "--all-features", "--lib", "--bins"],
    ),
    Step {
        name: "documentation",
        args: &["doc", "--workspace", "--no-deps", "--all-features"],
        then: &[],
        env: &[("RUSTDOCFLAGS", "-D warnings")],
        show: Show::All,
    },
    tests(
        "examples in the documentation",
        &["test", "--workspace", "--all-features", "--doc"],
    ),
    tests(
        "ui: compile errors of wrong definitions",
        &["test", "--workspace", "--all-features", "--test", "ui"],
    ),
    tests(
        "consumers: crates outside this workspace",
        &[
            "test",
            "--workspace",
            "--all-features",
            "--test",
            "consumers",
        ],
    ),
    tests(
        "examples/quickstart, examples/migration",
        &[
            "test",
            "--workspace",
            "--all-features",
            "--test",
            "quickstart",
            "--test",
            "migration",
        ],
    ),
    // Separate workspaces, so that the dependencies of other libraries do not slow down every build. The directory keeps
    // what they built.
    Step {
        name: "examples/apalis",
        args: &[
            "run",
            "--manifest-path",
            "examples/apalis/Cargo.toml",
            "--target-dir",
            "target/examples",
        ],
        then: &[],
        env: &[],
        show: Show::All,
    },
    Step {
        name: "examples/axum",
        args: &[
            "run",
            "--manifest-path",
            "examples/axum/Cargo.toml",
            "--target-dir",
            "target/examples",
        ],
        then: &[],
        env: &[],
        show: Show::All,
    },
];

const fn tests(name: &'static str, args: &'static [&'static str]) -> Step {
    // The output of passed tests is searched for secrets too, so the harness has to print it.
    Step {
        name,
        args,
        then: &["--show-output"],
        env: &[],
        show: Show::Verdicts,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::workspace::root;

    #[test]
    fn every_test_target_is_in_a_step() {
        let manifest = fs::read_to_string(root().join("tests/Cargo.toml")).unwrap();
        let targets = manifest.split("[[test]]").skip(1).map(|table| {
            table
                .split_once("name = \"")
                .unwrap()
                .1
                .split_once('"')
                .unwrap()
                .0
        });
        for target in targets {
            let runs = [SERVERS, COMPILER]
                .iter()
                .copied()
                .flatten()
                .any(|step| step.args.windows(2).any(|pair| pair == ["--test", target]));
            assert!(
                runs,
                "no step of `cargo xtask test` runs the test target `{target}`"
            );
        }
    }
}
