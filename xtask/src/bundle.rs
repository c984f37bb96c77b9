//! The folder of files that the server serves, and the manifest that tells it their names.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result, anyhow};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Smaller files gain nothing from compression.
const WORTH_COMPRESSING: usize = 256;

/// `assets.json`: the server reads it once, at start.
#[derive(Default, Serialize)]
pub struct Manifest {
    pub admin: Entry,
    pub pay: Entry,
    /// Each file of `public/` by its path there, and the path to ask for.
    pub files: BTreeMap<String, String>,
}

/// The paths of what one client's pages load.
#[derive(Default, Serialize)]
pub struct Entry {
    pub js: String,
    pub wasm: String,
    pub css: String,
}

/// A site under construction. It stands beside its place and takes it when it is complete.
pub struct Bundle {
    folder: PathBuf,
    place: PathBuf,
    files: Vec<PathBuf>,
}

impl Bundle {
    /// An empty site that will become `place`.
    pub fn start(place: &Path) -> Result<Self> {
        let folder = beside(place, ".new")?;
        remove(&folder)?;
        fs::create_dir_all(folder.join("assets"))?;
        Ok(Self { folder, place: place.to_owned(), files: Vec::new() })
    }

    /// Adds a file whose name changes with its content, so that browsers may keep it for ever.
    /// Returns the path to ask for.
    pub fn add_hashed(&mut self, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
        let name = format!("assets/{stem}.{}.{extension}", hash(content));
        self.add(&name, content)
    }

    /// Adds a file under its own name. Returns the path to ask for.
    pub fn add(&mut self, name: &str, content: &[u8]) -> Result<String> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, content).with_context(|| format!("{} can't be written", path.display()))?;
        self.files.push(path);
        Ok(format!("/{name}"))
    }

    /// Puts a `.br` and a `.gz` beside each file that gains from it, on all cores.
    pub fn compress(&self) -> Result<()> {
        let queue = Mutex::new(self.files.iter().filter(|file| is_compressible(file)));
        let next = || queue.lock().ok().and_then(|mut queue| queue.next());
        let work = || -> Result<()> {
            while let Some(file) = next() {
                compress(file)?;
            }
            Ok(())
        };
        let cores = thread::available_parallelism()?.get();
        thread::scope(|scope| {
            let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("compression stopped"))?)
        })
    }

    /// Writes the manifest and takes the place of the site that was there.
    pub fn finish(self, manifest: &Manifest) -> Result<()> {
        let json = serde_json::to_vec_pretty(manifest)?;
        fs::write(self.folder.join("assets.json"), json)?;
        let old = beside(&self.place, ".old")?;
        remove(&old)?;
        if self.place.exists() {
            fs::rename(&self.place, &old)?;
        }
        fs::rename(&self.folder, &self.place)?;
        remove(&old)
    }
}

/// A table of what `site` holds: size, and size on the wire where it was compressed.
pub fn report(site: &Path) -> Result<()> {
    println!("  {:>9} {:>9} {:>9}  kB", "plain", "gzip", "brotli");
    let mut files = list(site)?;
    files.sort();
    for file in files {
        let name = file.strip_prefix(site)?.to_string_lossy().into_owned();
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let plain = kilobytes(&file);
        let gzip = kilobytes(&with_suffix(&file, ".gz"));
        let brotli = kilobytes(&with_suffix(&file, ".br"));
        println!("  {plain:>9} {gzip:>9} {brotli:>9}  {name}");
    }
    Ok(())
}

/// All files below `folder`; none if it does not exist.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

/// The first 64 bits of the content's SHA-256: enough that two versions never share a name.
fn hash(content: &[u8]) -> String {
    hex::encode(&Sha256::digest(content)[..8])
}

fn is_compressible(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("css" | "html" | "ico" | "js" | "json" | "svg" | "txt" | "wasm" | "webmanifest" | "xml"))
}

fn compress(file: &Path) -> Result<()> {
    let content = fs::read(file)?;
    if content.len() < WORTH_COMPRESSING {
        return Ok(());
    }
    let mut gzip = GzEncoder::new(File::create(with_suffix(file, ".gz"))?, Compression::best());
    gzip.write_all(&content)?;
    gzip.finish()?;

    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: content.len(), ..Default::default() };
    let mut packed = File::create(with_suffix(file, ".br"))?;
    brotli::BrotliCompress(&mut content.as_slice(), &mut packed, &parameters)?;
    Ok(())
}

fn kilobytes(file: &Path) -> String {
    fs::metadata(file)
        .map_or_else(|_| String::from("–"), |data| format!("{}.{}", data.len() / 1000, data.len() % 1000 / 100))
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// A folder next to `place`, so that a rename between them stays on one file system.
pub fn beside(place: &Path, suffix: &str) -> Result<PathBuf> {
    place.file_name().context("the site needs a folder of its own")?;
    Ok(with_suffix(place, suffix))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} can't be removed", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_the_content_only() {
        let folder = tempfile::tempdir().unwrap();
        let mut bundle = Bundle::start(&folder.path().join("site")).unwrap();
        let first = bundle.add_hashed("pay", "css", b"a {}").unwrap();
        assert!(first.starts_with("/assets/pay.") && first.ends_with(".css"));
        assert_eq!(bundle.add_hashed("pay", "css", b"a {}").unwrap(), first);
        assert_ne!(bundle.add_hashed("pay", "css", b"b {}").unwrap(), first);
    }

    #[test]
    fn a_finished_site_replaces_the_old_one_whole() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        for name in ["old.txt", "new.txt"] {
            let mut bundle = Bundle::start(&site).unwrap();
            bundle.add(name, b"content").unwrap();
            bundle.finish(&Manifest::default()).unwrap();
        }
        assert!(site.join("new.txt").is_file() && site.join("assets.json").is_file());
        assert!(!site.join("old.txt").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn only_what_shrinks_is_compressed() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        let mut bundle = Bundle::start(&site).unwrap();
        let text = "body { color: black }\n".repeat(100);
        bundle.add("large.css", text.as_bytes()).unwrap();
        bundle.add("small.css", b"a {}").unwrap();
        bundle.add("photo.png", text.as_bytes()).unwrap();
        bundle.compress().unwrap();
        bundle.finish(&Manifest::default()).unwrap();

        let mut unpacked = Vec::new();
        let packed = fs::read(site.join("large.css.br")).unwrap();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, text.as_bytes());
        assert!(site.join("large.css.gz").is_file());
        assert!(!site.join("small.css.br").exists() && !site.join("photo.png.br").exists());
    }
}
