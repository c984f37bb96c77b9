//! Sass to CSS.

use std::path::Path;

use anyhow::{Context, Result};
use grass::{Options, OutputStyle};

use crate::web::Mode;

/// Compiles one style sheet; `@use` finds its neighbours.
pub fn compile(sheet: &Path, mode: Mode) -> Result<String> {
    let style = match mode {
        Mode::Dev => OutputStyle::Expanded,
        Mode::Release => OutputStyle::Compressed,
    };
    let options = Options::default().style(style);
    grass::from_path(sheet, &options).with_context(|| format!("in {}", sheet.display()))
}
