"""Files and folders → documents: discovery, decoding, cards, readers, and every kind of bad input."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import docx
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from kg import documents
from kg.documents import Rejected, cards, discover, load, read
from kg.model import Document, DocumentError

TEXT = "绵阳市与北碚区签署合作框架协议。\r\n双方将共建成渝地区双城经济圈，\n推进产业协同发展。"
TRADITIONAL = "廣東省與澳門簽署合作框架協議，雙方將共同推進橫琴粵澳深度合作區建設。"


def put(path: Path, content: str | bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def reason(source: Path) -> str:
    """The reason why the one file or folder is left out."""
    found, left_out = load([source])
    assert found == []
    assert len(left_out) == 1
    return left_out[0].reason


# --- decoding -------------------------------------------------------------------------------------------------------

ENCODED = {
    "utf-8": TEXT.encode(),
    "utf-8 with a mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "utf-16 le with a mark": b"\xff\xfe" + TEXT.encode("utf-16-le"),
    "utf-16 be with a mark": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "utf-32 le with a mark": b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"),
    "utf-32 be with a mark": b"\x00\x00\xfe\xff" + TEXT.encode("utf-32-be"),
    "utf-16 le": TEXT.encode("utf-16-le"),
    "utf-16 be": TEXT.encode("utf-16-be"),
    "gb18030": TEXT.encode("gb18030"),
    "gb2312": TEXT.encode("gb2312"),
    "gb18030, four bytes": (TEXT + "𠮷䶮㸃").encode("gb18030"),
    "gbk, traditional": TRADITIONAL.encode("gbk"),
    "big5": TRADITIONAL.encode("big5"),
    "two words in gbk": "重庆市".encode("gbk"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_text_is_the_bytes_decoded(tmp_path: Path, name: str) -> None:
    expected = {
        "gb18030, four bytes": TEXT + "𠮷䶮㸃",
        "gbk, traditional": TRADITIONAL,
        "big5": TRADITIONAL,
        "two words in gbk": "重庆市",
    }.get(name, TEXT)
    assert read(put(tmp_path / "a.txt", ENCODED[name]), "a") == Document("a", expected)


def test_how_many_encodings_ran() -> None:
    assert len(ENCODED) == 14


def test_only_one_leading_mark_is_dropped(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", b"\xef\xbb\xbf" * 2 + "川\ufeff渝".encode())
    assert read(path, "a").text == "\ufeff川\ufeff渝"


def test_nothing_is_normalised(tmp_path: Path) -> None:
    text = "\t２０２０年Ｇ４２\u3000\r\n\n\r⻄部\u00a0e\u0301 \x0c"
    assert read(put(tmp_path / "a.txt", text), "a").text == text


def test_five_megabytes_in_one_line(tmp_path: Path) -> None:
    text = "绵阳市与北碚区合作，" * 180_000
    path = put(tmp_path / "a.txt", text)
    assert path.stat().st_size > 5_000_000
    assert load([path])[0][0].text == text


def test_five_megabytes_in_gb18030(tmp_path: Path) -> None:
    text = "绵阳市与北碚区合作，" * 260_000
    assert read(put(tmp_path / "a.txt", text.encode("gb18030")), "a").text == text


BAD_BYTES = {
    "empty": (b"", "an empty file"),
    "white space": (b" \n\t", "no text in it"),
    "only a mark": (b"\xef\xbb\xbf", "no text in it"),
    "random": (bytes(range(256)) * 20, "not text but a binary file (it holds zero bytes)"),
    "zeros in utf-8": ("绵阳市\x00与北碚区".encode(), "not text but a binary file (it holds zero bytes)"),
    "no encoding": (b"\xff\xfa\x80\x81" * 50, "not text in UTF-8, GB 18030, Big5 or UTF-16"),
    "broken utf-8 with a mark": (b"\xef\xbb\xbf" + "绵阳".encode()[:-1], "not text: byte 3 does not fit utf-8"),
    "odd utf-16": (b"\xff\xfe" + "绵阳".encode("utf-16-le")[:-1], "not text: byte 2 does not fit utf-16-le"),
    "pdf": (b"%PDF-1.7\n", "not text but a PDF file"),
    "zip": (b"PK\x03\x04xx", "not text but a ZIP file (.docx, .xlsx …)"),
    "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx", "not text but an old Office file (.doc, .xls, .wps)"),
    "png": (b"\x89PNG\r\n\x1a\n", "not text but a PNG picture"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not text but a JPEG picture"),
}


@pytest.mark.parametrize("name", BAD_BYTES)
def test_what_is_not_text_is_left_out(tmp_path: Path, name: str) -> None:
    raw, expected = BAD_BYTES[name]
    good = put(tmp_path / "good.txt")
    bad = put(tmp_path / "bad.txt", raw)
    found, left_out = load([tmp_path])
    assert [document.id for document in found] == [good.stem]
    assert left_out == [Rejected(str(bad), expected)]
    with pytest.raises(DocumentError, match=r"bad\.txt: "):
        read(bad, "bad")


def test_how_many_bad_files_ran() -> None:
    assert len(BAD_BYTES) == 13


def test_a_file_above_the_bound_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(documents.MAX_BYTES + 1)
    assert reason(path) == "larger than 64 MiB"


# --- discovery ------------------------------------------------------------------------------------------------------


def test_files_with_a_known_ending_in_folders_below(tmp_path: Path) -> None:
    names = ["b.txt", "a.md", "下级/c.HTML", "下级/更下/d.pdf", "e.docx", "f.htm", "g.doc"]
    for name in [*names, "x.csv", "y.png", "README", ".hidden.txt", ".git/z.txt", "~$e.docx", "b.yml"]:
        put(tmp_path / name)
    assert discover([tmp_path]) == sorted(tmp_path / name for name in names)


def test_a_file_named_is_read_whatever_its_ending(tmp_path: Path) -> None:
    found, left_out = load([put(tmp_path / "公报"), put(tmp_path / "notes.text")])
    assert [(d.id, d.text) for d in found] == [("notes", TEXT), ("公报", TEXT)]
    assert left_out == []


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    assert len(load([path, tmp_path, tmp_path / ".." / tmp_path.name / "a.txt"])[0]) == 1


def test_the_order_of_sources_changes_nothing(tmp_path: Path) -> None:
    sources = [put(tmp_path / name) for name in ("c.txt", "a.txt", "b.txt")]
    assert load(sources) == load(sources[::-1])
    assert [document.id for document in load(sources)[0]] == ["a", "b", "c"]


def test_what_a_shell_lists_holds_cards_too(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "a.yml", "title: 公报")
    found, left_out = load(sorted(tmp_path.iterdir()))
    assert ([d.title for d in found], left_out) == (["公报"], [])


def test_links_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere" / "b.txt")
    folder = tmp_path / "folder"
    path = put(folder / "a.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "other").symlink_to(tmp_path / "elsewhere")
    (folder / "b.txt").symlink_to(tmp_path / "elsewhere" / "b.txt")
    assert discover([folder]) == [path]


def test_a_link_to_itself_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    with pytest.raises(DocumentError, match=r"a\.txt: no such file or folder"):
        load([tmp_path / "a.txt"])


def test_a_source_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    for ask in (discover, load):
        with pytest.raises(DocumentError, match="nowhere: no such file or folder"):
            ask([put(tmp_path / "a.txt"), tmp_path / "nowhere"])


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    assert reason(empty) == "no documents in this folder (.txt .md .pdf .docx .html .htm)"
    with pytest.raises(DocumentError, match="空: no documents"):
        discover([empty])


def test_a_folder_without_permission_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "open" / "a.txt")
    closed = tmp_path / "closed"
    put(closed / "b.txt")
    closed.chmod(0)
    if os.geteuid() == 0:  # no folder is closed to root, so that the refusal must be played
        monkeypatch.setattr(os, "scandir", refusing(os.scandir, closed))
    found, left_out = load([tmp_path])
    closed.chmod(0o700)
    assert [document.id for document in found] == ["a"]
    assert left_out == [Rejected(str(closed), "this folder cannot be listed: Permission denied")]


def refusing(scandir: Any, closed: Path) -> Any:
    def ask(folder: Path) -> Any:
        if Path(folder) == closed:
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    return ask


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert reason(tmp_path / "a.txt") == "not a regular file"


@pytest.mark.parametrize("ending", [".doc", ".wps", ".xlsx", ".ofd"])
def test_documents_that_no_reader_reads_are_reported(tmp_path: Path, ending: str) -> None:
    put(tmp_path / f"a{ending}")
    assert reason(tmp_path) == f"{ending} is not read: save it as .docx, .pdf or .txt"


def test_a_name_with_a_line_break_stays_on_one_line(tmp_path: Path) -> None:
    put(tmp_path / "a\nb.txt", b"")
    assert load([tmp_path])[1][0].name.endswith(r"a\nb.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no such names")
def test_a_name_that_is_not_unicode_is_left_out(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    with open(path, "w", encoding="utf-8") as stream:  # noqa: PTH123
        stream.write(TEXT)
    assert reason(tmp_path) == "its name is not Unicode: rename it"


# --- identity -------------------------------------------------------------------------------------------------------


def test_two_names_alike_get_their_folders_before_them(tmp_path: Path) -> None:
    for name in ("绵阳/报告.txt", "北碚/报告.txt", "绵阳/公报.v2.txt"):
        put(tmp_path / name)
    assert [document.id for document in load([tmp_path])[0]] == ["公报.v2", "北碚_报告", "绵阳_报告"]


def test_names_that_stay_alike_are_left_out(tmp_path: Path) -> None:
    names = ["a/报告.txt", "a/报告.md", "x/b/年报.txt", "y/b/年报.txt", "公报.txt"]
    for name in names:
        put(tmp_path / name)
    found, left_out = load([tmp_path])
    assert [document.id for document in found] == ["公报"]
    assert [rejected.name for rejected in left_out] == sorted(str(tmp_path / name) for name in names[:4])
    assert left_out[0].reason == f"its name is also that of {tmp_path / 'a/报告.txt'}: rename one of them"


def test_what_is_not_read_takes_no_name(tmp_path: Path) -> None:
    for name in ("a/报告.docx", "a/报告.doc", "b/报告.yml"):
        put(tmp_path / name)
    docx.Document().save(str(tmp_path / "a/报告.docx"))
    assert documents.find.identities(discover([tmp_path])) == {tmp_path / "a/报告.docx": "报告"}


# --- cards ----------------------------------------------------------------------------------------------------------


def test_a_card_tells_of_its_text(tmp_path: Path) -> None:
    card = "title: 合作 框架协议\nissuer: 绵阳市人民政府\nnumber: 绵府发〔2020〕7号\ndate: 2020-04-29\nurl: https://a.cn/b?c=1\n"
    path = put(tmp_path / "a.txt")
    put(tmp_path / "a.yml", card)
    issuer, url = "绵阳市人民政府", "https://a.cn/b?c=1"
    assert read(path, "a") == Document("a", TEXT, "合作 框架协议", issuer, "绵府发〔2020〕7号", "2020-04-29", url)


GOOD_CARDS = {
    "": "",
    "# nothing yet\n": "",
    "date: 2020": "2020",
    "date: 2020-04": "2020-04",
    "date: '2020-04-29'": "2020-04-29",
    "date: 2020-02-29": "2020-02-29",
    "date:": "",
    "title: &a 报告\nissuer: *a": "",
}


@pytest.mark.parametrize("card", GOOD_CARDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_date_is_as_precise_as_its_card(tmp_path: Path, card: str, encoding: str) -> None:
    path = put(tmp_path / "a.txt")
    put(tmp_path / "a.yml", card.encode(encoding))
    assert read(path, "a").issued == GOOD_CARDS[card]


BAD_CARDS = {
    "author: x": "line 1: unknown field, expected one of title, issuer, number, date, url",
    "title: a\nTitle: b": "line 2: unknown field, expected one of title, issuer, number, date, url",
    "title: a\ntitle: b": "title: stands twice",
    "title: [a, b]": "title: must be text; a number or a sign of YAML goes in quotes",
    "title: 2020": "title: must be text; a number or a sign of YAML goes in quotes",
    "number: 7": "number: must be text; a number or a sign of YAML goes in quotes",
    "issuer: true": "issuer: must be text; a number or a sign of YAML goes in quotes",
    "date: 2020-13": "date: must be a day, month or year such as 2020-04-29, 2020-04 or 2020",
    "date: 2021-02-29": "date: must be a day, month or year such as 2020-04-29, 2020-04 or 2020",
    "date: 2020年4月29日": "date: must be a day, month or year such as 2020-04-29, 2020-04 or 2020",
    "date: 2020-04-29 10:00:00": "date: must be a day, month or year such as 2020-04-29, 2020-04 or 2020",
    "date: {a: b}": "date: must be text; a number or a sign of YAML goes in quotes",
    "url: javascript:alert(1)": "url: must begin with http:// or https:// and hold no space",
    "just text": "must be lines of “field: text” with the fields title, issuer, number, date, url",
    "- title": "must be lines of “field: text” with the fields title, issuer, number, date, url",
    "title: 'a": "line 1: not YAML",
    "title: a\n\tissuer: b": "line 2: not YAML",
    "title: a\n---\ntitle: b": "line 2: not YAML",
    "title: !!python/object/apply:os.system ['true']": "title: must be text; a number or a sign of YAML goes in quotes",
    "title: !!python/name:os.system x": "title: must be text; a number or a sign of YAML goes in quotes",
    "? [a, b]\n: c": "line 1: unknown field, expected one of title, issuer, number, date, url",
    "<<: {title: a}": "line 1: unknown field, expected one of title, issuer, number, date, url",
    "title: *nowhere": "line 1: not YAML",
    "title: &a [x, x]\nissuer: [*a, *a]": "title: must be text; a number or a sign of YAML goes in quotes",
    "title: " + "[" * 30_000: "nested too deeply",
    "title: " + "x" * 70_000: "longer than 64 KiB",
    "title: \x00": "not text but a binary file (it holds zero characters)",
}


@pytest.mark.parametrize("card", BAD_CARDS, ids=range(len(BAD_CARDS)))
def test_a_bad_card_leaves_its_text_out(tmp_path: Path, card: str) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "a.yml", card)
    put(tmp_path / "b.txt")
    found, left_out = load([tmp_path])
    assert [document.id for document in found] == ["b"]
    assert left_out == [Rejected(str(tmp_path / "a.txt"), f"its card a.yml: {BAD_CARDS[card]}")]


def test_how_many_cards_ran() -> None:
    assert (len(GOOD_CARDS), len(BAD_CARDS)) == (8, 27)


def test_aliases_that_multiply_are_not_written_out(tmp_path: Path) -> None:
    lines = ["a: &a0 [x]", *(f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    with pytest.raises(cards.BadCard, match=r"^line 1: unknown field, expected one of title, issuer.{0,30}$"):
        cards.read_card(put(tmp_path / "a.yml", "\n".join(lines)))


def test_a_card_without_a_text_is_reported(tmp_path: Path) -> None:
    put(tmp_path / "报告.yml", "title: a")
    assert reason(tmp_path) == "a card without a document of its name beside it"


# --- readers --------------------------------------------------------------------------------------------------------

LINES = ["绵阳市与北碚区签署合作框架协议", "双方将共建产业园区，推进协同发展。"]


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.setFont("STSong-Light", 12)
    for n, line in enumerate(LINES):
        page.drawString(72, 760 - 18 * n, line)
    page.showPage()
    page.save()
    return tmp_path / "a.pdf"


def test_a_pdf(pdf: Path) -> None:
    text = read(pdf, "a").text
    assert [line for line in text.split("\n") if line.strip()] == LINES


def test_two_columns_come_one_after_the_other(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.setFont("STSong-Light", 10)
    columns = [
        [f"左栏第{n}行文字文字文字" for n in "一二三四五六"],
        [f"右栏第{n}行文字文字文字" for n in "一二三四五六"],
    ]
    for x, column in zip((72, 320), columns, strict=True):
        for n, line in enumerate(column):
            page.drawString(x, 760 - 17 * n, line)
    page.save()
    assert read(tmp_path / "a.pdf", "a").text.split() == columns[0] + columns[1]


def test_a_pdf_of_pictures_is_left_out(tmp_path: Path) -> None:
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.rect(72, 72, 200, 200, fill=1)
    page.save()
    assert reason(tmp_path) == "no text in it: recognise its pictures (OCR) first"


@pytest.fixture
def word(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_heading("合作框架协议", 1)
    document.add_paragraph("绵阳市与").add_run("北碚区").bold = True
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["城市", "项目", "绵阳市", "科技城"], strict=True):
        cell.text = text
    merged = document.add_table(1, 3)
    merged.cell(0, 0).merge(merged.cell(0, 2)).text = "合计"
    document.add_paragraph("双方共建。")
    document.save(str(tmp_path / "a.docx"))
    return tmp_path / "a.docx"


def test_a_word_file_keeps_its_order(word: Path) -> None:
    assert read(word, "a").text == "合作框架协议\n绵阳市与北碚区\n城市\t项目\n绵阳市\t科技城\n合计\n双方共建。\n"


def test_revisions_are_read_as_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("甲")
    for kind, text in (("ins", "乙"), ("del", "丙")):
        mark = docx.oxml.parse_xml(f'<w:{kind} xmlns:w="{docx.oxml.ns.nsmap["w"]}" w:id="1" w:author="a"/>')
        mark.append(paragraph.add_run(text)._r)
        paragraph._p.append(mark)
    document.save(str(tmp_path / "a.docx"))
    assert read(tmp_path / "a.docx", "a").text == "甲乙\n"


PAGE = """<html><head><meta charset="gb2312"><title>新闻</title></head><body>
<div class="menu"><a href="/">首页</a> <a href="/a">政务公开</a></div>
<article><h1>两地签署合作框架协议</h1><p>4月29日，绵阳市与北碚区签署合作框架协议，双方将在十个领域加强合作，共同推进成渝地区双城经济圈建设。</p>
<p>根据协议，双方将建立党政联席会议制度，每年轮流召开一次会议，研究解决重大问题，推动产业协同发展和基础设施互联互通。</p></article>
<div class="footer">版权所有 <script>alert(1)</script></div></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_page(tmp_path: Path, encoding: str) -> None:
    text = read(put(tmp_path / "a.html", PAGE.encode(encoding)), "a").text
    assert "4月29日，绵阳市与北碚区签署合作框架协议，" in text
    assert "每年轮流召开一次会议" in text
    assert "alert" not in text
    assert "政务公开" not in text


def test_a_web_page_of_one_line(tmp_path: Path) -> None:
    assert "绵阳" in read(put(tmp_path / "a.htm", "<html><body><p>绵阳</p><p>北碚</p></body></html>"), "a").text


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".html"])
def test_a_broken_file_is_left_out(tmp_path: Path, ending: str) -> None:
    put(tmp_path / f"a{ending}", b"\x00\x01\x02 broken \xff" * 30)
    assert reason(tmp_path).startswith(("cannot be read as", "not text but"))


def test_a_word_file_that_unpacks_to_too_much_is_left_out(word: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents.readers, "MAX_UNPACKED", 1000)
    assert reason(word).startswith("larger than 0 MiB once unpacked")


@pytest.fixture(params=[("pdfminer", ".pdf"), ("docx", ".docx"), ("trafilatura", ".html")])
def missing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    package, ending = request.param
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    return str(ending)


def test_a_missing_reader_is_named(tmp_path: Path, missing: str) -> None:
    put(tmp_path / f"a{missing}")
    assert reason(tmp_path) == f"{missing} needs optional packages: pip install 'hezuo[readers]'"
