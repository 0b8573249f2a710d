### lists

lists-kind = { $kind ->
    [ca-list] the CA's list of certificates
    [registry] the registry (central signing application)
    [roster] the staff roster
    [units] the list of units
    [sent] the list of requests already sent
   *[other] a list
}
# Called where a sentence says that another list seems to be meant.
lists-seems = { $seems ->
    [ca-list] the CA's list of certificates
    [registry] the registry (central signing application)
    [roster] the staff roster
    [units] the list of units
    [sent] the list of requests already sent
   *[other] a list
}
lists-column = { $column ->
    [serial] Serial of the certificate
    [holder] Holder (person or unit)
    [issuer] Issuer
    [kind] Kind (person, organisation)
    [id_number] ID number
    [birthday] Birthday
    [email] E-mail
    [unit1] Unit (or unit, level 1)
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
    [previous_serial] Previous serial
    [device_kind] Kind of device
    [device_serial] Serial of the device
    [phone] Phone
    [staff_number] Staff number
    [gender] Gender
    [status_date] Status since
    [note] Note
    [ordinal] Running number
    [code] Code of the unit
    [unit_name] Name of the unit
    [from] From
    [to] To
    [parent] Unit above
    [successor] Successor
    [old_unit] Former name of the unit
    [new_unit] Present name of the unit
    [request_kind] Kind of request
    [document_number] Number of the document
    [document_date] Day of the document
    [document_file] File of the document
   *[other] { $column }
}
# The same, for notes that name a column by its number and by its meaning.
lists-meaning = { $meaning ->
    [serial] Serial of the certificate
    [holder] Holder (person or unit)
    [issuer] Issuer
    [kind] Kind (person, organisation)
    [id_number] ID number
    [birthday] Birthday
    [email] E-mail
    [unit1] Unit (or unit, level 1)
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
    [previous_serial] Previous serial
    [device_kind] Kind of device
    [device_serial] Serial of the device
    [phone] Phone
    [staff_number] Staff number
    [gender] Gender
    [status_date] Status since
    [note] Note
    [ordinal] Running number
    [code] Code of the unit
    [unit_name] Name of the unit
    [from] From
    [to] To
    [parent] Unit above
    [successor] Successor
    [old_unit] Former name of the unit
    [new_unit] Present name of the unit
    [request_kind] Kind of request
    [document_number] Number of the document
    [document_date] Day of the document
    [document_file] File of the document
   *[other] { $meaning }
}
lists-legacy = { $legacy ->
    [tcvn3] a TCVN3 (ABC, .VnTime) font
    [vni] a VNI font
    [viscii] VISCII
    [windows1258] Windows-1258
    [mojibake] UTF-8 that was read in another encoding
   *[other] { $legacy }
}
# Where a sentence speaks of a sheet; blank for text files.
lists-in-sheet = { $sheet ->
    [none] {""}
   *[other] , sheet “{ $sheet }”
}
lists-encoding = { $encoding ->
    [workbook] that of the workbook
    [utf8] UTF-8
    [utf8-bom] UTF-8 (with BOM)
    [utf16-le] UTF-16 (LE)
    [utf16-be] UTF-16 (BE)
    [windows1258] Windows-1258
    [windows1252] single bytes (an old font or a western code page)
   *[other] { $encoding }
}

## Why a file cannot be read

