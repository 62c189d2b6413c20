#!/usr/bin/env python3
"""Make the files of data/ from a folder of collected reference data.

    python3 tools/data/make.py SRC [OUT]

SRC is the folder with admin/, org/, procedures/, calendar/, names/; OUT is
data/ unless given. The result depends only on SRC and curated.json beside
this script, so running it twice gives the same bytes.
"""
import csv
import gzip
import json
import re
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
START, MERGED, REORG, TWO_TIER = "2022-01-01", "2025-01-01", "2025-03-01", "2025-07-01"
LONGEST = 240


def nfc(text):
    return unicodedata.normalize("NFC", str(text or "")).replace("Ð", "Đ")


OLD_TONE = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
            "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
            "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}


def tone(text):
    """Put the tone mark where the province writes it: Thanh Hoá, Uỷ ban, thuỷ."""
    text = nfc(text)

    def one(match):
        pair = OLD_TONE[match.group(1).lower()]
        return pair if match.group(1)[0].islower() else pair[0].upper() + pair[1:]

    # only at the end of a syllable, and never after q (quý, quỳ are already right)
    return re.sub(r"(?<![qQ])(" + "|".join(list(OLD_TONE) + [k.capitalize() for k in OLD_TONE]) + r")(?![a-zA-ZÀ-ỹ])",
                  one, text)


def fold(text):
    text = unicodedata.normalize("NFD", tone(text).lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in text if not unicodedata.combining(c))).strip()


