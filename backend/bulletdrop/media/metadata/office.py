"""Office documents (ECMA-376, ODF 1.3): the package is written anew without properties, thumbnail, times of its entries, and
the names of those who commented and changed it (office_people.py).

Metadata in the pictures inside stays as it is.
"""

import re
import tempfile
import zipfile
import zlib
from typing import IO, BinaryIO, Final

from bulletdrop.media.metadata.office_people import names_people, without_people
from bulletdrop.media.metadata.pdf import Rewrite
from bulletdrop.media.metadata.words import Uncleanable

MOST_ENTRIES: Final = 10_000
MOST_BYTES: Final = 1 << 30
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can tell
THUMBNAIL: Final = re.compile(r"(?:docProps/thumbnail\.\w+|Thumbnails/.*)")
POINTERS: Final = re.compile(
    rb"<Relationship\s[^>]*metadata/thumbnail\"[^>]*/>|<manifest:file-entry\s[^>]*\"Thumbnails/[^>]*/>"
)
EMPTY: Final = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>',
}


def plan(file: BinaryIO) -> Rewrite:
    change = Rewrite(file)
    try:
        with zipfile.ZipFile(file) as package:
            _check(package)
            _find(package, change.removed)
            if change.removed:
                change.written = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is copied
                _write(package, change.written)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        if change.written:
            change.written.close()
        raise Uncleanable("The document is encrypted or damaged.") from error
    return change


def _check(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Uncleanable("The document is too big when it is unpacked.")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise Uncleanable("The document holds a part twice.")
    if any(name.startswith("_xmlsignatures/") or name == "META-INF/documentsignatures.xml" for name in names):
        raise Uncleanable("The document is signed, and the signature would break.")


def _find(package: zipfile.ZipFile, removed: set[str]) -> None:
    for entry in package.infolist():
        if THUMBNAIL.fullmatch(entry.filename):
            removed.add("thumbnail")
        elif entry.filename in EMPTY and package.read(entry) != EMPTY[entry.filename]:
            removed.add("document info")
        elif names_people(entry.filename):
            with package.open(entry) as source:
                for _ in without_people(entry.filename, source, removed):
                    pass
        if entry.date_time != EPOCH:
            removed.add("date")
        if entry.extra or entry.comment or package.comment:
            removed.add("other data")


def _write(package: zipfile.ZipFile, written: IO[bytes]) -> None:
    with zipfile.ZipFile(written, "w") as target:
        for entry in package.infolist():
            if THUMBNAIL.fullmatch(entry.filename):
                continue
            plain = zipfile.ZipInfo(entry.filename, EPOCH)
            plain.compress_type = entry.compress_type
            if entry.filename in EMPTY:
                target.writestr(plain, EMPTY[entry.filename])
            elif entry.filename in {"_rels/.rels", "META-INF/manifest.xml"}:
                target.writestr(plain, POINTERS.sub(b"", package.read(entry)))
            else:
                with (
                    package.open(entry) as source,
                    target.open(plain, "w", force_zip64=entry.file_size >= 1 << 31) as out,
                ):
                    for piece in without_people(entry.filename, source, set()):
                        out.write(piece)
