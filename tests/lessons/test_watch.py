"""A save checks again; what changes no file of the reader's does not.

- by hand-made bursts; by real saves in a watched folder
"""

import threading
from pathlib import Path

from lessons.watch import check_on, saves


def test_only_a_burst_that_changed_a_file_checks_again(tmp_path: Path) -> None:
    checks: list[str] = []
    file = tmp_path / "a.py"
    file.write_text("1")

    def check() -> None:
        checks.append(file.read_text())
        (tmp_path / "contract.json").write_text(str(len(checks)))  # what a check writes is no save

    def bursts() -> object:
        yield "nothing changed"
        file.write_text("2")
        yield "a save"
        (tmp_path / ".a.py.swp").write_text("an editor's")
        yield "a hidden file"

    check_on(bursts(), tmp_path, check)  # type: ignore[arg-type]
    assert checks == ["1", "2"]


def test_a_real_save_is_one_burst(tmp_path: Path) -> None:
    came, ready = threading.Event(), threading.Event()

    def watch() -> None:
        for _ in saves(tmp_path):
            if ready.is_set():
                came.set()
                return

    threading.Thread(target=watch, daemon=True).start()
    ready.set()
    for number in range(100):  # until the watcher, which starts in a thread of its own, has seen one
        (tmp_path / "a.py").write_text(str(number))
        if came.wait(timeout=0.5):
            return
    raise AssertionError("no save was seen")
