use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A way to the server that can be cut: bytes then go nowhere, and nobody is told.
pub struct Passage {
    pub address: SocketAddr,
    cut: Arc<watch::Sender<bool>>,
}

impl Passage {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let cut = Arc::new(watch::Sender::new(false));
        let state = cut.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, server, state.subscribe()));
            }
        });
        Self { address, cut }
    }

    pub fn cut(&self) {
        self.cut.send_replace(true);
    }
}

async fn carry(mut near: TcpStream, server: SocketAddr, mut cut: watch::Receiver<bool>) {
    let through = async {
        if let Ok(mut far) = TcpStream::connect(server).await {
            copy_bidirectional(&mut near, &mut far).await.ok();
        }
    };
    let is_cut = tokio::select! {
        () = through => false,
        _ = cut.wait_for(|cut| *cut) => true,
    };
    if is_cut {
        // The far end is gone, the near end is held open and not read.
        std::future::pending::<()>().await;
    }
}
