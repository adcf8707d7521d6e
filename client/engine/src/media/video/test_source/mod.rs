//! Cameras that film nothing: a drawn picture that moves and numbers itself, and a recorded file.

pub mod barcode;
mod font;
pub mod pattern;
pub mod y4m;
