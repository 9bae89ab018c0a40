"""The program of a child process: `python -m bulletdrop.media.worker --parent PID`.

One JSON line for each job on standard input, {"work": name, "seconds": limit, "arguments": {…}}, and one for its end on
standard output: {"ok": {…}}, {"refused": words} or {"failed": words}. After the last it ends, for its memory may be harmed.
"""

import argparse
import json
import os
import sys
import traceback
from importlib import import_module
from typing import Any, BinaryIO

from bulletdrop.media.confine import allow, confine
from bulletdrop.media.work import WORKS, Work, WorkRefused


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--works", default="", help="MODULE:DICT with more works")
    options = parser.parse_args()
    confine(options.parent)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints is no answer
    serve(WORKS | _named(options.works), sys.stdin.buffer, answers)


def serve(works: dict[str, Work], jobs: BinaryIO, answers: BinaryIO) -> None:
    for line in jobs:
        answer = do(works, json.loads(line))
        answers.write(json.dumps(answer).encode() + b"\n")
        if "failed" in answer:
            return


def do(works: dict[str, Work], job: dict[str, Any]) -> dict[str, Any]:
    try:
        allow(job["seconds"], job["arguments"].get("path"))
        return {"ok": works[job["work"]](**job["arguments"])}
    except WorkRefused as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"failed": "It needs more memory than it may have."}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file brings about ends this job only
        traceback.print_exc()
        return {"failed": f"{type(error).__name__}: {error}"[:500]}


def _named(place: str) -> dict[str, Work]:
    module, _, name = place.partition(":")
    return dict(getattr(import_module(module), name)) if name else {}


if __name__ == "__main__":
    main()
