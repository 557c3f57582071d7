//! Letting sockets finish: the commands that were written are answered before the socket is closed.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use crate::connect::socket::socket::Socket;

/// Time for callers who loaded the old socket a moment ago to submit their command.
const IDLE_POLL: Duration = Duration::from_millis(50);

/// Waits until everything that was written on a socket is answered.
pub(crate) async fn wait_until_idle(socket: Arc<Socket>, deadline: Instant) {
    while Instant::now() < deadline && !socket.is_lost() {
        sleep(IDLE_POLL).await;
        if let Ok(true) = timeout_at(deadline, socket.is_settled()).await {
            break;
        }
    }
}

/// Lets a replaced socket finish what was written on it, then closes it.
pub(crate) async fn drain(socket: Arc<Socket>, deadline: Instant) {
    wait_until_idle(Arc::clone(&socket), deadline).await;
    // Callers that are still bound to it find it closed before they write, and move to the new one.
    socket.close();
}
