"""SVG: programs' private data goes, the drawing looks the same."""

from pathlib import Path

import pytest
import resvg_py

from bulletdrop.media.metadata.clean_file import clean_file
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.making import clean_of_secrets, cleaned

SVG = "image/svg+xml"
DRAWING = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Created with Marker -->
<?xpacket begin="Marker"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:i="http://ns.adobe.com/AdobeIllustrator/10.0/"
  inkscape:export-filename='/home/Marker/a>b.png' width="40" height="30">
  <title>Größe</title>
  <metadata id="m"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a>Marker</a><!-- Marker --></rdf:RDF></metadata>
  <inkscape:view name="Marker>"/><i:pgf><![CDATA[Marker]]></i:pgf>
  <g inkscape:label="Marker" data-name="Marker"><rect width="20" height="15" fill="red"/></g><metadata/><circle cx="25" cy="15" r="9"/>
</svg>
<!-- Marker -->"""


def test_private_data_goes_and_the_drawing_stays(tmp_path: Path) -> None:
    path = tmp_path / "drawing.svg"
    path.write_text(DRAWING)
    before = resvg_py.svg_to_bytes(svg_string=path.read_text())
    assert cleaned(path, SVG) == {"title", "comments", "XMP", "other data"}
    assert resvg_py.svg_to_bytes(svg_string=path.read_text()) == before
    clean_of_secrets(path)
    assert "<title>Größe</title>" in path.read_text()


@pytest.mark.parametrize(
    "content",
    [
        "", "<svg>", "<svg/><svg/>", "<g>" * 2000 + "</g>" * 2000, '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>', "<svg>&unknown;</svg>", "<svg>\0</svg>",
    ],
)  # fmt: skip
def test_hostile_drawings_are_refused_and_not_touched(tmp_path: Path, content: str) -> None:
    path = tmp_path / "drawing.svg"
    path.write_text(content)
    with pytest.raises(Uncleanable):
        clean_file(path, SVG)
    assert path.read_text() == content
