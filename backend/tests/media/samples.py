"""Files of many kinds, made here: whole, small, as programs write them."""

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import struct
import tarfile
import tempfile
import wave
import zipfile
from pathlib import Path

from PIL import Image

OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><head><title>x</title></head><body><script>alert(document.domain)</script></body></html>"
XHTML = b'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><script>alert(1)</script></body></html>'
XML = b'<?xml version="1.0"?>\n<root xmlns:x="http://www.w3.org/1999/xhtml"><x:script>alert(1)</x:script></root>'
JAVASCRIPT = b"'use strict';\nfunction run() { return fetch('/api/users/me'); }\nrun();\n"
MHTML = b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n--b--\r\n'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(form: str, *, size: tuple[int, int] = (23, 17), **options: object) -> bytes:
    """A picture in one of Pillow's formats."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 60, 20)).save(out, form, **options)
    return out.getvalue()


def turned_jpeg() -> bytes:
    """A JPEG that EXIF says to show turned by 90 degrees."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture("JPEG", exif=exif)


def packed(names: dict[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return out.getvalue()


def document(*parts: str, first: str = "[Content_Types].xml") -> bytes:
    """A Word document, as far as its outside goes."""
    return packed({first: b"<Types/>", "_rels/.rels": b"<x/>", **dict.fromkeys(parts, b"<w:document/>")})


def open_document() -> bytes:
    """An OpenDocument text: its first member says what it is."""
    return packed({"mimetype": OPEN_DOCUMENT.encode(), "content.xml": b"<x/>"})


def tar() -> bytes:
    """A tar archive of one file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"abc"))
    return out.getvalue()


def sound() -> bytes:
    """A tenth of a second of silence as WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(8000)
        writer.writeframes(bytes(1600))
    return out.getvalue()


def film() -> bytes:
    """The head of an MP4."""
    return struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"isom", 512, b"isom", b"mp42") + struct.pack(">I4s", 8, b"mdat")


def database() -> bytes:
    """A SQLite database with a table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE t (x)")
        connection.commit()
        connection.close()
        return path.read_bytes()


# name → bytes, type, ending of the address
SAMPLES: dict[str, tuple[bytes, str, str]] = {
    "shot.png": (picture("PNG"), "image/png", "png"),
    "photo.jpg": (picture("JPEG"), "image/jpeg", "jpg"),
    "photo.jpeg": (picture("JPEG"), "image/jpeg", "jpeg"),
    "a.gif": (picture("GIF"), "image/gif", "gif"),
    "a.webp": (picture("WEBP"), "image/webp", "webp"),
    "a.avif": (picture("AVIF"), "image/avif", "avif"),
    "a.tiff": (picture("TIFF"), "image/tiff", "tiff"),
    "a.bmp": (picture("BMP"), "image/bmp", "bmp"),
    "a.ico": (picture("ICO"), "image/x-icon", "ico"),
    "a.svg": (SVG, "image/svg+xml", "svg"),
    "a.pdf": (PDF, "application/pdf", "pdf"),
    "a.zip": (packed({"a.txt": b"abc"}), "application/zip", "zip"),
    "a.docx": (document("word/document.xml"), OFFICE, "docx"),
    "a.odt": (open_document(), OPEN_DOCUMENT, "odt"),
    "a.tar": (tar(), "application/x-tar", "tar"),
    "a.tar.gz": (gzip.compress(tar()), "application/gzip", "gz"),
    "a.bz2": (bz2.compress(b"abc" * 99), "application/x-bzip2", "bz2"),
    "a.xz": (lzma.compress(b"abc" * 99), "application/x-xz", "xz"),
    "a.wav": (sound(), "audio/wav", "wav"),
    "a.mp4": (film(), "video/mp4", "mp4"),
    "a.sqlite": (database(), "application/x-sqlite3", "sqlite"),
    "a.json": (json.dumps({"a": [1, 2]}).encode(), "application/json", "json"),
    "notes.txt": ("Grüße\n".encode(), "text/plain", "txt"),
    "notes.md": (b"# Title\n\nwords\n", "text/plain", "md"),
    "server.log": (b"2026-11-24 started\n", "text/plain", "log"),
    "page.html": (HTML, "text/html", "html"),
    "empty.txt": (b"", "text/plain", "txt"),
    "a.dat": (b"\x93\x01\xf7\x8e" * 200, "application/octet-stream", "dat"),
    "lies.png": (HTML, "text/html", "html"),
    "lies.html": (picture("PNG"), "image/png", "png"),
    "noname": (picture("GIF"), "image/gif", "gif"),
}
