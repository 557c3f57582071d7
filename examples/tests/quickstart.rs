//! The first example that a new user runs must work.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

#[test]
fn every_file_is_counted_although_a_worker_is_killed() {
    let run = Command::new(env!("CARGO_BIN_EXE_quickstart"))
        .env_remove("REDIS_URL")
        .env_remove("JOBS_REDIS_URL")
        .env_remove("CACHE_REDIS_URL")
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&run.stdout);
    let err = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{out}\n{err}");
    let last = out.lines().last().unwrap();
    println!("{last}");

    let words: Vec<&str> = last.split(' ').collect();
    let [_, pushed, _, done, _, lost, _, dead, _, redelivered] = words[..] else {
        panic!("{last}")
    };
    let numbers =
        [pushed, done, lost, dead, redelivered].map(|word| word.parse::<usize>().unwrap());
    let [pushed, done, lost, dead, redelivered] = numbers;
    assert_eq!(
        last,
        format!("pushed {pushed} done {done} lost {lost} dead {dead} redelivered {redelivered}")
    );
    assert!(pushed > 50, "{last}");
    assert_eq!((done, lost, dead), (pushed, 0, 0), "{last}");
    assert!(
        redelivered > 0,
        "no job of the killed worker came back: it was killed too late to show anything"
    );
    assert!(out.contains("kill -9"), "{out}");
}
