//! Worker processes, replaced as they die.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// We killed it (-9).
    Killed,
    /// It ended by a signal that was not ours: a poison job's abort.
    Aborted,
    /// It ended by itself with this code.
    Exited(i32),
    /// It ended in order when told to stop.
    Stopped,
    /// Told to stop, it did not in time.
    Stuck,
}

/// One process that is no more.
#[derive(Clone, Debug)]
pub struct Ended {
    /// In which place of the fleet it was.
    pub place: usize,
    /// Its process id.
    pub pid: u32,
    /// How it ended.
    pub fate: Fate,
    /// When.
    pub at: SystemTime,
}

enum Order {
    Kill,
    Stop,
}

/// How to start a worker process in a place of the fleet.
pub type Recipe = Box<dyn Fn(usize) -> Command + Send + Sync>;

/// A fixed number of places, each with a process in it; a dead one is replaced at once. Dropped, it kills them all.
#[derive(Debug)]
pub struct Fleet {
    places: Vec<(mpsc::UnboundedSender<Order>, JoinHandle<()>)>,
    ended: Arc<Mutex<Vec<Ended>>>,
}

impl Fleet {
    /// Starts `size` processes. What they print goes to `<folder>/<place>.out`, their standard input is a pipe of ours.
    pub fn start(size: usize, folder: &Path, recipe: Recipe) -> Self {
        let recipe = Arc::new(recipe);
        let ended = Arc::new(Mutex::new(Vec::new()));
        let places = (0..size)
            .map(|place| {
                let (orders, received) = mpsc::unbounded_channel();
                let output = folder.join(format!("{place}.out"));
                let keeper = Keeper {
                    place,
                    output,
                    recipe: Arc::clone(&recipe),
                    ended: Arc::clone(&ended),
                    orders: received,
                };
                (orders, tokio::spawn(keeper.run()))
            })
            .collect();
        Self { places, ended }
    }

    /// Kills the process in this place with -9. Another takes its place.
    pub fn kill(&self, place: usize) {
        let _ = self.places[place].0.send(Order::Kill);
    }

    /// Tells every process to stop in order, and returns when all have, or were killed because they did not.
    pub async fn stop(mut self) -> Vec<Ended> {
        for (orders, _) in &self.places {
            let _ = orders.send(Order::Stop);
        }
        for (_, keeper) in &mut self.places {
            keeper.await.expect("a keeper does not panic");
        }
        self.ended()
    }

    /// Every process that ended so far, in order.
    pub fn ended(&self) -> Vec<Ended> {
        self.ended
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        for (_, keeper) in &self.places {
            keeper.abort();
        }
    }
}

struct Keeper {
    place: usize,
    output: PathBuf,
    recipe: Arc<Recipe>,
    ended: Arc<Mutex<Vec<Ended>>>,
    orders: mpsc::UnboundedReceiver<Order>,
}

impl Keeper {
    async fn run(mut self) {
        loop {
            let mut child = self.spawn().expect("a worker process starts");
            let pid = child.id().expect("it has not been waited for");
            // Taken out, for `wait` closes it.
            let input = child.stdin.take();
            let fate = tokio::select! {
                status = child.wait() => fate(status.expect("its status")),
                order = self.orders.recv() => match order {
                    Some(Order::Kill) => {
                        let _ = child.kill().await;
                        Fate::Killed
                    }
                    Some(Order::Stop) | None => stop(&mut child, input).await,
                },
            };
            self.ended
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(Ended {
                    place: self.place,
                    pid,
                    fate,
                    at: SystemTime::now(),
                });
            if matches!(fate, Fate::Stopped | Fate::Stuck) {
                return;
            }
            if matches!(fate, Fate::Exited(_)) {
                // One that cannot start must not become a storm of processes.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    fn spawn(&self) -> io::Result<Child> {
        let output = File::options()
            .append(true)
            .create(true)
            .open(&self.output)?;
        let mut command = (self.recipe)(self.place);
        command
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output)
            .kill_on_drop(true);
        command.spawn()
    }
}

/// Closes its standard input, and kills it if that does not end it.
async fn stop(child: &mut Child, input: Option<ChildStdin>) -> Fate {
    drop(input);
    match tokio::time::timeout(Duration::from_secs(30), child.wait()).await {
        Ok(Ok(status)) if status.success() => Fate::Stopped,
        Ok(Ok(_)) | Ok(Err(_)) | Err(_) => {
            let _ = child.kill().await;
            Fate::Stuck
        }
    }
}

fn fate(status: std::process::ExitStatus) -> Fate {
    status.code().map_or(Fate::Aborted, Fate::Exited)
}
