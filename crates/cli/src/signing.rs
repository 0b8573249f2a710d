//! What the commands that sign and judge signatures share: material, the network, keys in a process of their own.

pub mod material;