def clip(text, size):
    """Shorten at a word end."""
    text = text.strip()
    if len(text) <= size:
        return text
    cut = text[:size - 1]
    if " " in cut:
        cut = cut[:cut.rindex(" ")]
    return cut.rstrip(" ,;:.-–/(") + "…"


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def write_csv(path, columns, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(columns)
        for line in lines:
            w.writerow([nfc(line.get(c, "")) for c in columns])


# ------------------------------------------------------------------ units

UNIT_COLUMNS = ["code", "legacy_code", "provisional", "parent", "level", "kind",
                "name", "short_name", "gso_code", "valid_from", "valid_to"]

CLOSED_2025 = {"SKHDT", "SNNPTNT", "SGTVT", "STNMT", "STTTT", "SLDTBXH", "BDT"}

DIVISIONS = {  # the chief offices and divisions that handle dossiers; names are usual ones, not a published list
    "VPUBND": ["Phòng Kiểm soát thủ tục hành chính", "Phòng Hành chính - Tổ chức"],
    "SNV": ["Phòng Công chức, viên chức", "Phòng Xây dựng chính quyền", "Ban Tôn giáo"],
    "STP": ["Phòng Hành chính tư pháp", "Phòng Bổ trợ tư pháp"],
    "SKHDT": ["Phòng Kinh tế đối ngoại", "Phòng Thẩm định"],
    "STC": ["Phòng Quản lý ngân sách", "Phòng Quản lý công sản - giá"],
    "SCT": ["Phòng Quản lý thương mại", "Phòng Quản lý công nghiệp"],
    "SNNPTNT": ["Phòng Kế hoạch - Tài chính"],
    "SGTVT": ["Phòng Quản lý vận tải, phương tiện và người lái", "Phòng Quản lý kết cấu hạ tầng giao thông"],
    "SXD": ["Phòng Quản lý xây dựng", "Phòng Quản lý nhà và thị trường bất động sản", "Phòng Quy hoạch - Kiến trúc"],
    "STNMT": ["Phòng Tài nguyên nước", "Phòng Khoáng sản"],
    "STTTT": ["Phòng Báo chí - Xuất bản", "Phòng Chuyển đổi số"],
    "SLDTBXH": ["Phòng Việc làm - An toàn lao động", "Phòng Người có công", "Phòng Bảo trợ xã hội", "Phòng Giáo dục nghề nghiệp"],
    "SVHTTDL": ["Phòng Quản lý văn hoá", "Phòng Quản lý du lịch"],
    "SKHCN": ["Phòng Quản lý khoa học", "Phòng Quản lý chuyên ngành"],
    "SGDDT": ["Phòng Giáo dục trung học", "Phòng Quản lý chất lượng giáo dục"],
    "SYT": ["Phòng Nghiệp vụ Y", "Phòng Nghiệp vụ Dược"],
    "SNGV": ["Phòng Lãnh sự"],
    "TTr": ["Phòng Giải quyết khiếu nại, tố cáo"],
    "BDT": ["Phòng Chính sách dân tộc"],
    "BQLKKTNS": ["Phòng Quản lý đầu tư", "Phòng Quản lý quy hoạch, xây dựng", "Phòng Quản lý doanh nghiệp và lao động"],
}

# a body that closes on 1 March 2025 -> the bodies that take its work over (part = only some of it)
REORG_MAP = {
    "SKHDT": [("STC", 0)],
    "SGTVT": [("SXD", 1), ("ND01", 1)],
    "SNNPTNT": [("SNNMT", 0)],
    "STNMT": [("SNNMT", 0)],
    "STTTT": [("SKHCN", 1), ("SVHTTDL", 1)],
    "SLDTBXH": [("SNV", 1), ("SYT", 1), ("SGDDT", 1), ("SNNMT", 1), ("ND01", 1)],
    "BDT": [("SDTTG", 0)],
}
# where a division of a closed body goes on, when not to the first of the list above
DIVISION_MOVES = {
    ("SLDTBXH", "Phòng Bảo trợ xã hội"): "SYT",
    ("SLDTBXH", "Phòng Giáo dục nghề nghiệp"): "SGDDT",
    ("STTTT", "Phòng Báo chí - Xuất bản"): "SVHTTDL",
}

MOUNTAIN = {"384", "385", "386", "387", "388", "389", "390", "391", "396", "402", "403"}

# the mergers of communes in force on 1 January 2025 whose other side is known
MERGED_INTO = {"14788": "14770", "16537": "Quảng Hùng", "15340": "Hà Lai", "15790": "Thị trấn Thiệu Hoá",
               "15871": "Hoằng Xuân", "16117": "Nga Bạch"}
# communes made wards on the same day (a new body, so a new row)
WARDS_2025 = {"16378": "Phường Rừng Thông", "16414": "Phường Đông Thịnh"}
WARDS_2025_IN_CITY = {"Hoằng Quang": "Phường Hoằng Quang", "Hoằng Đại": "Phường Hoằng Đại"}
# the source's map of old to new mixed up three communes called Phú Sơn
WRONG_PIECES = {("14770", "14818"), ("14770", "16624")}


def committee(name):
    word, rest = name.split(" ", 1)
    low = {"Thành": "thành", "Thị": "thị", "Huyện": "huyện", "Xã": "xã", "Phường": "phường"}
    return "Uỷ ban nhân dân " + low[word] + " " + rest


class Units:
    def __init__(self):
        self.list, self.by_code, self.next = [], {}, {}
        self.successions = set()

    def add(self, code, legacy, parent, level, kind, name, short="", gso="", start=START, end=""):
        unit = dict(code=code, legacy_code=legacy, provisional="0" if code == "H56" else "1", parent=parent,
                    level=str(level), kind=kind, name=tone(name), short_name=tone(short or name), gso_code=gso,
                    valid_from=start, valid_to=end)
        assert code not in self.by_code, code
        self.by_code[code] = unit
        self.list.append(unit)
        return code

    def under(self, parent, kind, name, short="", start=START, end=None, level=3):
        """A division of a level 2 body: H56.NN.CC."""
        number = self.next.get(parent, 0) + 1
        self.next[parent] = number
        top = self.by_code[parent]
        end = top["valid_to"] if end is None else end
        return self.add("%s.%02d" % (parent, number), "000.%02d.%s.H56" % (number, parent[4:6]), parent, level, kind,
                        name, short, "", start, end)

    def follow(self, old, new, at, part=0):
        self.successions.add((old, new, at, str(part)))


def make_units(src):
    u = Units()
    org = rows(src / "org/thanhhoa_org_2022.csv")
    key = {}
    u.add("H56", "000.00.00.H56", "", 1, "province", "Uỷ ban nhân dân tỉnh Thanh Hoá", "Tỉnh Thanh Hoá", "38")
    key["UBND"] = "H56"
    key["HDND"] = u.add("K56", "000.00.00.K56", "", 1, "committee", "Hội đồng nhân dân tỉnh Thanh Hoá", "HĐND tỉnh")
    key["DDBQH_HDND"] = u.add("K56.01", "000.00.01.K56", "K56", 2, "department",
                              "Văn phòng Đoàn ĐBQH và HĐND tỉnh", "VPĐĐBQH&HĐND")

    def level2(number, k, kind, name, short, start=START, end=""):
        key[k] = u.add("H56.%02d" % number, "000.00.%02d.H56" % number, "H56", 2, kind, name, short, "", start, end)

    number = 0
    for o in org:
        if o["kind"] in ("chuyen_mon", "hanh_chinh_khac") or o["key"] in ("VPUBND", "TTPVHCC"):
            number += 1
            closed = o["key"] in CLOSED_2025
            level2(number, o["key"], "onestop" if o["key"] == "TTPVHCC" else "department", o["name"],
                   o["abbrev_in_doc_no"], START, REORG if closed else "")
    level2(31, "SNNMT", "department", "Sở Nông nghiệp và Môi trường", "SNN&MT", REORG)
    level2(32, "SDTTG", "department", "Sở Dân tộc và Tôn giáo", "SDTTG", REORG)
    number = 70
    for o in org:
        if o["kind"] == "nganh_doc":
            number += 1
            level2(number, o["key"], "agency", o["name"], "")
    free = list(range(33, 40)) + list(range(87, 100))
    for o in org:
        if o["kind"] == "su_nghiep":
            level2(free.pop(0), o["key"], "center", o["name"], "")

    for old, targets in REORG_MAP.items():
        for new, part in targets:
            u.follow(key[old], key[new], REORG, part)

    # divisions of departments
    small = [o for o in org if o["kind"] == "truc_thuoc_so"]
    moved = []
    for k in [o["key"] for o in org if o["key"] in DIVISIONS]:
        office = ["Văn phòng"] if k not in ("VPUBND",) else []
        inspect = ["Thanh tra Sở"] if k.startswith("S") and k not in ("SNGV", "SGTVT") else []
        for name in office + DIVISIONS[k] + inspect:
            full = name + " " + u.by_code[key[k]]["name"] if name in ("Văn phòng",) else name
            if name == "Thanh tra Sở":
                full = "Thanh tra " + u.by_code[key[k]]["name"]
            end = REORG if name == "Ban Tôn giáo" else None
            # the inspectorates of departments were folded into the provincial one in 2025
            if name == "Thanh tra Sở":
                end = REORG if k in CLOSED_2025 else TWO_TIER
            code = u.under(key[k], "division", full, name, START, end)
            if name == "Thanh tra Sở":
                u.follow(code, key["TTr"], REORG if k in CLOSED_2025 else TWO_TIER)
            elif name == "Ban Tôn giáo":
                u.follow(code, key["SDTTG"], REORG)
            elif k in CLOSED_2025:
                moved.append((k, name, code))
        for o in small:
            if o["parent"] == k:
                kind = "center" if re.match("Trung tâm|Phòng Công chứng|Văn phòng Đăng ký", o["name"]) else "division"
                end = REORG if k in CLOSED_2025 else ""
                code = u.under(key[k], kind, o["name"], o["name"], START, end)
                key[o["key"]] = code
                if k in CLOSED_2025:
                    moved.append((k, o["name"], code))
    for name in ("Văn phòng", "Phòng Tổng hợp"):
        for k in ("SNNMT", "SDTTG"):
            u.under(key[k], "division", name + " " + u.by_code[key[k]]["name"], name, REORG)
    for k, name, code in moved:
        if name == "Văn phòng" or name.startswith("Thanh tra"):
            to = DIVISION_MOVES.get((k, name)) or REORG_MAP[k][0][0]
            u.follow(code, key[to], REORG)
            continue
        to = DIVISION_MOVES.get((k, name)) or REORG_MAP[k][0][0]
        new = u.under(key[to], u.by_code[code]["kind"], name, name, REORG, "")
        u.follow(code, new, REORG)

    # districts and communes in the shape of 2022
    districts = rows(src / "admin/thanhhoa_districts_27_2022.csv")
    communes = rows(src / "admin/thanhhoa_communes_559_2022.csv")
    template = rows(src / "org/district_departments_template_2022.csv")
    district, place, last = {}, {}, {}
    for n, d in enumerate(sorted(districts, key=lambda d: d["district_code"]), 41):
        end = MERGED if d["district_code"] == "405" else TWO_TIER  # Đông Sơn joined the city of Thanh Hoá
        district[d["district_code"]] = u.add(
            "H56.%02d" % n, "000.00.%02d.H56" % n, "H56", 2, "district", committee(tone(d["name"])), d["name"],
            d["district_code"], START, end)
    gone = {r["code_2022"] for r in rows(src / "admin/thanhhoa_old_to_new_2022_2025.csv") if not r["new_codes_2025_07"]}
    city = district["380"]
    for c in sorted(communes, key=lambda c: c["commune_code"]):
        d = district[c["district_code"]]
        u.next[d] = u.next.get(d, 0) + 1
        end = TWO_TIER
        bare = tone(c["name"]).split(" ", 1)[1]
        if c["commune_code"] in gone or c["district_code"] == "405" or (
                c["district_code"] == "380" and bare in WARDS_2025_IN_CITY):
            end = MERGED
        code = u.add("%s.%02d" % (d, u.next[d]), "000.%02d.%s.H56" % (u.next[d], d[4:6]), d, 3, "commune",
                     committee(tone(c["name"])), c["name"], c["commune_code"], START, end)
        place[c["commune_code"]] = last[c["commune_code"]] = code
    # the half year between the two reforms: Đông Sơn's communes under the city, four new wards
    for c in sorted(communes, key=lambda c: c["commune_code"]):
        bare = tone(c["name"]).split(" ", 1)[1]
        in_city = c["district_code"] == "380" and bare in WARDS_2025_IN_CITY
        if c["district_code"] == "405" or in_city:
            name = WARDS_2025_IN_CITY[bare] if in_city else WARDS_2025.get(c["commune_code"], c["name"])
            u.next[city] += 1
            n = u.next[city]
            code = u.add("%s.%02d" % (city, n), "000.%02d.%s.H56" % (n, city[4:6]), city, 3, "commune",
                         committee(tone(name)), name, c["commune_code"], MERGED, TWO_TIER)
            u.follow(place[c["commune_code"]], code, MERGED)
            last[c["commune_code"]] = code
    u.follow(district["405"], city, MERGED)
    names = {}
    for c in communes:
        names.setdefault((c["district_code"], tone(c["name"])), c["commune_code"])
        names.setdefault((c["district_code"], tone(c["name"]).split(" ", 1)[1]), c["commune_code"])
    home = {c["commune_code"]: c["district_code"] for c in communes}
    unknown = []
    for old in sorted(gone):
        new = MERGED_INTO.get(old)
        new = new if not new or new.isdigit() else names.get((home[old], tone(new)))
        if new:
            u.follow(place[old], last[new], MERGED)
        else:
            unknown.append(old)

    # one-stop units and divisions of districts and communes
    for d in sorted(districts, key=lambda d: d["district_code"]):
        code = district[d["district_code"]]
        kind = tone(d["name"]).split(" ")[0] + " " + tone(d["name"]).split(" ")[1]
        kind = {"Thành phố": "thành phố", "Thị xã": "thị xã"}.get(kind, "huyện")
        tail = tone(d["name"])
        tail = kind + tail[len(kind):]
        u.next[code] = 70
        for t in template:
            if t["abbrev"] == "DT" and d["district_code"] not in MOUNTAIN:
                continue
            name = tone(t["name"])
            if " / " in name:
                a, b = name.split(" / ")
                name = a if kind == "huyện" else b
            name = re.sub(r"\s*\([^)]*\)", "", name).replace("PTNT", "Phát triển nông thôn")
            name = re.sub(r" huyện$", "", name)
            u.under(code, "onestop" if t["abbrev"] == "BPMC" else "division", name + " " + tail, name)
    for unit in [x for x in u.list if x["kind"] == "commune"]:
        c = unit["code"]
        number = c.split(".")
        u.add(c + ".01", "001.%s.%s.H56" % (number[2], number[1]), c, 4, "onestop",
              "Bộ phận Tiếp nhận và Trả kết quả " + unit["name"][len("Uỷ ban nhân dân "):],
              "Bộ phận Tiếp nhận và Trả kết quả", "", unit["valid_from"], unit["valid_to"])

    # the 166 communes and wards since 1 July 2025
    new_code = {}
    two = sorted(rows(src / "admin/thanhhoa_communes_166_2025.csv"), key=lambda r: r["code"])
    for n, r in enumerate(two, 101):
        code = u.add("H56.%d" % n, "%d.00.00.H56" % n, "H56", 3, "commune", committee(tone(r["full_name"])),
                     r["full_name"], r["code"], TWO_TIER, "")
        new_code[r["code"]] = code
        name = u.by_code[code]["name"][len("Uỷ ban nhân dân "):]
        u.add(code + ".01", "%d.01.00.H56" % n, code, 4, "onestop",
              "Trung tâm Phục vụ hành chính công " + name, "Trung tâm Phục vụ hành chính công", "", TWO_TIER, "")
    reach = {}
    for r in two:
        for piece in r["merged_from_codes"].split():
            old = piece.rstrip("*")
            if (old, r["code"]) in WRONG_PIECES or old not in last:
                continue  # codes of communes merged before 2022 also appear there
            reach.setdefault(old, []).append(r["code"])
    for old, news in sorted(reach.items()):
        for new in news:
            u.follow(last[old], new_code[new], TWO_TIER, 1 if len(news) > 1 else 0)
            d = city if home[old] == "405" else district[home[old]]
            u.follow(d, new_code[new], TWO_TIER, 1)
    # the one-stop unit follows its committee; district one-stop units and divisions have no single successor
    for old, new, at, part in sorted(u.successions):
        if old + ".01" in u.by_code and new + ".01" in u.by_code and u.by_code[old]["kind"] == "commune":
            u.follow(old + ".01", new + ".01", at, part)

    u.list.sort(key=lambda x: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", x["code"])])
    return u, key, unknown


# -------------------------------------------------------------- procedures

MINISTRIES = ["BTNMT", "BNNPTNT", "BNNMT", "BKHĐT", "BLĐTBXH", "BVHTTDL", "BGDĐT", "BKHCN", "BTTTT", "BGTVT",
              "NHNN", "VPCP", "UBDT", "TTCP", "BTP", "BTC", "BCA", "BQP", "BNV", "BXD", "BYT", "BCT", "BNG", "BTTT",
              "BDTTG", "BKH", "BLĐ", "TANDTC", "VKSNDTC"]


def clean_basis(number):
    n = nfc(number).replace(" ", "")
    m = re.match(r"(\d{1,4}/\d{4}/)(NĐ-CP|NQ-CP|QĐ-TTg|PL-UBTVQH\d\d|UBTVQH\d\d|QH\d\d)", n)
    if m:
        if m.group(2).startswith("QH") and int(n.split("/")[0]) > 250:
            return ""  # two numbers run together in the source
        return m.group(1) + m.group(2)
    m = re.match(r"(\d{1,4}/\d{4}/(?:TT|TTLT|QĐ)-)(.*)", n)
    if m:
        for body in MINISTRIES:
            if m.group(2).startswith(body):
                return m.group(1) + body
    return ""


def basis(numbers):
    found = []
    for n in numbers or []:
        for part in re.findall(r"\d{1,4}/\d{4}/[A-ZĐ0-9a-z-]+", nfc(n)) or [n]:
            c = clean_basis(part)
            c = re.sub(r"^(\d)/", r"0\1/", re.sub(r"^0+(?=\d\d/)", "", c))
            if c and c not in found:
                found.append(c)
    rank = lambda c: (0 if "/QH" in c else 1 if "NĐ-CP" in c else 2 if "/TT" in c else 3,
                      -int(c.split("/")[1]), c)
    return sorted(found, key=rank)[:8]


UNITS_OF_TIME = {"ngày làm việc": "working_day", "ngày": "day", "giờ": "hour", "giờ làm việc": "hour"}


def time_in(text):
    """A limit in words: '05 ngày làm việc', '2.5 ngày', 'trong ngày'."""
    text = re.sub(r"\b(?:sau|trước|lúc|đến|từ)\s+\d+\s*(?:giờ|h)\b", "", nfc(text).lower())  # o'clock, not a length
    m = re.match(r".{0,40}(?:ngay )?trong ngày", text)
    if m:
        return 1.0, "working_day"
    m = re.search(r"(\d+(?:[.,]\d+)?)\s*(?:\([^)]*\)\s*)?(ngày làm việc|ngày|giờ|tháng)", text)
    if m:
        value = float(m.group(1).replace(",", "."))
        if m.group(2) == "tháng":
            return value * 30, "day"
        return value, UNITS_OF_TIME[m.group(2)]
    if re.search(r"(ngay )?trong ngày|ngay sau khi|trả ngay", text):
        return 1.0, "working_day"
    return None


def num(value):
    return int(value) if float(value).is_integer() else round(float(value), 2)


def limit_from_channels(channels):
    order = {"Trực tiếp": 0, "Trực tuyến": 1, "Dịch vụ bưu chính": 2}
    channels = sorted(channels, key=lambda c: order.get(c["channel"], 3))
    for c in channels:
        n, unit = c.get("n"), nfc(c.get("unit"))
        if n and 0 < n <= 400:
            if unit == "Tháng":
                return dict(value=num(n * 30), unit="day", note="Nguồn ghi theo tháng", flagged=True)
            if unit:
                return dict(value=num(n), unit=UNITS_OF_TIME[unit.lower()], note="", flagged=False)
            got = time_in(c.get("note"))
            if got and n == 1 and 1 < got[0] <= 400:
                # a bare 1 stands in for a limit told in the remark
                return dict(value=num(got[0]), unit=got[1], note="Lấy từ phần ghi chú của nguồn", flagged=True)
            if got and got[0] == n and got[0] > 0:
                return dict(value=num(n), unit=got[1], note="", flagged=False)
            return dict(value=num(n), unit="working_day", note="Nguồn không ghi đơn vị thời gian", flagged=True)
    for c in channels:
        got = time_in(c.get("note")) or time_in(c.get("time"))
        if got and 0 < got[0] <= 400:
            return dict(value=num(got[0]), unit=got[1], note="Lấy từ phần ghi chú của nguồn", flagged=True)
    return None


NO_LIMIT = dict(value=10, unit="working_day", note="Nguồn không ghi thời hạn, tạm lấy 10 ngày làm việc", flagged=True)

CHARGE_FIELDS = {"Hộ tịch", "Đăng ký, quản lý cư trú", "Cấp, quản lý căn cước", "Nuôi con nuôi",
                 "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)", "Việc làm", "Quốc tịch",
                 "Thành lập và hoạt động của doanh nghiệp"}
FEE_FIELDS = {"Chứng thực", "Lý lịch tư pháp", "Công chứng", "Luật sư"}


def fee_kind(text, field):
    low = nfc(text).lower()
    if "lệ phí" in low:
        return "charge"
    if re.search(r"(?<!lệ )phí", low) and "miễn" not in low:
        return "fee"
    if field in CHARGE_FIELDS:
        return "charge"
    if field in FEE_FIELDS:
        return "fee"
    return ""


FEE_NAMES = {"charge": "Lệ phí", "fee": "Phí", "": "Phí, lệ phí"}


def fee_list(channels, field):
    out, seen = [], {}
    for c in channels:
        for f in c.get("fees", []):
            amount, note = f.get("amount_vnd"), re.sub(r"\s+", " ", nfc(f.get("note"))).strip(" .;()")
            if amount is None:
                continue
            flagged = False
            if 0 < amount < 1000:
                m = re.search(r"(\d{1,3}(?:\.\d{3})+)\s*(?:đ|đồng|VNĐ)", note)
                if m:
                    amount = int(m.group(1).replace(".", ""))
                elif amount >= 5:
                    amount *= 1000
                else:
                    continue
                flagged = True
            kind = fee_kind(f.get("text", "") + " " + note, field)
            m = re.match(r"/\s*(trường hợp|hồ sơ|lần|bản|giấy|người|giấy phép|chứng chỉ|thẻ|trang|sổ|văn bản|hợp đồng|giao dịch|di chúc|phương tiện|xe)\b", note)
            m = m or re.search(r"(?:đồng|đ|VNĐ)\s*/\s*(?:0?1 )?(trường hợp|hồ sơ|lần|bản|giấy phép|giấy|người|chứng chỉ|thẻ|trang|sổ|văn bản|hợp đồng|giao dịch|di chúc|phương tiện|xe)", note)
            note = note.lstrip("-*+/ ")
            if m and len(note) < 14:
                note = ""
            item = dict(name=FEE_NAMES[kind], kind=kind, amount=int(amount), unit="đồng/" + m.group(1) if m else "đồng",
                        note=clip(note, 120), flagged=flagged)
            if amount == 0:
                item["name"] = "Miễn phí"
                if re.match("không (quy định|có thông tin)", note, re.I):
                    continue
                # zero with a remark that another text sets the level is not 'free'
                if re.search("theo quy định|hội đồng nhân dân|HĐND|mức thu|mức phí|quy định tại", note, re.I):
                    item.update(name=FEE_NAMES[kind], flagged=True, note="Nguồn ghi 0 đồng; mức thu theo văn bản khác")
            if re.search("hội đồng nhân dân|HĐND", note, re.I):
                item["flagged"] = True
            ident = (item["amount"], item["name"])
            seen.setdefault(ident, [item, set()])[1].add(c["channel"])
    channels_all = {c["channel"] for c in channels}
    for (amount, name), (item, where) in seen.items():
        if len(seen) > 1 and where == {"Trực tuyến"} and len(channels_all) > 1:
            item["name"] += " (nộp trực tuyến)"
        out.append(item)
    return sorted(out, key=lambda f: (f["name"], -f["amount"], f["note"]))[:8]


BULLET = re.compile(r"^(?:[-+*•o–\s.;:,)!|\uf0b7\uf0fc\uf02d]+|[a-zđ]\.\d\)\s*|[a-zđ]\.\s+(?=[A-ZĐÀ-Ỹ])|\d-\s+|\(?[ivx]{1,4}\)\s*|\(?\d{1,2}[.)]\s*(?=\D)|[a-zđ]\)\s*|\(\d{1,2}\)\s*)+")
FILE_TAIL = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|zip|rar|odt)\)?\.?\s*$", re.I)
JUNK = re.compile(
    r"^(số lượng|lưu ý|ghi chú|chú ý|cách thức|thành phần hồ sơ|hồ sơ (bao )?gồm|bản chính\s*:|bản sao\s*:|loại giấy tờ|"
    r"không (có|quy định|áp dụng)|nộp hồ sơ|khi (nộp|người)|cơ quan|cá nhân có quyền|cán bộ|công chức|người yêu cầu|"
    r"người (nộp|làm|uỷ quyền|ủy quyền|có yêu cầu|đi)|việc|các (trường hợp|bước)|trình tự|đối với (các )?hồ sơ|"
    r"trong trường hợp|trường hợp các thông tin|tổ chức, cá nhân (nộp|có trách)|theo quy định|uỷ ban|ủy ban|ubnd|nếu|"
    r"sau khi|mục này|tên mẫu|link tải|xem chi tiết|thời hạn|thông tin|chưa |đang cập nhật|doanh nghiệp (có thể|nộp|thực hiện)|"
    r"giấy tờ (phải )?(nộp|xuất trình) *:?$|các giấy tờ (sau|nêu trên)|hồ sơ (nộp|được|phải|quy định)|trực tiếp|trực tuyến|"
    r"văn bản này|bản (điện tử|chụp) này|nhà đầu tư (nộp|có)|yêu cầu|quy định|ngoài (các|số|ra)|trừ (trường|hàng)|người (được|tham|đại|mất)|"
    r"cá nhân|có (chứng|xác|quyết|văn)|tu[ỳỷ]|tùy|\(|\[|kèm (theo|bản)|theo |nộp |riêng|khi |thực hiện|không |thuộc |trong |bị |được |"
    r"hoặc|và |tại |lý do|tên |gửi |loại, số|mục đích|đương sự|mỗi lần|đối tượng|qua bưu|phương thức|tệp tin|mẫu hộ tịch điện tử|"
    r"bản sao có chứng thực các giấy tờ phải|điều kiện|tiền |đồng |hệ thống|để |sl |xuất trình bản|tự |người |bổ sung, |trường hợp|đối với|"
    r"(phương án|hồ sơ|văn bản|bản sao|bản chính|tài liệu|giấy tờ|các tài liệu|giấy tờ khác)$)", re.I)
