"""BulletDrop: drop a file, have a link."""

from importlib.metadata import version

__version__ = version("bulletdrop")
