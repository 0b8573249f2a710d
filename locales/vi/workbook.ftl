# Bảng tính review.xlsx.
workbook-list-changed = Tệp { $file } đã thay đổi trong lúc rà soát. Hãy rà soát lại.