SHORT_NAMES = [  # what national texts spell out at length, as people say it
    (re.compile(r"^Hộ chiếu\s*/\s*Thẻ căn cước|^Hộ chiếu hoặc chứng minh nhân dân hoặc thẻ căn cước.*chứng minh về nhân thân", re.I),
     "Giấy tờ tuỳ thân của người yêu cầu (xuất trình)", ""),
    (re.compile(r"^Giấy tờ (có giá trị )?chứng minh (thông tin về (nơi )?cư trú|nơi cư trú)", re.I),
     "Giấy tờ chứng minh nơi cư trú", "Cơ quan không tra cứu được nơi cư trú"),
    (re.compile(r"^Văn bản (ủy|uỷ) quyền.{0,60}(trong trường hợp|theo quy định)", re.I), "Văn bản uỷ quyền", "Uỷ quyền cho người khác"),
    (re.compile(r"^Văn bản (ủy|uỷ) quyền cho cá nhân thực hiện thủ tục", re.I), "Văn bản uỷ quyền", "Uỷ quyền cho cá nhân"),
    (re.compile(r"^(Hồ sơ .{3,40} phải kèm theo )?bản sao thẻ Căn cước hoặc thẻ Căn cước công dân hoặc hộ chiếu", re.I),
     "Bản sao căn cước hoặc hộ chiếu của người uỷ quyền", ""),
    (re.compile(r"^Bản sao phiếu gửi hồ sơ theo mẫu do doanh nghiệp cung ứng dịch vụ bưu chính", re.I), "Bản sao phiếu gửi hồ sơ qua bưu chính", ""),
    (re.compile(r"^Bản sao hợp đồng (ủy|uỷ) quyền cho tổ chức thực hiện thủ tục", re.I), "Bản sao hợp đồng uỷ quyền", ""),
    (re.compile(r"^Giấy giới thiệu hoặc văn bản phân công nhiệm vụ của tổ chức đó", re.I), "Giấy giới thiệu hoặc văn bản phân công nhiệm vụ", ""),
]
TAIL_CASE = re.compile(r"^(.{8,170}?)[,;]?\s*\(?\s*(?:(?:trong|đối với) (?:các )?trường hợp)\s+(.{4,120}?)\)?$", re.I)
CITATION = re.compile(r"[\s,;(]*(?:được\s+)?(?:lập\s+|quy định\s+|ban hành\s+)?(?:kèm\s+)?(?:theo|tại|của)?\s*(?:các\s+)?(?:mẫu\s+)?(?:quy định tại\s+)?"
                      r"(?:Phụ lục\s+\S+\s+)?(?:kèm theo\s+|của\s+)?(?:Nghị định|Thông tư|Thông tư liên tịch|Luật)\s+(?:số\s+\d|\d+/\d).*$")
