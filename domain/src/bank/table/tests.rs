use super::*;

fn read(heads: &[&str], rows: &[&[&str]]) -> Result<Told, Unread> {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let rows: Vec<_> = (2..).zip(rows.iter().map(|row| own(row))).collect();
    Columns::find(&own(heads))?.read(&rows, Currency::USD, (None, None))
}

fn amounts(told: &Told) -> Vec<(String, i64)> {
    told.lines.iter().map(|line| (line.day.to_string(), line.amount)).collect()
}

#[test]
fn one_column_of_amounts_with_balances_newest_first() {
    let told = read(
        &["Posting Date", "Description", "Amount", "Balance"],
        &[&["10/31/2026", "Transfer", "(250.00)", "1,000.00"], &["10/02/2026", "Deposit", "1,000.00", "1,250.00"]],
    )
    .unwrap();
    assert_eq!(amounts(&told), [("2026-10-02".into(), 100_000), ("2026-10-31".into(), -25_000)]);
    assert_eq!(told.opening, Some(25_000));
    assert_eq!(told.closing.map(|(day, balance)| (day.to_string(), balance)), Some(("2026-10-31".into(), 100_000)));
}

#[test]
fn two_columns_for_in_and_out_in_german() {
    let told = read(
        &["Buchungstag", "Verwendungszweck", "Soll", "Haben"],
        &[&["30.10.2026", "Miete", "1.250,00", ""], &["31.10.2026", "Honorar", "", "99,50"]],
    )
    .unwrap();
    assert_eq!(amounts(&told), [("2026-10-30".into(), -125_000), ("2026-10-31".into(), 9_950)]);
    assert_eq!((told.opening, told.closing), (None, None));
}

#[test]
fn what_could_be_two_things_is_asked_and_what_is_wrong_is_named() {
    let which = read(&["Date", "Amount"], &[&["03/04/2026", "5.00"]]);
    assert_eq!(which, Err(Unread::WhichDay("03/04/2026".into())));
    assert!(matches!(read(&["Date", "Amount"], &[&["2026-10-01", "1,250"]]), Err(Unread::WhichMark(_))));
    assert_eq!(read(&["When", "Amount"], &[]), Err(Unread::NoColumn("date")));
    assert_eq!(read(&["Date", "Text"], &[]), Err(Unread::NoColumn("amount")));
    assert!(matches!(read(&["Date", "Amount"], &[&["soon", "5"]]), Err(Unread::Cell { row: 2, .. })));
    assert!(matches!(read(&["Date", "Amount"], &[&["2026-10-01", "much"]]), Err(Unread::Cell { row: 2, .. })));
    let lost =
        read(&["Date", "Amount", "Balance"], &[&["2026-10-01", "5.00", "5.00"], &["2026-10-02", "5.00", "11.00"]]);
    assert_eq!(lost, Err(Unread::Balance { row: 3 }));
}
