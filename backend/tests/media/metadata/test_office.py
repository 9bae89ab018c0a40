"""Office documents: properties, thumbnail and times go, every other part stays."""

import zipfile
from pathlib import Path

import pytest

from bulletdrop.media.metadata.clean_file import clean_file
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.making import cleaned

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
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


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"PK\5\6" + bytes(10)])
def test_a_broken_document_is_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(content)
    with pytest.raises(Uncleanable):
        clean_file(path, DOCX)
    assert path.read_bytes() == content
