use proptest::prelude::*;

use super::*;
use crate::imports::{Choice, DateOrder, EXAMPLE_EMAIL, Evidence, Reading, recognise};

fn context() -> Context {
    let today = "2026-03-01".parse().unwrap();
    let charge = Charge { least: 50, most: 99_999_999, step: 1 };
    Context { charge, ..Context::new(today, Currency::USD, &Mapping::default(), Readings::default()) }
}

fn row(cells: &[(Column, &str)]) -> ImportRow {
    let mut row = ImportRow { number: 2, ..ImportRow::default() };
    row.cells.insert(Column::Email, Cell::text("ann@example.org"));
    row.cells.insert(Column::Amount, Cell::text("12.50"));
    for (column, text) in cells {
        row.cells.insert(*column, Cell::text(*text));
    }
    row
}

/// The problems of a row that is fine but for these cells, as `column code severity`.
fn problems(cells: &[(Column, &str)]) -> Vec<String> {
    told(&check(&row(cells), &context()))
}

fn told(checked: &CheckedRow) -> Vec<String> {
    let column = |problem: &CellProblem| problem.column.map_or("row", Column::as_str);
    let told = |problem: &CellProblem| format!("{} {} {}", column(problem), problem.code, problem.severity);
    checked.problems.iter().map(told).collect()
}

fn sentence(cells: &[(Column, &str)]) -> String {
    check(&row(cells), &context()).problems.remove(0).detail
}

#[test]
fn a_full_row_becomes_values() {
    let checked = check(
        &row(&[
            (Column::RecipientName, "Ann\nExample "),
            (Column::Email, "Ann Example <ann@example.org>"),
            (Column::Amount, "$1,250.00"),
            (Column::Currency, "usd"),
            (Column::InvoiceNumber, "INV-1"),
            (Column::ExternalId, "a-17"),
            (Column::Message, "Hello\r\nAnn"),
            (Column::DueOn, "30 Nov 2026"),
            (Column::ExpiresOn, "2026-12-31"),
            (Column::MinAmount, "250"),
            (Column::Client, "Example Ltd"),
            (Column::Matter, "17"),
        ]),
        &context(),
    );
    assert_eq!(checked.problems, []);
    assert!(checked.is_fine());
    let values = checked.values;
    assert_eq!(values.name.unwrap().as_str(), "Ann Example");
    assert_eq!(values.email.unwrap().as_str(), "ann@example.org");
    assert_eq!((values.amount, values.min_amount), (Some(125_000), Some(25_000)));
    assert_eq!(values.message.unwrap().as_str(), "Hello\nAnn");
    assert_eq!(values.due_on.unwrap().to_string(), "2026-11-30");
    assert_eq!(values.expires_on.unwrap().to_string(), "2026-12-31");
    assert_eq!(values.currency, Some(Currency::USD));
}

#[test]
fn a_name_can_come_in_two_columns_or_from_the_client() {
    let name = |cells: &[(Column, &str)]| check(&row(cells), &context()).values.name.map(String::from);
    assert_eq!(name(&[(Column::FirstName, "Ann"), (Column::LastName, "Example")]).as_deref(), Some("Ann Example"));
    assert_eq!(name(&[(Column::LastName, "Example")]).as_deref(), Some("Example"));
    assert_eq!(name(&[(Column::Client, "Example Ltd")]).as_deref(), Some("Example Ltd"));
    assert_eq!(name(&[]), None);
}

#[test]
fn wrong_amounts_are_told_apart() {
    for (text, expected) in [
        ("", "amount missing error"),
        ("abc", "amount not_an_amount error"),
        ("=1+1", "amount not_an_amount error"),
        ("0", "amount not_positive error"),
        ("-5", "amount not_positive error"),
        ("(1,250.00)", "amount not_positive error"),
        ("0.49", "amount too_small error"),
        ("1000000", "amount too_large error"),
        ("12.505", "amount ambiguous_amount error"),
        ("1,234", "amount ambiguous_amount error"),
        ("12.5051", "amount not_an_amount error"),
        ("€ 12", "amount other_currency error"),
    ] {
        assert_eq!(problems(&[(Column::Amount, text)]), [expected], "{text}");
    }
    assert_eq!(sentence(&[(Column::Amount, "12.5051")]), "USD has 2 decimals: write 12.50");
    assert_eq!(sentence(&[(Column::Amount, "0.49")]), "Enter at least $0.50: less can't be charged");
    assert_eq!(sentence(&[(Column::Amount, "1,234")]), "Is this 1234.00 or 1.234? Write it without the separator");
}

#[test]
fn a_number_of_a_workbook_is_never_ambiguous() {
    let amount = |text| {
        let mut row = row(&[]);
        row.cells.insert(Column::Amount, Cell::of(CellKind::Number, text));
        check(&row, &context())
    };
    assert_eq!(amount("12.1").values.amount, Some(1210));
    assert_eq!(told(&amount("1.234")), ["amount not_an_amount error"]);
    assert_eq!(told(&amount("-3")), ["amount not_positive error"]);
}

#[test]
fn a_currency_other_than_the_accounts_is_refused_where_it_stands() {
    assert_eq!(problems(&[(Column::Currency, "EUR")]), ["currency other_currency error"]);
    assert_eq!(problems(&[(Column::Currency, "dollars")]), ["currency unknown_currency error"]);
    let mut context = context();
    context.header_currency = "EUR".parse().ok();
    assert_eq!(told(&check(&row(&[]), &context)), ["amount other_currency error"]);
    // The row's own currency counts more than the header's.
    assert_eq!(told(&check(&row(&[(Column::Currency, "USD")]), &context)), Vec::<String>::new());
}

