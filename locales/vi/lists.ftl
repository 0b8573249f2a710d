### lists

lists-kind = { $kind ->
    [ca-list] danh sách chứng thư số của Ban Cơ yếu Chính phủ
    [registry] danh sách trên ứng dụng Ký điện tử tập trung (sổ theo dõi)
    [roster] danh sách công chức
    [units] danh mục đơn vị
    [sent] danh sách văn bản đã đề nghị
   *[other] danh sách
}
# Called where a sentence says that another list seems to be meant.
lists-seems = { $seems ->
    [ca-list] danh sách chứng thư số của Ban Cơ yếu Chính phủ
    [registry] danh sách trên ứng dụng Ký điện tử tập trung (sổ theo dõi)
    [roster] danh sách công chức
    [units] danh mục đơn vị
    [sent] danh sách văn bản đã đề nghị
   *[other] danh sách
}
lists-column = { $column ->
    [serial] Số hiệu chứng thư số
    [holder] Tên chủ thể (họ tên hoặc tên đơn vị)
    [issuer] Nơi cấp chứng thư số
    [kind] Loại (cá nhân, tổ chức)
    [id_number] Số CCCD/CMND
    [birthday] Ngày sinh
    [email] Thư điện tử
    [unit1] Đơn vị (hoặc đơn vị cấp 1)
    [unit2] Đơn vị cấp 2
    [unit3] Đơn vị cấp 3
    [unit4] Đơn vị cấp 4
    [department] Phòng/Đội
    [position] Chức vụ
    [province] Tỉnh/Thành phố
    [valid_from] Hiệu lực từ ngày
    [valid_to] Hiệu lực đến ngày
    [status] Trạng thái
    [renewals] Số lần gia hạn
    [previous_serial] Số hiệu chứng thư số cũ
    [device_kind] Loại thiết bị
    [device_serial] Số hiệu thiết bị
    [phone] Điện thoại
    [staff_number] Mã công chức
    [gender] Giới tính
    [status_date] Ngày thay đổi trạng thái
    [note] Ghi chú
    [ordinal] Số thứ tự
    [code] Mã đơn vị
    [unit_name] Tên đơn vị
    [from] Từ ngày
    [to] Đến ngày
    [parent] Đơn vị cấp trên
    [successor] Đơn vị kế thừa
    [old_unit] Tên đơn vị cũ
    [new_unit] Tên đơn vị mới
    [request_kind] Loại đề nghị
    [document_number] Số văn bản
    [document_date] Ngày văn bản
    [document_file] Tệp văn bản
   *[other] { $column }
}
# The same, for notes that name a column by its number and by its meaning.
lists-meaning = { $meaning ->
    [serial] Số hiệu chứng thư số
    [holder] Tên chủ thể (họ tên hoặc tên đơn vị)
    [issuer] Nơi cấp chứng thư số
    [kind] Loại (cá nhân, tổ chức)
    [id_number] Số CCCD/CMND
    [birthday] Ngày sinh
    [email] Thư điện tử
    [unit1] Đơn vị (hoặc đơn vị cấp 1)
    [unit2] Đơn vị cấp 2
    [unit3] Đơn vị cấp 3
    [unit4] Đơn vị cấp 4
    [department] Phòng/Đội
    [position] Chức vụ
    [province] Tỉnh/Thành phố
    [valid_from] Hiệu lực từ ngày
    [valid_to] Hiệu lực đến ngày
    [status] Trạng thái
    [renewals] Số lần gia hạn
    [previous_serial] Số hiệu chứng thư số cũ
    [device_kind] Loại thiết bị
    [device_serial] Số hiệu thiết bị
    [phone] Điện thoại
    [staff_number] Mã công chức
    [gender] Giới tính
    [status_date] Ngày thay đổi trạng thái
    [note] Ghi chú
    [ordinal] Số thứ tự
    [code] Mã đơn vị
    [unit_name] Tên đơn vị
    [from] Từ ngày
    [to] Đến ngày
    [parent] Đơn vị cấp trên
    [successor] Đơn vị kế thừa
    [old_unit] Tên đơn vị cũ
    [new_unit] Tên đơn vị mới
    [request_kind] Loại đề nghị
    [document_number] Số văn bản
    [document_date] Ngày văn bản
    [document_file] Tệp văn bản
   *[other] { $meaning }
}
lists-legacy = { $legacy ->
    [tcvn3] phông chữ TCVN3 (ABC, .VnTime)
    [vni] phông chữ VNI
    [viscii] bảng mã VISCII
    [windows1258] bảng mã Windows-1258
    [mojibake] UTF-8 bị đọc nhầm bảng mã
   *[other] { $legacy }
}
# Where a sentence speaks of a sheet; blank for text files.
lists-in-sheet = { $sheet ->
    [none] {""}
   *[other] , trang tính “{ $sheet }”
}
lists-encoding = { $encoding ->
    [workbook] theo tệp bảng tính
    [utf8] UTF-8
    [utf8-bom] UTF-8 (có BOM)
    [utf16-le] UTF-16 (LE)
    [utf16-be] UTF-16 (BE)
    [windows1258] Windows-1258
    [windows1252] một byte (phông chữ cũ hoặc bảng mã phương Tây)
   *[other] { $encoding }
}

