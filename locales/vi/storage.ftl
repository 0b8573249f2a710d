# Câu của nơi lưu trữ.
storage-address = Địa chỉ cơ sở dữ liệu { $url } không dùng được: ghi đường dẫn tệp hoặc postgres://…
storage-bad-cursor = Địa chỉ trang này không đúng ({ $text }). Hãy mở lại danh sách từ đầu.
storage-broken = Không ghi được nữa: { $reason }. Dữ liệu đã xác nhận vẫn còn; hãy báo quản trị hệ thống.
storage-circle = Đơn vị { $id } không thể nằm dưới đơn vị { $parent }: nó ở trên đơn vị đó.
storage-commit = Không ghi được: { $reason }. Chưa có gì thay đổi.
storage-damaged = Dữ liệu không đọc được: bảng { $table }, cột { $column }, giá trị { $value }. Hãy báo quản trị hệ thống.
storage-database = Cơ sở dữ liệu báo lỗi: { $reason }. Hãy thử lại; nếu vẫn lỗi, hãy báo quản trị hệ thống.
storage-file = Không đọc hoặc ghi được { $path }: { $reason }.
storage-migration = Không nâng cấp được cơ sở dữ liệu: { $reason }.
storage-missing = Không có mục này ({ $noun } { $id }).
storage-no-such-reference = Mục được nhắc tới không có: { $what }.
storage-no-such-step = Không thể { $verb } khi { $noun } { $id } đang ở trạng thái { $state }.
storage-stale = Mục này vừa được người khác thay đổi ({ $noun } { $id }). Hãy mở lại trang rồi làm lại.
storage-taken = Đã có: { $what }.