DANGLING = re.compile(r"(?:[\s,;:(.-]+(?:được lập|lập|quy định|của|tại|theo|kèm theo|như|là|và|hoặc|bao gồm|gồm|sau|theo mẫu|theo quy định|ban hành))+$", re.I)
COUNT_TAIL = re.compile(r"\s*[:;,(–-]\s*\(?(?:số lượng\s*:?\s*)?\d{1,2}\s*(?:\([^)]{1,8}\)\s*)?(?:bản|bộ)(?: chính| sao| chụp| gốc)?\)?$", re.I)
INSTRUCTION = re.compile(
    r"có trách nhiệm|chịu trách nhiệm trước pháp luật|từ chối giải quyết|không (phải|cần) (nộp|tải|xuất trình|đính)|"
    r"không yêu cầu|được điền tự động|tra cứu thông tin|thực hiện theo quy định|thì cơ quan", re.I)
PAPER = re.compile(
    r"^(đơn|tờ|giấy|bản|văn bản|văn bằng|hồ sơ|phiếu|danh sách|danh mục|báo cáo|biên bản|hợp đồng|quyết định|"
    r"phương án|sơ đồ|bản đồ|chứng|thẻ|hộ chiếu|ảnh|\d+ ảnh|thuyết minh|điều lệ|dự thảo|dự án|đề án|tài liệu|kế hoạch|"
    r"thông báo|hoá đơn|hóa đơn|chứng từ|sổ|một trong|mẫu|các|kết quả|lý lịch|sơ yếu|thoả thuận|thỏa thuận|nghị quyết|"
    r"công văn|công hàm|đề nghị|di chúc|mảnh|bằng|cam kết|bảng|đăng ký|nội dung|thiết kế|quy trình|quy chế|giải trình)", re.I)
