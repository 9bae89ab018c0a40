"""Pixels of any mode and colour profile, as plain sRGB."""

import io
from typing import Final

from PIL import Image, ImageCms

PLAIN: Final = {"L", "LA", "RGB", "RGBA", "CMYK"}
SRGB: Final = ImageCms.createProfile("sRGB")


def plain(image: Image.Image) -> Image.Image:
    """In a mode that can be scaled, alpha kept: palettes are resolved, 16 bits become 8."""
    if image.mode in PLAIN and "transparency" not in image.info:
        return image
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "I":  # 16 bits in 32, as PNG and TIFF have them
        return image.point(lambda value: value / 256).convert("L")
    if "transparency" in image.info or image.mode in {"PA", "La", "RGBa"}:
        return image.convert("RGBA")
    return image.convert("L" if image.mode in {"1", "F"} else "RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A plain picture as RGB or RGBA. A profile that is broken or of another colour space is as if it were not there."""
    if profile and image.mode != "LA":
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, SRGB, outputMode=mode) or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    if image.mode not in {"RGB", "RGBA"}:
        image = image.convert("RGBA" if image.mode == "LA" else "RGB")
    return image.convert("RGB") if _is_opaque(image) else image


def _is_opaque(image: Image.Image) -> bool:
    return image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255)
