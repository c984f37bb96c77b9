//! The values of a statement that is put together.

use sqlx::{
    Any,
    any::AnyArguments,
    query::{Query, QueryAs, QueryScalar},
};

/// A value to bind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// TEXT.
    Text(String),
    /// BIGINT.
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// The values of one statement, in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub struct Args(Vec<Arg>);

impl Args {
    /// Adds a value; the answer stands for it in the statement, as often as one likes.
    pub fn add(&mut self, arg: impl Into<Arg>) -> String {
        self.0.push(arg.into());
        format!("${}", self.0.len())
    }

    /// Says how many values there are, for the end of a statement that does not use all of them. PostgreSQL counts what was
    /// bound when a statement was prepared, and prepared statements are found again by their text: so the same text must
    /// always come with as many values.
    #[must_use]
    pub fn counted(&self) -> String {
        format!("/* {} values */", self.0.len())
    }

    /// Adds values, with commas between them.
    pub fn list<A: Into<Arg>>(&mut self, args: impl IntoIterator<Item = A>) -> String {
        args.into_iter().map(|arg| self.add(arg)).collect::<Vec<_>>().join(", ")
    }

    /// Binds all of them.
    pub fn bind<'q>(self, query: Query<'q, Any, AnyArguments>) -> Query<'q, Any, AnyArguments> {
        self.0.into_iter().fold(query, |query, arg| match arg {
            Arg::Text(text) => query.bind(text),
            Arg::Number(number) => query.bind(number),
        })
    }

    /// As [`Args::bind`], for rows of a type.
    pub fn bind_as<'q, O>(self, query: QueryAs<'q, Any, O, AnyArguments>) -> QueryAs<'q, Any, O, AnyArguments> {
        self.0.into_iter().fold(query, |query, arg| match arg {
            Arg::Text(text) => query.bind(text),
            Arg::Number(number) => query.bind(number),
        })
    }

    /// As [`Args::bind`], for one value.
    pub fn bind_scalar<'q, O>(
        self,
        query: QueryScalar<'q, Any, O, AnyArguments>,
    ) -> QueryScalar<'q, Any, O, AnyArguments> {
        self.0.into_iter().fold(query, |query, arg| match arg {
            Arg::Text(text) => query.bind(text),
            Arg::Number(number) => query.bind(number),
        })
    }
}
