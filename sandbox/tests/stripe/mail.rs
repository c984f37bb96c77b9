use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::rig::Rig;

struct Conversation {
    stream: BufReader<TcpStream>,
}

impl Conversation {
    async fn begin(rig: &Rig) -> Self {
        let stream = BufReader::new(TcpStream::connect(rig.sandbox.smtp_addr()).await.unwrap());
        let mut conversation = Self { stream };
        assert_eq!(conversation.answer().await, 220);
        assert_eq!(conversation.say("EHLO tests.localhost").await, 250);
        conversation
    }

    /// Says a line and returns the code of the answer.
    async fn say(&mut self, line: &str) -> u16 {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        self.answer().await
    }

    async fn answer(&mut self) -> u16 {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await.unwrap();
            if line.as_bytes().get(3) == Some(&b' ') {
                return line[..3].parse().unwrap();
            }
        }
    }

    async fn send(&mut self, to: &str, mail: &str) {
        assert_eq!(self.say("MAIL FROM:<billing@firm.example>").await, 250);
        assert_eq!(self.say(&format!("RCPT TO:<{to}>")).await, 250);
        assert_eq!(self.say("DATA").await, 354);
        assert_eq!(self.say(&format!("{mail}\r\n.")).await, 250);
    }
}

const MAIL: &str = "From: \"Smith & Co\" <billing@firm.example>\r\n\
To: ada@example.com\r\n\
Subject: =?utf-8?q?Invoice_1042_=E2=80=93_due?=\r\n\
Message-ID: <m1@firm.example>\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=outer\r\n\
\r\n\
--outer\r\n\
Content-Type: multipart/alternative; boundary=inner\r\n\
\r\n\
--inner\r\n\
Content-Type: text/plain; charset=utf-8\r\n\
\r\n\
Please pay.\r\n\
..dots\r\n\
--inner\r\n\
Content-Type: text/html; charset=utf-8\r\n\
\r\n\
<p>Please <a href=\"http://127.0.0.1:9/l/t\">pay</a>.</p>\r\n\
--inner--\r\n\
--outer\r\n\
Content-Type: text/csv\r\n\
Content-Disposition: attachment; filename=\"lines.csv\"\r\n\
Content-Transfer-Encoding: base64\r\n\
\r\n\
YSxiCg==\r\n\
--outer--";

async fn mails(rig: &Rig, query: &str) -> Vec<Value> {
    let answer = rig.get(&format!("/mailbox.json{query}")).await.ok();
    answer["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_mail_arrives_with_its_parts() {
    let rig = Rig::start().await;
    let mut smtp = Conversation::begin(&rig).await;
    smtp.send("ada@example.com", MAIL).await;
    smtp.send("bo@example.com", "Subject: Hello\r\n\r\nJust text.").await;
    assert_eq!(smtp.say("QUIT").await, 221);

    let found = mails(&rig, "?to=ADA@&subject=invoice").await;
    assert_eq!(found.len(), 1);
    let mail = &found[0];
    assert_eq!(mail["from"], "Smith & Co <billing@firm.example>");
    assert_eq!(mail["to"], json!(["ada@example.com"]));
    assert_eq!(mail["subject"], "Invoice 1042 – due");
    assert_eq!(mail["message_id"], "m1@firm.example");
    assert!(mail["text"].as_str().unwrap().contains("Please pay.\r\n.dots"));
    assert!(mail["html"].as_str().unwrap().contains("href=\"http://127.0.0.1:9/l/t\""));
    assert_eq!(mail["attachments"][0]["name"], "lines.csv");
    let url = format!("{}{}", rig.sandbox.url(), mail["attachments"][0]["url"].as_str().unwrap());
    let file = rig.http.get(url).send().await.unwrap();
    assert_eq!(file.headers()["content-disposition"], "attachment; filename=\"lines.csv\"");
    assert_eq!(file.text().await.unwrap(), "a,b\n");

    let other = &mails(&rig, "?to=bo@").await[0];
    assert!(other["html"].is_null());
    assert_eq!(other["text"].as_str().unwrap().trim(), "Just text.");

    let list = rig.http.get(rig.sandbox.mailbox_url()).send().await.unwrap().text().await.unwrap();
    assert!(list.find("Hello").unwrap() < list.find("Invoice 1042").unwrap(), "newest first");
    let page = format!("{}/mailbox/{}", rig.sandbox.url(), mail["id"].as_str().unwrap());
    assert!(rig.http.get(&page).send().await.unwrap().text().await.unwrap().contains("<iframe"));
    assert_eq!(rig.delete("/mailbox.json").await.status, 204);
    assert!(mails(&rig, "").await.is_empty());
}

#[tokio::test]
async fn some_recipients_are_refused() {
    let rig = Rig::start().await;
    let mut smtp = Conversation::begin(&rig).await;
    smtp.say("MAIL FROM:<a@firm.example>").await;
    assert_eq!(smtp.say("RCPT TO:<bounce@example.com>").await, 550);
    assert_eq!(smtp.say("RCPT TO:<defer@example.com>").await, 451);
    let rule = json!({ "target": "smtp", "kind": "status", "status": 451, "recipient": "ada@", "count": 1 });
    rig.control("/control/faults", rule).await.ok();
    assert_eq!(smtp.say("RCPT TO:<ada@example.com>").await, 451);
    assert_eq!(smtp.say("RCPT TO:<ada@example.com>").await, 250);
}
