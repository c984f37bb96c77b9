//! The documents around the pages, and the names of the files that they load.

use std::{borrow::Cow, collections::BTreeMap, fmt::Write};

use serde::{Deserialize, Serialize};

/// The files of the browser's side: `assets.json`, which the build writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// What the dashboard loads.
    pub admin: Entry,
    /// What the payer's pages load.
    pub pay: Entry,
    /// Static files by their name in `public/`.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// The paths of what one client's pages load.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The module's JavaScript.
    pub js: String,
    /// The module.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
}

impl Assets {
    /// The path of a static file; its plain name, if the build knows no better one.
    #[must_use]
    pub fn file<'a>(&'a self, name: &'a str) -> Cow<'a, str> {
        match self.files.get(name) {
            Some(path) => Cow::Borrowed(path),
            None => Cow::Owned(format!("/{name}")),
        }
    }
}

/// The dashboard's document: a picture of the page to come, which the client replaces.
///
/// The client mounts into the element `#app` and clears it first. Everything that it loads is asked
/// for at once, since a member of staff waits for it.
#[must_use]
pub fn admin_document(assets: &Assets, nonce: &str) -> String {
    let Entry { js, wasm, css } = &assets.admin;
    let (js, wasm, css, nonce) = (attribute(js), attribute(wasm), attribute(css), attribute(nonce));
    let loader = assets.file("admin-loader.js");
    let loader = attribute(&loader);
    let live = assets.file("live.js");
    let live = attribute(&live);
    let icon = assets.file("favicon.svg");
    let icon = attribute(&icon);
    let skeleton = skeleton();
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Tender</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
<link rel="stylesheet" href="{css}">
<link rel="modulepreload" href="{js}">
<link rel="preload" href="{wasm}" as="fetch" type="application/wasm" crossorigin>
<script type="module" src="{loader}" nonce="{nonce}" data-js="{js}" data-wasm="{wasm}" data-live="{live}"></script>
</head>
<body>
<noscript><p class="shell-note">The dashboard needs JavaScript. Please turn it on for this site and load the page again.</p></noscript>
<div id="app">{skeleton}</div>
</body>
</html>
"#
    )
}

/// Grey blocks where the navigation, the header and the rows will be.
fn skeleton() -> String {
    let mut html = String::from(
        r#"<div class="shell" aria-busy="true"><p class="sr" role="status">Loading</p><div class="shell-nav" aria-hidden="true"><div class="shell-firm"><i class="shell-bone shell-square"></i><i class="shell-bone w60"></i></div><i class="shell-bone shell-act"></i>"#,
    );
    for width in ["w50", "w60", "w40", "w60", "w50"] {
        // Writing to a text cannot fail.
        let _ = write!(html, r#"<i class="shell-bone {width}"></i>"#);
    }
    html.push_str(r#"</div><div class="shell-main" aria-hidden="true"><div class="shell-head"><i class="shell-bone shell-title"></i><i class="shell-bone shell-find"></i></div><div class="shell-cards"><i class="shell-bone"></i><i class="shell-bone"></i><i class="shell-bone"></i></div><div class="shell-rows">"#);
    for width in ["w40", "w60", "w50", "w60", "w40", "w50", "w60", "w40"] {
        let _ = write!(
            html,
            r#"<div><i class="shell-bone {width}"></i><i class="shell-bone w20"></i><i class="shell-bone w10"></i></div>"#
        );
    }
    html.push_str("</div></div></div>");
    html
}

/// A text as the value of an attribute in double quotes.
fn attribute(text: &str) -> Cow<'_, str> {
    if text.contains(['&', '"', '<', '>']) {
        Cow::Owned(text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_asked_for_by_its_hashed_name() {
        let assets: Assets = serde_json::from_str(
            r#"{"admin":{"js":"/assets/a.js","wasm":"/assets/a.wasm","css":"/assets/a.css"},
                "pay":{"js":"","wasm":"","css":""},
                "files":{"admin-loader.js":"/assets/admin-loader.123.js"}}"#,
        )
        .unwrap();
        let html = admin_document(&assets, "n0nce");
        assert!(html.contains(r#"src="/assets/admin-loader.123.js" nonce="n0nce" data-js="/assets/a.js""#));
        assert!(html.contains(r#"href="/favicon.svg""#), "a file that the manifest does not name keeps its own");
        assert!(!html.contains("style="), "the policy allows no style attribute");
    }

    #[test]
    fn a_nonce_cannot_leave_its_attribute() {
        assert_eq!(attribute(r#"a"><script>"#), "a&quot;&gt;&lt;script&gt;");
    }
}