WHEN = re.compile(
    r"^(?:trường hợp|đối với(?: trường hợp)?|trong trường hợp|nếu)\s+(.{4,110}?)\s*[,:]?\s*"
    r"(?:thì\s+)?(?:phải\s+|cần\s+|còn phải\s+)?(?:nộp|có|gửi kèm|kèm|nộp kèm|nộp thêm|xuất trình|bổ sung|cung cấp)"
    r"(?:\s+(?:theo|thêm|kèm theo))?\s*:?\s+"
    r"((?:đơn|tờ|giấy|bản|văn bản|hồ sơ|phiếu|danh sách|biên bản|hợp đồng|quyết định|chứng|thẻ|tài liệu|một trong).*)$", re.I | re.S)
EXHIBIT = re.compile(r"xuất trình|đối chiếu", re.I)
FORM = re.compile(r"\b[Mm]ẫu (?:số |đơn số )?([A-ZĐ]{0,4}[-.]?\d{1,3}[a-zđ]?(?:[./-][0-9A-ZĐa-z-]+)*|[A-ZĐ]{1,5}-[A-ZĐ0-9-]+)")


def strip_file(text):
    if not FILE_TAIL.search(text):
        return text
    m = re.search(r"[;.:)]\s*\d{0,2}\.?\s*[\wÀ-ỹ\-() .,_]*$", FILE_TAIL.sub("", text))
    body = FILE_TAIL.sub("", text)
    for pattern in (r"[;.]\s*\d{1,2}\s*\.\s*\S.*$", r"\s*(?:Mẫu|Mau|MAU|Phụ lục|PL|BM|TP-|Biểu)\s?[\w\-. ()À-ỹ]{0,60}$",
                    r"[;.)]\s*[\w\-. ()]{3,80}$", r"[A-Za-z0-9_\-.()]{6,}$"):
        cut = re.sub(pattern, "", body)
        if 8 <= len(cut) < len(body):
            return cut
    return body if not m else body


def decree_tail(text):
    """Drop the long citation that follows a form's number."""
    text = re.sub(r"\s*[,(]?\s*(?:được )?(?:quy định tại |theo )?(?:Phụ lục [\w ]{1,8} )?(?:được )?ban hành (?:kèm )?(?:theo|tại)\s+(?:các )?"
                  r"(?:Thông tư|Nghị định|Quyết định|Nghị quyết|Luật|phụ lục)[^;:()]*?(?=[;:()]|$)", "", text, flags=re.I)
    return re.sub(r"\s+(của Bộ trưởng Bộ|ngày \d+ tháng \d+ năm \d+ của) [^;,)]*", "", text)


def tidy(text):
    text = re.sub(r"\s+", " ", nfc(text)).strip()
    text = BULLET.sub("", text)
    text = strip_file(text)
    text = re.sub(r"\s+([,.;:)])", r"\1", text)
    text = re.sub(r"\(\s*\)", "", text)
    text = re.sub(r"(?<=[a-zà-ỹ])\d{2,}$", "", text.strip(" .;:,-–+*•/|"))
    if text.count("(") > text.count(")"):
        text += ")" if len(text) - text.rfind("(") < 120 else ""
        if text.count("(") > text.count(")"):
            text = text[:text.rfind("(")].rstrip(" ,;")
    return text


def sentence(text):
    """The first sentence when the rest is guidance."""
    m = re.match(r"(.{15,}?[^A-ZĐ.\d])\.\s+(?=[A-ZĐÀ-Ỹ])", text)
    if m and PAPER.match(text):
        text = m.group(1)
    if len(text) <= 160:
        return text
    m = re.search(r"^(.{25,%d}?)(?:[.;]\s|:\s[+-])" % LONGEST, text)
    return m.group(1) if m else text


def upper(text):
    return text[:1].upper() + text[1:]


def case_of(group):
    g = re.sub(r"^\W+", "", tidy(group))
    g = re.sub(r"^(trường hợp|đối với trường hợp|đối với)\s+", "", g, flags=re.I)
    if re.match(r"(giấy tờ )?(phải |cần )?(nộp|xuất trình)|(các )?giấy tờ|hồ sơ|thành phần|bao gồm|người yêu cầu|không có|tài liệu|cách|"
                r"số lượng|quy định|hồ sơ gồm|nộp|khi ", g, flags=re.I) and not re.match(r"hồ sơ (của|đối với|đề nghị)", g, re.I):
        return ""
    g = re.sub(r",?\s*(hồ sơ )?(bao )?gồm( có)?$", "", g, flags=re.I)
    g = re.sub(r"[:;].*$", "", g)
    g = re.sub(r",?\s*\b(kèm theo hồ sơ|thì|để thực hiện|thực hiện thủ tục|hồ sơ phải|còn phải|ngoài các)\b.*$", "", g, flags=re.I)
    g = re.sub(r"^[uủ][ủy]?y quyền cho đơn vị cung cấp dịch vụ bưu chính (công ích|không).*", lambda m: "Uỷ quyền cho bưu chính công ích" if m.group(1) == "công ích" else "Uỷ quyền cho đơn vị bưu chính khác", tone(g).replace("Uỷ", "Uy").replace("uỷ", "uy"), flags=re.I) if re.match("(ủ|u)[yỷ] quyền cho đơn vị", g, re.I) else g
    return upper(clip(g.strip(" ,"), 100))


def paper_list(documents):
    out, seen, exhibit = [], set(), False
    for d in documents:
        group = nfc(d.get("group"))
        if re.search(r"lưu ý|ghi chú|chú ý|cách thức|hướng dẫn", group, re.I):
            continue
        raw = tidy(d["name"])
        original, copy = int(d.get("original") or 0), int(d.get("copy") or 0)
        case = case_of(group)
        shows = bool(re.search("xuất trình", group, re.I)) or bool(EXHIBIT.search(raw[:120]))
        m = WHEN.match(raw)
        if m:
            case, raw = upper(clip(m.group(1).strip(" ,:"), 110)), m.group(2)
        elif re.match(r"(trường hợp|đối với)", raw, re.I):
            continue
        form = ""
        fm = FORM.search(raw)
        if fm:
            form = "Mẫu " + fm.group(1).rstrip(".-/")
        if not form:
            stem = FILE_TAIL.sub("", nfc(d.get("form"))).strip()
            if re.match(r"(Mẫu|Mau|CT|CC|TK|NA|Phụ lục)[\s\d_.-]*", stem) and len(stem) <= 40 and FORM.search(stem):
                form = "Mẫu " + FORM.search(stem).group(1).rstrip(".-/")
        name = sentence(decree_tail(raw))
        name = re.sub(r"\s*\(?(?:theo )?[Mm]ẫu (?:số |đơn số )?[A-ZĐ]{0,4}[-.]?\d{1,3}[a-zđ]?(?:[./-][0-9A-ZĐa-z-]+)*"
                      r"(?:,?\s*Phụ lục (?:[IVXLC]+[A-Za-z]?|\d+)\b)?\)?", "", name) if len(name) > 26 else name
        bare = CITATION.sub("", name)
        name = bare if len(bare) >= 12 else name
        name = re.sub(r"\s*\((?:0?1 )?bản (?:chính|sao|gốc|chụp)\)$", "", name)
        name = re.sub(r"^Hồ sơ .{3,60} gồm(?: có)?\s*:\s*", "", name)
        name = re.sub(r"^0?1 (?:\(một\)|bản|\(01\))\s*(?:bản\s+)?(?=[a-zà-ỹđ])|^0?1 (?=đơn|giấy|phiếu|danh|bản|tờ|văn)", "", name, flags=re.I)
        name = re.sub(r"\s*\(nếu người có yêu cầu[^)]*\)?|\s*theo mẫu(?= \(|$)", "", name)
        name = COUNT_TAIL.sub("", name.strip(" ,;.:-"))
        name = tidy(DANGLING.sub("", name.strip(" ,;.:-")))
        for pattern, short, when in SHORT_NAMES:
            if pattern.search(name):
                name, case = short, case or when
                shows = shows or "xuất trình" in short
                break
        m = TAIL_CASE.match(name) if not case else None
        if m and PAPER.match(m.group(1)):
            name, case = tidy(m.group(1)), upper(clip(m.group(2).strip(" ,;"), 100))
        if len(name) < 6 or JUNK.match(name) or not re.search("[À-ỹ]", name):
            continue
        if not PAPER.match(name) and (original + copy == 0 or INSTRUCTION.search(name) or len(name) > 150):
            continue
        if "xuất trình nêu trên" in name:
            continue
        if original + copy == 0 and INSTRUCTION.search(raw):
            continue
        if d["name"].strip().endswith(":") and original + copy == 0:
            continue
        name = upper(clip(name, LONGEST))
        ident = (fold(name), fold(case))
        if ident in seen:
            continue
        seen.add(ident)
        exhibit = exhibit or shows
        if original + copy == 0:
            original = 1
        out.append(dict(name=name, case=case, originals=min(original, 20), copies=min(copy, 20), form=form))
    out.sort(key=lambda p: (p["case"] != "", fold(p["case"]), 0 if re.match(r"(đơn|tờ khai|giấy đề nghị|văn bản đề nghị|phiếu)", p["name"], re.I) else 1, fold(p["name"])))
    return out[:30], exhibit


