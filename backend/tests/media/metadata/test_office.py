"""Office documents: properties, thumbnail and times go, every other part stays."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bulletdrop.media.metadata.clean_file import clean_file
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.making import cleaned

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAMESPACES = b" ".join(
    b'xmlns:%b="x:%b"' % (name, name)
    for name in (b"w", b"w15", b"mc", b"x15ac", b"p", b"office", b"dc", b"meta", b"text", b"config")
)
PARTS = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": b'<Relationships><Relationship Id="a" Type="http://x/metadata/thumbnail" Target="Marker"/><Relationship Id="b" Type="officeDocument"/></Relationships>',
    "docProps/core.xml": b"<a>Marker</a>",
    "docProps/app.xml": b"<a>Marker</a>",
    "docProps/thumbnail.jpeg": b"Marker",
    "word/document.xml": b"<text>Hello</text>",
}


def test_properties_go_and_the_text_stays(tmp_path: Path) -> None:
    path = tmp_path / "file.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.comment = b"Marker"
        for name, content in PARTS.items():
            package.writestr(name, content)
    assert cleaned(path, DOCX) == {"document info", "thumbnail", "date", "other data"}
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
        assert all(entry.date_time[0] == 1980 for entry in package.infolist())
    assert parts.keys() == PARTS.keys() - {"docProps/thumbnail.jpeg"}
    assert parts["word/document.xml"] == PARTS["word/document.xml"]
    assert b'Id="b"' in parts["_rels/.rels"]
    assert not any(b"Marker" in content for content in [*parts.values(), path.read_bytes()])


PEOPLE = {
    "word/document.xml": b'<w:ins w:id="1" w:author="Marker" w:date="2020-01-02T03:04:05Z"><w:t>Hello w:author="Marks"</w:t></w:ins>',
    "xl/threadedComments/threadedComment1.xml": b'<threadedComment ref="A1" dT="2020-01-02T03:04:05.00" personId="{1}"><text>Hello</text></threadedComment>',
    "ppt/comments/comment1.xml": b'<p:cm authorId="1" dt="2020-01-02T03:04:05" idx="1"><p:text>Hello</p:text></p:cm>',
    "word/comments.xml": b'<w:comment w:id="2" w:initials="Marker" w:author="Marker &amp; Co"><w:t>Hello</w:t></w:comment>',
    "word/people.xml": b'<w15:people><w15:person w15:author="Marker"><w15:presenceInfo w15:userId="Marker"/></w15:person></w15:people>',
    "xl/workbook.xml": b'<workbook><fileSharing readOnlyRecommended="1" userName="Marker"/><mc:AlternateContent><mc:Choice Requires="x15">'
    b'<x15ac:absPath url="C:\\Users\\Marker\\"/></mc:Choice></mc:AlternateContent><sheets name="Hello"/></workbook>',
    "xl/comments1.xml": b"<comments><authors><author>Marker</author></authors><t>Hello</t></comments>",
    "xl/comments/comment1.xml": b"<comments><authors><author>Marker</author></authors><t>Hello</t></comments>",
    "xl/persons/person.xml": b'<person displayName="Marker" id="{1}" userId="Marker" providerId="Marker"/>',
    "ppt/commentAuthors.xml": b'<p:cmAuthor id="1" name="Marker" initials="Marker" lastIdx="1"/>',
    "content.xml": b"<office:annotation><dc:creator>Marker</dc:creator><dc:date>2020-01-02T03:04:05</dc:date>"
    b"<meta:creator-initials>Marker</meta:creator-initials><text:p>Hello</text:p></office:annotation>",
    "settings.xml": b'<config:config-item config:name="PrinterName" config:type="string">Marker</config:config-item>',
}


@pytest.mark.parametrize("part", PEOPLE)
def test_nobody_is_named_and_what_they_say_stays(tmp_path: Path, part: str) -> None:
    path = tmp_path / "file.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(part), PEOPLE[part])
    assert cleaned(path, DOCX) & {"author", "date", "document info"}
    with zipfile.ZipFile(path) as package:
        content = package.read(part)
    assert b"Marker" not in content
    assert b"2020" not in content
    assert content.count(b"Marks") == PEOPLE[part].count(b"Marks")
    assert content.count(b"Hello") == PEOPLE[part].count(b"Hello")
    ET.fromstring(b"<a %b>%b</a>" % (NAMESPACES, content))
    assert cleaned(path, DOCX) == set()


@pytest.mark.parametrize("step", [1, 65_536 - 40, 65_536, 1 << 20])
def test_names_are_found_wherever_a_big_part_is_cut(tmp_path: Path, step: int) -> None:
    """Filled up so that names lie before, on and behind the borders of what is read at a time."""
    path = tmp_path / "file.docx"
    runs = [b'<w:ins w:id="%d" w:author="Marker" w:date="2020-01-02T03:04:05Z">' % number for number in range(40)]
    text = b"".join(
        run + b"<w:t>" + b"x" * (step + 7919 * number % 131_072) + b"</w:t></w:ins>" for number, run in enumerate(runs)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("word/document.xml"), text)
    assert cleaned(path, DOCX) == {"author", "date"}
    with zipfile.ZipFile(path) as package:
        content = package.read("word/document.xml")
    assert content == text.replace(b"Marker", b"Author").replace(b' w:date="2020-01-02T03:04:05Z"', b"")


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"PK\5\6" + bytes(10)])
def test_a_broken_document_is_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(content)
    with pytest.raises(Uncleanable):
        clean_file(path, DOCX)
    assert path.read_bytes() == content
