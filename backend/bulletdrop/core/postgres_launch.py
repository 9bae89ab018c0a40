"""Becomes the PostgreSQL server: an own program, since what it does must happen between fork and exec.

Started as `python postgres_launch.py PARENT UID GID PROGRAM ARGUMENT…`. It gives up its rights and asks the kernel for a
SIGINT (PostgreSQL's fast, clean shutdown) when its parent dies, however that dies. The order matters: a change of user
clears that wish. Where the kernel has no such call, the next start finds and stops what was left.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    parent, uid, gid = (int(word) for word in sys.argv[1:4])
    if os.getuid() != uid:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:  # it died before we asked
            sys.exit(1)
    os.umask(0o077)
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606 - the program and its arguments are ours


if __name__ == "__main__":
    main()