def plain_documents(texts):
    """The papers of the 2023 list are plain lines, some run together with bullets."""
    docs = []
    for t in texts or []:
        for piece in re.split(r"(?:^|\s)[o▪•]\s+(?=[A-ZĐÀ-Ỹ0-9])|(?<=[.;])\s+(?=[-+]\s*[A-ZĐÀ-Ỹ])", nfc(t)):
            original = re.search(r"[Bb]ản chính:\s*(\d+)", piece)
            copy = re.search(r"[Bb]ản sao:\s*(\d+)", piece)
            piece = re.sub(r"\(?\s*[Bb]ản chính:\s*\d+.*$", "", piece)
            piece = re.sub(r"https?://.*$|Link tải.*$", "", piece)
            piece = re.sub(r"^Loại giấy tờ:?\s*(Mẫu đơn, tờ khai)?\s*", "", piece)
            is_copy = re.match(r"\W*(bản sao|bản photo)", piece, re.I)
            docs.append(dict(name=piece, group="", form="",
                             original=int(original.group(1)) if original else 0 if is_copy else 1,
                             copy=int(copy.group(1)) if copy else 1 if is_copy else 0))
    return docs


def clean_name(name):
    name = re.sub(r"\s+", " ", nfc(name)).strip()
    name = re.sub(r"^\W+", "", name)
    name = re.sub(r"\s*\(\s*\d\.\d{6}\s*\)", "", name)
    name = re.sub(r"\s*\(UBND (phường[,]? xã|cấp xã|quận,? huyện)\)", "", name)
    # "thủ tục hải quan", "thủ tục biên phòng" are the thing itself, elsewhere the word says nothing
    name = re.sub(r"^Thủ tục:?\s+(?!hải quan|biên phòng|kiểm dịch|điện tử)", "", name, flags=re.I)
    name = re.sub(r"Dưới đây là thông tin.*$", "", name)
    name = re.sub(r"\s+([,.;:)])", r"\1", name)
    for word in ("GIA HẠN", "HÀNH NGHỀ", "KIẾN TRÚC", "VỐN KHÁC"):
        name = name.replace(word, word.lower())
    name = re.sub(r"của Đà Nẵng|thành phố Đà Nẵng", "tỉnh", name)
    return upper(name.strip(" .;:,"))


def usual_name(name):
    n = re.sub(r"\s*\([^)]*\)?", "", name)
    for tails in (r"thuộc thẩm quyền|theo quy định|trên địa bàn|thực hiện tại|quy định tại|trừ trường hợp|tại Công an cấp",
                  r"trong trường hợp|do .{3,40} (?:thực hiện|cấp)|phục vụ cho", r"đối với", r"[;:]"):
        if tails[0] == "t" and tails.startswith("thuộc") or len(n) > 80:
            cut = re.sub(r"\s*(?:%s).*$" % tails, "", n, flags=re.I).strip(" ,;:.-")
            n = cut if len(cut) >= 20 else n
    n = n.strip(" ,;:.-")
    if len(n) > 80:
        head = re.split(r",\s", n)
        keep = head[0]
        for piece in head[1:]:
            if len(keep) + 2 + len(piece) > 80:
                break
            keep += ", " + piece
        n = keep if len(keep) >= 40 else n
    if len(n) > 80:
        n = clip(n, 80)
    if len(n) < 12:
        n = clip(name, 80)
    return upper(n)


AUDIENCE = [("citizen", "công dân|cá nhân|cán bộ, công chức|người nước ngoài|người việt nam|hộ gia đình|học sinh|thân nhân|người có công|người được|hộ kinh doanh|đối tượng"),
            ("enterprise", "doanh nghiệp|hợp tác xã|htx|thương nhân|cơ sở|chủ đầu tư|hộ kinh doanh|nhà đầu tư"),
            ("organisation", "tổ chức"),
            ("agency", "cán bộ, công chức|cơ quan|đơn vị|công chức, viên chức")]


def audience(values):
    text = nfc(" | ".join(values) if isinstance(values, list) else values)
    text = re.sub(r"không bao gồm doanh nghiệp, (htx|hợp tác xã)", "", text, flags=re.I).lower()
    got = [k for k, pattern in AUDIENCE if re.search(pattern, text)]
    return got or ["citizen"]


ENV = {"Đất đai", "Địa chất và khoáng sản", "Tài nguyên nước", "Môi trường", "Biển và hải đảo", "Khí tượng, thủy văn",
       "Biến đổi khí hậu", "Đo đạc, bản đồ và thông tin địa lý", "Bảo tồn thiên nhiên và Đa dạng sinh học", "Tổng hợp"}
TRANSPORT = {"Đường bộ", "Đường sắt", "Hàng hải và đường thủy nội địa", "Đăng kiểm"}
BUDGET = {"Quản lý công sản", "Quản lý giá", "Tài chính doanh nghiệp", "Tài chính ngân hàng", "Tài chính đất đai", "Bảo hiểm",
          "Quản lý thuế, phí, lệ phí và thu khác của ngân sách nhà nước", "Chứng khoán", "Tin học - Thống kê",
          "Chuyển đổi công ty nhà nước được thành lập và hoạt động theo Luật Doanh nghiệp nhà nước thành công ty trách nhiệm hữu hạn một thành viên tổ chức và hoạt động theo quy định tại Luật Doanh nghiệp"}


def in_charge(ministry, field):
    """(body in 2022, body since March 2025) by keys of the organisation table."""
    if ministry == "Bộ Tài chính":
        if field == "Thuế":
            return "ND04", "ND04"
        if field == "Hải quan":
            return "ND05", "ND05"
        if field == "Kho bạc Nhà nước":
            return "ND06", "ND06"
        if "BHXH" in field or "BHYT" in field:
            return "ND07", "ND07"
        if field == "Dự trữ":
            return "ND14", "ND14"
        if field == "Quản lý nhà nước về khu công nghiệp, khu kinh tế":
            return "BQLKKTNS", "BQLKKTNS"
        return ("STC", "STC") if field in BUDGET else ("SKHDT", "STC")
    if ministry == "Bộ Nông nghiệp và Môi trường":
        if field == "Giảm nghèo":
            return "SLDTBXH", "SNNMT"
        return ("STNMT" if field in ENV else "SNNPTNT"), "SNNMT"
    if ministry == "Bộ Xây dựng":
        return ("SGTVT" if field in TRANSPORT else "SXD"), "SXD"
    if ministry == "Bộ Tư pháp":
        if field == "Đăng ký biện pháp bảo đảm":
            return "STNMT", "SNNMT"
        if field == "Thi hành án dân sự":
            return "ND10", "ND10"
        return "STP", "STP"
    if ministry == "Bộ Công an":
        return {"Lý lịch tư pháp": "STP", "Sát hạch, cấp giấy phép lái xe": "SGTVT",
                "Tổ chức cai nghiên ma túy và quản lý sau cai nghiện": "SLDTBXH"}.get(field, "ND01"), "ND01"
    if ministry == "Bộ Quốc phòng":
        return ("ND03", "ND03") if field == "Quản lý biên giới" else ("ND02", "ND02")
    if ministry == "Ngân hàng Nhà nước":
        return "ND08", "ND08"
    if ministry == "Toà án nhân dân":
        return "ND11", "ND11"
    return None


