"""Shelves: where an upload stands in its owner's library, by its kind, whether it is public, whether it is in the trash.

The column `uploads.shelf` is this as one number, made by the database (`upload_shelf` of the migrations): an index that
begins with owner and shelf finds the first of any list, and nothing that does not belong to it.
"""

from collections.abc import Sequence
from typing import Final, Literal, get_args

Kind = Literal["image", "video", "audio", "text", "document", "archive", "other"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)  # the place of each is its number
PRIVATE: Final = 8
TRASHED: Final = 16


def shelves_of(*, kind: Kind | None = None, is_public: bool | None = None, is_trash: bool = False) -> Sequence[int]:
    """The shelves of this kind (None: of all); public, private or (None) both; live ones or those of the trash."""
    kinds = range(len(KINDS)) if kind is None else [KINDS.index(kind)]
    openness = (0, PRIVATE) if is_public is None else (0 if is_public else PRIVATE,)
    trash = TRASHED if is_trash else 0
    return [number + private + trash for private in openness for number in kinds]
