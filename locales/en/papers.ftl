# Letters and forms: antin paper, and the letter of a review.
papers-call = Name the file of data and the file to write: antin paper { $form } --data FILE(.json, .toml) --out FILE(.pdf, .docx, .xlsx)
papers-data-ending = The file of data { $file } must end in .json or .toml.
papers-out-ending = The file to write { $file } must end in .pdf, .docx or .xlsx.
papers-bad-data = The data cannot be read: { $reason }
papers-bad-template = The template { $file } cannot be used: { $reason }
papers-unknown-paper = There is no paper “{ $name }”. There are: { $known }. For the fields of each: antin paper list
papers-unknown-field = The paper has no field “{ $name }”. Its fields: { $known }.
papers-missing = “{ $label }” ({ $path }) is missing. By: { $law }. No file was written.
papers-needs = With “{ $label }” ({ $path }) there must be { $needed } too. By: { $law }. No file was written.
papers-kind = { $kind ->
    [lines] text of several lines
    [day] a day
    [number] a number
    [list] a list
    [records] a table
   *[text] one line of text in quotation marks
}
papers-not-a = “{ $label }” ({ $path }) must be { papers-kind }; the data say: { $found }. By: { $law }. No file was written.
papers-not-one-of = “{ $label }” ({ $path }) says “{ $found }”; it may say: { $allowed }. By: { $law }. No file was written.
papers-too-long = “{ $label }” ({ $path }) has { $is } (letters, items or rows), at most { $most } are allowed. By: { $law }. No file was written.
papers-character = “{ $label }” ({ $path }): character { $at } ({ $code }) cannot be printed or turns the direction of writing. Remove it. By: { $law }. No file was written.
papers-does-not-add-up = The numbers do not add up: { $total } says { $is }, but { $parts } = { $sum }. No file was written.
papers-twice = “{ $value }” stands in { $first } and in { $second }; every certificate has one action only. No file was written.
papers-no-edition = The paper “{ $paper }” has no wording for { $day }. Choose another day with --day.
papers-no-workbook = The paper { $paper } has no table to import; there is only .pdf and .docx of it.
papers-rendering = The paper cannot be set: { $reason }. No file was written.
papers-list-law = { $days }: { $law }
papers-list-not-public = The columns of the official form are not public: this template can be corrected with --papers.
papers-state-in-force = In force
papers-state-expiring = In force, about to expire
papers-state-expired = Expired, not revoked
papers-state-ended = Revoked or superseded
papers-state-unknown = Validity unknown
papers-state-unlisted = Not on the CA's list
papers-before = “{ $label }” ({ $path }) is { $is }, before { $other }. By: { $law }. No file was written.
papers-digits = “{ $label }” ({ $path }) says “{ $found }”, it must have { $allowed } digits. By: { $law }. No file was written.
