//! What other programs and other languages call the columns.
//!
//! Folded as [`super::header::fold`] does. The names of one column stand in the order of trust: if
//! a file has both `Total` and `Balance due`, what is still owed is meant.

use super::Column;

/// Every column with the names it goes by, with spaces between them.
pub(super) const NAMES: &[(Column, &str)] = &[
    (
        Column::RecipientName,
        "recipientname recipientsname recipient payername payer billtoname billto contactname contact \
         customername customerfullname customerdisplayname customer debtorname debtor patientname patient \
         fullname displayname personname name to empfanger empfaenger empfangername kunde kundenname \
         destinataire nomduclient nom destinatario nombrecompleto nomecompleto ontvanger naam",
    ),
    (Column::FirstName, "firstname givenname forename vorname prenom nombre nome voornaam"),
    (
        Column::LastName,
        "lastname surname familyname nachname familienname nomdefamille apellido apellidos cognome achternaam",
    ),
    (
        Column::Email,
        "recipientemail recipientemailaddress recipientsemail payeremail billemail billtoemail billingemail \
         customeremail clientemail clientemailaddress contactemail patientemail email emailaddress emails \
         emailaddresses primaryemail primaryemailaddress mainemail emailto toemail sendto mail mailaddress \
         emailadresse mailadresse courriel adresseemail adressecourriel adressemail correo correoelectronico \
         postaelettronica indirizzoemail enderecodeemail emailadres",
    ),
    (
        Column::Amount,
        "amounttopay amounttocollect paymentamount amountrequested requestedamount requestamount amountdue \
         invoiceamountdue balancedue openbalance totaldue amountoutstanding outstandingamount \
         outstandingbalance outstanding amountowing amountowed unpaidamount unpaidbalance balance amount \
         invoiceamount billamount invoicetotal billtotal grandtotal totalamount grossamount gross total sum \
         charge price offenerbetrag rechnungsbetrag bruttobetrag gesamtbetrag betrag summe montantdu soldedu \
         montantttc totalttc montant solde importependiente importetotal importe monto saldo importo totale \
         valor montante openstaandbedrag bedrag totaal",
    ),
    (
        Column::Currency,
        "currency currencycode ccy curr isocurrency wahrung waehrung devise monnaie moneda divisa valuta \
         moeda",
    ),
    (
        Column::InvoiceNumber,
        "invoicenumber invoiceno invoicenum invoicenr invnumber invno invnum invoice billnumber billno bill \
         documentnumber docnumber docno docnum refnumber referencenumber reference ref number num no \
         rechnungsnummer rechnungsnr rechnungnr rechnung belegnummer belegnr numerodefacture numfacture \
         nfacture facture numerodefactura numerofactura nfactura factura numerofattura numerodifattura \
         fattura factuurnummer factuur numerodafatura fatura",
    ),
    (
        Column::ExternalId,
        "externalid externalreference externalref uniqueid rowid recordid customid idempotencykey invoiceid \
         billid transactionid txnid id key",
    ),
    (
        Column::Description,
        "description paymentfor memodescription invoicedescription itemdescription purpose subject narrative \
         service services productservice item details memo beschreibung verwendungszweck betreff leistung \
         libelle objet descripcion concepto descrizione causale omschrijving descricao",
    ),
    (
        Column::Message,
        "message custommessage messagetopayer messagetoclient messagetocustomer messageoninvoice \
         personalmessage customermessage customermemo emailmessage emailbody statementmessage note notes \
         comment comments nachricht mitteilung bemerkung remarque mensaje nota notas messaggio bericht \
         opmerking mensagem",
    ),
    (
        Column::DueOn,
        "duedate invoiceduedate paymentduedate paymentdue datedue dueon dueby payby paybydate \
         falligkeitsdatum faelligkeitsdatum falligkeit faelligkeit falligam faelligam zahlbarbis dateecheance \
         datedecheance echeance fechadevencimiento fechavencimiento vencimiento datascadenza datadiscadenza \
         scadenza vervaldatum vervaldag datadevencimento vencimento",
    ),
    (
        Column::ExpiresOn,
        "expirydate expirationdate expireson expires expiresat expiry expiration linkexpiry linkexpires \
         validuntil validto gultigbis gueltigbis ablaufdatum dateexpiration datedexpiration fechadecaducidad \
         caducidad validohasta geldigtot",
    ),
    (
        Column::MinAmount,
        "minimumamount minamount minimumpayment minpayment minimumdue minimum min mindestbetrag \
         montantminimum montantminimal importeminimo pagominimo importominimo minimumbedrag",
    ),
    (Column::Client, "client clientname clientfullname mandant klient cliente klant"),
    (
        Column::Matter,
        "matter mattername matternumber matterno matterid matterdisplaynumber matterdescription case casename \
         casenumber caseno filenumber fileno file project job akte aktenzeichen dossier affaire \
         numerodedossier expediente asunto pratica zaak",
    ),
];
