//! From a client crate to what a browser loads: compile, bind, shrink.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    web::Mode,
    workspace::{Workspace, cargo, run},
};

const TARGET: &str = "wasm32-unknown-unknown";

/// What `wasm-opt` may use: the features that rustc's target has on by default.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-extended-const",
];

/// One of the two clients. A payer never loads the dashboard.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Client {
    Admin,
    Pay,
}

impl Client {
    pub const ALL: [Self; 2] = [Self::Admin, Self::Pay];

    /// The crate, and the stem of the files made from it.
    pub fn package(self) -> &'static str {
        match self {
            Self::Admin => "client-admin",
            Self::Pay => "client-pay",
        }
    }

    /// The style sheet's stem, and the key in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Pay => "pay",
        }
    }

    /// What the compiler is told besides what the environment tells it, in cargo's encoding.
    ///
    /// The dashboard's views lose their types: it is compiled in a tenth of the time and is 40 percent smaller. The
    /// payer's page takes over what the server has drawn, and both have to agree on what a view's type draws.
    fn flags(self) -> Option<String> {
        const SEPARATOR: &str = "\u{1f}";
        let Self::Admin = self else { return None };
        let given = env::var("CARGO_ENCODED_RUSTFLAGS").ok();
        let plain =
            || env::var("RUSTFLAGS").ok().map(|flags| flags.split_whitespace().collect::<Vec<_>>().join(SEPARATOR));
        let given = given.or_else(plain).filter(|flags| !flags.is_empty());
        let own = ["--cfg", "erase_components"].join(SEPARATOR);
        Some(given.into_iter().chain([own]).collect::<Vec<_>>().join(SEPARATOR))
    }

    /// Where cargo puts the compiled module.
    pub fn module(self, workspace: &Workspace, mode: Mode) -> PathBuf {
        let file = format!("{}.wasm", self.package().replace('-', "_"));
        workspace.target.join(TARGET).join(mode.profile()).join(file)
    }
}

/// What a browser loads of one client.
pub struct Bound {
    pub javascript: Vec<u8>,
    pub module: Vec<u8>,
    /// Files that the JavaScript imports from `./snippets`, if a dependency brings any.
    pub snippets: Option<PathBuf>,
}

/// Compiles a client. Each has dependencies of its own: see [`Client::flags`].
pub fn compile(workspace: &Workspace, client: Client, mode: Mode) -> Result<()> {
    let mut command = cargo();
    command.current_dir(&workspace.root).args(["build", "--target", TARGET]);
    command.args(["--profile", mode.profile(), "--package", client.package()]);
    if let Some(flags) = client.flags() {
        command.env("CARGO_ENCODED_RUSTFLAGS", flags);
    }
    run(&mut command).context("is the WebAssembly target there? `make setup` installs it")
}

/// Makes the JavaScript that loads the module, and shrinks the module with `wasm_opt` if given.
/// `folder` is for files on the way.
pub fn bind(module: &Path, folder: &Path, mode: Mode, wasm_opt: Option<&Path>) -> Result<Bound> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name("client")
        .web(true)?
        .typescript(false)
        // The page names the module, since its name carries a hash that this code can't know.
        .omit_default_module_path(true)
        .remove_name_section(mode == Mode::Release)
        .remove_producers_section(mode == Mode::Release);
    bindgen.generate(folder)?;

    let bound = folder.join("client_bg.wasm");
    if let Some(wasm_opt) = wasm_opt {
        let small = folder.join("client_small.wasm");
        run(Command::new(wasm_opt).arg("-Oz").args(FEATURES).arg(&bound).arg("-o").arg(&small))?;
        fs::rename(&small, &bound)?;
    }
    let snippets = folder.join("snippets");
    Ok(Bound {
        javascript: fs::read(folder.join("client.js"))?,
        module: fs::read(&bound)?,
        snippets: snippets.is_dir().then_some(snippets),
    })
}

/// The `wasm-opt` to use: `WASM_OPT`, or the one that npm has put beside this crate. What is on the
/// path is not taken, since distributions ship versions that predate rustc's features.
pub fn find_wasm_opt(workspace: &Workspace) -> Option<PathBuf> {
    let beside = workspace.root.join("xtask/node_modules/.bin/wasm-opt");
    env::var_os("WASM_OPT").map(PathBuf::from).or_else(|| beside.is_file().then_some(beside))
}