#[test]
fn minimums_stay_below_the_amount() {
    assert_eq!(problems(&[(Column::MinAmount, "12.51")]), ["min_amount above_amount error"]);
    assert_eq!(problems(&[(Column::MinAmount, "0.10")]), ["min_amount too_small error"]);
    assert_eq!(problems(&[(Column::MinAmount, "12.50")]), Vec::<String>::new());
}

#[test]
fn wrong_addresses_say_what_to_do() {
    assert_eq!(problems(&[(Column::Email, "ann")]), ["email not_an_email error"]);
    assert_eq!(problems(&[(Column::Email, "a@b.org; c@d.org")]), ["email several_emails error"]);
    assert_eq!(problems(&[(Column::Email, EXAMPLE_EMAIL)]), ["email example_row error"]);
    assert_eq!(problems(&[(Column::Email, "")]), ["email missing warning"]);
    let mut context = context();
    for (delivery, expected) in [(Delivery::Mail, vec!["email missing error"]), (Delivery::Download, vec![])] {
        context.delivery = delivery;
        assert_eq!(told(&check(&row(&[(Column::Email, " ")]), &context)), expected);
    }
}

#[test]
fn days_are_read_asked_about_or_refused() {
    assert_eq!(problems(&[(Column::DueOn, "2026-02-28")]), ["due_on past_date warning"]);
    assert_eq!(problems(&[(Column::ExpiresOn, "2026-02-28")]), ["expires_on past_date error"]);
    assert_eq!(problems(&[(Column::ExpiresOn, "2030-01-01")]), ["expires_on too_far error"]);
    assert_eq!(problems(&[(Column::ExpiresOn, "2026-03-01")]), Vec::<String>::new());
    assert_eq!(problems(&[(Column::DueOn, "soon")]), ["due_on not_a_date error"]);
    let early = [(Column::DueOn, "2026-04-30"), (Column::ExpiresOn, "2026-04-01")];
    assert_eq!(problems(&early), ["expires_on before_due warning"]);
    let unclear = [(Column::DueOn, "03/04/2026")];
    assert_eq!(sentence(&unclear), "Does 03/04/2026 mean 3 April 2026 or 4 March 2026? Write 2026-04-03 or 2026-03-04");

    let mut mapping = recognise(&["Due date".to_owned()]);
    mapping.choose(Choice { column: Column::DueOn, reading: Reading::Date(DateOrder::MonthFirst) });
    let mut evidence = Evidence::new(Currency::USD);
    evidence.see(&row(&unclear));
    let context = Context { readings: evidence.settle(&mapping).0, ..context() };
    assert_eq!(check(&row(&unclear), &context).values.due_on.unwrap().to_string(), "2026-03-04");
}

#[test]
fn a_number_or_a_day_of_a_workbook_is_told_from_text() {
    let due = |cell| {
        let mut row = row(&[]);
        row.cells.insert(Column::DueOn, cell);
        check(&row, &context())
    };
    let day = due(Cell::of(CellKind::Date, "2026-04-03"));
    assert_eq!((day.values.due_on.unwrap().to_string().as_str(), told(&day)), ("2026-04-03", vec![]));
    assert_eq!(told(&due(Cell::of(CellKind::Number, "46115"))), ["due_on not_a_date error"]);
    assert_eq!(told(&due(Cell::of(CellKind::Error, "#REF!"))), ["due_on cell_error error"]);
}

#[test]
fn formulas_are_told_and_formula_text_stays_text() {
    let mut with_value = row(&[]);
    with_value.cells.insert(Column::Amount, Cell { formula: true, ..Cell::of(CellKind::Number, "12.1") });
    let checked = check(&with_value, &context());
    assert_eq!((checked.values.amount, told(&checked)), (Some(1210), vec!["amount formula warning".to_owned()]));
    let mut without = row(&[]);
    without.cells.insert(Column::Amount, Cell { formula: true, ..Cell::default() });
    assert_eq!(told(&check(&without, &context())), ["amount formula_without_value error"]);
    let text = check(&row(&[(Column::Description, "=HYPERLINK(\"x\")")]), &context());
    assert_eq!(text.values.description.as_ref().map(ToString::to_string).as_deref(), Some("=HYPERLINK(\"x\")"));
    assert_eq!(told(&text), ["description formula_text warning"]);
}

#[test]
fn texts_have_limits() {
    let long = "x".repeat(301);
    assert_eq!(problems(&[(Column::Description, &long)]), ["description too_long error"]);
    assert_eq!(sentence(&[(Column::Description, &long)]), "Use at most 300 characters");
    assert_eq!(problems(&[(Column::InvoiceNumber, "a\u{202e}b")]), ["invoice_number control_characters error"]);
    let mut surplus = row(&[]);
    surplus.surplus = true;
    assert_eq!(told(&check(&surplus, &context())), ["row surplus_cells error"]);
}

proptest! {
    #[test]
    fn any_cells_get_an_answer(
        cells in prop::collection::btree_map(prop::sample::select(Column::ALL), "(\\PC{0,20}|[-0-9.,$€()/ =]{0,12})", 0..8),
        kind in prop::sample::select(CellKind::ALL),
        formula: bool,
    ) {
        let cells = cells.into_iter().map(|(column, text)| (column, Cell { text, kind, formula })).collect();
        let row = ImportRow { number: 9, cells, surplus: false };
        let mut evidence = Evidence::new(Currency::USD);
        evidence.see(&row);
        let (readings, _) = evidence.settle(&Mapping::default());
        let checked = check(&row, &Context { readings, ..context() });
        // Either it can be sent, or it says why not.
        prop_assert!(!checked.is_fine() || checked.values.amount.is_some());
        prop_assert!(checked.problems.iter().all(|p| p.row == 9 && !p.detail.is_empty()));
    }
}
