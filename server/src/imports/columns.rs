//! What the columns mean.

use axum::extract::State;
use domain::{
    Fields, Problem,
    api::imports::{ImportDetail, NewMapping},
    id::ImportId,
    imports::{Column, MappedHeader, Mapping, Reading},
};

use super::{
    change::{check_again, refuse_after_links, refuse_while_sending},
    memory,
    row::Stored,
};
use crate::{
    http::{CanBill, Json, Path, Result},
    state::App,
};

/// Say what the columns mean, and how they are read. It is remembered for the next file with the same headers, and the
/// rows are checked again.
#[utoipa::path(
    put, path = "/api/v1/imports/{id}/mapping", tag = "imports", operation_id = "map_import",
    params(("id" = ImportId, Path)), request_body = NewMapping,
    responses(
        (status = 200, body = ImportDetail), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Links are being made, or were", body = Problem), (status = 422, body = Problem),
    ),
    security(("session" = []), ("api_key" = [])),
)]
pub(super) async fn map(
    State(app): State<App>,
    CanBill(staff): CanBill,
    Path(id): Path<ImportId>,
    Json(new): Json<NewMapping>,
) -> Result<Json<ImportDetail>> {
    let mut tx = app.db.begin().await?;
    let import = Stored::lock(&mut tx, &staff.firm, &id).await?;
    refuse_while_sending(&import)?;
    refuse_after_links(&mut tx, &import, "mapping").await?;
    let mapping = mapped(&import.mapping()?, &new)?;
    sqlx::query("UPDATE imports SET mapping = $1 WHERE firm_id = $2 AND id = $3")
        .bind(serde_json::to_string(&mapping).map_err(anyhow::Error::new)?)
        .bind(staff.firm.as_str())
        .bind(id.as_str())
        .execute(tx.conn())
        .await?;
    if let Some(fingerprint) = &import.fingerprint {
        memory::remember(&app, &mut tx, &staff.firm, fingerprint, &mapping).await?;
    }
    check_again(&app, &mut tx, &staff.firm, &id).await?;
    let detail = Stored::find(tx.conn(), &staff.firm, &id).await?.detail(tx.conn()).await?;
    tx.commit().await?;
    Ok(Json(detail))
}

/// The file's columns with the meanings that somebody gave them.
fn mapped(now: &Mapping, new: &NewMapping) -> Result<Mapping, Problem> {
    let mut fields = Fields::new();
    if new.columns.len() != now.headers.len() {
        let what =
            format!("Say what each of the {} columns means; null for one that is passed over", now.headers.len());
        fields.refuse("/columns", what);
    } else if !new.columns.contains(&Some(Column::Amount)) {
        fields.refuse("/columns", "Choose the column that holds the amounts: every link needs one");
    }
    for (at, column) in new.columns.iter().enumerate().filter_map(|(at, column)| Some((at, (*column)?))) {
        if new.columns.iter().take(at).any(|other| *other == Some(column)) {
            fields.refuse(&format!("/columns/{at}"), format!("Another column is the {} already", column.label()));
        }
    }
    for (at, choice) in new.choices.iter().enumerate() {
        let fits = match choice.reading {
            Reading::Date(_) => choice.column.is_date(),
            Reading::Amount(_) => choice.column.is_money(),
        };
        if !fits {
            fields.refuse(&format!("/choices/{at}"), format!("{} is not read like this", choice.column.label()));
        }
    }
    let headers = now.headers.iter().zip(&new.columns);
    let headers = headers.map(|(mapped, column)| MappedHeader { header: mapped.header.clone(), column: *column });
    let mut mapping = Mapping { headers: headers.collect(), ..Mapping::default() };
    // What was answered before stays answered for columns that stay what they are.
    let same = |column: Column| now.position(column).is_some() && now.position(column) == mapping.position(column);
    mapping.choices = now.choices.iter().copied().filter(|choice| same(choice.column)).collect();
    new.choices.iter().take(Column::ALL.len()).for_each(|choice| mapping.choose(*choice));
    fields.finish(Some(mapping))
}

#[cfg(test)]
mod tests {
    use domain::{
        amount::DecimalMark,
        imports::{Choice, DateOrder, recognise},
    };

    use super::*;

    fn file() -> Mapping {
        recognise(&["Wer".to_owned(), "Total".to_owned(), "Balance due".to_owned()])
    }

    #[test]
    fn somebody_says_what_the_columns_mean() {
        assert_eq!(file().contested, [Column::Amount]);
        let choice = Choice { column: Column::Amount, reading: Reading::Amount(DecimalMark::Comma) };
        let columns = vec![Some(Column::RecipientName), Some(Column::Amount), None];
        let mapping = mapped(&file(), &NewMapping { columns, choices: vec![choice] }).unwrap();
        assert!(mapping.is_sure());
        assert_eq!(mapping.position(Column::RecipientName), Some(0));
        assert_eq!(mapping.headers[2].header, "Balance due");
        assert_eq!(mapping.choices, [choice]);
        // Answers stay for columns that stay what they are.
        let columns = |amount_at: usize| (0..3).map(|at| (at == amount_at).then_some(Column::Amount)).collect();
        let again = mapped(&mapping, &NewMapping { columns: columns(1), choices: vec![] }).unwrap();
        assert_eq!(again.choices, [choice]);
        let other = mapped(&mapping, &NewMapping { columns: columns(2), choices: vec![] }).unwrap();
        assert_eq!(other.choices, []);
    }

    #[test]
    fn what_cannot_be_meant_is_refused_in_its_place() {
        let refused = |columns: Vec<Option<Column>>, choices: Vec<Choice>| {
            mapped(&file(), &NewMapping { columns, choices }).unwrap_err()
        };
        assert!(refused(vec![Some(Column::Amount)], vec![]).field("/columns").unwrap().contains("3 columns"));
        assert!(refused(vec![None, None, None], vec![]).field("/columns").unwrap().contains("amounts"));
        let twice = refused(vec![Some(Column::Amount), None, Some(Column::Amount)], vec![]);
        assert_eq!(twice.field("/columns/2"), Some("Another column is the Amount already"));
        let choice = Choice { column: Column::Amount, reading: Reading::Date(DateOrder::ALL[0]) };
        let unfit = refused(vec![Some(Column::Amount), None, None], vec![choice]);
        assert_eq!(unfit.field("/choices/0"), Some("Amount is not read like this"));
    }
}
