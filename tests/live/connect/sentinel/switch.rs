//! From one Sentinel set to another.

use redis_config::dev::Sentinel;
use redis_config::redis::AsyncCommands;
use redis_config_tests::poll::until;
use tokio::task::block_in_place;

use super::fixture::{SOON, address, sockets, watched};
use crate::fixture::SECOND;
use crate::fixture::load::{Load, sum};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_switch_to_another_set_loses_and_doubles_nothing_and_is_rolled_back() {
    let start = || tokio::task::spawn_blocking(|| Sentinel::builder().sentinels(2).start());
    let (first, second) = tokio::join!(start(), start());
    let (first, second) = (first.unwrap().unwrap(), second.unwrap().unwrap());
    let handle = watched(&first).connect().await.unwrap();
    let load = Load::start(&handle, 8);
    load.goes_on(200).await;
    for _ in 0..2 {
        handle.switch(watched(&second)).await.unwrap();
        let there = format!("127.0.0.1:{}", second.primary_port().unwrap());
        assert_eq!(handle.primary_address(), Some(there));
        load.goes_on(200).await;
        handle.rollback().await.unwrap();
        let back = format!("127.0.0.1:{}", first.primary_port().unwrap());
        assert_eq!(handle.primary_address(), Some(back));
        load.goes_on(200).await;
    }
    let (counted, failures) = load.stop().await;
    assert!(failures.is_empty(), "{failures:?}");
    let here = sum(&handle).await;
    handle.switch(watched(&second)).await.unwrap();
    let there = sum(&handle).await;
    assert_eq!(here + there, counted);
    assert!(here > 0 && there > 0, "{here} and {there}");
    for server in first.servers() {
        until("its servers are left", SOON, async || {
            sockets(server, "shared") + sockets(server, "dedicated") == 0
        })
        .await;
    }

    // The failovers of the new set are followed, and those of the old set are ignored.
    let moved = block_in_place(|| second.failover()).unwrap();
    until("the handle has moved", SOON, async || {
        sockets(moved, "shared") == 2
    })
    .await;
    let generation = handle.generation();
    block_in_place(|| first.failover()).unwrap();
    assert_eq!(
        address(&handle).await,
        format!("127.0.0.1:{}", moved.port())
    );
    assert_eq!(handle.generation(), generation);
    // And back, to wherever its primary is by now.
    handle.rollback().await.unwrap();
    let back = format!("127.0.0.1:{}", first.primary_port().unwrap());
    assert_eq!(address(&handle).await, back);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sentinels_that_were_switched_away_from_are_left() {
    let start = || tokio::task::spawn_blocking(|| Sentinel::builder().sentinels(2).start());
    let (first, second) = tokio::join!(start(), start());
    let (first, second) = (first.unwrap().unwrap(), second.unwrap().unwrap());
    let handle = watched(&first).connect().await.unwrap();
    handle.switch(watched(&second)).await.unwrap();
    handle.rollback().await.unwrap();
    handle.switch(watched(&second)).await.unwrap();
    let _: () = handle.conn().set("k", "v").await.unwrap();
    for sentinel in first.sentinels() {
        until("no socket is left", 20 * SECOND, async || {
            sockets(sentinel, "sentinel") == 0
        })
        .await;
    }
}