VERTICAL = {"ND03", "ND04", "ND05", "ND06", "ND07", "ND08", "ND10", "ND11", "ND14"}
AGENCY_2022 = {"Sở Tài nguyên và Môi trường": "STNMT", "Sở Tư pháp": "STP", "Sở Xây dựng": "SXD",
               "Sở Kế hoạch và Đầu tư": "SKHDT", "Sở Giao thông vận tải": "SGTVT", "Sở Y tế": "SYT",
               "Sở Giáo dục và Đào tạo": "SGDDT", "Sở Văn hoá, Thể thao và Du lịch": "SVHTTDL", "Sở Công Thương": "SCT",
               "Sở Lao động - Thương binh và Xã hội": "SLDTBXH", "Sở Khoa học và Công nghệ": "SKHCN",
               "Sở Thông tin và Truyền thông": "STTTT", "Sở Ngoại vụ": "SNGV", "Sở Tài chính": "STC", "Sở Nội vụ": "SNV",
               "Sở Nông nghiệp và Phát triển nông thôn": "SNNPTNT", "Thanh tra tỉnh": "TTr"}
NOW = {"SKHDT": "STC", "SGTVT": "SXD", "SNNPTNT": "SNNMT", "STNMT": "SNNMT", "BDT": "SDTTG"}


def now_in_charge(key, field):
    if key == "STTTT":
        return "SVHTTDL" if re.search("Xuất bản|Báo chí", field) else "SKHCN"
    if key == "SLDTBXH":
        if re.search("Bảo trợ", field):
            return "SYT"
        return "SGDDT" if re.search("nghề nghiệp", field) else "SNV"
    return NOW.get(key, key)


# the level of 2022 for procedures that are at the commune since July 2025
def level_2022(field, name, ministry):
    low = name.lower()
    if field in ("Hộ tịch",):
        return ("district", "UBND cấp huyện (Phòng Tư pháp)") if "yếu tố nước ngoài" in low or "ở nước ngoài" in low or \
            "nước ngoài" in low and "biên giới" not in low else ("commune", "UBND cấp xã")
    if field == "Chứng thực":
        return ("district", "UBND cấp huyện (Phòng Tư pháp)") if "người dịch" in low or "nước ngoài cấp" in low \
            else ("commune", "UBND cấp xã")
    if ministry == "Bộ Công an":
        if field in ("Đăng ký, quản lý cư trú", "Khiếu nại, tố cáo", "Quản lý xuất nhập cảnh", "Người có công", "Nông nghiệp"):
            return "commune", "Công an cấp xã"
        return "district", "Công an cấp huyện"
    if ministry == "Bộ Quốc phòng":
        return "commune", "UBND cấp xã (Ban Chỉ huy quân sự)"
    if field in ("Thành lập và hoạt động của tổ hợp tác, hợp tác xã, liên hiệp hợp tác xã",
                 "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)"):
        if "tổ hợp tác" in low and "hợp tác xã" not in low:
            return "commune", "UBND cấp xã"
        return "district", "UBND cấp huyện (Phòng Tài chính - Kế hoạch)"
    if field == "Đất đai":
        return ("commune", "UBND cấp xã") if "hoà giải" in tone(low) else \
            ("district", "UBND cấp huyện (Phòng Tài nguyên và Môi trường)")
    if ministry == "Bộ Xây dựng":
        return "district", "UBND cấp huyện (Phòng Kinh tế và Hạ tầng)"
    if field in ("Lâm nghiệp", "Kiểm lâm", "Thủy sản", "Thủy lợi", "Chăn nuôi", "Thú y", "Quản lý chất lượng nông lâm sản và thủy sản",
                 "Kinh tế hợp tác và Phát triển nông thôn"):
        return ("commune", "UBND cấp xã") if "ubnd cấp xã" in low or "uỷ ban nhân dân cấp xã" in tone(low) else \
            ("district", "UBND cấp huyện (Phòng Nông nghiệp và Phát triển nông thôn)")
    if field in ("Môi trường", "Địa chất và khoáng sản", "Tài nguyên nước", "Biển và hải đảo"):
        return "district", "UBND cấp huyện (Phòng Tài nguyên và Môi trường)"
    return "commune", "UBND cấp xã"


LEVELS = {"tinh": "province", "huyen": "district", "xa": "commune"}
OVERRIDE_CODES = {"GPXD-NORL": "1.013225", "DD-TACHTHUA": "1.012784", "DD-BIENDONG": "1.012765", "DD-CAPLAI": "1.012786"}
ALSO = {"3.000333": ("province", "Sở Tư pháp", "STP")}
TO_DISTRICT_2022 = {"2.001008": "UBND cấp huyện (Phòng Tư pháp)", "2.000992": "UBND cấp huyện (Phòng Tư pháp)"}
CODE = re.compile(r"^\d\.\d{6}$")


def overrides(src):
    out = {}
    previous = ("", "")
    for r in rows(src / "procedures/legal_2022_overrides.csv"):
        code = OVERRIDE_CODES.get(r["code"], r["code"])
        text, law = r["fee_text"], r["legal_basis"]
        if text.startswith("như trên"):
            text = previous[0]
        if law.startswith("như trên"):
            law = previous[1]
        previous = (text, law)
        low = r["time_text"].lower()
        unit = "working_day" if "ngày làm việc" in low or "trong ngày" in low or low.startswith("ngay") or "giờ" in low else "day"
        checked = "[K]" not in r["note"]
        out[code] = [dict(valid_from=START, valid_to=TWO_TIER,
                          limit=dict(value=num(float(r["days"])), unit=unit, note=clip(nfc(r["time_text"]), 120),
                                     flagged=not checked),
                          fee=int(r["fee_vnd"]) if r["fee_vnd"] else None, fee_text=clip(nfc(text), 160),
                          legal_basis=clip(nfc(law), 160))]
    return out


