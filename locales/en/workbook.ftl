# The workbook review.xlsx.
workbook-list-changed = The file { $file } changed during the review. Review it again.
workbook-foot = Review of certificates as of { $day }
workbook-more = … and { $count } more
workbook-row = Row { $row }
workbook-total = Total
workbook-no-unit = (no unit given)
workbook-absent = (absent)

## Names of sheets (short, at most 27 letters)

workbook-sheet-overview = Summary
workbook-sheet-units = By unit
workbook-sheet-findings = By finding
workbook-findings-title = CERTIFICATES BY FINDING
workbook-sheet-revoke = Revoke
workbook-sheet-verify = Verify
workbook-sheet-revoke-and-reissue = Revoke and re-issue
workbook-sheet-renew = Renew
workbook-sheet-change-info = Change of information
workbook-sheet-report-to-ca = Report to the CA
workbook-sheet-register = Register
workbook-sheet-update-registry = Update the registry
workbook-sheet-tidy = Tidy up
workbook-sheet-differences = Differences
workbook-sheet-rejected = Rejected rows
workbook-sheet-reading = How lists were read

## Summary

workbook-title = REVIEW OF CERTIFICATES
workbook-as-of = As of { $day }. { $cases } certificates reviewed; each has exactly one action.
workbook-policy = Under: { $title } (policy pack { $name }).
workbook-letter = Clauses are those of { $letter }.
workbook-table-totals = Numbers compared
workbook-table-actions = What is to be done
workbook-table-inputs = Lists read
workbook-table-findings = Findings (a certificate may have several)
workbook-table-noise = Differences without weight, understood by the program: nothing to do
workbook-matched = Matched
workbook-matched-means = On the application (registry), nothing disagrees
workbook-mismatched = Mismatched
workbook-mismatched-means = On the application (registry), but something disagrees: see the sheet “Differences”
workbook-not-recognised = Not recognised
workbook-not-recognised-means = Not on the application (registry); expired and revoked ones included
workbook-listed = Total: certificates on the CA's list
workbook-listed-means = The three lines above together
workbook-unlisted = Not on the CA's list
workbook-unlisted-means = Only on the application (registry)
workbook-cases = Total: all certificates reviewed
workbook-cases-means = On the CA's list or not
workbook-one-action = Each certificate is counted once
workbook-warning = A warning beside a revocation

workbook-means-revoke = Ask the CA in writing to revoke, with the list on this sheet; take the device back.
workbook-means-verify = Not enough is known to decide: somebody looks and writes the answer into the column “Answer”.
workbook-means-revoke-and-reissue = Expiring and not renewable any more: ask for revocation and re-issue before it ends, if it is still needed.
workbook-means-renew = Expiring and renewable: send the request by the day in the column “Due”.
workbook-means-change-info = The certificate is not right any more: ask for the change in the column “New information”.
workbook-means-report-to-ca = The CA's list is not right: report it with the documents sent, so that the CA updates it.
workbook-means-register = In force, but not on the application: the holder registers it.
workbook-means-update-registry = The application (registry) is wrong: correct it as in the column “Correct to”.
workbook-means-tidy = The application (registry) is right but spelled otherwise: correct it when there is time.
workbook-means-none = Matched, or revoked, or superseded: nothing to do.

## By unit

workbook-units-title = CERTIFICATES BY UNIT AND ACTION
workbook-units-note = { $units } units, under their present names where the list of units has them. The line “Total” at the foot follows the filter.

## Sheets by action

workbook-action-note = { $count } certificates, as of { $day } (clause { $clause }). The columns up to “Case” are printed; those to the right are for looking things up.
workbook-band-form = As in form { $number } ({ $set })
workbook-band-request = As in the form of the request
workbook-band-work = What is to be done
workbook-band-review = Review
workbook-band-screen = For looking things up (not printed)
workbook-band-import = As in the import file of the CA's portal (new issue), every cell is text; blank columns are for the unit

