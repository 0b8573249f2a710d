# Văn bản, mẫu biểu: antin paper, và văn bản của kết quả rà soát.
papers-call = Ghi tệp dữ liệu và tệp kết quả: antin paper { $form } --data TỆP(.json, .toml) --out TỆP(.pdf, .docx, .xlsx)
papers-data-ending = Tệp dữ liệu { $file } phải có đuôi .json hoặc .toml.
papers-out-ending = Tệp kết quả { $file } phải có đuôi .pdf, .docx hoặc .xlsx.
papers-bad-data = Dữ liệu không đọc được: { $reason }
papers-bad-template = Mẫu { $file } không dùng được: { $reason }
papers-unknown-paper = Không có mẫu “{ $name }”. Hiện có: { $known }. Xem các trường của từng mẫu: antin paper list
papers-unknown-field = Mẫu không có trường “{ $name }”. Các trường: { $known }.
papers-missing = Thiếu “{ $label }” ({ $path }). Căn cứ: { $law }. Chưa có tệp nào được ghi.
papers-needs = Đã ghi “{ $label }” ({ $path }) thì phải ghi cả { $needed }. Căn cứ: { $law }. Chưa có tệp nào được ghi.
papers-kind = { $kind ->
    [lines] văn bản nhiều dòng
    [day] ngày
    [number] số lượng
    [list] danh sách
    [records] bảng
   *[text] văn bản một dòng, đặt trong ngoặc kép
}
papers-not-a = “{ $label }” ({ $path }) phải là { papers-kind }, dữ liệu ghi: { $found }. Căn cứ: { $law }. Chưa có tệp nào được ghi.
papers-not-one-of = “{ $label }” ({ $path }) ghi “{ $found }”, chỉ được ghi: { $allowed }. Căn cứ: { $law }. Chưa có tệp nào được ghi.
papers-too-long = “{ $label }” ({ $path }) có { $is } (ký tự, mục hoặc dòng), tối đa { $most }. Căn cứ: { $law }. Chưa có tệp nào được ghi.
papers-character = “{ $label }” ({ $path }): ký tự thứ { $at } ({ $code }) không in được hoặc làm đổi chiều chữ. Hãy xóa ký tự đó. Căn cứ: { $law }. Chưa có tệp nào được ghi.
papers-does-not-add-up = Số liệu không khớp: { $total } ghi { $is }, nhưng { $parts } = { $sum }. Chưa có tệp nào được ghi.
papers-twice = “{ $value }” có ở cả { $first } và { $second }; mỗi chứng thư chỉ được có một hướng xử lý. Chưa có tệp nào được ghi.
papers-no-edition = Mẫu “{ $paper }” không có lời văn cho ngày { $day }. Chọn ngày khác bằng --day.
papers-no-workbook = Mẫu { $paper } không có bảng để nhập lên cổng; chỉ lập được .pdf và .docx.
papers-rendering = Không dàn trang được văn bản: { $reason }. Chưa có tệp nào được ghi.
papers-list-law = { $days }: { $law }
papers-list-not-public = Cột của mẫu chính thức chưa được công bố: có thể sửa mẫu này bằng --papers.
papers-state-in-force = Còn hiệu lực
papers-state-expiring = Còn hiệu lực, sắp hết hạn
papers-state-expired = Hết hạn, chưa thu hồi
papers-state-ended = Đã thu hồi hoặc được thay thế
papers-state-unknown = Không rõ thời hạn
papers-state-unlisted = Ngoài danh sách của Ban Cơ yếu
papers-before = “{ $label }” ({ $path }) là { $is }, trước { $other }. Căn cứ: { $law }. Chưa có tệp nào được ghi.
papers-digits = “{ $label }” ({ $path }) ghi “{ $found }”, phải gồm { $allowed } chữ số. Căn cứ: { $law }. Chưa có tệp nào được ghi.
