# Cơ sở dữ liệu của sổ đăng ký.
storage-address = “{ $url }” không phải địa chỉ cơ sở dữ liệu. Hãy ghi đường dẫn một tệp SQLite, hoặc postgres://người-dùng@máy-chủ/tên.
storage-bad-cursor = “{ $text }” không phải chỗ tiếp theo của một danh sách. Hãy mở lại danh sách từ trang đầu.
storage-broken = Đã ngừng ghi vào cơ sở dữ liệu: { $reason }. Những gì đã báo là xong thì vẫn còn. Hãy kiểm tra ổ đĩa rồi khởi động lại.
storage-circle = Đơn vị { $id } đang ở trên đơn vị { $parent }, nên không thể chuyển xuống dưới đơn vị đó.
storage-commit = Chưa lưu được: { $reason }. Không có gì thay đổi; hãy làm lại.
storage-damaged = Bảng { $table } của cơ sở dữ liệu có giá trị không hiểu được ở cột { $column }: “{ $value }”. Hãy dùng phiên bản mới hơn của chương trình, hoặc khôi phục từ bản sao lưu.
storage-database = Cơ sở dữ liệu báo lỗi: { $reason }
storage-file = Không đọc hoặc ghi được { $path }: { $reason }
storage-migrated = Đã nâng cấp cơ sở dữ liệu, { $count } bước: { $steps }.
storage-migration = Không nâng cấp được cơ sở dữ liệu: { $reason }. Bước bị lỗi không để lại thay đổi nào.
storage-missing = Không có { storage-noun } số { $id }.
storage-no-file = Không có tệp cơ sở dữ liệu { $path }. Hãy kiểm tra đường dẫn, hoặc lập mới bằng antin migrate.
storage-no-place = Chưa ghi cơ sở dữ liệu nào. Hãy ghi --data THƯ-MỤC hoặc --database ĐỊA-CHỈ.
storage-no-such-reference = Nội dung này gắn với một mục không có, hoặc đang được mục khác dùng ({ $what }). Chưa có gì thay đổi.
storage-no-such-step = Không thể làm bước này ({ $verb }) với { storage-noun } { $id } khi đang ở trạng thái { $state }.
storage-stale = Có người vừa sửa { storage-noun } { $id }. Hãy mở lại để xem bản mới rồi sửa tiếp.
storage-taken = Mục này đã có trong sổ ({ $what }).
storage-up-to-date = Cơ sở dữ liệu đã ở phiên bản mới nhất.
storage-noun = { $noun ->
    [campaign] đợt rà soát
    [campaign-case] hồ sơ
    [campaign-report] báo cáo của đơn vị
    [campaign-unit] đơn vị trong đợt rà soát
    [evidence] minh chứng
    [certificate] chứng thư số
    [device] thiết bị
    [grant] quyền
    [import] lần nhập
    [person] công chức
    [reorganisation] phương án sắp xếp
    [review] lần rà soát
    [search] bộ lọc đã lưu
    [unit] đơn vị
    [user] người dùng
   *[other] mục
}
