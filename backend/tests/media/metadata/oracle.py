"""Who judges: exiftool says what is left in a file, Pillow whether it still looks the same."""

import io
import json
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from PIL import Image, ImageSequence

from bulletdrop.media.metadata.clean import clean_bytes

PLANTED = b"PLANTED"  # stands in every text that a test writes into metadata
READY = "{ready}\n"
# What may be left, as exiftool -G1 calls it. A group without tags may hold anything.
LEFT: dict[str, set[str]] = {
    "ExifTool": {"ExifToolVersion"},
    "File": {
        *("FileType", "FileTypeExtension", "MIMEType", "ExifByteOrder", "ImageWidth", "ImageHeight", "EncodingProcess"),
        *("BitsPerSample", "ColorComponents", "YCbCrSubSampling"),
    },
    "Composite": {"ImageSize", "Megapixels"},
    "JFIF": {"JFIFVersion", "ResolutionUnit", "XResolution", "YResolution"},
    "Adobe": {"DCTEncodeVersion", "APP14Flags0", "APP14Flags1", "ColorTransform"},
    "IFD0": {"Orientation"},
    "PNG": {
        *("ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace", "Palette"),
        *("Transparency", "Gamma", "SRGBRendering", "ProfileName", "AnimationFrames", "AnimationPlays"),
        *("BackgroundColor", "SignificantBits"),
    },
    "PNG-pHYs": {"PixelsPerUnitX", "PixelsPerUnitY", "PixelUnits"},
    "PNG-cHRM": {"WhitePointX", "WhitePointY", "RedX", "RedY", "GreenX", "GreenY", "BlueX", "BlueY"},
    "GIF": {
        *("GIFVersion", "HasColorMap", "ColorResolutionDepth", "BitsPerPixel", "BackgroundColor", "FrameCount"),
        *("AnimationIterations", "Duration", "TransparentColor", "ImageWidth", "ImageHeight"),
    },
    "RIFF": {
        *("WebP_Flags", "ImageWidth", "ImageHeight", "BackgroundColor", "AnimationLoopCount", "FrameCount"),
        *("Duration", "VP8Version", "HorizontalScale", "VerticalScale", "AlphaIsUsed", "AlphaPreprocessing"),
        *("AlphaFiltering", "AlphaCompression"),
    },
}
TIFF_LEFT = {
    *("SubfileType", "ImageWidth", "ImageHeight", "BitsPerSample", "Compression", "PhotometricInterpretation"),
    *("StripOffsets", "StripByteCounts", "SamplesPerPixel", "RowsPerStrip", "PlanarConfiguration", "Orientation"),
    *("XResolution", "YResolution", "ResolutionUnit", "TileWidth", "TileLength", "TileOffsets", "TileByteCounts"),
    *("Predictor", "ColorMap", "ExtraSamples", "SampleFormat", "JPEGTables", "FillOrder", "PageNumber"),
    *("YCbCrSubSampling", "YCbCrPositioning", "ReferenceBlackWhite"),
    *("PreviewImageStart", "PreviewImageLength", "PreviewImage"),  # so it calls the strips of a page that is a JPEG
}


class Exiftool:
    """One exiftool for many questions (`-stay_open`)."""

    def __init__(self) -> None:
        program = shutil.which("exiftool")
        assert program, "these tests need exiftool on the PATH (Debian: libimage-exiftool-perl)"
        self.process = subprocess.Popen(
            [program, "-stay_open", "True", "-@", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate("-stay_open\nFalse\n", timeout=30)

    def run(self, *arguments: str) -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("\n".join([*arguments, "-execute\n"]))
        self.process.stdin.flush()
        lines = iter(self.process.stdout.readline, READY)
        return "".join(self._until_closed(lines))

    @staticmethod
    def _until_closed(lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            assert line, "exiftool has ended"
            yield line

    def told(self, path: Path) -> dict[str, Any]:
        """Every tag, as "group:name"."""
        answer = self.run("-j", "-G1", "-a", "-u", "-ee", "-x", "System:all", str(path))
        tags: dict[str, Any] = json.loads(answer[answer.index("[") : answer.rindex("]") + 1])[0]
        tags.pop("SourceFile")
        return tags

    def write(self, path: Path, *arguments: str) -> bytes:
        """Writes tags into a file and returns it."""
        answer = self.run("-overwrite_original", "-m", *arguments, str(path))
        assert "1 image files updated" in answer, answer
        return path.read_bytes()


def left_over(tags: dict[str, Any], extra: dict[str, set[str]] | None = None) -> list[str]:
    """The tags that no list allows; profiles stay whole."""
    allowed = LEFT | (extra or {})
    return [
        name
        for name in tags
        if not name.startswith(("ICC-", "ICC_Profile"))
        and name.partition(":")[2] not in allowed.get(name.partition(":")[0], set())
    ]


def shown(data: bytes) -> list[Any]:
    """All that shows: each frame's pixels and timing, the loop, the profile, transparency, orientation."""
    with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
        whole: list[Any] = [image.size, image.info.get("loop"), image.info.get("icc_profile")]
        whole.append(image.getexif().get(0x0112, 1))
        for frame in ImageSequence.Iterator(image):
            whole += [frame.mode, frame.tobytes(), frame.info.get("duration"), frame.info.get("transparency")]
            whole.append(frame.getpalette())
        return whole


def cleaned(data: bytes, mime_type: str) -> tuple[bytes, tuple[str, ...]]:
    """Cleans a file that has something to clean, and checks what must always hold."""
    out, words = clean_bytes(data, mime_type)
    assert out is not None
    assert words
    assert PLANTED not in out
    assert clean_bytes(out, mime_type) == (None, ())
    return out, words
