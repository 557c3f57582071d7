//! An axum service on two Redis instances, each defined once: `serve ADDRESS` runs it, no argument runs the check.

mod demo;
mod service;

use std::error::Error;

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => demo::run().await,
        ["serve", address] => service::run(address).await,
        _ => Err("expected no argument, or `serve ADDRESS` such as `serve 127.0.0.1:8080`".into()),
    }
}
