//! The form of the hosted checkout page: what was typed, what is wrong with it, and how it looks.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::html::escape;
use crate::form::Form;
use crate::payment::{Card, CardMistake, Debit, Ending, Method, Payer, TEST_CARDS};

/// What the payer typed, by the names of the inputs.
#[derive(Debug, Default)]
pub(crate) struct Entered {
    form: Form,
}

/// Messages by the names of the inputs.
pub(crate) type Mistakes = BTreeMap<&'static str, &'static str>;

impl Entered {
    pub(crate) fn parse(body: &str) -> Self {
        Self { form: Form::parse(body) }
    }

    fn get(&self, name: &str) -> &str {
        self.form.text(name).map_or("", str::trim)
    }

    /// The method and the payer, or what has to be mended. `given` is the email that the session came with.
    pub(crate) fn read(&self, methods: &[&str], given: Option<&str>, now_ms: i64) -> Result<(Method, Payer), Mistakes> {
        let mut mistakes = Mistakes::new();
        let email = given.unwrap_or_else(|| self.get("email"));
        if !email.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.len() > 2) {
            mistakes.insert("email", "Enter your email address.");
        }
        let chosen = self.get("method");
        let (method, name) = match chosen {
            "card" if methods.contains(&"card") => (self.card(now_ms, &mut mistakes), self.get("card_name")),
            "bank_debit" if methods.contains(&"us_bank_account") => {
                (self.debit(&mut mistakes), self.get("account_holder"))
            }
            "pay_later" if methods.contains(&"klarna") => (Some(Method::PayLater), self.get("pay_later_name")),
            _ => {
                mistakes.insert("method", "Choose how you want to pay.");
                (None, "")
            }
        };
        let payer =
            Payer { email: Some(email.to_owned()), name: Some(name.to_owned()).filter(|name| !name.is_empty()) };
        match method {
            Some(method) if mistakes.is_empty() => Ok((method, payer)),
            _ => Err(mistakes),
        }
    }

    fn card(&self, now_ms: i64, mistakes: &mut Mistakes) -> Option<Method> {
        let cvc = self.get("card_cvc");
        if !matches!(cvc.len(), 3 | 4) || !cvc.bytes().all(|byte| byte.is_ascii_digit()) {
            mistakes.insert("card_cvc", "Your card's security code is incomplete.");
        }
        if self.get("card_name").is_empty() {
            mistakes.insert("card_name", "Enter the name on the card.");
        }
        match Card::parse(self.get("card_number"), self.get("card_expiry"), month_of(now_ms)) {
            Ok(card) => return Some(Method::Card(card)),
            Err(CardMistake::Number) => mistakes.insert("card_number", "Your card number is invalid."),
            Err(CardMistake::Expiry) => mistakes.insert("card_expiry", "Your card's expiration date is invalid."),
            Err(CardMistake::ExpiryPast) => {
                mistakes.insert("card_expiry", "Your card's expiration date is in the past.")
            }
        };
        None
    }

    fn debit(&self, mistakes: &mut Mistakes) -> Option<Method> {
        let digits = |name: &str| -> String { self.get(name).chars().filter(char::is_ascii_digit).collect() };
        if digits("routing_number").len() != 9 {
            mistakes.insert("routing_number", "A routing number has nine digits.");
        }
        if self.get("account_holder").is_empty() {
            mistakes.insert("account_holder", "Enter the name of the account holder.");
        }
        let account_number = digits("account_number");
        if !(4..=17).contains(&account_number.len()) {
            mistakes.insert("account_number", "Enter the account number.");
            return None;
        }
        let ending = match account_number.as_str() {
            "000111111116" | "000111111113" | "000222222227" | "000333333335" => Ending::Fails,
            "000000000009" => Ending::Manual,
            _ => Ending::Succeeds,
        };
        let needs_deposits = account_number == "000555555559";
        Some(Method::BankDebit(Debit { account_number, ending, needs_deposits }))
    }
}

/// Year and month of an instant.
pub(crate) fn month_of(now_ms: i64) -> (i64, i64) {
    Timestamp::from_millisecond(now_ms).map_or((2026, 1), |now| {
        let date = now.to_zoned(TimeZone::UTC);
        (i64::from(date.year()), i64::from(date.month()))
    })
}

