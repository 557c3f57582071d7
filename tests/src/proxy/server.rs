//! A TCP proxy in front of a server that makes network faults, on request or at random.
//!
//! It reads enough RESP to lose exactly the n-th reply to one command. Other protocols pass unchanged.

use std::io;
use std::net::{Shutdown, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use socket2::SockRef;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::connection;
use super::faults::{Armed, Closing, Direction, Loss, Lost, Shared};
use super::resp::Command;

/// How new connections are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrivals {
    /// They are connected to the server.
    Serve,
    /// The port is closed: connection refused.
    Refuse,
    /// They are accepted, and never get a reply.
    Mute,
}

/// The proxy. Dropping it closes every connection and the port.
///
/// All faults can be set from any task; they hold until they are reset.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    arrivals: mpsc::UnboundedSender<(Arrivals, oneshot::Sender<()>)>,
    acceptor: JoinHandle<()>,
}

impl Proxy {
    /// Listens on a free port of 127.0.0.1 and forwards everything to `target`.
    ///
    /// # Errors
    ///
    /// No free port, or a target that is no address.
    pub async fn start(target: impl ToSocketAddrs) -> io::Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), target).await
    }

    /// Listens on an IPv4 address of this machine, where port 0 means a free one.
    ///
    /// # Errors
    ///
    /// The port is taken, or the target is no address.
    pub async fn start_at(address: SocketAddr, target: impl ToSocketAddrs) -> io::Result<Self> {
        let target = target
            .to_socket_addrs()?
            .next()
            .ok_or_else(|| io::Error::other("the target has no address"))?;
        // Bound and never listening: it keeps the port ours while `refuse` holds.
        let reserved = TcpSocket::new_v4()?;
        reserved.set_reuseaddr(true)?;
        reserved.bind(address)?;
        let address = reserved.local_addr()?;
        let listener = listen(address)?;
        let shared = Arc::new(Shared::new(target));
        let (arrivals, orders) = mpsc::unbounded_channel();
        let acceptor = tokio::spawn(accept(
            reserved,
            address,
            listener,
            Arc::clone(&shared),
            orders,
        ));
        Ok(Self {
            address,
            shared,
            arrivals,
            acceptor,
        })
    }

    /// A proxy in front of a private server.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub async fn before(server: &redis_config::dev::Server) -> io::Result<Self> {
        Self::start((server.host(), server.port())).await
    }

    /// Where the proxy listens.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The server's URL with the address of the proxy in place of the server's.
    pub fn url(&self, of_server: &str) -> String {
        let (scheme, rest) = of_server.split_once("://").expect("a URL has `://` in it");
        let (authority, path) = match rest.find(['/', '?']) {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let user = authority
            .rsplit_once('@')
            .map_or(String::new(), |(user, _)| format!("{user}@"));
        format!("{scheme}://{user}{}{path}", self.address)
    }

    /// Closes every connection (FIN). New ones work.
    pub fn cut(&self) -> usize {
        self.shared.close_all(Closing::Fin)
    }

    /// Resets every connection (RST). New ones work.
    pub fn reset(&self) -> usize {
        self.shared.close_all(Closing::Reset)
    }

    /// Makes the current connections half-open: nothing passes any more, and neither side notices. New ones work.
    pub fn black_hole(&self) -> usize {
        self.shared.black_hole()
    }

    /// Closes the port: new connections are refused, current ones stay. Returns once the port is closed.
    pub async fn refuse(&self) {
        self.order(Arrivals::Refuse).await;
    }

    /// Accepts new connections and never replies on them. Current connections stay.
    pub async fn mute(&self) {
        self.order(Arrivals::Mute).await;
    }

    /// Resets [`refuse`](Self::refuse) and [`mute`](Self::mute).
    pub async fn serve(&self) {
        self.order(Arrivals::Serve).await;
    }

    /// Holds all replies back, on current and new connections. Requests pass.
    pub fn hold(&self) {
        self.shared.hold(true);
    }

    /// Delivers the replies that were held back.
    pub fn release(&self) {
        self.shared.hold(false);
    }

    /// From now on loses each reply with this probability: the server executes the command and replies, the
    /// reply is discarded and its connection cut. 0 ends it.
    pub fn lose_replies(&self, probability: f64, seed: u64) {
        self.shared.lose_at_random(probability, seed);
    }

    /// Loses the reply to the `nth` command (1-based, from now) that `matches`, and cuts that connection.
    pub fn lose_reply(
        &self,
        nth: u64,
        matches: impl FnMut(&Command) -> bool + Send + 'static,
    ) -> Armed {
        self.shared.arm(Loss::Reply, nth, Box::new(matches))
    }

    /// Cuts the connection in place of forwarding the `nth` command (1-based, from now) that `matches`: the server
    /// never sees it.
    pub fn lose_request(
        &self,
        nth: u64,
        matches: impl FnMut(&Command) -> bool + Send + 'static,
    ) -> Armed {
        self.shared.arm(Loss::Request, nth, Box::new(matches))
    }

    /// Forwards `bytes` more bytes in this direction, over all connections together, then cuts the one that carried the
    /// last of them. Not more than one such cut is armed at a time.
    pub fn cut_after(&self, direction: Direction, bytes: u64) -> Armed {
        self.shared.cut_after(direction, bytes)
    }

    /// Lets `alter` change the bytes of the reply to the `nth` command (1-based, from now) that `matches`.
    pub fn alter_reply(
        &self,
        nth: u64,
        matches: impl FnMut(&Command) -> bool + Send + 'static,
        alter: impl FnMut(&mut Vec<u8>) + Send + 'static,
    ) -> Armed {
        self.shared
            .arm_alteration(Direction::Reply, nth, Box::new(matches), Box::new(alter))
    }

    /// Lets `alter` change the bytes of the `nth` command (1-based, from now) that `matches`, before the server gets it.
    ///
    /// A server that reads the change as another number of commands replies more or fewer times than the proxy counts
    /// on that connection. From then on, other rules may match the wrong reply there.
    pub fn alter_request(
        &self,
        nth: u64,
        matches: impl FnMut(&Command) -> bool + Send + 'static,
        alter: impl FnMut(&mut Vec<u8>) + Send + 'static,
    ) -> Armed {
        self.shared
            .arm_alteration(Direction::Request, nth, Box::new(matches), Box::new(alter))
    }

    /// From now on each piece of data takes this much longer, in each direction. Zero ends it.
    pub fn delay(&self, by: Duration) {
        self.shared.pace(|pace| pace.delay = by);
    }

    /// From now on not more than this many bytes a second pass in each direction of a connection. `None` ends it.
    pub fn cap(&self, bytes_per_second: Option<u32>) {
        self.shared.pace(|pace| pace.cap = bytes_per_second);
    }

    /// From now on everything is delivered in pieces of so many bytes, in both directions; between two pieces each reader
    /// gets a turn. `None` ends it. A capped connection ([`cap`](Self::cap)) has its own pieces.
    pub fn slice(&self, bytes: Option<usize>) {
        self.shared.pace(|pace| pace.slice = bytes);
    }

    /// Disarms every loss, alteration and cut that has not happened yet.
    pub fn heal(&self) {
        self.shared.heal();
    }

    /// Connections accepted since the start.
    pub fn accepted(&self) -> u64 {
        self.shared.accepted()
    }

    /// Connections open now, the half-open ones among them.
    pub fn open(&self) -> usize {
        self.shared.open()
    }

    /// How many commands of this name (capitals) passed to the server.
    pub fn passed(&self, name: &str) -> u64 {
        self.shared.passed(name)
    }

    /// Bytes that passed in this direction since the start.
    pub fn bytes(&self, direction: Direction) -> u64 {
        self.shared.bytes(direction)
    }

    /// Every reply and request lost so far, in order.
    pub fn lost(&self) -> Vec<Lost> {
        self.shared.lost()
    }

    async fn order(&self, arrivals: Arrivals) {
        let (confirm, done) = oneshot::channel();
        self.arrivals
            .send((arrivals, confirm))
            .expect("the acceptor lives as long as the proxy");
        done.await.expect("the acceptor confirms every order");
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.acceptor.abort();
        self.shared.close_all(Closing::Fin);
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(1024)
}

async fn accept(
    _reserved: TcpSocket,
    address: SocketAddr,
    listener: TcpListener,
    shared: Arc<Shared>,
    mut orders: mpsc::UnboundedReceiver<(Arrivals, oneshot::Sender<()>)>,
) {
    let mut listener = Some(listener);
    let mut arrivals = Arrivals::Serve;
    loop {
        tokio::select! {
            order = orders.recv() => {
                let Some((next, done)) = order else { return };
                arrivals = next;
                if arrivals == Arrivals::Refuse {
                    if let Some(listener) = listener.take() {
                        // A process that is just being started holds a copy of it for a moment, which would keep listening.
                        let _gone = SockRef::from(&listener).shutdown(Shutdown::Both);
                    }
                } else if listener.is_none() {
                    listener = Some(listen(address).expect("the port is reserved for us"));
                }
                let _ = done.send(());
            }
            Some(arrived) = async { Some(listener.as_ref()?.accept().await) }, if listener.is_some() => {
                let Ok((client, _)) = arrived else { continue };
                connection::start(&shared, client, arrivals == Arrivals::Mute);
            }
        }
    }
}
