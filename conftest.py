"""For every test here: a run in the background heeds Ctrl-C all the same, and so does what it starts."""

import signal
import threading


def pytest_configure() -> None:
    # A shell starts `make test &` with SIGINT ignored. Every process inherits that, and tests that interrupt one would
    # wait for it in vain. A handler of our own is inherited by nobody: they begin with the default.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)
