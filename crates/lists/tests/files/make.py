"""Makes the workbooks of this folder that Rust has no writer for. Needs xlwt and msoffcrypto-tool; run by hand, once.

roster.xls, roster-1904.xls: dates by style, a title, heading in row 3.  merged.xls: the second state merged over
both rows.  roster.xlsb: the same without styles, written
record by record.  protected.xlsx: any workbook, with a password.
"""
import io
import struct
import zipfile
from datetime import date

import xlwt

HEAD = ["STT", "Họ và tên", "Ngày sinh", "Đơn vị công tác", "Chức vụ", "Tình trạng"]
ROWS = [[1, "Nguyễn Văn An", date(1985, 3, 17), "Cục Thuế tỉnh Đồng Nai", "Chuyên viên", "Đang làm việc"],
        [2, "Trần Thị Bình", date(1990, 12, 5), "Chi cục Thuế huyện Long Thành", "Kiểm tra viên thuế", "Nghỉ hưu"]]


def xls(path, is_1904, is_merged=False):
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = is_1904
    sheet = book.add_sheet("Nhân sự")
    sheet.write_merge(0, 0, 1, 6, "DANH SÁCH CÔNG CHỨC")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    first = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    for j, text in enumerate(HEAD):
        sheet.write(2, j + 1, text)
    for i, row in enumerate(ROWS):
        for j, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(i + 3, j + 1, (value - first).days, day)
            elif is_merged and j == 5:
                if i == 0:
                    sheet.write_merge(3, 4, 6, 6, ROWS[1][5])
            else:
                sheet.write(i + 3, j + 1, value)
    book.save(path)


def text(value):
    data = value.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def rec(code, data=b""):
    length, out = len(data), b""
    while True:
        low, length = length & 0x7F, length >> 7
        out += bytes([low | (0x80 if length else 0)])
        if not length:
            break
    head = bytes([code]) if code < 0x80 else bytes([(code & 0x7F) | 0x80, code >> 7])
    return head + out + data


def xlsb(path):
    book = (rec(131) + rec(153, struct.pack("<III", 0, 0, 0)) + rec(143)
            + rec(156, struct.pack("<II", 0, 1) + text("rId1") + text("Nhân sự")) + rec(144) + rec(132))
    sheet = rec(129) + rec(148, struct.pack("<IIII", 0, 4, 1, 6)) + rec(145)
    table = [(0, ["DANH SÁCH CÔNG CHỨC"]), (2, HEAD)] + [(3 + i, row) for i, row in enumerate(ROWS)]
    for number, row in table:
        sheet += rec(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0))
        for j, value in enumerate(row):
            cell = struct.pack("<II", j + 1, 0)
            if isinstance(value, date):
                sheet += rec(5, cell + struct.pack("<d", (value - date(1899, 12, 30)).days))
            elif isinstance(value, int):
                sheet += rec(5, cell + struct.pack("<d", value))
            else:
                sheet += rec(6, cell + text(value))
    sheet += rec(146) + rec(130)
    types = ('<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Override PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
             '<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/></Types>')
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = ('<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="%s/%s" Target="%s"/></Relationships>')
    parts = [("[Content_Types].xml", types), ("_rels/.rels", rels % (office, "officeDocument", "xl/workbook.bin")),
             ("xl/workbook.bin", book), ("xl/_rels/workbook.bin.rels", rels % (office, "worksheet", "worksheets/sheet1.bin")),
             ("xl/worksheets/sheet1.bin", sheet)]
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts:
            info = zipfile.ZipInfo(name, (2024, 6, 14, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, data)


def protected(path):
    import openpyxl
    from msoffcrypto.format.ooxml import OOXMLFile
    book, plain = openpyxl.Workbook(), io.BytesIO()
    book.active.append(HEAD)
    book.save(plain)
    plain.seek(0)
    with open(path, "wb") as out:
        OOXMLFile(plain).encrypt("mat-khau", out)


xls("roster.xls", False)
xls("roster-1904.xls", True)
xls("merged.xls", False, True)
xlsb("roster.xlsb")
protected("protected.xlsx")
