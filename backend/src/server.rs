//! Starting and stopping one server.

use crate::app::{audit, demo};
use crate::config::Config;
use crate::http::Listener;
use crate::state::AppState;
use crate::{clock, http, jobs, live};
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context;
use socket2::{Domain, Socket, Type};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Threads of each listener.
const WORKERS: usize = 2;
/// How long requests under way get once sockets were told to leave.
const DRAIN_S: u64 = 2;
/// How long sockets get to send their farewell.
const FAREWELL: Duration = Duration::from_millis(1_500);
/// Bytes that a reader doesn't take keep a connection for at most this long.
const UNREAD: Duration = Duration::from_secs(20);
/// Bytes that wait in the kernel beyond what is on its way. Without a bound it takes megabytes of what
/// nobody reads, and a sender can't tell for minutes that its reader is slow.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 64 * 1024;
/// Connections that may wait to be accepted: after a restart everybody comes at once.
const BACKLOG: i32 = 2_048;
/// Slow request headers are cut off after this.
const HEADERS: Duration = Duration::from_secs(5);

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it listens for whoever runs the machine.
    pub internal_address: Option<SocketAddr>,
    state: Arc<AppState>,
    /// One for each listener.
    serving: Vec<(ServerHandle, JoinHandle<std::io::Result<()>>)>,
    jobs: Vec<JoinHandle<()>>,
}

impl Running {
    /// Opens the database, seeds a demo, and serves.
    ///
    /// # Errors
    /// The database can't be opened, or the address is taken.
    pub async fn start(config: Config) -> anyhow::Result<Self> {
        let (listen, internal) = (config.listen, config.internal_listen);
        let demo = config.demo;
        if let Some(warning) = config.address_proof.warning() {
            tracing::warn!("{warning}");
        }
        if let Some(file) = &config.kept_clock {
            clock::resume(file);
        }
        let kept_clock = config.kept_clock.clone();
        let state = tokio::task::spawn_blocking(move || AppState::open(config)).await??;
        if demo {
            demo::seed(&state, clock::now())
                .await
                .context("demo data")?;
        }
        let public = match (demo, internal) {
            (true, None) => Listener::PublicOfDemo,
            (true | false, _) => Listener::Public,
        };
        let (address, server) = serve(&state, listen, public)?;
        let mut servers = vec![server];
        let mut internal_address = None;
        if let Some(internal) = internal {
            let (address, server) = serve(&state, internal, Listener::Internal)?;
            internal_address = Some(address);
            servers.push(server);
        }
        let serving = servers
            .into_iter()
            .map(|server| (server.handle(), tokio::spawn(server)));
        Ok(Self {
            address,
            internal_address,
            serving: serving.collect(),
            jobs: vec![
                tokio::spawn(jobs::watch_deadlines(state.clone())),
                tokio::spawn(jobs::watch_deserted(state.clone())),
                tokio::spawn(jobs::watch_absences(state.clone())),
                tokio::spawn(jobs::watch_second_rings(state.clone())),
                tokio::spawn(jobs::watch_overdue_sessions(state.clone())),
                tokio::spawn(jobs::watch_appointments(state.clone())),
                tokio::spawn(jobs::deliver_mail(state.clone())),
                tokio::spawn(jobs::housekeeping(state.clone())),
                tokio::spawn(jobs::forget_what_is_old(state.clone())),
                tokio::spawn(jobs::sweep_files(state.clone())),
                tokio::spawn(jobs::write_looks(state.clone())),
                tokio::spawn(jobs::write_audit_heads(state.clone())),
                tokio::spawn(jobs::keep_clock(kept_clock)),
                tokio::spawn(live::broadcast_queues(state.clone())),
                tokio::spawn(live::refresh_forecasts(state.clone())),
                tokio::spawn(live::announce_presence(state.clone())),
                tokio::spawn(live::sweep(state.clone())),
                tokio::spawn(live::watch_sessions(state.clone())),
            ],
            state,
        })
    }

    /// Tells every socket to come back later, lets requests finish, and stops: in under five
    /// seconds.
    ///
    /// # Errors
    /// The server broke.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.state.hub.drain();
        let patience = tokio::time::Instant::now() + FAREWELL;
        while self.state.hub.count() > 0 && tokio::time::Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for job in &self.jobs {
            job.abort();
        }
        for (handle, _) in &self.serving {
            handle.stop(true).await;
        }
        for (_, serving) in self.serving {
            serving.await??;
        }
        // What was looked at until the end, and how the audit ends.
        audit::write_looks(&self.state).await?;
        Ok(audit::write_head(&self.state, clock::now()).await?)
    }
}

/// One listener's server, and where it listens.
fn serve(
    state: &Arc<AppState>,
    listen: SocketAddr,
    which: Listener,
) -> anyhow::Result<(SocketAddr, Server)> {
    let data = web::Data::from(state.clone());
    let document = web::Data::new(http::Document(http::openapi_json()?));
    let server = HttpServer::new(move || {
        let app = App::new()
            .app_data(data.clone())
            .app_data(document.clone())
            .wrap(from_fn(http::guard))
            .configure(|config| http::configure(config, which));
        match which {
            Listener::Public | Listener::PublicOfDemo => {
                app.configure(|config| http::configure_socket(config, web::get().to(live::open)))
            }
            Listener::Internal => app,
        }
    })
    .workers(WORKERS)
    .client_request_timeout(HEADERS)
    .shutdown_timeout(DRAIN_S)
    .disable_signals()
    .listen(listener(listen).with_context(|| format!("cannot listen on {listen}"))?)?;
    let address = *server.addrs().first().context("no address was bound")?;
    Ok((address, server.run()))
}

/// Binds the address. Sockets accepted from it are reset by the kernel when their peer takes no
/// bytes for too long, and take no more than the reader does: the web framework has no deadline for writing.
fn listener(address: SocketAddr) -> std::io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    #[cfg(target_os = "linux")]
    {
        socket.set_tcp_user_timeout(Some(UNREAD))?;
        socket.set_tcp_notsent_lowat(UNSENT)?;
    }
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
