# antin explain.
