//! The outside world: the only sockets that the service opens by itself. Everything here can be slow, lie or be down.

pub mod post;
