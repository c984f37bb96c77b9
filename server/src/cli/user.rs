//! `tender user add`: the way in when nobody can sign in yet, or any more.

use std::io::{self, IsTerminal as _};

use anyhow::{Context as _, bail};
use clap::Args;
use domain::{
    Currency, Role,
    id::FirmId,
    text::{Email, Name, check_password},
};

use super::{config, say};
use crate::{
    clock::Clock,
    crypto,
    db::{Col, Tx},
    firm::Zone,
    http::Error,
    serve,
    sessions::{Founding, found},
    state::App,
    users::create_user,
};

/// `tender user add`.
#[derive(Debug, Args)]
pub struct Add {
    /// The address to sign in with
    #[arg(long)]
    email: Email,
    /// The person's name
    #[arg(long)]
    name: Name,
    /// owner, admin, biller or viewer
    #[arg(long, default_value = "owner")]
    role: Role,
    /// The firm's name; made if there is no firm yet, needed if there are several
    #[arg(long, value_name = "NAME")]
    firm: Option<Name>,
    /// The time zone of a firm that is made
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    time_zone: Zone,
    /// The currency of a firm that is made
    #[arg(long, value_name = "CODE", default_value = "USD")]
    currency: Currency,
    /// Read the password from the first line of the standard input instead of asking for it
    #[arg(long)]
    password_stdin: bool,
}

impl Add {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let config = config()?;
        let password = self.password()?;
        check_password(&password)?;
        let hash = crypto::hash_password(password.into()).await?;
        let app = serve::build(config, Clock::system()).await?;
        let mut tx = app.db.begin().await?;
        match firm_of(&mut tx, self.firm.as_ref()).await? {
            Some(firm) => create_user(&app, &mut tx, &firm, &self.name, &self.email, self.role, &hash)
                .await
                .map(drop)
                .map_err(in_words)?,
            None => self.found(&app, &mut tx, hash).await?,
        }
        tx.commit().await?;
        app.db.close().await;
        say(&format!("{} can sign in with {} as {}.", self.name, self.email, self.role))
    }

    fn password(&self) -> anyhow::Result<String> {
        if self.password_stdin {
            let mut line = String::new();
            io::stdin().read_line(&mut line).context("reading the password")?;
            return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
        }
        if !io::stdin().is_terminal() {
            bail!("there is no terminal to ask for the password: use --password-stdin");
        }
        let first = rpassword::prompt_password("Password: ").context("reading the password")?;
        let again = rpassword::prompt_password("Once more: ").context("reading the password")?;
        if first == again { Ok(first) } else { bail!("the passwords differ") }
    }

    /// Makes the first firm, with this person as its owner.
    async fn found(&self, app: &App, tx: &mut Tx, password_hash: String) -> anyhow::Result<()> {
        let Some(firm_name) = self.firm.clone() else {
            bail!("there is no firm yet: say its name with --firm, or open the set-up page");
        };
        if self.role != Role::Owner {
            bail!("the first user of a firm is its owner");
        }
        let founding = Founding {
            firm_name,
            zone: self.time_zone.clone(),
            currency: self.currency,
            name: self.name.clone(),
            email: self.email.clone(),
            password_hash,
        };
        found(app, tx, &founding).await.map(drop).map_err(in_words)
    }
}

/// The firm that is meant; `None` if there is none at all.
async fn firm_of(tx: &mut Tx, name: Option<&Name>) -> anyhow::Result<Option<FirmId>> {
    let firms: Vec<(Col<FirmId>, String)> =
        sqlx::query_as("SELECT id, name FROM firms ORDER BY id").fetch_all(tx.conn()).await?;
    choose(firms.into_iter().map(|(id, name)| (id.0, name)).collect(), name.map(Name::as_str))
}

fn choose(firms: Vec<(FirmId, String)>, name: Option<&str>) -> anyhow::Result<Option<FirmId>> {
    if firms.is_empty() {
        return Ok(None);
    }
    let mut meant = firms.into_iter().filter(|(_, known)| name.is_none_or(|name| name == known)).map(|(id, _)| id);
    match (meant.next(), meant.next(), name) {
        (Some(firm), None, _) => Ok(Some(firm)),
        (Some(_), Some(_), None) => bail!("there are several firms: say which one with --firm"),
        (Some(_), Some(_), Some(name)) => bail!("there are several firms called {name:?}"),
        (None, _, name) => bail!("there is no firm called {:?}", name.unwrap_or_default()),
    }
}

/// What a form would show at its fields, in one line.
fn in_words(error: Error) -> anyhow::Error {
    match error {
        Error::Problem(problem) if !problem.errors.is_empty() => {
            let lines: Vec<_> = problem.errors.iter().map(|e| format!("{}: {}", e.pointer, e.detail)).collect();
            anyhow::anyhow!(lines.join("; "))
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_is_named_where_there_are_several() {
        let firm = |number: u128, name: &str| (FirmId::from_u128(number), name.to_owned());
        let two = || vec![firm(1, "Hale"), firm(2, "Marsh")];
        assert_eq!(choose(vec![], Some("Hale")).unwrap(), None);
        assert_eq!(choose(vec![firm(1, "Hale")], None).unwrap(), Some(FirmId::from_u128(1)));
        assert_eq!(choose(two(), Some("Marsh")).unwrap(), Some(FirmId::from_u128(2)));
        assert!(choose(two(), None).is_err());
        assert!(choose(two(), Some("Orr")).is_err());
    }
}