lists-damaged = The file { $path } is damaged and cannot be read: { $reason }. Open it in Excel or LibreOffice, save it again and retry.
lists-empty = The file { $path }{ lists-in-sheet } has no row of data. Check that it is the right file.
lists-layout-malformed = The file of headings { $path } is malformed: { $reason }
lists-missing-column = The file { $path }{ lists-in-sheet } has no column “{ lists-column }”, which { lists-kind } needs. The headings (row { $row }) are: { $headings }. Add the column, or say which one it is.
lists-no-heading = The file { $path } has no heading row of { lists-kind }. Its first rows: { $rows }. Say which row it is.
lists-not-a-table = The file { $path } is not a table but { $what ->
    [pdf] a PDF file
    [document] a (Word) document
    [presentation] a presentation
    [picture] a picture
    [archive] an archive
    [certificate] a certificate
    [html] an HTML page (sometimes saved as .xls)
   *[binary] a binary file of unknown kind
}. Open it in its own program and save it as .xlsx or .csv.
lists-protected = The file { $path } is protected by a password. Open it in Excel, remove the password (File → Info → Protect Workbook), save it and retry.
lists-too-large = { $what ->
    [line] The file { $path } has no end of a line in its first { $limit } bytes: it is no list, or a quotation mark (") is never closed. Check that it is the right file, or save it anew as .xlsx.
    [cells] The file { $path } is too large: { $found } cells, the limit is { $limit }. { lists-make-smaller }
    [ratio] The file { $path } is too large: { $found } times its size when unpacked, the limit is { $limit }. { lists-make-smaller }
   *[bytes] The file { $path } is too large: { $found } bytes once unpacked or converted, the limit is { $limit }. { lists-make-smaller }
}
lists-make-smaller = Delete needless blank rows and columns, or save it as .csv (UTF-8).
lists-two-columns = The file { $path }{ lists-in-sheet }: two columns may both be “{ lists-column }”: “{ $first }” and “{ $second }”. Say which one is to be used.
lists-unreadable = The file { $path } cannot be opened: { $reason }
lists-unknown = The file { $path }: it is to be read with the { $what ->
    [sheet] sheet
    [row] heading row
   *[column] column
} “{ $wanted }”, which is not there. There is: { $found }.
lists-wrong-kind = The file { $path } was given as { lists-kind }, but it seems to be { lists-seems }. Check the file and the list that was chosen.

## Why the file of --columns cannot be used

lists-overrides-malformed = The --columns file { $path } is malformed: { $reason }
lists-overrides-key = The --columns file { $path }: “{ $key }” is not known. Known here: { $known }.
lists-overrides-value = The --columns file { $path }: the value of “{ $key }” cannot be used; it takes { $wanted ->
    [text] text in quotation marks
    [row] a row number from 1
    [rows] one or two ascending row numbers, such as [9, 10]
    [legacy] tcvn3, vni, viscii, windows1258, mojibake or none
    [table] a table such as [ca-list.columns]
   *[column] a heading, the number of a column (from 1) or its letter (“C”)
}.

## What a person should know about a reading

lists-converted = Column { $column } (“{ $heading }”) was typed in { lists-legacy } and has been converted to Unicode, e.g. “{ $before }” → “{ $after }”.
lists-file-encoding = The encoding of the file is { lists-encoding }; it has been converted to UTF-8.
lists-other-sheets = Other sheets look like a list too and were not read: { $sheets }. One sheet is read at a time; save another one as a file of its own to read it.
lists-hidden-sheet = The sheet “{ $sheet }” is hidden in the file.
lists-by-content = Column { $column } has no heading; by its content it is “{ lists-meaning }”.
lists-also-claims = The column “{ $unused }” may also be “{ lists-meaning }” and is not used; “{ $used }” is.
lists-day-numbers = Column { $column } (“{ $heading }”) held day numbers of Excel's 1904 system; they have been turned into dates.
lists-joined-names = Names stand in two columns, “{ $family }” and “{ $given }”; they have been joined, for example: { $example }.
lists-newer-column = “{ lists-meaning }” is taken from the column “{ $newer }”; where that is blank, from “{ $older }”.
lists-filled-down = Cells are merged over several rows in the columns: { $headings }. What stands in such a cell counts for each of its rows ({ $cells } cells were filled).
lists-units-in-groups = The list has no column of units; the unit of each row is that of the group row above it, for example “{ $example }”.
lists-unwrapped = Texts stand in signs that the exporting program put around them; those have been taken off, e.g. { $before } → { $after }.
lists-epoch-1904 = The file uses Excel's 1904 date system (Mac); its dates have been converted.
lists-seems-other = The file was given as { lists-kind }, but its headings look more like { lists-seems }. Please check.
lists-by-person = The column “{ lists-meaning }” is the one that a person named.

## How a file is read, on a terminal

lists-show-file = File: { $path }
lists-show-kind = List: { lists-kind }
lists-show-format = Format: { $format }
lists-show-sheet = Sheet: { $sheet }
lists-show-encoding = Encoding: { lists-encoding }
lists-show-headings = Heading rows: { $rows }
lists-show-columns = Columns
lists-show-column = Column
lists-show-heading = Heading
lists-show-meaning = Read as
lists-show-values = First values
lists-column-completes = { lists-column } (where filled)
lists-column-unused = (not used)
lists-show-rows = First rows
lists-show-notes = To know
