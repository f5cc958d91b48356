"""What the process around a verification must look like: environment and standard output, put back afterwards.

Measured with pact-python 4.2: without these a verification costs 100 ms more (statistics), fails behind a proxy, parses
the system's trust store for each HTTP client that the core builds (11 ms instead of 4), and prints to descriptor 1.
"""

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

LOOPBACK = ("127.0.0.1", "localhost")

# A certificate whose key was thrown away when it was made: the core wants one, and loopback is plain HTTP.
NOBODY = """-----BEGIN CERTIFICATE-----
MIIBeTCCAR+gAwIBAgIUZq21wK60jF6Dmk6Jb/lhnFhIU6QwCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGbm9ib2R5MCAXDTI2MTEyMjE3MjkzOVoYDzIxMjYxMDI5MTcy
OTM5WjARMQ8wDQYDVQQDDAZub2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AARIlGns+UxSgBZWQ7h9ZACfNmBG9+1W01s+VxpSBHysKruWhwlxv6kDaj9F7USp
RCoQ7kgb3ozkyFc3xQIfPyQ/o1MwUTAdBgNVHQ4EFgQUqPUYinvvPM3xQgI7JJrc
sSlJPFAwHwYDVR0jBBgwFoAUqPUYinvvPM3xQgI7JJrcsSlJPFAwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAvcbQsaaQHu4LDocL34NGkaHQjKEV
qOIcarQD/+rf4mcCIC9etjK1AWShS6q93p0cvmP3uayhT+9iH2QVPYA/TLoL
-----END CERTIFICATE-----
"""


def loopback_only(folder: Path) -> dict[str, str]:
    """Environment in which the FFI builds its HTTP client; *folder* receives a trust store of one certificate."""
    certificate, directory = folder / "nobody.pem", folder / "no-certificates"
    certificate.write_text(NOBODY, encoding="ascii")
    directory.mkdir(exist_ok=True)
    return {"SSL_CERT_FILE": str(certificate), "SSL_CERT_DIR": str(directory)}


def prepare_process() -> None:
    """Set what the Pact FFI and every process that this one starts must see, before the FFI is first used: it sends no
    statistics (it reads exactly `true`), and no proxy stands before 127.0.0.1. What is in NO_PROXY stays."""
    for name, value in always().items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def always() -> dict[str, str]:
    """Environment for every verification: no statistics sent, no proxy between the verifier and 127.0.0.1."""
    return {"PACT_DO_NOT_TRACK": "true", **{name: _past_proxies(name) for name in ("NO_PROXY", "no_proxy")}}


def _past_proxies(variable: str) -> str:
    """The variable's hosts, with loopback among them. Where only one of the two spellings is set, it counts for both:
    Python's clients read the lower case alone, and would lose the hosts of the other."""
    said = os.environ.get(variable) or os.environ.get(variable.swapcase(), "")
    hosts = [host for host in said.split(",") if host.strip()]
    return ",".join([*hosts, *(host for host in LOOPBACK if host not in hosts)])


def modest_logging() -> None:
    """Have the core hand nothing to `logging` unless somebody has asked for another level of the logger `pact.ffi`.

    Its results say all that it logs, which costs up to 1 ms a verification. Counts only before the core is set up.
    """
    logger = logging.getLogger("pact.ffi")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL)


class TemporaryEnvironment:
    """These variables, from the beginning of a `with` block until `restore`, or its end."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._before: dict[str, str | None] | None = None
        self._lock = Lock()  # the server's thread restores, and so does the end of the block

    def __enter__(self) -> "TemporaryEnvironment":
        self._before = {name: os.environ.get(name) for name in self._variables}
        os.environ.update(self._variables)
        return self

    def __exit__(self, *_: object) -> None:
        self.restore()

    def restore(self) -> None:
        """Put the variables back as they were, once."""
        with self._lock:
            before, self._before = self._before, None
        for name, value in (before or {}).items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def quiet() -> Iterator[None]:
    """Discard what is written to file descriptor 1: the core prints there, past sys.stdout, and cannot be silenced."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
