//! Starting and stopping one server.

use crate::app::demo;
use crate::practice::Practice;
use crate::settings::Settings;
use crate::{http, jobs, live};
use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context;
use socket2::{Domain, Socket, Type};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How long requests under way get once sockets were told to leave.
const DRAIN_S: u64 = 2;
/// How long sockets get to send their farewell.
const FAREWELL: Duration = Duration::from_millis(1_500);
/// Bytes that a reader doesn't take keep a connection for at most this long.
const UNREAD: Duration = Duration::from_secs(20);
/// Connections that may wait to be accepted: after a restart everybody comes at once.
const BACKLOG: i32 = 2_048;
/// Slow request headers are cut off after this.
const HEADERS: Duration = Duration::from_secs(5);

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    practice: Arc<Practice>,
    handle: ServerHandle,
    serving: JoinHandle<std::io::Result<()>>,
    jobs: Vec<JoinHandle<()>>,
}

impl Running {
    /// Opens the database, seeds a demo, and serves.
    ///
    /// # Errors
    /// The database can't be opened, or the address is taken.
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        let listen = settings.listen;
        let demo = settings.demo;
        let practice = tokio::task::spawn_blocking(move || Practice::open(settings)).await??;
        if demo {
            demo::seed(&practice).await.context("demo data")?;
        }
        let data = web::Data::from(practice.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .wrap(from_fn(http::guard))
                .configure(http::configure)
        })
        .workers(2)
        .client_request_timeout(HEADERS)
        .shutdown_timeout(DRAIN_S)
        .disable_signals()
        .listen(listener(listen).with_context(|| format!("cannot listen on {listen}"))?)?;
        let address = *server.addrs().first().context("no address was bound")?;
        let server = server.run();
        let handle = server.handle();
        Ok(Self {
            address,
            handle,
            serving: tokio::spawn(server),
            jobs: vec![
                tokio::spawn(jobs::watch_deadlines(practice.clone())),
                tokio::spawn(jobs::watch_deserted(practice.clone())),
                tokio::spawn(jobs::watch_appointments(practice.clone())),
                tokio::spawn(jobs::deliver_mail(practice.clone())),
                tokio::spawn(jobs::keep_house(practice.clone())),
                tokio::spawn(live::broadcast_queues(practice.clone())),
                tokio::spawn(live::refresh_forecasts(practice.clone())),
                tokio::spawn(live::announce_presence(practice.clone())),
                tokio::spawn(live::sweep(practice.clone())),
            ],
            practice,
        })
    }

    /// Tells every socket to come back later, lets requests finish, and stops: in under five
    /// seconds.
    ///
    /// # Errors
    /// The server broke.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.practice.hub.drain();
        let patience = tokio::time::Instant::now() + FAREWELL;
        while self.practice.hub.count() > 0 && tokio::time::Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for job in &self.jobs {
            job.abort();
        }
        self.handle.stop(true).await;
        self.serving.await??;
        Ok(())
    }
}

/// Binds the address. Sockets accepted from it are reset by the kernel when their peer takes no
/// bytes for too long: the web framework has no deadline for writing.
fn listener(address: SocketAddr) -> std::io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(UNREAD))?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