def make_procedures(src, key):
    folder = src / "procedures"
    with gzip.open(folder / "procedures_local.jsonl.gz", "rt", encoding="utf-8") as f:
        local = {p["code"]: p for p in map(json.loads, f)}
    demo = {p["code"]: p for p in json.loads((folder / "procedures_demo.json").read_text(encoding="utf-8"))}
    danang = {p["code"]: p for p in json.loads((folder / "procedures_2023_danang_174.json").read_text(encoding="utf-8"))
              if CODE.match(p.get("code") or "")}
    curated = json.loads((HERE / "curated.json").read_text(encoding="utf-8"))
    versions = overrides(src)
    out = []
    for code, extra in curated.items():  # known procedures that the lists lack
        if "add" in extra:
            demo[code] = dict(code=code, name=extra["name"], field=extra["field"], category=extra["event"],
                              level_2022=extra["add"], agency_2022=extra["agency"], time=None, documents=[], results=extra["results"],
                              legal_basis=extra["legal_basis"])
    for code in sorted(set(local) | set(demo) | set(danang)):
        p, d, n = local.get(code), demo.get(code), danang.get(code)
        c = curated.get(code, {})
        name = c.get("name") or clean_name((p or n or d)["name"])
        field = nfc((p or d or n).get("field"))
        if d and not p and (not field or field.startswith("Không có")):
            field = d["category"]
        field = re.sub(r"\s*Số quyết định.*$", "", field).strip() or "Khác"
        # who, at which level
        ministry = p["ministry"] if p else ""
        keys = in_charge(ministry, field) if p else None
        if d:
            level, agency = LEVELS[d["level_2022"]], nfc(d["agency_2022"])
            k22 = AGENCY_2022.get(agency.split(" (")[0], "")
            if not keys or (k22 and level == "province"):
                keys = (k22, now_in_charge(k22, field)) if k22 else keys
            if p:
                level25 = "province" if "tinh" in p["levels"] and level == "province" else \
                    "commune" if "xa" in p["levels"] else "province"
            else:
                level25 = "province" if level == "province" else "commune"
            if ministry == "Bộ Công an" and field == "Sát hạch, cấp giấy phép lái xe":
                keys = ("SGTVT", "ND01")
            if ministry == "Bộ Công an" and field == "Lý lịch tư pháp":
                keys = ("STP", "ND01")
        elif p:
            at = set(p["levels"])
            vertical = keys and keys[0] in VERTICAL
            who = nfc(p["agency"] or p["authority"])
            first_commune = re.match(r"(Công an cấp xã|ubnd cấp xã|Chủ tịch (ubnd|ủy ban nhân dân) (cấp )?xã|Ủy ban nhân dân cấp xã|Uỷ ban Nhân dân cấp xã|Ủy ban Nhân dân xã)", who, re.I)
            if vertical or "xa" not in at or ("tinh" in at and not first_commune):
                level25 = level = "province"
                agency = ""
            else:
                level25 = "commune"
                level, agency = level_2022(field, name, ministry)
        else:
            who = nfc(n.get("agency"))
            if re.search(r"xã|phường", who, re.I):
                level, level25, agency = "commune", "commune", "UBND cấp xã"
            elif re.search(r"quận|huyện", who, re.I):
                level, level25, agency = "district", "commune", "UBND cấp huyện"
            else:
                level = level25 = "province"
                agency = ""
            guess = [("Đất đai|Môi trường", "STNMT"), ("Thủy sản|nông lâm|An toàn thực phẩm", "SNNPTNT"), ("Đường bộ|giao thông", "SGTVT"),
                     ("xây dựng|Xây dựng", "SXD"), ("Đầu tư|đầu tư", "SKHDT"), ("Tài chính|Công sản", "STC"),
                     ("Sở hữu trí tuệ", "SKHCN"), ("Người có công", "SLDTBXH"), ("Công chức|Thi đua", "SNV"), ("Hộ tịch", "STP")]
            k = next((k for pattern, k in guess if re.search(pattern, field)), "VPUBND")
            keys = (k, now_in_charge(k, field))
        if code in TO_DISTRICT_2022:
            level, agency = "district", TO_DISTRICT_2022[code]
        if not keys or not keys[0]:
            keys = ("VPUBND", "VPUBND")
        if level == "province" and (not agency or not d):
            agency = key["names"][keys[0]]
        # time, fees, papers
        channels = p["channels"] if p else []
        limit = limit_from_channels(channels) if p else None
        if not limit and d and d.get("time") and 0 < (d["time"]["value"] or 0) <= 400:
            limit = dict(value=num(d["time"]["value"]), unit=UNITS_OF_TIME.get(nfc(d["time"]["unit"]).lower(), "working_day"),
                         note="", flagged=not p)
        if not limit and n and time_in(n.get("time")) and 0 < time_in(n.get("time"))[0] <= 400:
            value, unit = time_in(n["time"])
            limit = dict(value=num(value), unit=unit, note="", flagged=True)
        if c.get("limit"):
            limit = dict(value=c["limit"][0], unit=c["limit"][1], note="", flagged=True)
        if not limit and code in versions:
            limit = dict(versions[code][0]["limit"], flagged=True)
        if limit and limit["flagged"] and code in versions and not c.get("limit"):
            limit = versions[code][0]["limit"]  # the law tells what the list leaves open
        limit = dict(limit or NO_LIMIT)
        if p:
            fees = fee_list(channels, field)
            papers, exhibit = paper_list(p["documents"])
            results = [r["name"] for r in p["results"]]
        else:
            fees = []
            if d and d.get("fee_vnd"):
                kind = fee_kind("", field)
                fees = [dict(name=FEE_NAMES[kind], kind=kind, amount=int(d["fee_vnd"]), unit="đồng", note="", flagged=True)]
            papers, exhibit = paper_list(plain_documents(n.get("documents")) if n else d["documents"])
            results = [n.get("result") or ""] if n else d["results"]
        if "papers" in c:
            papers = [dict(name=a, case=b, originals=o, copies=k, form=f) for a, b, o, k, f in c["papers"]]
            exhibit = any("xuất trình" in x["name"] for x in papers)
        if p:
            has_online = any(ch["channel"] == "Trực tuyến" for ch in channels)
        else:
            word = nfc((n or {}).get("online_level")) + nfc((n or {}).get("online")) + ("trực tuyến" if "add" in c else "")
            has_online = "trực tuyến" in word.lower() or "phần" in word or "trình" in word
        online = "none" if not has_online else "partial" if exhibit or not papers else "full"
        results = [tidy(DANGLING.sub("", decree_tail(re.sub(r"\.?\s*Mã:.*$", "", nfc(r))).strip(" .;:,"))) for r in results]
        results = [upper(clip(sentence(r), LONGEST)) for r in results if len(r) > 3 and not re.match(r"không (có|quy)|\W?chưa có|tại ubnd", r, re.I)]
        item = dict(
            code=code, name=name, usual=c.get("usual") or usual_name(name), synonyms=c.get("synonyms", []), field=field,
            event=c.get("event") or (nfc(d["category"]) if d else ""), level=level, level_2025=level25, agency=tone(agency),
            unit=key[keys[0]] if level == "province" else "",
            unit_2025=key[keys[1]] if level25 == "province" else "",
            audience=audience((p or n or {}).get("audience") or ""), online=online, limit=limit,
            versions=versions.get(code, []), fees=fees, papers=papers,
            results=list(dict.fromkeys(results))[:6],
            legal_basis=basis((p or d or {}).get("legal_basis") or (n or {}).get("legal")),
            source="national-2026" if p and ministry != "Bộ Quốc phòng" else "national-2025" if p else "danang-2023" if n else "compiled")
        out.append(item)
    used = {i["code"] for i in out}
    return out, sorted(set(versions) - used), sorted(set(curated) - used)


def main():
    src = Path(sys.argv[1])
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "data"
    u, key, unknown = make_units(src)
    write_csv(out / "units.csv", UNIT_COLUMNS, u.list)
    write_csv(out / "successions.csv", ["predecessor", "successor", "at", "part"],
              [dict(zip(("predecessor", "successor", "at", "part"), s)) for s in sorted(u.successions)])
    key["names"] = {k: u.by_code[v]["name"] for k, v in key.items() if isinstance(v, str)}
    procedures, lost, lost_curated = make_procedures(src, key)
    with open(out / "procedures.jsonl", "w", encoding="utf-8", newline="") as f:
        for p in procedures:
            f.write(nfc(json.dumps(p, ensure_ascii=False, separators=(",", ":"))) + "\n")
    # calendar
    days = []
    for r in rows(src / "calendar/holidays_vn_2022_2027.csv"):
        kind = {"holiday": "holiday", "compensatory": "compensation_off", "swap": "compensation_off"}[r["kind"]]
        status = "expected" if r["date"] >= "2027" else "confirmed"
        if "luật định" in r["status"]:
            status = "expected"
        days.append(dict(date=r["date"], kind=kind, name=tone(r["name"]), status=status))
    for r in rows(src / "calendar/working_saturdays_2022_2027.csv"):
        days.append(dict(date=r["date"], kind="compensation_work", name=upper(tone(r["reason"])), status="confirmed"))
    write_csv(out / "calendar.csv", ["date", "kind", "name", "status"], sorted(days, key=lambda d: d["date"]))
    # names
    for name, source in (("surnames", "surnames_thanhhoa_estimate"), ("middle", "middle_freq"),
                         ("given_male", "given_male_freq"), ("given_female", "given_female_freq")):
        table = [list(r.values())[:2] for r in rows(src / "names" / (source + ".csv"))]
        table = [(tone(v), num(float(w) * (10 if name == "surnames" else 1))) for v, w in table]
        merged = {}
        for v, w in table:
            merged[v] = merged.get(v, 0) + w
        lines = [dict(value=v, weight=w) for v, w in sorted(merged.items(), key=lambda x: (-x[1], x[0]))]
        write_csv(out / "names" / (name + ".csv"), ["value", "weight"], lines)
    for sex in ("male", "female"):
        words = sorted({tone(w).strip() for w in (src / "names" / ("given_compound_%s.txt" % sex)).read_text(encoding="utf-8").splitlines() if w.strip()})
        write_csv(out / "names" / ("given_compound_%s.csv" % sex), ["value"], [dict(value=w) for w in words])
    # evidence for identifiers
    ev = []
    for r in rows(src / "org/identifiers_evidence.csv"):
        ev.append(dict(code=r["code"], meaning=tone(r["meaning"]),
                       confidence={"cao": "high", "cao (định dạng)": "high (format only)", "trung bình": "medium"}.get(r["confidence"], "none"),
                       evidence="no official list found" if r["code"] == "H56.xx" else "seen in public code and procedure codes"))
    write_csv(out / "identifiers.csv", ["code", "meaning", "evidence", "confidence"], sorted(ev, key=lambda e: e["code"]))
    print("units %d, successions %d, procedures %d" % (len(u.list), len(u.successions), len(procedures)))
    print("communes without a known successor of 2025-01-01:", unknown)
    print("overrides without a procedure:", lost, "curated without a procedure:", lost_curated)


if __name__ == "__main__":
    main()
