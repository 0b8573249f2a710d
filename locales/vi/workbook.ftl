# Bảng tính review.xlsx.
workbook-list-changed = Tệp { $file } đã thay đổi trong lúc rà soát. Hãy rà soát lại.
workbook-foot = Kết quả rà soát chứng thư số, tính đến ngày { $day }
workbook-more = … và { $count } chỗ khác
workbook-row = Dòng { $row }
workbook-total = Cộng
workbook-no-unit = (không ghi đơn vị)
workbook-absent = (không có)

## Tên các trang tính (ngắn, tối đa 27 chữ)

workbook-sheet-overview = Tổng hợp
workbook-sheet-units = Theo đơn vị
workbook-sheet-findings = Theo kết quả
workbook-findings-title = SỐ CHỨNG THƯ THEO KẾT QUẢ RÀ SOÁT
workbook-sheet-revoke = Thu hồi
workbook-sheet-verify = Xác minh
workbook-sheet-revoke-and-reissue = Thu hồi và cấp lại
workbook-sheet-renew = Gia hạn
workbook-sheet-change-info = Thay đổi thông tin
workbook-sheet-report-to-ca = Báo Ban Cơ yếu
workbook-sheet-register = Đăng ký
workbook-sheet-update-registry = Cập nhật sổ
workbook-sheet-tidy = Chuẩn hóa cách ghi
workbook-sheet-differences = Khác nhau
workbook-sheet-rejected = Dòng bị loại
workbook-sheet-reading = Cách đọc danh sách

## Trang Tổng hợp

workbook-title = KẾT QUẢ RÀ SOÁT CHỨNG THƯ SỐ
workbook-as-of = Tính đến ngày { $day }. Đã rà soát { $cases } chứng thư; mỗi chứng thư có đúng một hướng xử lý.
workbook-policy = Căn cứ: { $title } (gói chính sách { $name }).
workbook-letter = Các khoản ghi trong bảng là khoản của { $letter }.
workbook-table-totals = Đối chiếu số lượng
workbook-table-actions = Việc phải làm
workbook-table-inputs = Các danh sách đã đọc
workbook-table-findings = Kết quả rà soát (một chứng thư có thể có nhiều kết quả)
workbook-table-noise = Khác biệt không đáng kể, máy tự hiểu, không phải xử lý
workbook-matched = Khớp
workbook-matched-means = Có trên ứng dụng (sổ), không chỗ nào khác nhau
workbook-mismatched = Không khớp
workbook-mismatched-means = Có trên ứng dụng (sổ), nhưng có chỗ khác nhau: xem trang “Khác nhau”
workbook-not-recognised = Không nhận ra
workbook-not-recognised-means = Không thấy trên ứng dụng (sổ); gồm cả chứng thư đã hết hạn, đã thu hồi
workbook-listed = Cộng: chứng thư trong danh sách của Ban Cơ yếu
workbook-listed-means = Bằng ba dòng trên cộng lại
workbook-unlisted = Không có trong danh sách của Ban Cơ yếu
workbook-unlisted-means = Chỉ có trên ứng dụng (sổ)
workbook-cases = Cộng: tất cả chứng thư đã rà soát
workbook-cases-means = Có và không có trong danh sách của Ban Cơ yếu
workbook-one-action = Mỗi chứng thư được đếm một lần
workbook-warning = Lưu ý kèm theo đề nghị thu hồi

workbook-means-revoke = Lập văn bản đề nghị Ban Cơ yếu thu hồi, kèm danh sách ở trang này; thu lại thiết bị.
workbook-means-verify = Chưa đủ căn cứ để quyết định: người phụ trách kiểm tra, ghi kết quả vào cột “Kết quả xác minh”.
workbook-means-revoke-and-reissue = Sắp hết hạn, không gia hạn được nữa: đề nghị thu hồi và cấp lại trước ngày hết hạn nếu còn cần dùng.
workbook-means-renew = Sắp hết hạn, còn gia hạn được: gửi đề nghị chậm nhất vào ngày ghi ở cột “Hạn làm”.
workbook-means-change-info = Thông tin trên chứng thư không còn đúng: đề nghị thay đổi theo cột “Thông tin mới”.
workbook-means-report-to-ca = Danh sách của Ban Cơ yếu chưa đúng: báo cáo kèm văn bản đã đề nghị để Ban Cơ yếu cập nhật.
workbook-means-register = Chứng thư đang có hiệu lực, chưa có trên ứng dụng: người dùng đăng ký.
workbook-means-update-registry = Ứng dụng (sổ) ghi sai: sửa theo cột “Sửa thành”.
workbook-means-tidy = Ứng dụng (sổ) ghi đúng nhưng khác cách: sửa khi tiện.
workbook-means-none = Khớp, hoặc đã thu hồi, đã được thay thế: không phải làm gì.

