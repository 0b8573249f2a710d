# Quyền: vì sao một việc bị từ chối.
access-no-role = Hôm nay bạn không có quyền nào đang có hiệu lực. Hãy liên hệ người quản trị của đơn vị.
access-not-within = Bạn được làm việc này ({ $act }), nhưng không phải ở đơn vị này hoặc với người này.
access-no-such-right = Vai trò của bạn không được làm việc này ({ $act }). Vai trò được làm: { $roles }.
