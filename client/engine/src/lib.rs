//! Does what the core asks for: REST, the realtime socket, the ring, notifications, media.

mod app;
pub mod bridge;
mod choice_file;
pub mod clock;
mod clock_watch;
mod connector;
mod device_cookie;
mod driver;
mod files;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod handle;
mod http;
mod link;
pub mod media;
mod network_fault;
#[cfg(not(target_os = "android"))]
mod network_watch;
mod notification;
mod private_files;
mod ring;
mod secrets;
pub mod tone;

pub use app::{NativeApp, NativeConfig, Page};
pub use driver::{Driver, DriverConfig, MediaEngine, NoMedia};
pub use files::FileCache;
pub use handle::{Handle, Stopped};
pub use http::HttpClient;
pub use notification::Invited;
pub use private_files::keep_files_private;
pub use ring::{RingConfig, Ringer};
pub use secrets::{Kept, SecretBackend, SecretStore};
