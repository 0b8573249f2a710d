# antin explain: vì sao một chứng thư có hướng xử lý như vậy.
explain-no-result = Thư mục { $folder } không có tệp summary.json của một lần rà soát. Hãy rà soát với --format có json (mặc định đã có), rồi giải thích từ thư mục kết quả đó.
explain-list-missing = Không thấy tệp { $file } đã dùng khi rà soát. Hãy đặt lại tệp vào chỗ cũ (đường dẫn tính từ thư mục đang đứng), hoặc rà soát lại.
explain-list-changed = Tệp { $file } đã thay đổi sau khi rà soát, nên không giải thích được kết quả cũ. Hãy rà soát lại.
explain-folder-changed = Các tệp trong { $file } đã thay đổi sau khi rà soát, nên không giải thích được kết quả cũ. Hãy rà soát lại.
explain-policy-changed = Gói chính sách { $name } nay là bản { $now }, khi rà soát là bản { $then }. Hãy rà soát lại.
explain-other-result = Rà soát lại ra { $now } chứng thư, kết quả cũ có { $then }: kết quả do phiên bản khác của chương trình lập. Hãy rà soát lại.
explain-no-case = Không thấy hồ sơ nào có số thứ tự hoặc số hiệu “{ $text }”. Số thứ tự từ 1 đến { $cases } (cột case của cases.csv).
explain-several-cases = Số hiệu “{ $text }” có trong nhiều hồ sơ: { $cases }. Hãy ghi số thứ tự của hồ sơ.

explain-title = Hồ sơ { $number } · serial { $serial } · { $holder }
explain-unit = Đơn vị: { $unit }
explain-action = Hướng xử lý: { $action }
explain-due = Hạn làm: { $day }
explain-also = (Các chữ số này cũng là số hiệu có trong hồ sơ { $cases }.)

explain-rows = CÁC DÒNG NÓI VỀ CHỨNG THƯ NÀY
explain-row = { $list }, dòng { $row }
explain-mark = Dấu ≠ đứng trước chỗ cần sửa.
explain-noise = Khác biệt không đáng kể, máy tự hiểu: { $noise }.

explain-links = VÌ SAO CÁC DÒNG ĐƯỢC GHÉP
explain-link = { $list }, dòng { $row }: quy tắc { $rule }, độ chắc { $score }/100: { $reason }
explain-no-link = Không ghép với dòng nào khác.

explain-facts = NHỮNG ĐIỀU ĐÃ XÉT
explain-in-force = Chứng thư còn hiệu lực, còn { $days } ngày (đến ngày { $day }).
explain-revoked = Ban Cơ yếu đã thu hồi chứng thư này.
explain-superseded = Chứng thư đã được thay thế (gia hạn hoặc thay đổi thông tin), không còn dùng; ghi hết hạn ngày { $day }.
explain-expired = Chứng thư đã hết hạn ngày { $day }, cách nay { $days } ngày.
explain-not-yet = Chứng thư chưa đến ngày có hiệu lực (hết hạn ngày { $day }).
explain-unlisted = Danh sách của Ban Cơ yếu không có chứng thư này.
explain-at-hand = Đã có chính chứng thư này, đọc từ tệp: chứng thư có thật, hết hạn ngày { $day }.
explain-renewals = Đã gia hạn { $count } lần; được gia hạn nhiều nhất { $limit } lần.
explain-renewals-unknown = Không danh sách nào ghi đã gia hạn hay chưa.
explain-window = Sắp hết hạn: còn không quá { $window } ngày. Muốn gia hạn phải còn ít nhất { $least } ngày.
explain-asked-to-revoke = Đơn vị đã có văn bản đề nghị thu hồi.
explain-not-registered = Không thấy trên ứng dụng (sổ).
explain-registry-uncertain = Có dòng trong sổ có thể nói về chứng thư này, nhưng chưa chắc.
explain-organisation = Chứng thư của cơ quan, tổ chức: không đối chiếu với danh sách công chức.
explain-no-roster = Không có danh sách công chức: không xét người dùng.
explain-person-uncertain = Có nhiều người trong danh sách công chức có thể là người dùng: chưa chắc là ai.
explain-person-unknown = Không thấy người này trong danh sách công chức.
explain-person-active = Người dùng đang làm việc, vị trí công tác được dùng chứng thư.
explain-person-not-entitled = Người dùng đang làm việc, nhưng vị trí công tác không thuộc phạm vi được cấp.
explain-person-retired = Người dùng đã nghỉ hưu.
explain-person-resigned = Người dùng đã thôi việc.
explain-person-left-sector = Người dùng đã chuyển ra ngoài ngành.
explain-person-died = Người dùng đã từ trần.
explain-several = Người này còn { $count } chứng thư cùng loại đang có hiệu lực; { $newest ->
    [yes] chứng thư này là chứng thư mới nhất
   *[no] chứng thư này không phải là chứng thư mới nhất
}.
explain-unit-dissolved = Đơn vị được cấp đã chấm dứt hoạt động, không có đơn vị kế thừa.

explain-rules = CÁC QUY TẮC ĐÃ ÁP DỤNG
explain-rule = { $title } [{ $code }], khoản { $clause }
explain-no-rule = Không quy tắc nào thấy có gì phải xử lý.
explain-decides = { $action }: đây là hướng xử lý được chọn.
explain-outranked = { $action }: đứng sau “{ $chosen }”, xử lý sau hoặc cùng lúc.
explain-asked-already = { $action }: đứng sau “{ $chosen }”; việc đã đề nghị thì không đề nghị lần nữa.
explain-warns = Chỉ là lưu ý, không đòi việc gì khác.
explain-softened = Chưa đề nghị thu hồi: { $why }.

explain-related = HỒ SƠ LIÊN QUAN
explain-related-line = { $relation }: { $action }
explain-predecessor = Hồ sơ { $number } (serial { $serial }), chứng thư trước chứng thư này
explain-successor = Hồ sơ { $number } (serial { $serial }), chứng thư thay cho chứng thư này
explain-same-holder = Hồ sơ { $number } (serial { $serial }), cùng người dùng

explain-law = CĂN CỨ
explain-policy = { $title } (gói chính sách { $name }, bản { $version }), tính đến ngày { $day }
explain-letter = { $letter }, khoản { $clauses }
