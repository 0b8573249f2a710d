//! The `antin` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    antin_cli::run()
}
