//! The browser's side, whole.

use std::{
    env, fs,
    path::{Path, PathBuf},
    thread,
    time::SystemTime,
};

use anyhow::{Context, Result, anyhow};
use sha2::{Digest, Sha256};

use crate::{
    bundle::{self, Bundle, Entry, Manifest},
    styles,
    wasm::{self, Bound, Client},
    workspace::{Workspace, step},
};

/// Quick to build, or small.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Dev,
    Release,
}

impl Mode {
    /// The profile in the root `Cargo.toml`, and cargo's folder for it.
    pub fn profile(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm",
        }
    }
}

/// Makes the site in `out`. Does nothing after the compiler if nothing changed since the last time.
pub fn build(workspace: &Workspace, mode: Mode, out: &Path) -> Result<()> {
    println!("Web ({}) → {}", mode.profile(), workspace.relative(out).display());
    for client in Client::ALL {
        step(&format!("compile {}", client.package()), || wasm::compile(workspace, client, mode))?;
    }

    let wasm_opt = if mode == Mode::Release { wasm::find_wasm_opt(workspace) } else { None };
    let stamp = bundle::beside(out, ".stamp")?;
    let inputs = fingerprint(workspace, mode, wasm_opt.as_deref())?;
    if out.join("assets.json").is_file() && fs::read_to_string(&stamp).is_ok_and(|old| old == inputs) {
        println!("  ✓ nothing else changed");
        return Ok(());
    }
    if mode == Mode::Release && wasm_opt.is_none() {
        println!("  wasm-opt is missing: the modules stay larger (`scripts/setup release` installs it)");
    }

    let mut bundle = Bundle::start(out)?;
    let mut manifest = Manifest::default();
    let clients = step("bind the clients", || bind(workspace, mode, wasm_opt.as_deref()))?;
    for (client, bound) in Client::ALL.into_iter().zip(clients) {
        *manifest.entry(client) = add_client(&mut bundle, client, &bound)?;
    }
    step("compile the styles", || {
        Client::ALL.into_iter().try_for_each(|client| {
            let sheet = workspace.root.join("style").join(client.name()).with_extension("scss");
            let css = styles::compile(&sheet, mode)?;
            manifest.entry(client).css = bundle.add_hashed(client.name(), "css", css.as_bytes())?;
            anyhow::Ok(())
        })
    })?;
    step("copy the static files", || copy_public(&mut bundle, &mut manifest, &workspace.root.join("public")))?;
    if mode == Mode::Release {
        step("compress the files", || bundle.compress())?;
    }
    bundle.finish(&manifest)?;
    fs::write(&stamp, inputs)?;
    bundle::report(out)
}

impl Manifest {
    fn entry(&mut self, client: Client) -> &mut Entry {
        match client {
            Client::Admin => &mut self.admin,
            Client::Pay => &mut self.pay,
        }
    }
}

/// Binds the clients side by side, in the order of [`Client::ALL`].
fn bind(workspace: &Workspace, mode: Mode, wasm_opt: Option<&Path>) -> Result<Vec<Bound>> {
    let folder = workspace.target.join("bind").join(mode.profile());
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    thread::scope(|scope| {
        let workers = Client::ALL.map(|client| {
            let folder = folder.join(client.name());
            scope.spawn(move || wasm::bind(&client.module(workspace, mode), &folder, mode, wasm_opt))
        });
        workers.into_iter().map(|worker| worker.join().map_err(|_| anyhow!("wasm-bindgen gave up"))?).collect()
    })
}

fn add_client(bundle: &mut Bundle, client: Client, bound: &Bound) -> Result<Entry> {
    if let Some(folder) = &bound.snippets {
        for file in bundle::list(folder)? {
            let name = Path::new("assets/snippets").join(file.strip_prefix(folder)?);
            bundle.add(&name.to_string_lossy(), &fs::read(&file)?)?;
        }
    }
    Ok(Entry {
        js: bundle.add_hashed(client.package(), "js", &bound.javascript)?,
        wasm: bundle.add_hashed(&format!("{}_bg", client.package()), "wasm", &bound.module)?,
        css: String::new(),
    })
}

/// Copies `public/` under the names it has there. Scripts get a second, hashed name, which is the one
/// in the manifest: our pages take that, other people's pages (the widget) the stable one.
fn copy_public(bundle: &mut Bundle, manifest: &mut Manifest, public: &Path) -> Result<()> {
    for file in bundle::list(public)? {
        let content = fs::read(&file)?;
        let name = file.strip_prefix(public)?.to_string_lossy().into_owned();
        let plain = bundle.add(&name, &content)?;
        let listed = match name.strip_suffix(".js") {
            Some(stem) => bundle.add_hashed(stem, "js", &content)?,
            None => plain,
        };
        manifest.files.insert(name, listed);
    }
    Ok(())
}

/// Tells whether an input changed: each file's size and time of change, and this program's own.
fn fingerprint(workspace: &Workspace, mode: Mode, wasm_opt: Option<&Path>) -> Result<String> {
    let mut inputs: Vec<PathBuf> = vec![env::current_exe()?];
    inputs.extend(wasm_opt.map(Path::to_owned));
    inputs.extend(Client::ALL.map(|client| client.module(workspace, mode)));
    inputs.extend(bundle::list(&workspace.root.join("style"))?);
    inputs.extend(bundle::list(&workspace.root.join("public"))?);
    inputs.sort();

    let mut digest = Sha256::new();
    digest.update(mode.profile());
    for input in inputs {
        let data = fs::metadata(&input).with_context(|| format!("{} is missing", input.display()))?;
        let changed = data.modified()?.duration_since(SystemTime::UNIX_EPOCH)?;
        digest.update(format!("{} {} {}\n", input.display(), data.len(), changed.as_nanos()));
    }
    Ok(hex::encode(digest.finalize()))
}
