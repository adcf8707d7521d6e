//! What can go wrong on the way to the server, as far as a person can do something about it.

use serde::{Deserialize, Serialize};

/// Why the server could not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum NetworkFault {
    /// This device has no network.
    NoNetwork,
    /// Nobody knows a server of that name.
    NameNotFound,
    /// There is a computer, and nothing listens there.
    Refused,
    /// Nothing came back in time.
    NoAnswer,
    /// Nobody whom this device trusts has issued the server's certificate.
    UnknownIssuer,
    /// By this device's clock, the certificate has expired.
    Expired,
    /// By this device's clock, it is not valid yet.
    NotYetValid,
    /// The certificate is another server's.
    WrongName,
    /// No safe connection came about for any other reason.
    NotSecured,
    /// Something else answered in the server's place.
    Foreign,
    /// The proxy that this device is to go by is not there, or is none.
    ProxyUnreachable,
    /// It wants a name and a password, or others than it was given.
    ProxyAuthentication,
    /// It does not let connections to the server through.
    ProxyRefused,
    /// Requests get through to the server, and the realtime socket does not.
    SocketRefused,
    /// The connection broke off.
    BrokenOff,
}
