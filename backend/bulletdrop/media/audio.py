"""A picture of a sound: its cover, else its waveform."""

import io
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from PIL import Image, ImageDraw

from bulletdrop.media import streams
from bulletdrop.media.pictures import Drawn, opened, small
from bulletdrop.media.work import WorkRefused

COVERS: Final = {"mjpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "bmp": "image/bmp"}
TONE: Final = (133, 130, 122, 255)  # "edge" of the design's tokens, seen on light and on dark
BARS: Final = 80
HIGH: Final = 0.375  # of the width
RATE: Final = 8000  # samples a second that are looked at
SHORT: Final = 120  # seconds up to which all is decoded; of longer ones a piece for each bar
PIECE: Final = 4  # frames of such a piece
GAP: Final = 0.4  # of a bar's room


def draw(path: Path, mime_type: str, width: int) -> Drawn:
    with streams.opened(path, mime_type) as container:
        duration = streams.seconds(container)
        if cover := _cover(container, width):
            return Drawn(cover, None, None, duration)
        return Drawn(_waveform(_peaks(container, duration), width), None, None, duration)


def _cover(container: InputContainer, width: int) -> Image.Image | None:
    """The first picture in the file that can be read."""
    for stream in container.streams.video:
        mime_type = COVERS.get(stream.codec_context.codec.name)
        if mime_type is None:
            continue
        packet = next(container.demux(stream), None)
        if packet is None or not packet.size:
            continue
        try:
            with opened(io.BytesIO(bytes(packet)), mime_type) as image:
                return small(image, width)
        except WorkRefused:
            continue
    return None


def _peaks(container: InputContainer, duration: float | None) -> list[float]:
    """The loudest sample of each bar's time, 0 to 1."""
    if not container.streams.audio:
        raise WorkRefused("There is no sound in the file.")
    samples = _sampled(container, duration) if duration and duration > SHORT else _whole(container)
    if not samples:
        raise WorkRefused("There is no sound in the file.")
    top = max(1, *samples)
    return [peak / top for peak in samples]


def _whole(container: InputContainer) -> list[int]:
    """Of blocks of a fiftieth of a second, the loudest in each bar's share of them."""
    container.seek(0)
    blocks: list[int] = []
    for block in _decoded(container):
        step = RATE // 50
        blocks += [_loudest(block[at : at + step]) for at in range(0, len(block), step)]
        if len(blocks) > 50 * SHORT * 2:  # it did not say how long it is
            break
    count = min(BARS, len(blocks))
    return [max(blocks[bar * len(blocks) // count : (bar + 1) * len(blocks) // count]) for bar in range(count)]


def _sampled(container: InputContainer, duration: float) -> list[int]:
    peaks = []
    for bar in range(BARS):
        container.seek(int(duration * 1_000_000 * bar / BARS))
        peaks.append(
            max((_loudest(block) for block, _ in zip(_decoded(container), range(PIECE), strict=False)), default=0)
        )
    return peaks


def _decoded(container: InputContainer) -> Iterator["array[int]"]:
    """Mono samples of 16 bits."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    for frame in container.decode(container.streams.audio[0]):
        for part in resampler.resample(frame):
            yield array("h", bytes(part.planes[0])[: part.samples * 2])


def _loudest(samples: "array[int]") -> int:
    highest, lowest = max(samples, default=0), min(samples, default=0)
    return max(highest, -lowest)


def _waveform(peaks: list[float], width: int) -> Image.Image:
    height = round(width * HIGH)
    image = Image.new("RGBA", (width, height), (*TONE[:3], 0))
    pen = ImageDraw.Draw(image)
    room = width / len(peaks)
    for bar, peak in enumerate(peaks):
        half = max(1.0, peak * height * 0.45)
        box = (bar * room + room * GAP / 2, height / 2 - half, (bar + 1) * room - room * GAP / 2, height / 2 + half)
        pen.rounded_rectangle(box, radius=room * (1 - GAP) / 2, fill=TONE)
    return image
