//! A switch under everything that an application may be doing.

use super::fixture::two;
use crate::fixture::at;
use crate::fixture::mixed_load::{Kind, Mix};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switches_under_all_kinds_of_commands_fail_and_double_nothing() {
    let (blue, green, handle) = two().await;
    let mix = Mix::start(&handle, 3);
    for round in 0..20 {
        mix.goes_on(5).await;
        let target = if round % 2 == 0 { &green } else { &blue };
        handle.switch(at(target.url())).await.unwrap();
    }
    mix.goes_on(5).await;
    let tally = mix.stop().await;
    println!("{}", tally.counts());
    assert!(tally.failures.is_empty(), "{:?}", tally.failures);
    for kind in Kind::ALL {
        assert_eq!(tally.unknown(kind), 0, "{kind:?}");
    }
    let call = |command: &[&str]| [&blue, &green].map(|server| server.call(command).unwrap());
    tally
        .check(
            async |key| {
                let both = call(&["GET", key]);
                both.iter().map(|n| n.parse::<u64>().unwrap_or(0)).sum()
            },
            async |key| {
                let both = call(&["LRANGE", key, "0", "-1"]);
                let items = both.iter().flat_map(|items| items.lines());
                items.map(str::to_owned).collect()
            },
        )
        .await;
}