## Trang Theo đơn vị

workbook-units-title = SỐ CHỨNG THƯ THEO ĐƠN VỊ VÀ HƯỚNG XỬ LÝ
workbook-units-note = { $units } đơn vị. Tên đơn vị là tên hiện nay nếu có trong danh mục. Dòng “Cộng” ở cuối bảng tính theo bộ lọc đang chọn.

## Các trang theo hướng xử lý

workbook-action-note = { $count } chứng thư, tính đến ngày { $day } (khoản { $clause }). Khi in chỉ in các cột đến cột “Số TT hồ sơ”; các cột bên phải để tra cứu.
workbook-band-form = Theo mẫu { $number } ({ $set })
workbook-band-request = Theo mẫu đề nghị
workbook-band-work = Việc cần làm
workbook-band-review = Rà soát
workbook-band-screen = Để tra cứu trên máy (không in)
workbook-band-import = Theo tệp nhập của cổng Ban Cơ yếu (cấp mới), mọi ô là chữ; cột trống do đơn vị điền

workbook-column-ordinal = STT
workbook-column-name = Tên chứng thư số
workbook-column-serial = Serial CTS
workbook-column-mail = Email
workbook-column-device = Mã thiết bị
workbook-column-request = Nội dung đề nghị
workbook-column-new-information = Thông tin mới
workbook-column-from = Thời hạn từ
workbook-column-until = Thời hạn đến
workbook-column-reason = Lý do thu hồi
workbook-column-question = Cần xác minh
workbook-column-answer = Kết quả xác minh
workbook-column-update = Nội dung đề nghị cập nhật
workbook-column-ca-status = Ban Cơ yếu ghi
workbook-column-registry-status = Sổ ghi
workbook-column-documents = Văn bản đã đề nghị
workbook-column-written-serial = Serial sổ đang ghi
workbook-column-corrections = Sửa thành
workbook-column-birthday = Ngày sinh
workbook-column-identity = Số CCCD
workbook-column-issued-at = Nơi cấp
workbook-column-issued-on = Ngày cấp
workbook-column-official-mail = Thư điện tử công vụ
workbook-column-level-1 = Tổ chức cấp 1
workbook-column-level-2 = Tổ chức cấp 2
workbook-column-level-3 = Tổ chức cấp 3
workbook-column-level-4 = Tổ chức cấp 4
workbook-column-province = Tỉnh/ Thành phố
workbook-column-position = Chức vụ
workbook-column-phone = Điện thoại
workbook-column-old-serial = Serial CTS cũ
workbook-column-network = Nhà mạng
workbook-column-ported = Là chuyển số (X)
workbook-column-device-kind = Loại thiết bị
workbook-column-due = Hạn làm
workbook-column-unit = Đơn vị
workbook-column-case = Số TT hồ sơ
workbook-column-ca-rows = Dòng BCY
workbook-column-registry-rows = Dòng sổ
workbook-column-roster-rows = Dòng nhân sự
workbook-column-findings = Kết quả rà soát
workbook-column-why = Vì sao
workbook-column-link = Ghép dòng theo quy tắc
workbook-column-all = Tất cả
workbook-column-to-do = Phải xử lý
workbook-column-what = Nội dung
workbook-column-count = Số chứng thư
workbook-column-cases = Số chứng thư
workbook-column-means = Nghĩa là
workbook-column-action = Hướng xử lý
workbook-column-clause = Khoản
workbook-column-to-do-how = Cách làm
workbook-column-finding = Kết quả rà soát
workbook-column-list = Danh sách
workbook-column-read = Dòng đọc
workbook-column-used = Dòng dùng
workbook-column-rejected = Dòng loại
workbook-column-file = Tệp
workbook-column-field = Thông tin
workbook-column-sheet = Trang tính
workbook-column-row = Dòng
workbook-column-heading = Cột
workbook-column-content = Nội dung như trong tệp
workbook-column-rejected-why = Vì sao bị loại
workbook-column-property = Mục
workbook-column-place = Chỗ
workbook-column-read-as = Đọc là

