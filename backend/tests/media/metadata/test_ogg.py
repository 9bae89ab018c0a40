"""Ogg: the comments go, the sound and every page's place stay."""

import io
from pathlib import Path

import mutagen
import pytest

from bulletdrop.media.metadata.clean_file import clean_file
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.making import clean_of_secrets, cleaned, film, frames


def sound(codec: str, form: str = "ogg", *, big: bool = False) -> bytes:
    content = io.BytesIO(film(form, video="", audio=codec))
    if big:
        tagged = mutagen.File(content)
        tagged["metadata_block_picture"] = ["Marker" * 40_000]
        tagged.save(content, padding=lambda _: 50)
    return content.getvalue()


FORMS = {"opus": sound("libopus"), "opus with a cover": sound("libopus", big=True)}


@pytest.mark.parametrize("name", FORMS)
def test_comments_go_and_the_sound_stays(tmp_path: Path, name: str) -> None:
    path = tmp_path / "sound"
    path.write_bytes(FORMS[name])
    before = frames(path)
    assert cleaned(path, "audio/ogg") == ({"comments", "cover"} if "cover" in name else {"comments"})
    assert frames(path) == before
    clean_of_secrets(path)
    tagged = mutagen.File(path)  # which checks the sums of the pages that it reads
    assert not dict(tagged.tags)
    assert tagged.tags.vendor == ""


@pytest.mark.parametrize("size", [0, 20, 60, 100])
def test_a_stream_that_is_cut_off_is_not_touched(tmp_path: Path, size: int) -> None:
    path = tmp_path / "sound"
    path.write_bytes(FORMS["opus"][:size])
    with pytest.raises(Uncleanable):
        clean_file(path, "audio/ogg")
    assert path.read_bytes() == FORMS["opus"][:size]
