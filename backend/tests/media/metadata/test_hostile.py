"""Damaged files of every format: refused and not touched, or cleaned, and a second time there is nothing to do."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletdrop.media.metadata.clean_file import clean_file
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata import test_films, test_heif, test_ogg, test_sound_and_matroska

FORMS = {
    **{name: test_films.FORMS[name] for name in ("mp4", "fragments")},
    **{name: test_heif.PICTURES[name] for name in ("heic", "avif sequence")},
    **{
        name: test_sound_and_matroska.FORMS[name]
        for name in ("live webm", "mkv", "mp3 with tags at the end", "flac", "wav")
    },
    "opus": (test_ogg.FORMS["opus"], "audio/ogg"),
}


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=40, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_is_refused_or_survived(tmp_path: Path, name: str, data: st.DataObject) -> None:
    whole, mime_type = FORMS[name]
    content = bytearray(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))])
    places = st.one_of(st.integers(0, min(len(content), 1500) - 1), st.integers(0, len(content) - 1))
    for at, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=4)):
        content[at] = value
    path = tmp_path / "file"
    path.write_bytes(content)
    try:
        clean_file(path, mime_type)
    except Uncleanable:
        assert path.read_bytes() == content
    else:
        assert clean_file(path, mime_type) == ()
