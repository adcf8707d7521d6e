use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A way to the server that can be cut: bytes then go nowhere, and nobody is told.
pub struct Passage {
    pub address: SocketAddr,
    state: Arc<watch::Sender<State>>,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// How often it was cut.
    cuts: u32,
    /// New connections go nowhere, either.
    shut: bool,
}

impl Passage {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let sender = Arc::new(watch::Sender::new(State::default()));
        let state = sender.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, server, state.subscribe()));
            }
        });
        Self {
            address,
            state: sender,
        }
    }

    pub fn cut(&self) {
        self.state.send_modify(|state| {
            state.cuts += 1;
            state.shut = true;
        });
    }

    /// Opens it for new connections. Those that were cut stay as they are.
    pub fn mend(&self) {
        self.state.send_modify(|state| state.shut = false);
    }
}

async fn carry(mut near: TcpStream, server: SocketAddr, mut state: watch::Receiver<State>) {
    let begun = state.borrow().cuts;
    let through = async {
        if let Ok(mut far) = TcpStream::connect(server).await {
            copy_bidirectional(&mut near, &mut far).await.ok();
        }
    };
    let is_cut = tokio::select! {
        () = through => false,
        _ = state.wait_for(|state| state.shut || state.cuts > begun) => true,
    };
    if is_cut {
        // The far end is gone, the near end is held open and not read.
        std::future::pending::<()>().await;
    }
}
