use anyhow::{Context, ensure};
use shared::{IceServer, Pii};
use std::net::SocketAddr;
use std::path::PathBuf;
use store::Address;

/// How one server runs.
#[derive(Clone)]
pub struct Settings {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Which database.
    pub database: Address,
    /// Signs access tokens; at least 32 bytes.
    pub secret: Pii,
    /// Seeds demo data and accepts its well-known passwords.
    pub demo: bool,
    /// Doctors who register may practise at once.
    pub approve_doctors: bool,
    /// STUN and TURN servers for the members of a call.
    pub ice_servers: Vec<IceServer>,
}

/// Fewest bytes of a secret: as many as HS256's hash puts out (RFC 7518, 3.2).
const SECRET_BYTES: usize = 32;

impl Settings {
    /// Puts the command line and the environment together.
    ///
    /// # Errors
    /// No secret outside demo mode, a short one, or an unreadable database URL.
    pub fn resolve(
        listen: SocketAddr,
        data: &PathBuf,
        database_url: Option<&str>,
        secret: Option<String>,
        demo: bool,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data)
            .with_context(|| format!("the folder {} cannot be made", data.display()))?;
        let database = match database_url {
            Some(url) => Address::parse(url)?,
            None => Address::Sqlite(data.join("medconsult.db").display().to_string()),
        };
        let secret = match secret {
            Some(secret) => secret,
            // A demo's secret need not outlive it: a restart asks for new access tokens only.
            None if demo => crate::clock::random_token(),
            None => anyhow::bail!(
                "MEDCONSULT_SECRET is not set; give it at least {SECRET_BYTES} random bytes"
            ),
        };
        ensure!(
            secret.len() >= SECRET_BYTES,
            "MEDCONSULT_SECRET is shorter than {SECRET_BYTES} bytes"
        );
        Ok(Self {
            listen,
            database,
            secret: Pii(secret),
            demo,
            approve_doctors: false,
            ice_servers: Vec::new(),
        })
    }
}
