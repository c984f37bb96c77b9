//! What the mail says that carries a link.

use domain::{CivilDate, Money, api::firm::Firm, link::PartPolicy};
use minijinja::{Value, context};

use super::write::{LinkMail, first_name, render, shown};

/// What the mail says that carries a link.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// Whom it is for.
    pub name: &'a str,
    /// What is asked.
    pub money: Money,
    /// The least that may be paid, in minor units.
    pub min_amount: Option<i64>,
    /// What becomes of the rest if less is paid.
    pub part_policy: PartPolicy,
    /// What it is for, in one line.
    pub purpose: Option<String>,
    /// A few lines to the payer.
    pub message: Option<&'a str>,
    /// The day it is due.
    pub due_on: Option<CivilDate>,
    /// The link.
    pub url: String,
    /// No real money moves.
    pub test: bool,
}

/// A mail that is only looked at.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The subject.
    pub subject: String,
    /// The mail as text.
    pub text: String,
    /// The mail as a page.
    pub html: String,
}

impl Letter<'_> {
    pub(super) fn subject(&self, firm: &Firm, which: LinkMail) -> String {
        match which {
            LinkMail::First => format!("{} asks for {}", firm.name, self.money),
            LinkMail::Rest => format!("{} is left to pay to {}", self.money, firm.name),
        }
    }

    pub(super) fn values(&self, firm: &Firm, which: LinkMail) -> Value {
        context! {
            firm => shown(firm), name => first_name(self.name), amount => self.money.to_string(),
            rest => which == LinkMail::Rest, purpose => self.purpose.as_deref(), message => self.message,
            due => self.due_on.map(CivilDate::long), url => self.url.as_str(), test => self.test,
            then => self.part_policy.to_payer(),
            partly => self.min_amount.map(|min| Money::new(min, self.money.currency).to_string()),
        }
    }

    /// The first mail as it would go out.
    ///
    /// # Errors
    /// None that could be expected: the templates are ours.
    pub fn preview(&self, firm: &Firm) -> anyhow::Result<Preview> {
        let (text, html) = render("link", &self.values(firm, LinkMail::First))?;
        Ok(Preview { subject: self.subject(firm, LinkMail::First), text, html })
    }
}
