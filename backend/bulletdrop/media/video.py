"""A frame of a video: the first one after a tenth of it that is not black."""

from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image

from bulletdrop.media import streams
from bulletdrop.media.pictures import Drawn
from bulletdrop.media.work import WorkRefused

CODECS: Final = frozenset(
    "h264 hevc vp8 vp9 av1 libdav1d libaom-av1 mpeg4 mpeg1video mpeg2video mjpeg theora h263 prores msmpeg4v3".split()
)
PIXELS: Final = 36_000_000  # of a frame: 8K
TRIES: Final = 12  # frames that may be black
BRIGHT: Final = 24  # of 255; a frame without such a pixel is black


def draw(path: Path, mime_type: str, width: int) -> Drawn:
    with streams.opened(path, mime_type) as container:
        stream = video_of(container)
        duration = streams.seconds(container)
        frame = _frame(container, stream, duration)
        size = shown(frame.width, frame.height, stream, frame.rotation)
        return Drawn(_upright(frame, size, width), *size, duration)


def video_of(container: InputContainer) -> VideoStream:
    """The video, of a size and a codec that may be decoded."""
    if not container.streams.video:
        raise WorkRefused("There is no video in the file.")
    stream = container.streams.video[0]
    context = stream.codec_context
    if context.codec.name not in CODECS:
        raise WorkRefused("The video is in a format that is not decoded here.")
    if not 0 < context.width * context.height <= PIXELS:
        raise WorkRefused("The video is too large to be decoded.")
    context.thread_count = 1
    return stream


def shown(width: int, height: int, stream: VideoStream, rotation: int) -> tuple[int, int]:
    """The size with square pixels, turned."""
    aspect = stream.sample_aspect_ratio
    if aspect and 0.1 < aspect < 10:  # noqa: PLR2004 - anything else is a mistake
        width = max(1, round(width * aspect))
    return (height, width) if rotation % 180 else (width, height)


def _frame(container: InputContainer, stream: VideoStream, duration: float | None) -> av.VideoFrame:
    if duration:
        try:
            container.seek(int(duration * 100_000))  # a tenth, in microseconds
        except av.FFmpegError:
            container.seek(0)
    found: av.VideoFrame | None = None
    stream.codec_context.skip_frame = "NONKEY"
    for number, frame in enumerate(container.decode(stream)):
        if frame.width * frame.height > PIXELS:
            raise WorkRefused("The video is too large to be decoded.")
        if found is None:
            found = frame
        if not _is_black(frame):
            return frame
        if number >= TRIES:
            break
    if found is None:
        raise WorkRefused("There is no frame in the video.")
    return found


def _is_black(frame: av.VideoFrame) -> bool:
    _, brightest = _image(frame, 32, 32).convert("L").getextrema()
    return isinstance(brightest, int | float) and brightest < BRIGHT


def _upright(frame: av.VideoFrame, size: tuple[int, int], width: int) -> Image.Image:
    scale = min(1.0, width / size[0])
    across, down = (max(2, round(side * scale)) for side in size)
    if frame.rotation % 180:
        across, down = down, across
    image = _image(frame, across, down)
    return image.rotate(frame.rotation, expand=True) if frame.rotation else image


def _image(frame: av.VideoFrame, width: int, height: int) -> Image.Image:
    found: Image.Image = frame.reformat(width=width, height=height, format="rgb24").to_image()  # type: ignore[no-untyped-call]
    return found
