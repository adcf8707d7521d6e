//! What the app is, without a screen, a socket or a clock.
//!
//! [`App::handle`] is the only mutation and [`App::view`] the only output besides the effects that
//! `handle` returns. The engine does the effects and feeds back what came of them.

mod effect;
mod input;
mod intent;
mod view;

pub use effect::*;
pub use input::*;
pub use intent::*;
pub use view::*;
