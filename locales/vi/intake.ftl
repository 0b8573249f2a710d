# Câu khi nhận danh sách.
intake-unreadable = Không đọc được { $file }: { $reason }.
intake-units-first = Chưa có đơn vị nào. Hãy nhận danh mục đơn vị trước.
intake-unit-circle = Danh mục đơn vị có vòng: một đơn vị nằm dưới chính nó. Hãy sửa cột mã đơn vị cấp trên.
intake-not-waiting = Danh sách này không còn chờ áp dụng.
intake-undo-kind = Chỉ hoàn tác được danh sách chứng thư số. Danh mục đơn vị và danh sách công chức được sửa bằng một danh sách mới hơn.
intake-much-gone = Danh sách này bỏ đi { $gone } trong số { $had } mục đang có. Có thể là một phần của danh sách, không phải danh sách đầy đủ.
