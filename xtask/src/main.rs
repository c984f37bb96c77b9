//! The build: everything that `cargo build` alone does not do.
//!
//! `cargo run -p xtask -- web` makes the folder that the server serves, `release` the folder that one
//! ships, `watch` keeps a demo running while one works. The Makefile calls them; see `--help` for more.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a build tool talks to the person who runs it")]

mod bundle;
mod release;
mod styles;
mod wasm;
mod watch;
mod web;
mod workspace;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "xtask", about = "Builds what cargo alone does not build")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the browser's side: WebAssembly clients, styles, static files and their manifest
    Web {
        /// Small and compressed instead of quick to build
        #[arg(long)]
        release: bool,
        /// Where to put it [default: `site` in cargo's target folder]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Make `dist/tender`: the binary and the site beside it, ready to be copied to a machine
    Release {
        /// Where to put it
        #[arg(long, value_name = "DIR", default_value = "dist/tender")]
        out: PathBuf,
    },
    /// Run the demo, and build and restart it whenever a file changes
    Watch {
        /// What `tender` is started with
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Web { release, out } => {
            let mode = if release { web::Mode::Release } else { web::Mode::Dev };
            let out = out.unwrap_or_else(|| workspace.site());
            web::build(&workspace, mode, &out)
        }
        Task::Release { out } => release::build(&workspace, &workspace.root.join(out)),
        Task::Watch { arguments } => watch::run(&workspace, &arguments),
    }
}
