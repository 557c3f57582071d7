//! The check: runs the service as a separate process on two private servers, and kills one of them.

use std::process::Stdio;
use std::time::{Duration, Instant};

use redis_config::dev::Server;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::timeout;

use crate::Failure;

/// Long enough for a busy machine; only a hang takes longer.
const LIMIT: Duration = Duration::from_secs(60);

pub(crate) async fn run() -> Result<(), Failure> {
    let jobs = Server::start()?;
    let cache = Server::start()?;
    let mut service = Command::new(std::env::current_exe()?)
        .args(["serve", "127.0.0.1:0"])
        .env("JOBS_REDIS_URL", jobs.url())
        .env("CACHE_REDIS_URL", cache.url())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let output = service.stdout.take().ok_or("the service has no output")?;
    let mut lines = BufReader::new(output).lines();
    let line = timeout(LIMIT, lines.next_line())
        .await??
        .unwrap_or_default();
    let address = line
        .strip_prefix("listening on ")
        .ok_or_else(|| format!("the service printed {line:?} instead of its address"))?;

    let health = until(address, "/health", 200).await?;
    println!("both up: {health}");
    for visit in 1..=2 {
        let body = expect(address, "GET", "/visits", "", 200).await?;
        check(json(&body)?["visits"] == visit, &body)?;
    }
    let email = r#"{"to":"ada@example.org"}"#;
    let body = expect(address, "POST", "/emails", email, 202).await?;
    let id = json(&body)?["id"].as_str().unwrap_or_default().to_owned();
    let to = until(address, &format!("/emails/{id}"), 200).await?;
    check(to == "ada@example.org", &to)?;
    println!("job {id} done");

    cache.kill()?;
    let health = until(address, "/health", 503).await?;
    let report = json(&health)?;
    check(report["cache"]["error"].is_string(), &health)?;
    check(report["jobs"]["ready"] == true, &health)?;
    println!("cache killed: {health}");
    cache.restart()?;
    until(address, "/health", 200).await?;
    println!("cache started again: both up");

    let pid = service.id().ok_or("the service has ended on its own")?;
    let sent = Command::new("kill")
        .args(["-TERM", &pid.to_string()])
        .status()
        .await?;
    check(sent.success(), "`kill` failed")?;
    let status = timeout(LIMIT, service.wait()).await??;
    check(status.success(), &status.to_string())?;
    let summary = timeout(LIMIT, lines.next_line())
        .await??
        .unwrap_or_default();
    check(summary == "stopped: 1 done, 0 released", &summary)?;
    println!("{summary}");
    Ok(())
}

/// Polls until the response has this status.
async fn until(address: &str, path: &str, status: u16) -> Result<String, Failure> {
    let start = Instant::now();
    loop {
        let (got, body) = call(address, "GET", path, "").await?;
        if got == status {
            return Ok(body);
        }
        if start.elapsed() > LIMIT {
            return Err(format!("{path}: {got}, not {status}, after {LIMIT:?}: {body}").into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn expect(
    address: &str,
    method: &str,
    path: &str,
    body: &str,
    status: u16,
) -> Result<String, Failure> {
    let (got, body) = call(address, method, path, body).await?;
    check(got == status, &format!("{method} {path}: {got} {body}"))?;
    Ok(body)
}

/// Sends one request on a new connection. Returns status and body.
async fn call(
    address: &str,
    method: &str,
    path: &str,
    body: &str,
) -> Result<(u16, String), Failure> {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answer = String::new();
    timeout(LIMIT, async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        stream.read_to_string(&mut answer).await
    })
    .await??;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("no end of the head")?;
    let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
    Ok((status, body.to_owned()))
}

fn json(body: &str) -> Result<Value, Failure> {
    Ok(serde_json::from_str(body)?)
}

fn check(right: bool, seen: &str) -> Result<(), Failure> {
    match right {
        true => Ok(()),
        false => Err(format!("not what was expected: {seen}").into()),
    }
}
