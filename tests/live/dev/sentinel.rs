//! A private Sentinel set: it forms, fails over, and can be given wrong data.

use std::time::Duration;

use redis_config::dev::{DevError, Sentinel, Server};

use crate::lifecycle::runs;

const SOON: Duration = Duration::from_secs(60);

#[test]
fn is_complete_as_soon_as_it_is_started() {
    let set = Sentinel::builder().replicas(2).start().unwrap();
    assert_eq!((set.servers().len(), set.sentinels().len()), (3, 3));
    assert_eq!(set.primary_port().unwrap(), set.servers()[0].port());
    assert_eq!(set.replicas().unwrap().len(), 2);
    assert_eq!(
        set.url(),
        format!(
            "redis+sentinel://{}/0?master=mymaster",
            set.nodes().join(",")
        )
    );
    for sentinel in set.sentinels() {
        assert_eq!(
            sentinel
                .call(&["SENTINEL", "CKQUORUM", "mymaster"])
                .unwrap(),
            "OK 3 usable Sentinels. Quorum and failover authorization can be reached"
        );
    }
    set.primary().unwrap().call(&["SET", "k", "v"]).unwrap();
    let synced = set.primary().unwrap().call(&["WAIT", "2", "20000"]);
    assert_eq!(synced.unwrap(), "2");
}

#[test]
fn fails_over_on_request_and_back() {
    let set = Sentinel::builder()
        .password("data-secret")
        .sentinel_password("sentinel-secret")
        .master("jobs")
        .start()
        .unwrap();
    assert!(set.url().contains(":data-secret@"));
    assert!(
        set.url()
            .ends_with("?master=jobs&sentinel_password=sentinel-secret")
    );
    let shown = format!("{set:?}");
    assert!(!shown.contains("-secret"), "{shown}");

    let first = set.primary_port().unwrap();
    let second = set.failover().unwrap().port();
    assert_ne!(first, second);
    assert_eq!(set.replicas().unwrap()[0].port(), first);
    assert_eq!(set.failover().unwrap().port(), first);
    // A rewritten configuration is what a restart begins with.
    set.replicas().unwrap()[0].restart().unwrap();
    set.sentinels()[1].restart().unwrap();
    set.wait_until_settled().unwrap();
    assert_eq!(set.primary_port().unwrap(), first);
}

#[test]
fn promotes_a_replica_when_the_primary_is_killed_and_takes_it_back_as_a_replica() {
    let set = Sentinel::start().unwrap();
    set.primary().unwrap().call(&["SET", "k", "v"]).unwrap();
    set.primary()
        .unwrap()
        .call(&["WAIT", "1", "20000"])
        .unwrap();
    let dead = set.kill_primary().unwrap();
    let next = set.wait_for_primary_other_than(dead.port(), SOON).unwrap();
    assert_eq!(next.call(&["GET", "k"]).unwrap(), "v");
    dead.restart().unwrap();
    set.wait_until_settled().unwrap();
    assert_eq!(dead.call(&["GET", "k"]).unwrap(), "v");
    assert!(dead.call(&["ROLE"]).unwrap().starts_with("slave\n"));
}

#[test]
fn a_frozen_primary_comes_back_as_a_second_one_and_is_made_a_replica() {
    let set = Sentinel::start().unwrap();
    let frozen = set.freeze_primary().unwrap();
    let next = set
        .wait_for_primary_other_than(frozen.port(), SOON)
        .unwrap();
    next.call(&["SET", "k", "kept"]).unwrap();
    frozen.thaw().unwrap();
    set.wait_until_settled().unwrap();
    assert_eq!(frozen.call(&["GET", "k"]).unwrap(), "kept");
}

#[test]
fn a_misled_sentinel_names_the_wrong_server_and_the_others_the_right_one() {
    let set = Sentinel::start().unwrap();
    let stranger = Server::start().unwrap();
    set.mislead(1, stranger.port()).unwrap();
    let says = |index: usize| {
        set.sentinels()[index]
            .call(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"])
            .unwrap()
    };
    assert_eq!(says(1), format!("127.0.0.1\n{}", stranger.port()));
    let truth = set.primary_port().unwrap();
    assert_eq!(says(0), format!("127.0.0.1\n{truth}"));
    let next = set.failover().unwrap().port();
    assert_eq!(says(1), format!("127.0.0.1\n{}", stranger.port()));
    set.correct(1).unwrap();
    assert_eq!(says(1), format!("127.0.0.1\n{next}"));
    assert!(matches!(set.mislead(7, 1), Err(DevError::NoMember { .. })));
}

#[test]
fn without_a_majority_nothing_is_promoted() {
    let set = Sentinel::start().unwrap();
    set.sentinels()[0].kill().unwrap();
    set.sentinels()[2].freeze().unwrap();
    let dead = set.kill_primary().unwrap();
    assert!(matches!(
        set.wait_for_primary_other_than(dead.port(), Duration::from_secs(4)),
        Err(DevError::NotReached { .. })
    ));
    set.sentinels()[2].thaw().unwrap();
    set.sentinels()[0].restart().unwrap();
    set.wait_for_primary_other_than(dead.port(), SOON).unwrap();
}

#[test]
fn a_failover_without_a_replica_is_refused_with_the_words_of_the_sentinel() {
    let set = Sentinel::builder()
        .replicas(0)
        .sentinels(1)
        .start()
        .unwrap();
    let error = set.failover().unwrap_err().to_string();
    assert!(error.contains("NOGOODSLAVE"), "{error}");
}

#[test]
fn a_password_that_sentinels_cannot_keep_is_refused() {
    let error = Sentinel::builder()
        .password("two words")
        .start()
        .unwrap_err();
    assert!(matches!(error, DevError::Unfit { .. }));
    assert!(!error.to_string().contains("two"));
}

#[test]
fn is_gone_when_dropped() {
    let set = Sentinel::start().unwrap();
    let pids: Vec<u32> = set
        .servers()
        .iter()
        .chain(set.sentinels())
        .map(|server| server.pid().unwrap())
        .collect();
    assert!(pids.iter().all(|pid| runs(*pid)));
    drop(set);
    assert!(!pids.iter().any(|pid| runs(*pid)));
}

/// Sentinels that poll too often promote no replica: their data about it counts as too old.
#[test]
fn each_killed_primary_is_replaced_at_the_first_attempt() {
    let set = Sentinel::start().unwrap();
    for _ in 0..4 {
        let old = set.kill_primary().unwrap();
        set.wait_for_primary_other_than(old.port(), SOON).unwrap();
        old.restart().unwrap();
        set.wait_until_settled().unwrap();
    }
    for sentinel in set.sentinels() {
        let log = std::fs::read_to_string(sentinel.dir().join("server.log")).unwrap();
        assert!(log.contains("+switch-master"), "{log}");
        assert!(!log.contains("no-good-slave"), "{log}");
    }
}
