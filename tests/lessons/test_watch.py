"""A save checks again; what changes no file of the reader's does not.

- by hand-made bursts; by real saves in a watched folder
- a save made while a check runs is checked next, also during the first one; a contract saved by hand is checked too
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
        assert len(checks) < 9, "it never comes to rest"
        (tmp_path / "contracts").mkdir(exist_ok=True)
        (tmp_path / "contracts" / "a.json").write_text(str(len(checks)))  # what a check records is no save

    def bursts() -> object:
        yield "nothing changed"
        file.write_text("2")
        yield "a save"
        (tmp_path / ".a.py.swp").write_text("an editor's")
        yield "a hidden file"

    check_on(bursts(), tmp_path, check)  # type: ignore[arg-type]
    assert checks == ["1", "2"]


def test_a_save_made_while_a_check_runs_is_checked_next(tmp_path: Path) -> None:
    checks: list[str] = []
    file = tmp_path / "a.py"
    file.write_text("1")
    during = {"1": "2", "3": "4"}

    def check() -> None:
        checks.append(file.read_text())
        file.write_text(during.get(checks[-1], checks[-1]))

    def bursts() -> object:
        yield "what was saved during the first check"
        file.write_text("3")
        yield "a save"

    check_on(bursts(), tmp_path, check)  # type: ignore[arg-type]
    assert checks == ["1", "2", "3", "4"]


def test_a_contract_saved_by_hand_is_checked(tmp_path: Path) -> None:
    checks: list[str] = []
    contract = tmp_path / "contracts" / "a.json"
    contract.parent.mkdir()
    contract.write_text("1")

    def bursts() -> object:
        contract.write_text("2")
        yield "a save"

    check_on(bursts(), tmp_path, lambda: checks.append(contract.read_text()))  # type: ignore[arg-type]
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
