//! Sentinels, and the servers that they announce.

use redis_config::Secret;
use redis_config::dev::{Sentinel, Server};
use redis_config_tests::canary;
use redis_config_tests::poll::until;

use crate::fixture::{PATIENCE, Watched, line, lines, sentinels, set, trouble, watched};

fn place(server: &Server) -> String {
    format!("127.0.0.1:{}", server.port())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_healthy_set() {
    let watch = sentinels(Sentinel::builder()).await;
    let found = watched(&watch).diagnose().await;
    let primary = place(watch.primary().unwrap());
    assert_eq!(trouble(&found), [""; 0], "{found}");
    let announces: Vec<String> = watch
        .nodes()
        .iter()
        .map(|node| {
            format!(
                "ok sentinel {node}: announces {primary} as the primary of `{}`",
                watch.master()
            )
        })
        .collect();
    assert_eq!(lines(&found, "sentinel"), announces);
    assert_eq!(
        line(&found, "sentinel.quorum"),
        "ok sentinel.quorum enough sentinels are there for a failover"
    );
    assert_eq!(
        line(&found, "role"),
        format!("ok role {primary}: primary, takes writes, 1 replica")
    );
    assert_eq!(
        line(&found, "replicas"),
        "ok replicas 1 of 1 can be reached"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinels_that_are_down() {
    let watch = sentinels(Sentinel::builder()).await;
    let [a, b, c] = watch.sentinels() else {
        panic!("three sentinels");
    };
    a.kill().unwrap();
    let found = watched(&watch).diagnose().await;
    assert_eq!(
        line(&found, "connect.refused"),
        format!(
            "warning connect.refused {}: nothing accepts connections there: Connection refused (os error 111) fix: start the \
             server, or correct the address",
            place(a)
        )
    );
    assert_eq!(found.exit_code(), 1, "{found}");
    b.kill().unwrap();
    until("the last one notices", PATIENCE, async || {
        let check = c.call(&["SENTINEL", "CKQUORUM", watch.master()]);
        check.is_err()
    })
    .await;
    let found = watched(&watch).diagnose().await;
    let lacking = line(&found, "sentinel.no-quorum");
    let start =
        "error sentinel.no-quorum the sentinels cannot make a failover: 1 usable Sentinels. ";
    let end = " fix: start the sentinels that are down, and see that they reach each other";
    assert!(
        lacking.starts_with(start) && lacking.ends_with(end),
        "{lacking}"
    );
    c.kill().unwrap();
    let found = watched(&watch).diagnose().await;
    let refused = lines(&found, "connect.refused");
    assert_eq!(refused.len(), 3);
    assert!(
        refused.iter().all(|line| line.starts_with("error ")),
        "{found}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_name_of_the_primary() {
    let watch = sentinels(Sentinel::builder()).await;
    let config = Watched {
        master: "jobs".to_owned(),
        ..watched(&watch)
    };
    let found = config.diagnose().await;
    let unknown = lines(&found, "sentinel.unknown-master");
    assert_eq!(
        unknown[0],
        format!(
            "error sentinel.unknown-master {}: the sentinels watch no primary `jobs`, but `{}` fix: correct `master` \
             (variable `WATCHED_REDIS_MASTER`)",
            watch.nodes()[0],
            watch.master()
        )
    );
    assert_eq!(unknown.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_of_sentinels_and_servers() {
    let builder = Sentinel::builder()
        .password(canary::PASSWORD)
        .sentinel_password(canary::OTHER_PASSWORD);
    let watch = sentinels(builder).await;
    let found = watched(&watch).diagnose().await;
    let missing = lines(&found, "auth.missing");
    assert_eq!(missing.len(), 3, "{found}");
    assert!(
        missing[0]
            .ends_with("fix: set `sentinel_password` (variable `WATCHED_REDIS_SENTINEL_PASSWORD`)"),
        "{found}"
    );
    let found = Watched {
        sentinel_password: Some(Secret::new(canary::OTHER_PASSWORD)),
        ..watched(&watch)
    };
    let found = found.diagnose().await;
    let primary = place(watch.primary().unwrap());
    let missing = lines(&found, "auth.missing");
    assert!(
        missing.contains(&format!(
            "error auth.missing {primary}: the server wants a password and the definition has none fix: set `password` \
             (variable `WATCHED_REDIS_PASSWORD`)"
        )),
        "{found}"
    );
    // The replica, which is not in use now.
    assert!(
        missing.iter().any(|line| line.starts_with("warning ")),
        "{found}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_announced_address_that_cannot_be_reached() {
    let watch = sentinels(Sentinel::builder()).await;
    watch.mislead(0, 1).unwrap();
    let config = Watched {
        nodes: vec![watch.nodes().remove(0)],
        ..watched(&watch)
    };
    let found = config.diagnose().await;
    let refused = line(&found, "connect.refused");
    assert_eq!(
        refused,
        "error connect.refused 127.0.0.1:1: nothing accepts connections there: Connection refused (os error 111) fix: start \
         the server, or correct the address; the servers announce this address: if it is none of this network, give the one \
         to use here in `address_map` (variable `WATCHED_REDIS_ADDRESS_MAP`), such as `127.0.0.1:1=HOST:PORT`"
    );
    let target = place(&watch.servers()[0]);
    let config = Watched {
        address_map: Some(vec![format!("127.0.0.1:1={target}")]),
        ..config
    };
    let found = config.diagnose().await;
    assert!(
        lines(&found, "connect").contains(&format!("ok connect {target}: {target}")),
        "{found}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinels_that_disagree() {
    let watch = sentinels(Sentinel::builder()).await;
    let stray = Server::builder().append_only(true).start().unwrap();
    watch.mislead(0, stray.port()).unwrap();
    let found = watched(&watch).diagnose().await;
    let line = line(&found, "sentinel.disagree");
    let start = "warning sentinel.disagree the sentinels announce different primaries: `";
    let end =
        "` fix: a failover may be under way; otherwise see which sentinels cannot reach each other";
    assert!(line.starts_with(start) && line.ends_with(end), "{line}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_primary_that_is_down_and_one_without_a_replica() {
    let builder = Sentinel::builder().replicas(0);
    let watch = sentinels(builder).await;
    let found = watched(&watch).diagnose().await;
    let primary = watch.primary().unwrap();
    assert_eq!(
        line(&found, "role.no-replica"),
        format!(
            "warning role.no-replica {}: the primary has no replica: there is no failover if it is lost fix: start a \
             replica, or connect the one there is to this primary again",
            place(primary)
        )
    );
    primary.kill().unwrap();
    until("the sentinels agree", PATIENCE, async || {
        watch.sentinels().iter().all(|one| {
            let state = one.call(&["SENTINEL", "MASTER", watch.master()]);
            state.is_ok_and(|state| state.contains("o_down"))
        })
    })
    .await;
    let found = watched(&watch).diagnose().await;
    assert_eq!(
        line(&found, "sentinel.primary-down"),
        format!(
            "warning sentinel.primary-down the sentinels agree and hold the primary `{}` for down fix: see whether it runs, \
             and whether the sentinels reach it",
            place(primary)
        )
    );
    assert!(
        line(&found, "connect.refused").starts_with("error "),
        "{found}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_cannot_be_reached() {
    let watch = sentinels(Sentinel::builder().replicas(2)).await;
    let replica = watch.replicas().unwrap()[0].port();
    watch.replicas().unwrap()[0].kill().unwrap();
    let found = watched(&watch).diagnose().await;
    let refused = line(&found, "connect.refused");
    assert!(
        refused.starts_with(&format!("warning connect.refused 127.0.0.1:{replica}: "))
            && refused.contains("`address_map`"),
        "{refused}"
    );
    assert_eq!(
        line(&found, "replicas"),
        "ok replicas 1 of 2 can be reached"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_of_the_sentinels_with_few_rights() {
    let watch = sentinels(Sentinel::builder()).await;
    let password = format!(">{}", canary::PASSWORD);
    for sentinel in watch.sentinels() {
        set(
            sentinel,
            &[&[
                "ACL",
                "SETUSER",
                "app",
                "on",
                &password,
                "+hello",
                "+ping",
                "+sentinel|get-master-addr-by-name",
            ]],
        );
    }
    let config = Watched {
        sentinel_username: Some("app".to_owned()),
        sentinel_password: Some(Secret::new(canary::PASSWORD)),
        ..watched(&watch)
    };
    let found = config.diagnose().await;
    assert_eq!(trouble(&found), ["sentinel.quorum"], "{found}");
    assert_eq!(
        line(&found, "sentinel.quorum"),
        "unknown sentinel.quorum whether enough sentinels are there for a failover is not known: `SENTINEL CKQUORUM` is \
         refused fix: nothing, or let the sentinels' user ask: `ACL SETUSER USER +sentinel|ckquorum`"
    );
    for sentinel in watch.sentinels() {
        set(sentinel, &[&["ACL", "SETUSER", "app", "-sentinel"]]);
    }
    let found = config.diagnose().await;
    let refused = lines(&found, "sentinel.refused");
    assert_eq!(refused.len(), 3, "{found}");
    assert!(
        refused[0].contains("+sentinel|get-master-addr-by-name"),
        "{found}"
    );
}