## Why a file cannot be read

lists-damaged = Tệp { $path } bị hỏng, không đọc được: { $reason }. Hãy mở bằng Excel hoặc LibreOffice, lưu lại rồi thử lại.
lists-empty = Tệp { $path }{ lists-in-sheet } không có dòng dữ liệu nào. Hãy kiểm tra xem có chọn đúng tệp không.
lists-layout-malformed = Tệp mẫu tiêu đề cột { $path } viết sai: { $reason }
lists-missing-column = Tệp { $path }{ lists-in-sheet }: không thấy cột “{ lists-column }”, là cột bắt buộc của { lists-kind }. Dòng tiêu đề (dòng { $row }) có: { $headings }. Hãy thêm cột đó, hoặc chỉ rõ cột nào là cột này.
lists-no-heading = Tệp { $path }: không thấy dòng tiêu đề của { lists-kind }. Những dòng đầu của tệp: { $rows }. Hãy chỉ rõ dòng nào là dòng tiêu đề.
lists-not-a-table = Tệp { $path } không phải là bảng tính: đây là { $what ->
    [pdf] tệp PDF
    [document] tệp văn bản (Word)
    [presentation] tệp trình chiếu
    [picture] tệp ảnh
    [archive] tệp nén
    [certificate] tệp chứng thư số
    [html] trang HTML (có khi được lưu với đuôi .xls)
   *[binary] tệp nhị phân không rõ loại
}. Hãy mở bằng chương trình phù hợp và lưu lại thành .xlsx hoặc .csv.
lists-protected = Tệp { $path } có đặt mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (Tệp → Thông tin → Bảo vệ sổ làm việc), lưu lại rồi thử lại.
lists-too-large = { $what ->
    [line] Tệp { $path }: không có chỗ xuống dòng nào trong { $limit } byte đầu; tệp không phải là danh sách, hoặc có dấu ngoặc kép (") không được đóng. Hãy kiểm tra xem có chọn đúng tệp không, hoặc lưu lại thành .xlsx.
    [cells] Tệp { $path } quá lớn: { $found } ô, chỉ đọc đến { $limit }. { lists-make-smaller }
    [ratio] Tệp { $path } quá lớn: { $found } lần khi giải nén, chỉ đọc đến { $limit }. { lists-make-smaller }
   *[bytes] Tệp { $path } quá lớn: { $found } byte sau khi giải nén hoặc chuyển mã, chỉ đọc đến { $limit }. { lists-make-smaller }
}
lists-make-smaller = Hãy xóa các dòng, cột trống thừa hoặc lưu thành .csv (UTF-8).
lists-two-columns = Tệp { $path }{ lists-in-sheet }: có hai cột cùng có thể là “{ lists-column }”: “{ $first }” và “{ $second }”. Hãy chỉ rõ dùng cột nào.
lists-unreadable = Không mở được tệp { $path }: { $reason }
lists-unknown = Tệp { $path }: cách đọc đã chỉ định dùng { $what ->
    [sheet] trang tính
    [row] dòng tiêu đề
   *[column] cột
} “{ $wanted }” nhưng không có. Đang có: { $found }.
lists-wrong-kind = Tệp { $path } được đưa vào làm { lists-kind }, nhưng có vẻ là { lists-seems }. Hãy kiểm tra lại tệp và loại danh sách đã chọn.

## Why the file of --columns cannot be used

lists-overrides-malformed = Tệp --columns { $path } viết sai: { $reason }
lists-overrides-key = Tệp --columns { $path }: không hiểu “{ $key }”. Các từ dùng được ở đây: { $known }.
lists-overrides-value = Tệp --columns { $path }: giá trị của “{ $key }” không dùng được; cần { $wanted ->
    [text] một đoạn chữ trong ngoặc kép
    [row] số dòng, từ 1 trở lên
    [rows] một hoặc hai số dòng tăng dần, ví dụ [9, 10]
    [legacy] tcvn3, vni, viscii, windows1258, mojibake hoặc none
    [table] một nhóm, ví dụ [ca-list.columns]
   *[column] tiêu đề cột, số thứ tự cột (từ 1) hoặc chữ cái cột (“C”)
}.

## What a person should know about a reading

lists-converted = Cột { $column } (“{ $heading }”) gõ bằng { lists-legacy } và đã được chuyển sang Unicode, ví dụ “{ $before }” → “{ $after }”.
lists-file-encoding = Tệp dùng bảng mã { lists-encoding }, đã được chuyển sang UTF-8.
lists-other-sheets = Trang tính khác cũng giống một danh sách nhưng không được đọc: { $sheets }. Mỗi lần chỉ đọc một trang tính; cần trang khác thì lưu riêng trang đó thành một tệp.
lists-hidden-sheet = Trang tính “{ $sheet }” đang bị ẩn trong tệp.
lists-by-content = Cột { $column } không có tiêu đề; căn cứ nội dung thì đó là “{ lists-meaning }”.
lists-also-claims = Cột “{ $unused }” cũng có thể là “{ lists-meaning }” nhưng không được dùng; đang dùng cột “{ $used }”.
lists-day-numbers = Cột { $column } (“{ $heading }”) chứa số ngày theo hệ 1904 của Excel và đã được đổi sang ngày.
lists-joined-names = Họ tên nằm ở hai cột “{ $family }” và “{ $given }”; đã ghép lại, ví dụ: { $example }.
lists-newer-column = “{ lists-meaning }” được lấy ở cột “{ $newer }”; dòng nào để trống ô đó thì lấy ở cột “{ $older }”.
lists-filled-down = Có ô gộp theo chiều dọc ở các cột: { $headings }. Nội dung của ô gộp được tính cho từng dòng nằm trong ô đó ({ $cells } ô được điền).
lists-units-in-groups = Danh sách không có cột đơn vị; đơn vị của mỗi dòng lấy theo dòng tên đơn vị đứng phía trên, ví dụ: “{ $example }”.
lists-unwrapped = Các ô chữ nằm trong dấu mà phần mềm xuất tệp thêm vào; dấu đó đã được bỏ, ví dụ { $before } → { $after }.
lists-epoch-1904 = Tệp dùng hệ ngày 1904 của Excel (máy Mac); các ngày đã được đổi đúng.
lists-seems-other = Tệp được đưa vào làm { lists-kind }, nhưng tiêu đề cột giống { lists-seems } hơn. Hãy kiểm tra lại.
lists-by-person = Cột “{ lists-meaning }” là cột do người đọc chỉ định.

## How a file is read, on a terminal

lists-show-file = Tệp: { $path }
lists-show-kind = Danh sách: { lists-kind }
lists-show-format = Định dạng: { $format }
lists-show-sheet = Trang tính: { $sheet }
lists-show-encoding = Bảng mã: { lists-encoding }
lists-show-headings = Dòng tiêu đề: { $rows }
lists-show-columns = Các cột
lists-show-column = Cột
lists-show-heading = Tiêu đề
lists-show-meaning = Hiểu là
lists-show-values = Các giá trị đầu tiên
lists-column-completes = { lists-column } (ô có ghi)
lists-column-unused = (không dùng)
lists-show-rows = Những dòng đầu tiên
lists-show-notes = Cần biết
