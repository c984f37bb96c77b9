//! A demo that follows the source.

use std::{
    path::{Component, Path, PathBuf},
    process::{Child, Command},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use notify::{EventKind, RecursiveMode, Watcher};

use crate::{
    web::{self, Mode},
    workspace::{self, NATIVE, Workspace, cargo, step},
};

/// Editors write a file in several steps: wait until they have finished.
const SETTLED: Duration = Duration::from_millis(250);
/// How long the server may take to finish what it is doing.
const PATIENCE: Duration = Duration::from_secs(5);

const WATCHED: [&str; 8] = ["app", "client", "domain", "public", "sandbox", "server", "style", "Cargo.toml"];

/// Builds, runs `tender` with `arguments`, and does both again whenever a file changes, until it is
/// interrupted. A failed build is shown and leaves the last good server running.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let (sender, changes) = mpsc::channel();
    let root = workspace.root.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event
            && !matches!(event.kind, EventKind::Access(_))
        {
            for path in event.paths {
                // The receiver is gone only when the program ends.
                let _ = sender.send(Change::of(path.strip_prefix(&root).unwrap_or(&path)));
            }
        }
    })?;
    for name in WATCHED {
        let path = workspace.root.join(name);
        if path.exists() {
            watcher.watch(&path, RecursiveMode::Recursive)?;
        }
    }

    let mut demo = Demo { workspace, arguments, running: None };
    demo.renew(Change { web: true, server: true });
    while let Some(change) = next(&changes) {
        demo.renew(change);
    }
    Ok(())
}

/// Waits for a change, then for quiet, and says what is to be built.
fn next(changes: &Receiver<Change>) -> Option<Change> {
    loop {
        let mut all = changes.recv().ok()?;
        while let Ok(more) = changes.recv_timeout(SETTLED) {
            all.web |= more.web;
            all.server |= more.server;
        }
        if all.web || all.server {
            return Some(all);
        }
    }
}

/// Which half a changed file belongs to; `app` and `domain` belong to both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    web: bool,
    server: bool,
}

impl Change {
    fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp") || name == "4913" {
            return Self { web: false, server: false };
        }
        let top = path.components().next().map(Component::as_os_str).and_then(|top| top.to_str());
        match top {
            Some("app" | "domain" | "Cargo.toml") => Self { web: true, server: true },
            Some("client" | "public" | "style") => Self { web: true, server: false },
            Some("sandbox" | "server") => Self { web: false, server: true },
            _ => Self { web: false, server: false },
        }
    }
}

struct Demo<'a> {
    workspace: &'a Workspace,
    arguments: &'a [String],
    running: Option<Child>,
}

impl Demo<'_> {
    /// Builds what changed and restarts. The server reads the names of its assets at start, so a new
    /// site needs a restart as well.
    fn renew(&mut self, change: Change) {
        match self.build(change).and_then(|()| self.restart()) {
            Ok(()) => println!("Watching for changes; Ctrl-C ends"),
            Err(error) => eprintln!("\n✗ {error:#}\n  Waiting for the next change"),
        }
    }

    fn build(&self, change: Change) -> Result<()> {
        if change.web {
            web::build(self.workspace, Mode::Dev, &self.workspace.site())?;
        }
        if change.server {
            step("compile the server", || {
                let mut command = cargo();
                workspace::run(command.current_dir(&self.workspace.root).arg("build").args(NATIVE))
            })?;
        }
        Ok(())
    }

    fn restart(&mut self) -> Result<()> {
        if let Some(child) = self.running.take() {
            stop(child)?;
        }
        let binary: PathBuf = self.workspace.target.join("debug/tender");
        let child = Command::new(&binary)
            .args(self.arguments)
            .current_dir(&self.workspace.root)
            .env("TENDER_SITE", self.workspace.site())
            .spawn()
            .with_context(|| format!("{} could not be started", binary.display()))?;
        self.running = Some(child);
        Ok(())
    }
}

/// Asks the server to end, and insists when it does not.
fn stop(mut child: Child) -> Result<()> {
    let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    let deadline = Instant::now() + PATIENCE;
    while asked.as_ref().is_ok_and(std::process::ExitStatus::success) && Instant::now() < deadline {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(20));
    }
    child.kill()?;
    child.wait()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_builds_the_halves_it_belongs_to() {
        let cases = [
            ("app/src/lib.rs", true, true),
            ("domain/src/money.rs", true, true),
            ("style/tokens.scss", true, false),
            ("public/favicon.svg", true, false),
            ("server/src/links.rs", false, true),
            ("server/src/.links.rs.swp", false, false),
            ("README.md", false, false),
        ];
        for (path, web, server) in cases {
            assert_eq!(Change::of(Path::new(path)), Change { web, server }, "{path}");
        }
    }
}
