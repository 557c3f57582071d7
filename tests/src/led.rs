//! A process with a handle that does what its test says, for faults that take a process of its own: another host file, no
//! file descriptors. `led_client` is that process.
//!
//! A line in, a line out: `call GET k` is answered by `ok v` or by `error …`.

use std::process::Stdio;
use std::time::Duration;

use redis_config::RedisConfig;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// No answer takes this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The instance that the process uses, from its environment: `LED_REDIS_URL`, `LED_REDIS_MAX_CONNECTION_AGE`, …
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "led", env = "LED_REDIS")]
pub struct LedRedis {
    /// Where the server is.
    pub url: String,
    /// After which a socket is replaced; off by default.
    pub max_connection_age: Option<Duration>,
    /// For one answer.
    #[redis(default = "1s")]
    pub response_timeout: Duration,
    /// The longest pause between attempts.
    #[redis(default = "200ms")]
    pub reconnect_max_delay: Duration,
}

/// The process. Dropped, it is killed.
#[derive(Debug)]
pub struct Led {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Led {
    /// Starts it.
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the process starts");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        Self {
            child,
            input,
            output,
        }
    }

    /// Sends a line, and gives the answer to it.
    ///
    /// # Errors
    ///
    /// What the process answered behind `error`.
    pub async fn ask(&mut self, line: &str) -> Result<String, String> {
        let asking = async {
            self.input
                .write_all(format!("{line}\n").as_bytes())
                .await
                .expect("the process reads");
            self.output.next_line().await.expect("the process answers")
        };
        let answer = tokio::time::timeout(PATIENCE, asking)
            .await
            .unwrap_or_else(|_| panic!("no answer to `{line}` within {PATIENCE:?}"));
        let Some(answer) = answer else {
            let status = self.child.wait().await;
            panic!("the process ended at `{line}`: {status:?}");
        };
        match answer.split_once(' ') {
            Some(("ok", said)) => Ok(said.to_owned()),
            Some(("error", said)) => Err(said.to_owned()),
            _ => panic!("`{line}` was answered by `{answer}`"),
        }
    }
}
