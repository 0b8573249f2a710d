//! The review.
