"""XMP packets: which words apply. They are searched, not parsed: what is broken XML to a parser may still tell."""

import re
from typing import Final

SEARCHED: Final = 1 << 20  # bytes of a packet
NAMES: Final = {
    "GPS": r"exif:GPS(?:Latitude|Longitude|Altitude|Dest\w+)",
    "camera": r"tiff:(?:Make|Model)|aux:(?:Lens\w*|SerialNumber)|exifEX:(?:Lens\w*|BodySerialNumber)",
    "date": r"xmp:(?:CreateDate|ModifyDate|MetadataDate)|photoshop:DateCreated|exif:DateTime\w+|exif:GPSTimeStamp",
    "author": r"dc:(?:creator|rights|publisher|contributor)|photoshop:(?:Credit|AuthorsPosition)|xmpRights:\w+|tiff:Artist",
    "title": r"dc:(?:title|description|subject)|photoshop:Headline|tiff:ImageDescription",
    "comments": r"exif:UserComment",
    "software": r"xmp:CreatorTool|tiff:Software|pdf:Producer",
    "history": r"xmpMM:(?:History|DerivedFrom|Ingredients|Pantry)|photoshop:DocumentAncestors",
    "thumbnail": r"xmp:Thumbnails",
    "provenance": r"dcterms:provenance",
}
PATTERN: Final = re.compile(
    rb"[\s<](?:%b)(?=[\s=>/])"
    % b"|".join(b"(?P<%b>%b)" % (word.encode(), names.encode()) for word, names in NAMES.items())
)


def words(packet: bytes | memoryview) -> set[str]:
    """At least "XMP"."""
    text = bytes(packet[:SEARCHED]).replace(b"\0", b"")  # UTF-16 becomes readable
    return {"XMP"} | {match.lastgroup for match in PATTERN.finditer(text) if match.lastgroup}
