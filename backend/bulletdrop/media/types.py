"""File types: which endings belong to them, what kind of thing they are, and which of them a browser would run."""

from typing import Final

# The first ending is the one given where the name has none that fits.
ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "image/png": ("png", "apng"),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/avif": ("avif", "avifs"),
    "image/heic": ("heic", "heif"),
    "image/heif": ("heif", "heic"),
    "image/jxl": ("jxl",),
    "image/tiff": ("tiff", "tif", "dng", "nef", "cr2", "arw"),
    "image/bmp": ("bmp",),
    "image/x-icon": ("ico",),
    "image/svg+xml": ("svg",),
    "image/vnd.adobe.photoshop": ("psd",),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov", "qt"),
    "video/webm": ("webm",),
    "video/x-matroska": ("mkv", "mka", "webm"),
    "video/x-msvideo": ("avi",),
    "video/mpeg": ("mpg", "mpeg"),
    "video/3gpp": ("3gp",),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a", "mp4"),
    "audio/flac": ("flac",),
    "audio/ogg": ("ogg", "oga", "opus"),
    "audio/wav": ("wav",),
    "audio/aac": ("aac",),
    "audio/midi": ("mid", "midi"),
    "application/pdf": ("pdf", "ai"),
    "application/zip": ("zip", "cbz", "kmz", "whl", "xpi", "ipa", "love", "sketch", "3mf"),
    "application/gzip": ("gz", "tgz"),
    "application/x-bzip2": ("bz2", "tbz"),
    "application/x-xz": ("xz", "txz"),
    "application/zstd": ("zst", "tzst"),
    "application/x-tar": ("tar",),
    "application/x-7z-compressed": ("7z",),
    "application/vnd.rar": ("rar", "cbr"),
    "application/java-archive": ("jar",),
    "application/vnd.android.package-archive": ("apk",),
    "application/epub+zip": ("epub",),
    "application/msword": ("doc",),
    "application/vnd.ms-excel": ("xls",),
    "application/vnd.ms-powerpoint": ("ppt",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "application/vnd.oasis.opendocument.presentation": ("odp",),
    "application/json": ("json", "geojson", "ipynb", "webmanifest", "map", "sxcu"),
    "text/html": ("html", "htm", "xhtml", "vue", "svelte", "php", "md", "txt"),
    "text/xml": ("xml", "xhtml", "xsl", "xsd", "rss", "atom", "plist", "gpx", "kml"),
    "text/javascript": ("js", "mjs", "cjs", "ts", "jsx", "tsx"),
    "text/x-shellscript": ("sh", "bash", "zsh"),
    "text/x-script.python": ("py",),
    "text/rtf": ("rtf",),
    "application/vnd.microsoft.portable-executable": ("exe", "dll", "scr", "sys"),
    "application/x-dosexec": ("exe", "dll", "scr", "sys"),
    "application/x-executable": ("bin", "run"),
    "application/x-sharedlib": ("so",),
    "application/x-sqlite3": ("sqlite", "db", "sqlite3"),
    "font/woff2": ("woff2",),
    "font/woff": ("woff",),
    "font/sfnt": ("ttf", "otf"),
}
# Endings of types that are told apart by their bytes: a file whose bytes are of no such type cannot have them.
_KNOWN: Final = frozenset(
    ending for mime, endings in ENDINGS.items() if not mime.startswith("text/") for ending in endings
)
_OPEN: Final = ("application/octet-stream", "application/zip", "application/x-ole-storage", "application/vnd.ms-")

# What a browser runs or styles with; on no host is it given out under its own type (security A3).
ACTIVE: Final = frozenset(
    "text/html application/xhtml+xml text/xml application/xml application/rss+xml application/atom+xml application/mathml+xml "
    "text/javascript text/ecmascript text/css text/vbscript text/xsl text/cache-manifest application/wasm message/rfc822 "
    "multipart/related application/x-mimearchive application/x-shockwave-flash".split()
)

ARCHIVES: Final = (
    "application/zip", "application/gzip", "application/x-bzip2", "application/x-xz", "application/zstd", "application/x-tar",
    "application/x-7z-compressed", "application/vnd.rar", "application/java-archive", "application/vnd.android.package-archive",
)  # fmt: skip
DOCUMENTS: Final = ("application/pdf", "application/msword", "application/epub+zip", "text/rtf")
DOCUMENT_FAMILIES: Final = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/vnd.ms-",
)
TEXTUAL: Final = (
    "application/json",
    "application/xml",
    "application/x-ndjson",
    "application/toml",
    "application/yaml",
    "application/sql",
)


def ending_for(mime_type: str, named: str) -> str:
    """The ending of the public name: the one that the file's own name has (`named`, lower case, may be empty) where it
    fits what is in the bytes, else the usual one of the type."""
    endings = ENDINGS.get(mime_type, ())
    if named in endings:
        return named
    is_text = is_textual(mime_type)
    if named and named not in _KNOWN and (is_text or not endings or mime_type.startswith(_OPEN)):
        return named
    if endings:
        return endings[0]
    return "txt" if is_text else "bin"


def is_textual(mime_type: str) -> bool:
    """Whether people can read it as it is."""
    if mime_type.startswith("text/"):
        return mime_type != "text/rtf"
    return mime_type in TEXTUAL or (mime_type.endswith(("+json", "+xml")) and not mime_type.startswith("image/"))


def served_type(mime_type: str) -> str:
    """The Content-Type that a file is given out with: never one that a browser would run."""
    if is_textual(mime_type):
        return "text/plain; charset=utf-8"
    return "application/octet-stream" if mime_type in ACTIVE else mime_type


def has_preview(mime_type: str) -> bool:
    """Whether a picture can be made of files of this type, if they are whole."""
    return (
        (mime_type.startswith(("image/", "video/", "audio/")) and mime_type not in NO_PICTURE)
        or mime_type == "application/pdf"
        or is_textual(mime_type)
    )


NO_PICTURE: Final = frozenset({"image/vnd.adobe.photoshop", "image/x-xcf", "audio/midi"})

# What pictures can be made into, and which are made so: what has no pixels of its own stays as it is.
FORMATS: Final = {"webp": "image/webp", "avif": "image/avif", "jpeg": "image/jpeg"}


def converts(mime_type: str) -> bool:
    """Whether a file of this type can become a picture of another format."""
    return mime_type.startswith("image/") and mime_type not in {*NO_PICTURE, "image/svg+xml", "image/x-icon"}


def may_hold_metadata(mime_type: str) -> bool:
    """Whether files of this type have a place for metadata, known here or not."""
    is_document = mime_type == "application/msword" or mime_type.startswith(DOCUMENT_FAMILIES)
    return is_document or (mime_type.startswith(("image/", "video/", "audio/")) and mime_type not in NO_METADATA)


NO_METADATA: Final = frozenset({"image/bmp", "audio/midi"})
