use super::*;

fn usd(bytes: &str) -> Result<StatementFile, BadFile> {
    read(bytes.as_bytes(), Currency::USD, Said::default())
}

fn lines(file: &StatementFile) -> Vec<(String, i64, &str)> {
    file.lines.iter().map(|line| (line.day.to_string(), line.amount, line.description.as_str())).collect()
}

const SGML: &str = "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\n\r\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>1<ACCTID>77</BANKACCTFROM><BANKTRANLIST>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261002120000[-5:EST]<TRNAMT>1000.00<FITID>A1<NAME>STRIPE<MEMO>PAYOUT &amp; CO</STMTTRN>
<STMTTRN><TRNTYPE>CHECK<DTPOSTED>20261005<TRNAMT>-250,5<FITID>A2<CHECKNUM>117<NAME>CHECK
</BANKTRANLIST><LEDGERBAL><BALAMT>749.50<DTASOF>20261031</LEDGERBAL><AVAILBAL><BALAMT>1<DTASOF>20261031</AVAILBAL></STMTRS></OFX>";

#[test]
fn old_and_new_ofx_say_the_same() {
    let xml = "<?xml version=\"1.0\"?><?OFX OFXHEADER=\"200\"?><OFX><STMTRS><CURDEF>USD</CURDEF><ACCTID>77</ACCTID><BANKTRANLIST>\
        <STMTTRN><DTPOSTED>20261002</DTPOSTED><TRNAMT>1000.00</TRNAMT><FITID>A1</FITID><NAME>STRIPE</NAME><MEMO>PAYOUT &amp; CO</MEMO></STMTTRN>\
        <STMTTRN><DTPOSTED>20261005</DTPOSTED><TRNAMT>-250.50</TRNAMT><FITID>A2</FITID><CHECKNUM>117</CHECKNUM><NAME>CHECK</NAME></STMTTRN>\
        </BANKTRANLIST><LEDGERBAL><BALAMT>749.50</BALAMT><DTASOF>20261031</DTASOF></LEDGERBAL></STMTRS></OFX>";
    let (old, new) = (usd(SGML).unwrap(), usd(xml).unwrap());
    assert_eq!(old, new);
    assert_eq!(
        lines(&old),
        [("2026-10-02".into(), 100_000, "STRIPE PAYOUT & CO"), ("2026-10-05".into(), -25_050, "CHECK")]
    );
    assert_eq!(old.closing.map(|(day, sum)| (day.to_string(), sum)), Some(("2026-10-31".into(), 74_950)));
    assert_eq!(old.lines[1].reference.as_deref(), Some("117"));
    let two = SGML.replace("<BANKTRANLIST>", "<ACCTID>78<BANKTRANLIST>");
    assert!(matches!(usd(&two), Err(BadFile::SeveralAccounts)));
    assert!(matches!(usd(&SGML.replace("<TRNAMT>1000.00", "<TRNAMT>much")), Err(BadFile::Line { line: 1, .. })));
}

fn camt(version: &str, party: &str, status: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}\">\
         <BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE1</IBAN></Id><Ccy>USD</Ccy></Acct>\
         <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"USD\">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-01</Dt></Dt></Bal>\
         <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"USD\">6.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-31</Dt></Dt></Bal>\
         <Ntry><Amt Ccy=\"USD\">3.50</Amt><CdtDbtInd>DBIT</CdtDbtInd>{status}<BookgDt><DtTm>2026-10-07T09:00:00</DtTm></BookgDt><AcctSvcrRef>B7</AcctSvcrRef>\
         <NtryDtls><TxDtls><Refs><EndToEndId>INV-7</EndToEndId></Refs><RltdPties><Cdtr>{party}</Cdtr></RltdPties><RmtInf><Ustrd>Rent &#38; heat</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\
         <Ntry><Amt Ccy=\"USD\">9.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>PDNG</Sts><BookgDt><Dt>2026-10-31</Dt></BookgDt></Ntry>\
         </Stmt></BkToCstmrStmt></Document>"
    )
}

#[test]
fn every_version_of_camt_is_read_and_what_is_pending_is_not() {
    let old = usd(&camt("02", "<Nm>Landlord</Nm>", "<Sts>BOOK</Sts>")).unwrap();
    let new = usd(&camt("08", "<Pty><Nm>Landlord</Nm></Pty>", "<Sts><Cd>BOOK</Cd></Sts>")).unwrap();
    assert_eq!(old, new);
    assert_eq!(lines(&old), [("2026-10-07".into(), -350, "Landlord · Rent & heat")]);
    assert_eq!((old.opening, old.gap()), (Some(1_000), None));
    assert_eq!(old.lines[0].bank_id.as_deref(), Some("B7"));
    assert!(matches!(
        read(camt("02", "", "").as_bytes(), "EUR".parse().unwrap(), Said::default()),
        Err(BadFile::Line { .. })
    ));
}

#[test]
fn hostile_files_are_refused_and_none_panics() {
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"ha\">]><Document><BkToCstmrStmt><Stmt>&a;</Stmt></BkToCstmrStmt></Document>";
    assert!(matches!(usd(laughs), Err(BadFile::Broken("it declares a document type"))));
    assert!(matches!(usd(&"<a>".repeat(1000)), Err(BadFile::Broken("its tags are nested too deep"))));
    assert!(matches!(usd("<html></html>"), Err(BadFile::Broken(_))));
    assert!(matches!(
        read(&vec![b'a'; MAX_STATEMENT_BYTES + 1], Currency::USD, Said::default()),
        Err(BadFile::TooLarge)
    ));
    let many = format!("<OFX>{}", "<STMTTRN><DTPOSTED>20261002<TRNAMT>1".repeat(MAX_STATEMENT_LINES + 1));
    assert!(matches!(usd(&many), Err(BadFile::TooManyLines)));
    for end in 0..SGML.len() {
        let _ = SGML.get(..end).map(usd);
    }
    let camt = camt("02", "<Nm>Ä</Nm>", "");
    for end in 0..camt.len() {
        assert!(camt.get(..end).is_none_or(|text| usd(text).is_err()), "what breaks off is refused: {end}");
    }
}

#[test]
fn tables_are_read_with_their_balances() {
    let file = usd("Date,Description,Amount,Balance\n2026-10-02,STRIPE PAYOUT,\"1,000.00\",\"1,000.00\"\n2026-10-05,CHECK 117,-250.50,749.50\n").unwrap();
    assert_eq!(
        lines(&file),
        [("2026-10-02".into(), 100_000, "STRIPE PAYOUT"), ("2026-10-05".into(), -25_050, "CHECK 117")]
    );
    assert_eq!((file.opening, file.gap()), (Some(0), None));
    assert!(usd("Date,Amount\n").is_err());
}