workbook-request-change = Thay đổi thông tin: { $fields }
workbook-request-issue = Cấp mới
workbook-request-renew = Gia hạn
workbook-request-change-info = Thay đổi thông tin
workbook-request-revoke = Thu hồi
workbook-request-unknown = Đề nghị
workbook-document = số { $number } ngày { $day }
workbook-document-by-name = { $document } (tìm theo tên, cần kiểm tra)
workbook-keep-one = Các dòng { $rows } của sổ ghi cùng chứng thư: giữ một dòng

## Trang Khác nhau

workbook-differences-title = NHỮNG CHỖ KHÁC NHAU GIỮA CÁC DANH SÁCH
workbook-differences-note = { $count } chỗ khác nhau. Ô tô màu, có dấu ≠ ở đầu là ô cần sửa; dấu ≠ chỉ để nhìn, không nằm trong nội dung ô.
workbook-list-ca-list = Ban Cơ yếu
workbook-list-registry = Ứng dụng (sổ)
workbook-list-roster = Nhân sự, danh mục, văn bản
workbook-list = { $list ->
    [ca-list] Ban Cơ yếu
    [registry] Ứng dụng (sổ)
    [roster] Nhân sự
    [units] Danh mục đơn vị
   *[sent] Văn bản đã đề nghị
}
workbook-field-rows = Dòng trong danh sách
workbook-field = { $field ->
    [serial] Serial
    [holder] Tên
    [issuer] Nơi cấp CTS
    [kind] Loại
    [id_number] Số CCCD
    [birthday] Ngày sinh
    [email] Email
    [unit1] Đơn vị
    [unit2] Đơn vị cấp 2
    [unit3] Đơn vị cấp 3
    [unit4] Đơn vị cấp 4
    [department] Phòng/Đội
    [position] Chức vụ
    [province] Tỉnh
    [valid_from] Hiệu lực từ
    [valid_to] Hiệu lực đến
    [status] Trạng thái
    [renewals] Gia hạn
    [previous_serial] Serial cũ
    [device_kind] Loại thiết bị
    [device_serial] Mã thiết bị
    [phone] Điện thoại
    [staff_number] Mã công chức
    [gender] Giới tính
    [status_date] Trạng thái từ
    [note] Ghi chú
   *[other] { $field }
}

## Trang Dòng bị loại, Cách đọc danh sách

workbook-rejected-title = DÒNG BỊ LOẠI
workbook-rejected-note = { $count } dòng không phải là dòng dữ liệu hoặc không đọc được. Dòng nào đáng ra phải dùng thì sửa trong tệp rồi rà soát lại.
workbook-no-rejected = Không có dòng nào bị loại.
workbook-reading-title = CÁCH ĐỌC DANH SÁCH
workbook-reading-note = Mỗi danh sách được đọc như dưới đây. Cột nào hiểu sai thì chỉ rõ lại ý nghĩa của cột rồi rà soát lại.
workbook-reading-file = Tệp
workbook-reading-format = Định dạng
workbook-reading-sheet = Trang tính
workbook-reading-encoding = Bảng mã
workbook-reading-heading = Dòng tiêu đề
workbook-reading-digest = SHA-256
workbook-reading-column = Cột
workbook-reading-remark = Cần biết
workbook-certificates = Chứng thư số và danh sách thu hồi
workbook-reading-group = Dòng tiêu đề nhóm (đơn vị, trạng thái)
workbook-reading-unread = Ô không đọc được
