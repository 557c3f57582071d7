//! What a client does in one round.

/// The key that all commands use.
pub const KEY: &str = "bench:key";
/// Commands of a pipeline.
pub const PIPELINE: usize = 100;

/// What a task repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `GET` of one value.
    Get,
    /// `SET` of one value.
    Set,
    /// [`PIPELINE`] times `GET` in one pipeline.
    Pipeline,
}

/// One column: an operation, how many tasks repeat it, and the size of the value.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// The heading.
    pub name: &'static str,
    /// What each task repeats.
    pub operation: Operation,
    /// The number of tasks.
    pub tasks: usize,
    /// Bytes of the value.
    pub size: usize,
}

const fn load(name: &'static str, operation: Operation, tasks: usize, size: usize) -> Load {
    Load {
        name,
        operation,
        tasks,
        size,
    }
}

/// The columns of the table, in order.
pub const LOADS: [Load; 7] = [
    load("GET ×1", Operation::Get, 1, 64),
    load("GET ×16", Operation::Get, 16, 64),
    load("GET ×256", Operation::Get, 256, 64),
    load("SET ×256", Operation::Set, 256, 64),
    load("pipelines of 100", Operation::Pipeline, 1, 64),
    load("GET ×16 of 16 KiB", Operation::Get, 16, 16 * 1024),
    load("GET ×4 of 1 MiB", Operation::Get, 4, 1024 * 1024),
];
