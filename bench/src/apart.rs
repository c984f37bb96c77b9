//! Measuring in a process of its own, which tells the most memory that it had.

use std::{path::Path, process::Command};

/// A path as an argument.
///
/// # Errors
/// When it is not UTF-8.
pub fn path(path: &Path) -> anyhow::Result<&str> {
    path.to_str().ok_or_else(|| anyhow::anyhow!("the folder's name must be UTF-8"))
}

/// Runs this program once more, and reads the numbers that it [`tell`]s.
///
/// # Errors
/// When it fails, or tells something else.
pub fn told<const N: usize>(args: &[&str]) -> anyhow::Result<[f64; N]> {
    let output = Command::new(std::env::current_exe()?).args(args).output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    let numbers = text.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>()?;
    numbers.try_into().map_err(|_| anyhow::anyhow!("it told {text:?}"))
}

/// Tells the median of some seconds, the most memory in MB, and what else there is to tell.
///
/// # Errors
/// When the system does not say how much memory it was.
#[expect(clippy::print_stdout, clippy::float_arithmetic, reason = "a benchmark prints times")]
pub fn tell(mut seconds: Vec<f64>, more: &[f64]) -> anyhow::Result<()> {
    seconds.sort_by(f64::total_cmp);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB"));
    let peak: f64 = peak.map_or(Ok(0.0), |kb| kb.trim().parse())?;
    let mut numbers = vec![seconds[seconds.len() / 2], peak / 1024.0];
    numbers.extend(more);
    println!("{}", numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(" "));
    Ok(())
}
