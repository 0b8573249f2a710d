# Nhật ký và việc kiểm tra nhật ký.
audit-intact = Nhật ký nguyên vẹn: { $events } sự kiện, { $checkpoints } điểm chốt đã ký, điểm chốt cuối ở sự kiện { $sealed } (sau đó còn { $open } sự kiện chưa chốt).
audit-tampered = Nhật ký KHÔNG còn nguyên vẹn: { $count } chỗ sai trong { $events } sự kiện.{ $list }
audit-and-more = và { $count } chỗ khác
audit-bad-checkpoint = Điểm chốt ở sự kiện { $number } không phải do khóa của hệ thống ký.
audit-changed = Sự kiện { $number }: nội dung đã bị sửa hoặc bị đổi chỗ.
audit-head-differs = Dòng ghi điểm cuối của nhật ký (sự kiện { $number }) không khớp với sự kiện cuối cùng.
audit-inserted = Sự kiện { $number } bị chèn vào, sai thứ tự.
audit-removed = Các sự kiện từ { $from } đến { $to } đã bị xóa.
audit-rewritten = Nhật ký đã bị viết lại: sự kiện { $number } khác với điểm chốt đã ký.
audit-rolled-back = Nhật ký chỉ còn đến sự kiện { $last }, trong khi điểm chốt đã ký ở sự kiện { $number }: phần cuối đã bị cắt, hoặc dữ liệu đã bị thay bằng bản cũ.
audit-tail-cut = Phần cuối của nhật ký đã bị cắt: còn đến sự kiện { $last }, lẽ ra phải đến { $number }.
audit-unlinked = Sự kiện { $number } không nối tiếp sự kiện đứng trước: một trong hai đã bị thay hoặc bị chèn vào.
