//! What stands between the server and people, and whose word counts.

use anyhow::Context;
use ipnet::IpNet;
use serde::Deserialize;
use std::net::IpAddr;

/// Proxies between the server and people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    /// Those whose word counts.
    pub trusted: Vec<IpNet>,
    /// Where they say it.
    pub client_address: ClientAddress,
}

impl Proxies {
    /// Whether the word of a proxy at this address counts.
    #[must_use]
    pub fn trust(&self, address: IpAddr) -> bool {
        self.trusted
            .iter()
            .any(|network| network.contains(&address))
    }
}

/// The header in which proxies say where a request comes from.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum ClientAddress {
    /// What nginx, HAProxy and Caddy write.
    #[default]
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

/// A network, or one address of it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Trusted(pub IpNet);

impl TryFrom<String> for Trusted {
    type Error = anyhow::Error;

    fn try_from(text: String) -> anyhow::Result<Self> {
        let network = text.parse::<IpNet>().ok();
        let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
        let found = network.or_else(address);
        found
            .map(Self)
            .with_context(|| format!("{text} is neither an address nor a network"))
    }
}