workbook-column-ordinal = No.
workbook-column-name = Name on the certificate
workbook-column-serial = Serial
workbook-column-mail = E-mail
workbook-column-device = Device
workbook-column-request = Request
workbook-column-new-information = New information
workbook-column-from = Valid from
workbook-column-until = Valid to
workbook-column-reason = Reason for revocation
workbook-column-question = To be verified
workbook-column-answer = Answer
workbook-column-update = Update asked for
workbook-column-ca-status = CA says
workbook-column-registry-status = Registry says
workbook-column-documents = Documents sent
workbook-column-written-serial = Serial in the registry
workbook-column-corrections = Correct to
workbook-column-birthday = Birthday
workbook-column-identity = ID number
workbook-column-issued-at = Issued at
workbook-column-issued-on = Issued on
workbook-column-official-mail = Official e-mail
workbook-column-level-1 = Organisation 1
workbook-column-level-2 = Organisation 2
workbook-column-level-3 = Organisation 3
workbook-column-level-4 = Organisation 4
workbook-column-province = Province
workbook-column-position = Position
workbook-column-phone = Phone
workbook-column-old-serial = Old serial
workbook-column-network = Network
workbook-column-ported = Ported number (X)
workbook-column-device-kind = Kind of device
workbook-column-due = Due
workbook-column-unit = Unit
workbook-column-case = Case
workbook-column-ca-rows = CA row
workbook-column-registry-rows = Registry row
workbook-column-roster-rows = Roster row
workbook-column-findings = Findings
workbook-column-why = Why
workbook-column-link = Linked by rule
workbook-column-all = All
workbook-column-to-do = To do
workbook-column-what = What
workbook-column-count = Certificates
workbook-column-cases = Certificates
workbook-column-means = Meaning
workbook-column-action = Action
workbook-column-clause = Clause
workbook-column-to-do-how = How
workbook-column-finding = Finding
workbook-column-list = List
workbook-column-read = Rows read
workbook-column-used = Rows used
workbook-column-rejected = Rows rejected
workbook-column-file = File
workbook-column-field = Field
workbook-column-sheet = Sheet
workbook-column-row = Row
workbook-column-heading = Column
workbook-column-content = As it stands in the file
workbook-column-rejected-why = Why it was rejected
workbook-column-property = What
workbook-column-place = Where
workbook-column-read-as = Read as

workbook-request-change = Change of information: { $fields }
workbook-request-issue = New issue
workbook-request-renew = Renewal
workbook-request-change-info = Change of information
workbook-request-revoke = Revocation
workbook-request-unknown = Request
workbook-document = no. { $number } of { $day }
workbook-document-by-name = { $document } (found by name, to be checked)
workbook-keep-one = Rows { $rows } of the registry name one certificate: keep one

## Differences

workbook-differences-title = WHERE THE LISTS DIFFER
workbook-differences-note = { $count } differences. The coloured cell with ≠ in front is the one to put right; the sign is for the eye and no part of the cell.
workbook-list-ca-list = CA's list
workbook-list-registry = Application (registry)
workbook-list-roster = Roster, units, documents
workbook-list = { $list ->
    [ca-list] CA's list
    [registry] Registry
    [roster] Roster
    [units] Units
   *[sent] Requests sent
}
workbook-field-rows = Rows of the list
workbook-field = { $field ->
    [serial] Serial
    [holder] Name
    [issuer] Issuer
    [kind] Kind
    [id_number] ID number
    [birthday] Birthday
    [email] E-mail
    [unit1] Unit
    [unit2] Unit, level 2
    [unit3] Unit, level 3
    [unit4] Unit, level 4
    [department] Department
    [position] Position
    [province] Province
    [valid_from] Valid from
    [valid_to] Valid to
    [status] Status
    [renewals] Renewals
    [previous_serial] Old serial
    [device_kind] Kind of device
    [device_serial] Device
    [phone] Phone
    [staff_number] Staff number
    [gender] Gender
    [status_date] Status since
    [note] Note
   *[other] { $field }
}

## Rejected rows, how lists were read

workbook-rejected-title = REJECTED ROWS
workbook-rejected-note = { $count } rows are no data or cannot be read. Where one should have been used, correct the file and review again.
workbook-no-rejected = No row was rejected.
workbook-reading-title = HOW THE LISTS WERE READ
workbook-reading-note = Each list was read as below. Where a column is taken for something else, say what it means and review again.
workbook-reading-file = File
workbook-reading-format = Format
workbook-reading-sheet = Sheet
workbook-reading-encoding = Encoding
workbook-reading-heading = Heading row
workbook-reading-digest = SHA-256
workbook-reading-column = Column
workbook-reading-remark = To know
workbook-certificates = Certificates and CRLs
workbook-reading-group = Group headings (unit, state)
workbook-reading-unread = Cell not understood
