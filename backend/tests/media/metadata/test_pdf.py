"""PDF: what is told beside the pages goes, with every older revision; the pages look the same."""

import hashlib
import io
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image

from bulletdrop.media.metadata.clean_file import clean_file
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.making import clean_of_secrets, cleaned, exiftool, tags

PDF = "application/pdf"


def document(path: Path, encryption: pikepdf.Encryption | None = None) -> None:
    with pikepdf.new() as pdf:
        for turn in range(2):
            out = io.BytesIO()
            Image.linear_gradient("L").rotate(turn * 90).convert("RGB").save(out, "JPEG")
            picture = pikepdf.Stream(pdf, out.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=256, Height=256,
                ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode)  # fmt: skip
            page = pdf.add_blank_page(page_size=(100, 100))
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
            page.obj.Contents = pikepdf.Stream(pdf, b"80 0 0 80 10 10 cm /P Do")
            page.obj.PieceInfo = pikepdf.Dictionary(Private=pikepdf.String("MarkerPrivate"))
        pdf.trailer.Info = pdf.make_indirect(
            pikepdf.Dictionary(Author="MarkerAuthor", Title="MarkerTitle", CreationDate="D:20200101")
        )
        pdf.Root.Metadata = pikepdf.Stream(pdf, b"<x:xmpmeta>MarkerXmp</x:xmpmeta>")
        pdf.save(path, encryption=encryption)


def rendered(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [hashlib.sha256(page.render().to_pil().tobytes()).hexdigest() for page in pdf]


def test_metadata_goes_and_the_pages_stay(tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    document(path)
    before = rendered(path)
    assert cleaned(path, PDF) == {"author", "title", "date", "XMP", "other data"}
    assert rendered(path) == before
    clean_of_secrets(path)
    assert not [
        name for name in tags(path) if any(word in name for word in ("Author", "Title", "Producer", "XMP", "Date"))
    ]


def test_older_revisions_go(tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    document(path)
    exiftool(path, "-all=")  # adds a revision, the old one can be brought back
    assert b"MarkerPrivate" in path.read_bytes()
    cleaned(path, PDF)
    clean_of_secrets(path)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(900)])
def test_a_broken_document_is_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(content)
    with pytest.raises(Uncleanable):
        clean_file(path, PDF)
    assert path.read_bytes() == content


def test_an_encrypted_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    document(path, encryption=pikepdf.Encryption(owner="o", user=""))
    with pytest.raises(Uncleanable, match="encrypted"):
        clean_file(path, PDF)


def test_a_signed_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    document(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.Signature = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3]))
        pdf.save(path)
    with pytest.raises(Uncleanable, match="signed"):
        clean_file(path, PDF)
