"""PDF: written anew without document information, XMP, private data of programs and page thumbnails.

Written whole, not as an increment, so that no older revision survives. Attachments stay, they are content. A signature would
break, so a signed file is refused.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, BinaryIO, Final

import pikepdf

from bulletdrop.media.metadata.changes import PIECE
from bulletdrop.media.metadata.words import Uncleanable

MOST_OBJECTS: Final = 500_000
PRIVATE: Final = {
    "/Metadata": "XMP", "/PieceInfo": "other data", "/LastModified": "date", "/Thumb": "thumbnail", "/SpiderInfo": "other data",
}  # fmt: skip
ANNOTATION: Final = {"/T": "author", "/M": "date", "/CreationDate": "date"}
INFORMATION: Final = {
    "/Title": "title", "/Subject": "title", "/Keywords": "title", "/Author": "author", "/Creator": "software", "/Producer": "software",
    "/CreationDate": "date", "/ModDate": "date",
}  # fmt: skip

CleanPicture = Callable[[bytes, str], tuple[bytes | None, tuple[str, ...]]]


@dataclass(slots=True)
class Rewrite:
    """What was written aside, to be copied over the file that stays the same inode."""

    file: BinaryIO
    written: IO[bytes] | None = None
    removed: set[str] = field(default_factory=set)

    def apply(self) -> None:
        assert self.written is not None  # noqa: S101 - something was removed
        with self.written as written:
            written.seek(0)
            self.file.seek(0)
            while piece := written.read(PIECE):
                self.file.write(piece)
            self.file.truncate()


def plan(file: BinaryIO, clean_picture: CleanPicture | None = None) -> Rewrite:
    """`clean_picture` cleans the JPEGs inside, where it is given."""
    change = Rewrite(file)
    try:
        with pikepdf.open(file) as pdf:
            if pdf.is_encrypted:
                raise Uncleanable("The document is encrypted.")
            _clean(pdf, change.removed, clean_picture)
            if change.removed or file_has_revisions(file):
                change.removed |= set() if change.removed else {"history"}
                change.written = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is copied
                pdf.save(change.written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise Uncleanable("The document is encrypted or damaged.") from error
    return change


def file_has_revisions(file: BinaryIO) -> bool:
    """Whether something was added behind an end of the document, told by its last pieces alone (ISO 32000-1 §7.5.6)."""
    file.seek(0)
    ends, before = 0, b""
    while piece := file.read(PIECE):
        ends += (before + piece).count(b"%%EOF")
        before = piece[-4:]
    return ends > 2


def _clean(pdf: pikepdf.Pdf, removed: set[str], clean_picture: CleanPicture | None) -> None:
    if len(pdf.objects) > MOST_OBJECTS:
        raise Uncleanable("The document has too many objects.")
    _forget_information(pdf, removed)
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if item.get("/Type") == "/Sig" or "/ByteRange" in item:
            raise Uncleanable("The document is signed, and the signature would break.")
        _forget(item, PRIVATE, removed)
        if item.get("/Type") == "/Annot" or ("/Subtype" in item and "/Rect" in item):
            _forget(item, ANNOTATION if item.get("/Subtype") != "/Widget" else {"/M": "date"}, removed)
        if clean_picture and isinstance(item, pikepdf.Stream) and item.get("/Filter") == "/DCTDecode":
            cleaned, words = clean_picture(item.read_raw_bytes(), "image/jpeg")
            if cleaned is not None and words:
                item.write(cleaned, filter=pikepdf.Name.DCTDecode, decode_parms=_parameters(item))
                removed.update(words)


def _parameters(item: pikepdf.Stream) -> pikepdf.Dictionary | None:
    found = item.get("/DecodeParms")
    return found if isinstance(found, pikepdf.Dictionary) else None


def _forget_information(pdf: pikepdf.Pdf, removed: set[str]) -> None:
    if "/Info" in pdf.trailer:
        information = pdf.trailer["/Info"]
        if isinstance(information, pikepdf.Dictionary):
            removed |= {INFORMATION.get(name, "document info") for name in information.keys()}  # noqa: SIM118 - no mapping
        del pdf.trailer["/Info"]


def _forget(item: pikepdf.Object, words: dict[str, str], removed: set[str]) -> None:
    for name, word in words.items():
        if name in item:
            del item[name]
            removed.add(word)
