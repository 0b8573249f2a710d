//! What the commands that sign and judge signatures share: material, the network, keys in a process of their own.

pub mod evidence;
mod frame;
pub mod level;
pub mod material;
pub mod opened;
pub mod outside;
pub mod pin;
pub mod settings;
pub mod token;
pub mod words;
