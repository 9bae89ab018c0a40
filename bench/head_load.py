"""A load of HEAD requests. wrk sends none: it waits for a body that does not come."""

import select
import socket
import statistics
import time
from contextlib import ExitStack


def heads(port: int, request: bytes, *, connections: int, seconds: float) -> tuple[int, float, float]:
    """Requests that were answered, the seconds that they took, and the 99th percentile of their latency in seconds.

    Each connection asks again as soon as it has its answer. Anything but 200 ends the benchmark.
    """
    latencies: list[float] = []
    with ExitStack() as stack:
        poll = stack.enter_context(select.epoll())
        sockets = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 10)) for _ in range(connections)]
        by_number = {each.fileno(): each for each in sockets}
        began = time.monotonic()
        asked = dict.fromkeys(by_number, began)
        for number, each in by_number.items():
            poll.register(number, select.EPOLLIN)
            each.sendall(request)
        while time.monotonic() - began < seconds:
            for number, _ in poll.poll(10):
                answer = by_number[number].recv(8192)
                if not answer.startswith(b"HTTP/1.1 200 ") or not answer.endswith(b"\r\n\r\n"):
                    raise SystemExit(f"HEAD was answered with {answer[:200]!r}")
                now = time.monotonic()
                latencies.append(now - asked[number])
                asked[number] = now
                by_number[number].sendall(request)
        took = time.monotonic() - began
    return len(latencies), took, statistics.quantiles(latencies, n=100)[-1]
