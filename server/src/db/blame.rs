//! Whether a failure is the database's.

use crate::{http::Error, jobs::Failure};

/// Whether the database is the cause, however it was wrapped on the way: then trying again may help.
#[must_use]
pub fn is_to_blame(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let wrapped = match (cause.downcast_ref::<Failure>(), cause.downcast_ref::<Error>()) {
            (Some(Failure::Retry(inner) | Failure::GiveUp(inner)), _) | (_, Some(Error::Internal(inner))) => {
                Some(inner)
            }
            _ => None,
        };
        cause.is::<sqlx::Error>() || wrapped.is_some_and(is_to_blame)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_is_told_from_other_troubles() {
        let away = || sqlx::Error::PoolTimedOut;
        for error in [
            anyhow::Error::new(away()).context("reading"),
            anyhow::Error::new(Failure::from(away())),
            anyhow::Error::new(Failure::Retry(anyhow::Error::new(Error::from(away())))),
            anyhow::Error::new(Error::from(Failure::GiveUp(away().into()))).context("a mail"),
        ] {
            assert!(is_to_blame(&error), "{error:#}");
        }
        assert!(!is_to_blame(&anyhow::anyhow!("the key of its token is gone")));
        assert!(!is_to_blame(&anyhow::Error::new(Error::not_found("link"))));
    }
}
