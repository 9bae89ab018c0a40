"""MP4, MOV, M4A, 3GP: what is not picture, sound, subtitle or chapter becomes empty free space of the same size.

Every offset stays, the streams are not touched. What an encoder wrote into the stream itself (SEI) stays therefore too.
Between the samples of the tracks that stay, `mdat` holds nothing afterwards: dashcams hide positions there.
"""

import re
import struct
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, Final

from bulletdrop.media.metadata import fragments
from bulletdrop.media.metadata.changes import Patches
from bulletdrop.media.metadata.isobmff import PADDING, Box, Loaded, free, load, sweep, top_level
from bulletdrop.media.metadata.samples import Spans, chunks, gaps
from bulletdrop.media.metadata.words import Uncleanable

TOP: Final = frozenset({b"ftyp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"ssix", b"styp", b"pdin"})
MOVIE: Final = frozenset({b"mvhd", b"trak", b"mvex", b"iods", b"pssh", b"ctab", b"clip", b"udta"})
TRACK: Final = frozenset({
    b"tkhd", b"mdia", b"edts", b"tref", b"tapt", b"load", b"clip", b"matt", b"imap", b"trgr", b"txas",
})  # fmt: skip
MEDIA: Final = frozenset({b"mdhd", b"hdlr", b"minf", b"elng"})
INFORMATION: Final = frozenset({b"vmhd", b"smhd", b"hmhd", b"nmhd", b"gmhd", b"sthd", b"dinf", b"stbl", b"hdlr"})
TABLE: Final = frozenset({
    b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"stsh", b"stdp", b"padb", b"sdtp", b"sbgp",
    b"sgpd", b"subs", b"saiz", b"saio", b"stps",
})  # fmt: skip
FRAGMENT: Final = frozenset({b"mfhd", b"traf", b"pssh"})
RUN: Final = frozenset({b"tfhd", b"tfdt", b"trun", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio", b"senc", b"sdtp"})
# Nero's chapters: titles inside the film are content, as they are in QuickTime's chapter tracks.
USER_DATA: Final = frozenset({b"chpl"})
PICTURES: Final = frozenset({b"vide", b"pict", b"auxv"})
TEXTS: Final = frozenset({b"text", b"sbtl", b"subt", b"subp", b"clcp"})
_POSITION: Final = re.compile(rb"GPS|\$G[PN]RMC|[Ll]atitude|HOME\s*\(")  # what drones write as subtitles
_PRIVATE: Final = frozenset({b"uuid", b"udta", b"meta", b"name"}) | PADDING
_ENTRY: Final = {"video": 78, "sound": 28}  # fields in front of the boxes of a sample entry (§12.1.3, §12.2.3)


@dataclass(slots=True)
class Movie:
    """What the walk over a file gathers."""

    patches: Patches
    kept: Spans = field(default_factory=Spans)
    gone: Spans = field(default_factory=Spans)
    gone_tracks: dict[int, str] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)  # of `trex`, by track
    whole: bool = True  # whether all that refers to `mdat` is known


def plan(file: BinaryIO) -> Patches:
    """Changes for a film or sound file."""
    movie = Movie(Patches(file))
    boxes = list(top_level(movie.patches, TOP))
    if not any(box.kind in {b"moov", b"moof"} for box in boxes):
        raise Uncleanable("The file has no film in it.")
    for box in boxes:
        if box.kind not in TOP:
            free(movie.patches, box)
    walk(movie, boxes)
    return movie.patches


def walk(movie: Movie, boxes: list[Box]) -> None:
    """All but the kinds of boxes at the top of the file, which differ between films and pictures."""
    for box in boxes:
        if box.kind == b"moov":
            _movie(movie, load(movie.patches, box), box)
    for box in boxes:
        if box.kind == b"moof":
            _fragment(movie, load(movie.patches, box), box)
    clear_between(movie, [(box.body, box.end) for box in boxes if box.kind == b"mdat"])
    movie.patches.cut(boxes[-1].end, "trailing data")


def clear_between(movie: Movie, areas: list[tuple[int, int]]) -> None:
    """Empties what in `mdat` no track that stays uses."""
    begins = sorted([*movie.kept.starts, *movie.gone.starts, *(start for start, _ in areas)])
    limit = areas[-1][1] if areas else 0
    movie.kept.close(begins, limit)
    movie.gone.close(begins, limit)
    if not movie.kept and any(start < end for start, end in areas):
        raise Uncleanable("The file has data, but nothing tells what it is.")
    word = next(iter(movie.gone_tracks.values()), "trailing data")
    for area, kept, gone in zip(areas, movie.kept.within(areas), movie.gone.within(areas), strict=True):
        for start, end in gaps(area, kept) if movie.whole else gone:
            dashcam = b"freeGPS" in movie.patches.read(start, min(end - start, 1 << 20))
            movie.patches.erase(start, end - start, "GPS track" if dashcam else word)


def _movie(movie: Movie, tree: Loaded, moov: Box) -> None:
    if tree.child(moov, b"cmov") or tree.child(moov, b"rmra"):
        raise Uncleanable("The file's index is packed, or it is in another file.")
    tracks = []
    for box in sweep(movie.patches, tree, moov, MOVIE):
        if box.kind == b"mvhd":
            _forget_times(movie.patches, tree, box)
        elif box.kind == b"udta":
            _user_data(movie.patches, tree, box)
        elif box.kind == b"mvex":
            for extends in (child for child in tree.children(box) if child.kind == b"trex"):
                track, _, _, size = struct.unpack_from(">4I", tree.body(extends), 4)
                movie.sizes[track] = size
        elif box.kind == b"trak":
            tracks.append(box)
    kept = [box for box in tracks if not _drop(movie, tree, box)]
    for box in kept:
        _track(movie, tree, box)


def _user_data(patches: Patches, tree: Loaded, box: Box) -> None:
    if any(child.kind in USER_DATA for child in tree.children(box)):
        sweep(patches, tree, box, USER_DATA)
    else:
        free(patches, box)


def _drop(movie: Movie, tree: Loaded, box: Box) -> bool:
    """Whether the track holds something other than what people see and hear; it is freed then."""
    handler, table = tree.child(box, b"mdia", b"hdlr"), tree.child(box, b"mdia", b"minf", b"stbl")
    header = tree.child(box, b"tkhd")
    if handler is None or table is None or header is None:
        raise Uncleanable("The file has a track that cannot be read.")
    kind = tree.body(handler)[8:12]
    first = list(islice(chunks(tree, table, sound=False), 4)) if kind in TEXTS else []
    word = _word_for(movie.patches, kind, tree.body(table)[:4096], first)
    for start, length in chunks(tree, table, sound=kind == b"soun"):
        (movie.gone if word else movie.kept).add(start, length)
    if tree.child(table, b"saio"):
        movie.whole = False
    if word:
        body = tree.body(header)
        movie.gone_tracks[struct.unpack_from(">I", body, 20 if body[0] else 12)[0]] = word
        movie.patches.replace(box.start + 4, b"free", word)
        movie.patches.erase(box.body, box.end - box.body, word)
    return bool(word)


def _word_for(patches: Patches, kind: bytes, entry: bytes, first: list[tuple[int, int | None]]) -> str:
    if kind == b"soun" or kind in PICTURES:
        return ""
    if kind in TEXTS:
        texts = [patches.read(start, min(length, 4096)) for start, length in first if length]
        return "GPS track" if any(_POSITION.search(text) for text in texts) else ""
    if b"gpmd" in entry or b"camm" in entry or b"location" in entry:
        return "GPS track"
    return "date" if kind == b"tmcd" else "maker notes"  # cameras let the time code run with the clock


def _track(movie: Movie, tree: Loaded, trak: Box) -> None:
    patches = movie.patches
    for box in sweep(patches, tree, trak, TRACK):
        if box.kind == b"tkhd":
            _forget_times(patches, tree, box)
        elif box.kind == b"tref":
            _references(movie, tree, box)
        elif box.kind == b"mdia":
            for inside in sweep(patches, tree, box, MEDIA):
                if inside.kind == b"mdhd":
                    _forget_times(patches, tree, inside)
                elif inside.kind == b"hdlr":
                    forget_name(patches, inside)
                elif inside.kind == b"minf":
                    _information(patches, tree, inside)


def _references(movie: Movie, tree: Loaded, box: Box) -> None:
    """Takes references to tracks that went away with them."""
    for reference in tree.children(box):
        targets = [number for (number,) in struct.iter_unpack(">I", tree.body(reference))]
        if gone := [target for target in targets if target in movie.gone_tracks]:
            if len(gone) != len(targets):
                raise Uncleanable("The file's tracks refer to each other in an unusual way.")
            free(movie.patches, reference)


def _information(patches: Patches, tree: Loaded, box: Box) -> None:
    for inside in sweep(patches, tree, box, INFORMATION):
        if inside.kind == b"hdlr":
            forget_name(patches, inside)
        elif inside.kind == b"dinf":
            _data_references(tree, inside)
        elif inside.kind == b"stbl":
            for table in sweep(patches, tree, inside, TABLE):
                if table.kind == b"stsd":
                    for entry in tree.children(table, 8):
                        _sample_entry(patches, tree, entry, box)


def _data_references(tree: Loaded, box: Box) -> None:
    references = tree.child(box, b"dref")
    for reference in tree.children(references, 8) if references else []:
        if not tree.body(reference)[3] & 1:  # "in this file" (§8.7.2)
            raise Uncleanable("The film's data is in another file.")


def _sample_entry(patches: Patches, tree: Loaded, entry: Box, information: Box) -> None:
    video, sound = tree.child(information, b"vmhd"), tree.child(information, b"smhd")
    if not (video or sound):
        return
    skip = _ENTRY["video" if video else "sound"]
    body = tree.body(entry)
    patches.replace(entry.body + 12, bytes(4), "software")  # the vendor
    if video:
        patches.erase(entry.body + 42, 32, "software")  # the compressor's name
    elif (version := struct.unpack_from(">H", body, 8)[0]) in {1, 2}:  # QuickTime's longer forms
        skip += 16 if version == 1 else 36
    for child in tree.children(entry, skip) if len(body) > skip else []:
        if child.kind in _PRIVATE:
            free(patches, child)


def _forget_times(patches: Patches, tree: Loaded, box: Box) -> None:
    patches.erase(box.body + 4, 16 if tree.body(box)[0] else 8, "date")


def forget_name(patches: Patches, box: Box) -> None:
    """Empties the name of a handler and, of QuickTime's, who made it (§8.4.3)."""
    patches.erase(box.body + 12, box.end - box.body - 12, "software")


def _fragment(movie: Movie, tree: Loaded, moof: Box) -> None:
    follows = moof.start
    for traf in (box for box in sweep(movie.patches, tree, moof, FRAGMENT) if box.kind == b"traf"):
        header = fragments.header_of(tree, traf, moof)
        word = movie.gone_tracks.get(header.track)
        base = follows if header.base is None else header.base
        size = header.size if header.size is not None else movie.sizes.get(header.track)
        for start, length in fragments.runs(tree, traf, base, size):
            (movie.gone if word else movie.kept).add(start, length)
            follows = start + length
        if tree.child(traf, b"saio"):
            movie.whole = False
        if word:
            movie.patches.replace(traf.start + 4, b"free", word)
            movie.patches.erase(traf.body, traf.end - traf.body, word)
        else:
            sweep(movie.patches, tree, traf, RUN)
