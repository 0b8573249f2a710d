# Câu của dòng lệnh.
cli-no-policy-for-day = Không có gói chính sách nào có hiệu lực ngày { $day }. Ghi rõ bằng --policy; hiện có: { $names }.
cli-no-such-policy = Không có gói chính sách hay tệp “{ $name }”. Hiện có: { $names }.
cli-unreadable = Không đọc được { $file }: { $reason }.
cli-bad-policy = Tệp chính sách { $file } không dùng được: { $reason }
cli-no-row = Không dùng được dòng nào của { $file }. Dòng { $row } ghi: “{ $text }”. Xem tệp được đọc thế nào: antin lists show { $file }
cli-bad-day = “{ $text }” không phải là ngày. Ghi theo dạng YYYY-MM-DD, ví dụ 2024-06-14.
cli-no-such-unit = Không thấy đơn vị “{ $unit }” trong danh mục đơn vị hay trong các danh sách.
cli-folder-in-use = Thư mục { $folder } đã có tệp khác (ví dụ { $file }), không phải kết quả rà soát. Hãy chọn thư mục khác.
cli-cannot-write = Không ghi được vào { $folder }: { $reason }. Chưa có kết quả nào được ghi.
cli-workbook = Không lập được bảng tính review.xlsx: { $reason }. Chưa có kết quả nào được ghi.
cli-invariant = Kết quả không khớp: { $name }. Chưa có kết quả nào được ghi; xin báo cho nhóm phát triển.
cli-certificates-read = Chứng thư số đọc từ tệp: { $read }; khớp { $used } dòng của danh sách Ban Cơ yếu; { $others } chứng thư không có dòng nào trong danh sách đó
cli-crl-read = Danh sách thu hồi: dùng được { $used } trong { $read } bản; theo đó { $good } chứng thư không bị thu hồi, { $revoked } đã bị thu hồi, { $unknown } chưa biết
cli-crl-grounds = { $grounds ->
    [anchor] Danh sách thu hồi chỉ được tin khi nơi phát hành dẫn tới một chứng thư trong kho tin cậy.
   *[issuer] Danh sách thu hồi được tin vì do chính khóa đã cấp chứng thư ký; chưa có ai bảo đảm cho khóa đó, vì không có kho tin cậy (--trust).
}
cli-certificate-forged = Không tin: { $name }. Nơi cấp ghi trong chứng thư này không hề ký nó. Hãy xem lại nguồn gốc của tệp.
cli-crl-alone = --crl cần đi cùng --certificates: danh sách thu hồi chỉ được kiểm tra với chính chứng thư số.
cli-done = Đã rà soát { $cases } chứng thư, tính đến ngày { $day } ({ $policy }).
cli-read = { $file }: đọc { $read } dòng, dùng { $used }, loại { $rejected }
cli-written = Kết quả: { $path }
cli-explain-hint = Xem giải thích một chứng thư: antin explain { $folder } SỐ-THỨ-TỰ
cli-error = Lỗi: { $text }
cli-bad-kind = “{ $kind }” không phải loại danh sách. Có: { $names }.
cli-seconds = { $stage }: { $seconds } giây
cli-serving = Ấn Tín đang chạy: { $address }
cli-serve-demo = Dữ liệu trình diễn, ngày { $day }. Mật khẩu chung: { $password }. Tài khoản:
cli-serve-first = Chưa có tài khoản nào. Lập quản trị hệ thống đầu tiên (dùng một lần): { $link }
cli-serve-stop = Dừng: Ctrl+C.
cli-serve-ended = Đã dừng.
cli-serve-failed = Dịch vụ bị ngắt: { $reason }.
cli-cannot-listen = Không phục vụ được ở { $address }: { $reason }. Chọn địa chỉ khác bằng --listen.
cli-columns-hint = Chỉ rõ bằng tệp --columns; antin lists show --help cho biết cách viết.
