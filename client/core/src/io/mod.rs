//! What goes in and what comes out: inputs, the intents among them, and effects.

mod effect;
mod http;
mod input;
mod intent;
mod network_fault;

pub use effect::*;
pub use http::*;
pub use input::*;
pub use intent::*;
pub use network_fault::*;
