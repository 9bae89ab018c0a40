"""A full disk, a database that goes away, and ten thousand slow clients: what was promised for such days, looked at.

Prints figures, and a line for each promise that is broken; exit code 1 where there is one.
"""

import argparse
import os
import resource
import signal
import sys

from bench.adversity_asking import Report
from bench.adversity_connections import connections
from bench.adversity_database import database
from bench.adversity_disk import disk
from bench.servers import LOAD_CORE, conditions, need, workplace

PARTS = {"disk": disk, "database": database, "connections": connections}


def main() -> None:
    """Runs the parts one after the other, each with a server and a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["all", *PARTS], default="all")
    chosen = parser.parse_args().what
    need("taskset")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what is mounted is unmounted, and what is frozen thawed
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # what we start inherits it
    os.sched_setaffinity(0, {LOAD_CORE})
    report = Report()
    with workplace() as folder:
        print(conditions(folder))
    for name, part in PARTS.items():
        if chosen in {"all", name}:
            part(report)
    print(f"\n{len(report.broken)} promises broken")
    for line in report.broken:
        print(f"- {line}")
    sys.exit(1 if report.broken else 0)


if __name__ == "__main__":
    main()
