"""The book's tests need a browser driver that is not among the pins yet: they are collected where it is installed."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("playwright") else ["book"]
