//! A service that opens Redis by a hardcoded address in its queue file and in its worker file, moved to `redis-config` step
//! by step. The guide `from_hardcoded` explains each step.
//!
//! `cargo run -p redis-config-examples --bin migration` runs every step on private servers.
#![allow(clippy::print_stdout, reason = "a program for people to read")]
#![allow(
    clippy::duplicate_mod,
    reason = "a step keeps the files that it does not change"
)]

use std::error::Error;

use redis_config::dev::Server;
use redis_config::{Handle, Secret, Sources};
use tokio::sync::{mpsc, oneshot};

/// The service as it was: two files, two clients, two copies of the address.
mod step0 {
    pub(crate) mod queue;
    pub(crate) mod worker;
}

/// One definition; both files take its handle.
mod step1 {
    pub(crate) mod instances;
    pub(crate) mod queue;
    pub(crate) mod worker;
}

/// The address comes from the environment. The other two files are those of step 1.
mod step2 {
    pub(crate) mod instances;
    #[path = "../step1/queue.rs"]
    pub(crate) mod queue;
    #[path = "../step1/worker.rs"]
    pub(crate) mod worker;
}

/// Jobs in place of a list. The definition is that of step 2.
mod step3 {
    #[path = "../step2/instances.rs"]
    pub(crate) mod instances;
    pub(crate) mod queue;
    pub(crate) mod worker;
}

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome {
    let server = Server::builder().port(16390).start()?;
    hardcoded().await?;
    defined().await?;
    loaded(&server).await?;
    queued(&server).await?;
    switched(&server).await
}

async fn hardcoded() -> Outcome {
    step0::queue::push("step0@example.com").await?;
    println!("step 0 sent {}", step0::worker::run_one().await?);
    Ok(())
}

async fn defined() -> Outcome {
    let mail = step1::instances::MailRedis.connect().await?;
    step1::queue::push(&mail, "step1@example.com").await?;
    println!("step 1 sent {}", step1::worker::run_one(&mail).await?);
    Ok(())
}

async fn loaded(server: &Server) -> Outcome {
    // A service calls `MailRedis::load()`. This one passes the environment that the operator would set.
    let sources = Sources::standard().env([("MAIL_REDIS_URL", format!("{}/1", server.url()))]);
    let mail = step2::instances::MailRedis::load_from(&sources)?
        .connect()
        .await?;
    step2::queue::push(&mail, "step2@example.com").await?;
    println!("step 2 sent {}", step2::worker::run_one(&mail).await?);
    Ok(())
}

async fn queued(server: &Server) -> Outcome {
    let mail = connect(server).await?;
    step3::queue::push(&mail, "step3@example.com").await?;
    let mut service = Service::start(mail);
    let to = service.next().await?;
    println!("step 3 sent {to}");
    println!("step 3 stopped after {} job", service.stop().await?);
    Ok(())
}

/// Moves the running service of step 3 to a second Redis and back.
async fn switched(blue: &Server) -> Outcome {
    let green = Server::builder().password("green").start()?;
    let mail = connect(blue).await?;
    let mut service = Service::start(mail.clone());

    let next = step3::instances::MailRedis {
        url: format!("redis://127.0.0.1:{}/1", green.port()).parse()?,
        password: Some(Secret::new("green")),
    };
    mail.switch(next).await?;
    step3::queue::push(&mail, "green@example.com").await?;
    let to = service.next().await?;
    println!("step 4 sent {to} at {}", place(&mail, &green));

    mail.rollback().await?;
    step3::queue::push(&mail, "blue@example.com").await?;
    let to = service.next().await?;
    println!("step 4 sent {to} at {}", place(&mail, blue));
    println!("step 4 stopped after {} jobs", service.stop().await?);
    Ok(())
}

async fn connect(server: &Server) -> Outcome<Handle<step3::instances::MailRedis>> {
    let sources = Sources::standard().env([("MAIL_REDIS_URL", format!("{}/1", server.url()))]);
    Ok(step3::instances::MailRedis::load_from(&sources)?
        .connect()
        .await?)
}

/// Whether the handle is connected to this server.
fn place(mail: &Handle<step3::instances::MailRedis>, server: &Server) -> &'static str {
    let port = format!(":{}/", server.port());
    if mail.settings().address().contains(&port) {
        "the expected server"
    } else {
        "another server"
    }
}

/// A worker that runs beside the rest.
struct Service {
    sent: mpsc::UnboundedReceiver<String>,
    stop: oneshot::Sender<()>,
    worker: tokio::task::JoinHandle<Result<u64, redis_config::queue::QueueError>>,
}

impl Service {
    fn start(mail: Handle<step3::instances::MailRedis>) -> Self {
        let (sender, sent) = mpsc::unbounded_channel();
        let (stop, stopped) = oneshot::channel();
        let worker = tokio::spawn(async move {
            let stop = async {
                let _ = stopped.await;
            };
            step3::worker::run(&mail, sender, stop).await
        });
        Self { sent, stop, worker }
    }

    async fn next(&mut self) -> Outcome<String> {
        Ok(self.sent.recv().await.ok_or("the worker has ended")?)
    }

    async fn stop(self) -> Outcome<u64> {
        let _ = self.stop.send(());
        Ok(self.worker.await??)
    }
}