/// The form as HTML.
pub(crate) fn render(session: &Value, entered: &Entered, mistakes: &Mistakes) -> String {
    let methods: Vec<&str> = session["payment_method_types"]
        .as_array()
        .map(|all| all.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let amount = crate::currency::display(
        session["amount_total"].as_i64().unwrap_or_default(),
        session["currency"].as_str().unwrap_or_default(),
    )
    .to_uppercase();
    let mut html = String::from("<form method=\"post\" novalidate class=\"card\">\n");
    match session["customer_email"].as_str() {
        Some(email) => html.push_str(&format!("<p class=\"soft\">Email: {}</p>\n", escape(email))),
        None => html.push_str(&field(entered, mistakes, &Input::new("email", "Email").kind("email").complete("email"))),
    }
    html.push_str("<fieldset>\n<legend>Pay with</legend>\n");
    if let Some(message) = mistakes.get("method") {
        html.push_str(&format!("<p class=\"error\">{}</p>\n", escape(message)));
    }
    let chosen = match entered.get("method") {
        "" => "card",
        other => other,
    };
    let mut choice = |name: &str, label: &str, panel: &str| {
        let checked = if chosen == name { " checked" } else { "" };
        html.push_str(&format!(
            "<div class=\"method\">\n<label><input type=\"radio\" name=\"method\" value=\"{name}\"{checked}> {label}</label>\n\
             <div class=\"panel\">\n{panel}</div>\n</div>\n"
        ));
    };
    if methods.contains(&"card") {
        choice("card", "Card", &card_panel(entered, mistakes));
    }
    if methods.contains(&"us_bank_account") {
        choice("bank_debit", "Bank debit", &debit_panel(entered, mistakes));
    }
    if methods.contains(&"klarna") {
        let name = Input::new("pay_later_name", "Full name").complete("name");
        let note = "<p class=\"soft\">You will be asked to approve the plan on the next page.</p>\n";
        choice("pay_later", "Pay later", &format!("{}{note}", field(entered, mistakes, &name)));
    }
    html.push_str(&format!("</fieldset>\n<button type=\"submit\">Pay {}</button>\n</form>\n", escape(&amount)));
    html.push_str(&test_numbers());
    html
}

fn card_panel(entered: &Entered, mistakes: &Mistakes) -> String {
    let numeric = |name, label, complete| Input::new(name, label).mode("numeric").complete(complete);
    let number =
        field(entered, mistakes, &numeric("card_number", "Card number", "cc-number").hint("1234 1234 1234 1234"));
    let expiry = field(entered, mistakes, &numeric("card_expiry", "Expiry", "cc-exp").hint("MM / YY"));
    let cvc = field(entered, mistakes, &numeric("card_cvc", "CVC", "cc-csc").hint("CVC"));
    let name = field(entered, mistakes, &Input::new("card_name", "Name on card").complete("cc-name"));
    format!("{number}<div class=\"pair\">\n{expiry}{cvc}</div>\n{name}")
}

fn debit_panel(entered: &Entered, mistakes: &Mistakes) -> String {
    let holder = field(entered, mistakes, &Input::new("account_holder", "Account holder").complete("name"));
    let routing =
        field(entered, mistakes, &Input::new("routing_number", "Routing number").mode("numeric").hint("110000000"));
    let account =
        field(entered, mistakes, &Input::new("account_number", "Account number").mode("numeric").hint("000123456789"));
    format!("{holder}{routing}{account}<p class=\"soft\">A bank debit takes some days to arrive.</p>\n")
}

struct Input {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    mode: Option<&'static str>,
    complete: &'static str,
    hint: &'static str,
}

impl Input {
    fn new(name: &'static str, label: &'static str) -> Self {
        Self { name, label, kind: "text", mode: None, complete: "off", hint: "" }
    }

    fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    fn mode(mut self, mode: &'static str) -> Self {
        self.mode = Some(mode);
        self
    }

    fn complete(mut self, complete: &'static str) -> Self {
        self.complete = complete;
        self
    }

    fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }
}

fn field(entered: &Entered, mistakes: &Mistakes, input: &Input) -> String {
    let Input { name, label, kind, complete, hint, .. } = input;
    let value = escape(entered.get(name));
    let mode = input.mode.map(|mode| format!(" inputmode=\"{mode}\"")).unwrap_or_default();
    let hint = if hint.is_empty() { String::new() } else { format!(" placeholder=\"{hint}\"") };
    let (marks, message) = match mistakes.get(name) {
        Some(message) => (
            format!(" aria-invalid=\"true\" aria-describedby=\"{name}-error\""),
            format!("<p class=\"error\" id=\"{name}-error\">{}</p>\n", escape(message)),
        ),
        None => (String::new(), String::new()),
    };
    format!(
        "<div class=\"field\">\n<label for=\"{name}\">{label}</label>\n\
         <input id=\"{name}\" name=\"{name}\" type=\"{kind}\" value=\"{value}\" autocomplete=\"{complete}\"{mode}{hint}{marks}>\n\
         {message}</div>\n"
    )
}

fn test_numbers() -> String {
    let mut rows: String =
        TEST_CARDS.iter().map(|(number, what)| format!("<li><code>{number}</code> {what}</li>\n")).collect();
    for (number, what) in [
        ("000123456789", "bank account that can be debited"),
        ("000111111116", "bank account whose debit fails later"),
        ("000000000009", "bank account whose debit stays processing"),
        ("000555555559", "bank account that small deposits must verify first"),
    ] {
        rows.push_str(&format!("<li><code>{number}</code> {what}</li>\n"));
    }
    format!(
        "<details>\n<summary>Test numbers</summary>\n<p>Any future expiry date, any CVC, routing number 110000000.</p>\n\
         <ul class=\"plain\">\n{rows}</ul>\n</details>\n"
    )
}
