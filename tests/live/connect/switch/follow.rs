//! Instances that follow changes of their sources.

use std::path::PathBuf;
use std::time::Duration;

use redis_config::dev::Server;
use redis_config::redis::AsyncCommands;
use redis_config::{Followed, Following, Handle, RedisConfig, Secret, Sources};
use redis_config_tests::canary;
use tokio::time::timeout;

use crate::fixture::{MILLI, SECOND};

const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "deployed", env = "DEPLOYED_REDIS")]
struct Deployed {
    url: String,
    password: Option<Secret>,
    #[redis(default = "300ms")]
    connect_timeout: Duration,
}

/// A deployment: a file with the address, and one with the password.
struct Deployment {
    dir: tempfile::TempDir,
    handle: Handle<Deployed>,
}

impl Deployment {
    async fn start(server: &Server, password: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("url"), address(server)).unwrap();
        std::fs::write(dir.path().join("password"), password).unwrap();
        let config = Deployed::load_from(&sources(&dir)).unwrap();
        let handle = config.connect().await.unwrap();
        Self { dir, handle }
    }

    fn follow(&self) -> Following<Deployed> {
        let following = self.handle.follow(sources(&self.dir)).unwrap();
        following.every(20 * MILLI)
    }

    /// Replaces a file whole, as a deployment does.
    fn write(&self, name: &str, text: &str) {
        let next = self.dir.path().join("next");
        std::fs::write(&next, text).unwrap();
        std::fs::rename(next, self.dir.path().join(name)).unwrap();
    }

    async fn who(&self) -> String {
        self.handle.conn().get("who").await.unwrap()
    }
}

fn sources(dir: &tempfile::TempDir) -> Sources {
    let path = |name: &str| -> PathBuf { dir.path().join(name) };
    Sources::standard().env([
        ("DEPLOYED_REDIS_URL_FILE", path("url")),
        ("DEPLOYED_REDIS_PASSWORD_FILE", path("password")),
    ])
}

fn server(who: &str) -> Server {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .unwrap();
    server.call(&["SET", "who", who]).unwrap();
    server
}

fn address(server: &Server) -> String {
    format!("redis://127.0.0.1:{}", server.port())
}

async fn next(following: &mut Following<Deployed>) -> Followed {
    timeout(PATIENCE, following.next())
        .await
        .expect("something comes of it")
}

#[tokio::test]
async fn a_file_with_another_address_moves_the_instance() {
    let (blue, green) = (server("blue"), server("green"));
    let deployment = Deployment::start(&blue, canary::PASSWORD).await;
    let mut following = deployment.follow();
    assert_eq!(deployment.who().await, "blue");
    for (to, who) in [(&green, "green"), (&blue, "blue")] {
        deployment.write("url", &address(to));
        let followed = next(&mut following).await;
        let Followed::Switched(switched) = &followed else {
            panic!("{followed:?}");
        };
        assert!(
            switched.to().contains(&to.port().to_string()),
            "{switched:?}"
        );
        assert_eq!(deployment.who().await, who);
    }
    assert_eq!(deployment.handle.generation(), 3);
}

#[tokio::test]
async fn a_changed_configuration_file_moves_the_instance() {
    let (blue, green) = (server("blue"), server("green"));
    let deployment = Deployment::start(&blue, canary::PASSWORD).await;
    let file = |server: &Server| {
        let address = address(server);
        format!("[profile.live.deployed]\nurl = \"{address}\"\npassword_file = \"password\"\n")
    };
    deployment.write("redis.toml", &file(&blue));
    let sources = Sources::standard()
        .env([("", ""); 0])
        .file(deployment.dir.path().join("redis.toml"))
        .profile("live");
    let following = deployment.handle.follow(sources).unwrap();
    let mut following = following.every(20 * MILLI);
    deployment.write("redis.toml", "[profile.live.deployed]\nulr = \"\"\n");
    let followed = next(&mut following).await;
    assert!(matches!(followed, Followed::Invalid(_)), "{followed:?}");
    deployment.write("redis.toml", &file(&green));
    let followed = next(&mut following).await;
    assert!(matches!(followed, Followed::Switched(_)), "{followed:?}");
    assert_eq!(deployment.who().await, "green");
}

#[tokio::test]
async fn an_invalid_or_unfit_target_changes_nothing_and_is_reported_once() {
    let (blue, green) = (server("blue"), server("green"));
    let deployment = Deployment::start(&blue, canary::PASSWORD).await;
    let mut following = deployment.follow();
    deployment.write("url", "http://somewhere");
    let followed = next(&mut following).await;
    let Followed::Invalid(invalid) = &followed else {
        panic!("{followed:?}");
    };
    assert_eq!(invalid.violations()[0].setting(), "url");
    green.kill().unwrap();
    deployment.write("url", &address(&green));
    let followed = next(&mut following).await;
    assert!(matches!(followed, Followed::Failed(_)), "{followed:?}");
    assert_eq!(canary::find(&format!("{followed:?}")), None);
    assert_eq!(deployment.who().await, "blue");
    assert_eq!(deployment.handle.generation(), 1);
    green.restart().unwrap();
    green.call(&["SET", "who", "green"]).unwrap();
    following.look();
    let followed = next(&mut following).await;
    assert!(matches!(followed, Followed::Switched(_)), "{followed:?}");
    assert_eq!(deployment.who().await, "green");
}

#[tokio::test]
async fn another_password_alone_is_followed_without_a_switch() {
    let blue = server("blue");
    let deployment = Deployment::start(&blue, canary::PASSWORD).await;
    let mut following = deployment.follow();
    let set = ["CONFIG", "SET", "requirepass", canary::OTHER_PASSWORD];
    blue.call(&set).unwrap();
    deployment.write("password", canary::OTHER_PASSWORD);
    // Many looks later.
    let followed = timeout(SECOND, following.next()).await;
    assert!(followed.is_err(), "{followed:?}");
    assert_eq!(deployment.handle.generation(), 1);
    assert_eq!(deployment.who().await, "blue");
}

/// The values at its start are the baseline, whatever is in force; a dropped `Following` switches nothing.
#[tokio::test]
async fn only_a_change_is_followed_and_only_for_as_long_as_it_lives() {
    let (blue, green) = (server("blue"), server("green"));
    let deployment = Deployment::start(&blue, canary::PASSWORD).await;
    let by_code = Deployed {
        url: address(&green),
        ..Deployed::load_from(&sources(&deployment.dir)).unwrap()
    };
    deployment.handle.switch(by_code).await.unwrap();
    let mut following = deployment.follow();
    let followed = timeout(SECOND / 2, following.next()).await;
    assert!(followed.is_err(), "{followed:?}");
    assert_eq!(deployment.who().await, "green");
    drop(following);
    let tasks = tokio::runtime::Handle::current().metrics();
    let before = tasks.num_alive_tasks();
    let following = deployment.follow();
    drop(following);
    redis_config_tests::poll::until("its task is gone", PATIENCE, async || {
        tasks.num_alive_tasks() <= before
    })
    .await;
    deployment.write("url", "nonsense");
    let error = deployment
        .handle
        .follow(sources(&deployment.dir))
        .unwrap_err();
    assert_eq!(error.violations()[0].setting(), "url");
}
