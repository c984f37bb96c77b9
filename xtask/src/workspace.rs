//! Where things are, and how cargo is called.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

/// The crates of the native side. Run, clippy and test all use this one selection: another one would
/// unify features differently and compile every dependency again.
pub const NATIVE: [&str; 7] =
    ["--workspace", "--exclude", "xtask", "--exclude", "client-admin", "--exclude", "client-pay"];

/// The workspace's two folders, as cargo itself reports them.
#[derive(Deserialize)]
pub struct Workspace {
    #[serde(rename = "workspace_root")]
    pub root: PathBuf,
    #[serde(rename = "target_directory")]
    pub target: PathBuf,
}

impl Workspace {
    /// Asks cargo, so that a target folder set by environment or configuration is respected.
    pub fn find() -> Result<Self> {
        let output = cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .context("cargo could not be started")?;
        ensure!(output.status.success(), "cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).context("cargo metadata printed something unexpected")
    }

    /// The folder that a server started from here serves while one works.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// `path` as a person in the workspace would write it.
    pub fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

/// Cargo, free of what `cargo run` has put into this process's environment. Some build scripts
/// (ring's is one) watch those variables, and would run again at each change between this cargo and
/// the one of the command line.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let is_of_this_package = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
                || matches!(name, "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE")
        });
        if is_of_this_package {
            command.env_remove(name);
        }
    }
    command
}

/// Runs `command` to its end, its output going where ours goes.
pub fn run(command: &mut Command) -> Result<()> {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_owned();
    let status =
        command.status().with_context(|| format!("{} could not be started", command.get_program().display()))?;
    if !status.success() {
        let arguments: Vec<_> = command.get_args().map(|part| part.to_string_lossy()).collect();
        bail!("{} {} ({status})", program.display(), arguments.join(" "));
    }
    Ok(())
}

/// Does `work`, which `name` says in the imperative, and prints how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let result = work().with_context(|| format!("failed to {name}"))?;
    println!("  ✓ {name} ({:.1?})", start.elapsed());
    Ok(result)
}
