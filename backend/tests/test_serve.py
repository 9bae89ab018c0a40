"""What a server does before it serves."""

import resource
import subprocess
import sys

FEW = """
import resource
from bulletdrop.serve import raise_open_files
resource.setrlimit(resource.RLIMIT_NOFILE, (256, %d))
raise_open_files()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


def test_it_takes_as_many_descriptors_as_it_may() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = min(most, 4096)
    told = subprocess.run([sys.executable, "-c", FEW % most], capture_output=True, text=True, check=True, timeout=60)
    assert int(told.stdout) == most
