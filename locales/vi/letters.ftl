# Thư điện tử: thư nhắc từng người giữ, thư tổng hợp buổi sáng cho người giữ sổ.
letters-place = Mở trong ứng dụng: { $address }
letters-server-wrong = Địa chỉ máy chủ thư không dùng được: { $reason }. Ghi như smtp://thu.vidu.vn:25 hoặc smtps://tên:mật-khẩu@thu.vidu.vn:465.
letters-from-wrong = «{ $text }» không phải địa chỉ thư điện tử ({ $reason }). Ghi sau --mail-from, ví dụ antin@vidu.vn.
letters-expiry-subject = Chứng thư số của bạn còn { $days } ngày
letters-expiry-stands = Chứng thư số của { $holder }, số hiệu { $serial }, hết hạn ngày { $end } (còn { $days } ngày).
letters-expiry-renew = Việc cần làm: đề nghị gia hạn, chậm nhất ngày { $last }. Sau ngày đó không còn gia hạn được, chỉ cấp mới.
letters-expiry-reissue = Chứng thư này đã gia hạn { $count } lần nên không gia hạn được nữa. Việc cần làm: nếu còn dùng, đề nghị thu hồi và cấp lại trước ngày hết hạn.
letters-expiry-unknown = Chưa rõ chứng thư này đã gia hạn mấy lần (được gia hạn { $limit } lần). Việc cần làm: hỏi cán bộ đầu mối của đơn vị trước ngày { $last }, là ngày cuối còn gia hạn được.
letters-expiry-too-late = Còn dưới { $least } ngày nên không gia hạn được nữa. Việc cần làm: nếu còn dùng, đề nghị cấp mới.
letters-digest-subject = Ấn Tín: việc cần xử lý ngày { $day }
letters-digest-what = Trong phạm vi của bạn hôm nay có:
letters-digest-findings = – { $count } chứng thư có kết quả rà soát chưa xử lý
letters-digest-off-roster = – { $count } chứng thư đang hiệu lực mà người giữ không có trong danh sách nhân sự
letters-digest-ca-only = – { $count } chứng thư có trong danh sách của Ban Cơ yếu, chưa có trên ứng dụng
letters-digest-registry-only = – { $count } chứng thư có trên ứng dụng, không có trong danh sách của Ban Cơ yếu
letters-digest-soon = – { $count } chứng thư hết hạn trong { $days } ngày tới
letters-campaign-subject = Ấn Tín: đợt rà soát còn hồ sơ chưa quyết định
