# The workbook review.xlsx.
workbook-list-changed = The file { $file } changed during the review. Review it again.
