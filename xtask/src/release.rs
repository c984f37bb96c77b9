//! The folder that one ships.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    web::{self, Mode},
    workspace::{NATIVE, Workspace, cargo, run, step},
};

const README: &str = "\
Tender, ready to run: the server and, in site/, what it serves to browsers.

    ./tender demo                    try it: a demo firm, a sandbox instead of the banks
    ./tender serve                   run it; `./tender serve --help` lists the settings

Keep the two together: the server looks for site/ beside itself (or where TENDER_SITE says).
Data goes to the folder that TENDER_DATA names; back it up with `./tender backup`.
Put a reverse proxy with TLS in front, and set TENDER_BASE_URL to the address that people see.
";

/// Builds everything optimised and puts it into `out`.
pub fn build(workspace: &Workspace, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    web::build(workspace, Mode::Release, &out.join("site"))?;

    println!("Server (release) → {}", workspace.relative(out).display());
    step("compile the server", || {
        let mut command = cargo();
        command.current_dir(&workspace.root).args(["build", "--release", "--bin", "tender"]);
        run(command.args(NATIVE))
    })?;
    // Copied under another name first: a program that is running can't be written to.
    let fresh = out.join("tender.new");
    fs::copy(workspace.target.join("release/tender"), &fresh).context("the server can't be copied")?;
    fs::rename(&fresh, out.join("tender"))?;
    fs::write(out.join("README.txt"), README)?;
    for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(workspace.root.join(license), out.join(license))
            .with_context(|| format!("{license} can't be copied"))?;
    }
    println!("Ready: {}", workspace.relative(out).display());
    Ok(())
}
