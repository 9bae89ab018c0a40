"""Kills a server and its database again and again while clients upload and delete, and compares what they were told with
what is there after each start. Exit code 1 where anything differs, or a start took longer than it may."""

import argparse
import asyncio
import sys

from bench.servers import workplace
from tests.crash import crash

LONGEST_START = 10.0  # seconds until it answers again


def main() -> None:
    """Prints the figures, and a line for each thing that is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    arguments = parser.parse_args()
    with workplace() as folder:
        result = asyncio.run(crash(folder / "data", rounds=arguments.rounds))
    for line in result.wrong:
        print(line)
    print(f"kills                      {result.rounds}")
    print(f"uploads acknowledged       {result.uploads}")
    print(f"  of them deleted again    {result.deletions}")
    print(f"lost, altered, left over   {len(result.wrong)}")
    print(f"slowest start, seconds     {result.slowest_start:.1f}")
    sys.exit(1 if result.wrong or result.slowest_start > LONGEST_START else 0)


if __name__ == "__main__":
    main()
