//! Files of a table, opened again: what stands in them (`contents`), and what becomes of them (`lives`).

mod contents;
mod lives;
mod records;

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use domain::table::links::LinkColumn;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::World;

impl World {
    async fn begin_export(&self, export: Value) -> (StatusCode, Value) {
        self.post("/api/v1/exports", export).await
    }

    async fn file(&self, id: &str) -> reqwest::Response {
        let url = format!("{}/api/v1/exports/{id}/file", self.url);
        self.http.get(url).bearer_auth(&self.api_key).send().await.unwrap()
    }

    async fn export(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/exports/{id}")).await
    }

    /// Waits until a file is ready, or will not be.
    async fn written(&self, id: &str) -> Value {
        for _ in 0..600 {
            let export = self.export(id).await;
            if export["state"] != "running" {
                return export;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("still being written: {}", self.export(id).await);
    }

    /// A file's bytes.
    async fn download(&self, export: Value) -> Vec<u8> {
        let (status, begun) = self.begin_export(export).await;
        assert_eq!((status.as_u16(), &begun["state"]), (202, &json!("running")), "{begun}");
        let id = begun["id"].as_str().unwrap();
        let export = self.written(id).await;
        assert_eq!(export["state"], "done", "{export}");
        let response = self.file(id).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-length"].to_str().unwrap(), export["size"].to_string());
        let name = format!("attachment; filename=\"{}\"", export["file_name"].as_str().unwrap());
        assert_eq!(response.headers()["content-disposition"].to_str().unwrap(), name);
        response.bytes().await.unwrap().to_vec()
    }

    async fn sheet(&self, export: Value) -> Vec<Vec<Data>> {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(self.download(export).await)).unwrap();
        let range = workbook.worksheet_range_at(0).unwrap().unwrap();
        range.rows().map(<[Data]>::to_vec).collect()
    }

    /// A link, and copies of it.
    async fn copies(&self, count: i64) {
        self.link(100, json!({})).await;
        let mut tx = self.running.app.db.begin().await.unwrap();
        sqlx::query(include_str!("../../../../bench/copy_links.sql")).bind(count).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn lines(&self, export: Value) -> Vec<Vec<String>> {
        let bytes = self.download(export).await;
        let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
        assert_eq!(text.iter().filter(|b| **b == b'\r').count(), text.windows(2).filter(|w| w == b"\r\n").count());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }
}

fn export(format: &str, columns: &[&str], query: &str) -> Value {
    json!({ "table": "links", "format": format, "columns": columns, "selection": { "query": query } })
}

/// Every column there is.
fn everything() -> Vec<&'static str> {
    LinkColumn::ALL.iter().map(|column| column.as_str()).collect()
}
