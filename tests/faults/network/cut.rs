//! The connection cut at every byte of a command and of its reply.

use redis_config::redis::cmd;
use redis_config_tests::proxy::Direction;

use crate::fixture::Rig;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_cut_at_any_byte_is_done_at_most_once_and_the_handle_works() {
    let rig = Rig::new().await;
    let count = || -> i64 {
        let count = rig.server.call(&["GET", "n"]).expect("answers");
        count.trim().parse().unwrap_or(0)
    };
    for direction in [Direction::Request, Direction::Reply] {
        let (mut bytes, mut failed) = (0, 0);
        loop {
            let before = count();
            let armed = rig.proxy.cut_after(direction, bytes);
            let result = cmd("INCR")
                .arg("n")
                .query_async::<i64>(&mut rig.handle.conn())
                .await;
            let fired = armed.fired();
            rig.proxy.heal();
            let after = count();
            match result {
                Ok(text) => assert!(
                    after == before + 1 && text == after,
                    "{direction:?} cut after byte {bytes}: the answer is {text}, the count {before}, then {after}"
                ),
                Err(_) => {
                    failed += 1;
                    assert!(
                        after == before || after == before + 1,
                        "{direction:?} cut after byte {bytes}: done {} times",
                        after - before
                    );
                }
            }
            if !fired {
                break;
            }
            bytes += 1;
        }
        println!("{direction:?} cut after each of {bytes} bytes, {failed} commands failed");
        assert!(failed > 0, "no cut was felt");
    }
}
