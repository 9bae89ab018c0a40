"""Prints one hash over files and folders, by name and content: fingerprint.py PATH… [--without NAME…]."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path


def files(path: Path, without: set[str]) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for inner in sorted(path.iterdir()):
            if inner.name not in without:
                yield from files(inner, without)


def main(words: list[str]) -> None:
    cut = words.index("--without") if "--without" in words else len(words)
    without = set(words[cut + 1 :])
    total = hashlib.sha256()
    for word in words[:cut]:
        for file in files(Path(word), without):
            total.update(f"{file}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    print(total.hexdigest())


if __name__ == "__main__":
    main(sys.argv[1:])
