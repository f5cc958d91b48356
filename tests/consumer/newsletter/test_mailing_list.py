"""The mailing list's file: what survives a crash, what is refused, and who may write.

- events become lines, and lines the list again; of one user the last line counts; any text stays what it was
- a line torn at any byte is cut off, and nothing before it; what is no mailing list is refused, and left as it was
- a line is written whole or not at all, on a full disk too
- two writers of one file: the second is refused, in this process and in another, until the first is gone
"""

import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from consumer.newsletter import Entry, ListInUseError, MailingList, NoMailingListError, Subscriber

ROOT = Path(__file__).parents[3]
ALICE = Entry(1, "Alice", "alice@example.com")
BOB = Entry(2, "Bob", "bob@example.com")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "below" / "list.jsonl"


def subscriber(entry: Entry) -> Subscriber:
    return Subscriber(id=entry.user or 0, name=entry.name or "", email=entry.email or "")


def test_what_was_added_is_there_when_the_list_is_opened_again(path: Path) -> None:
    with MailingList.opened(path) as mailing_list:
        assert (mailing_list.position, mailing_list.subscribers()) == (None, [])
        mailing_list.add("17", BOB)
        mailing_list.add("18", ALICE)
        mailing_list.add("19", Entry())
    with MailingList.opened(path) as mailing_list:
        assert mailing_list.position == "19"
        assert mailing_list.subscribers() == [subscriber(ALICE), subscriber(BOB)]
        assert [one in mailing_list for one in ("16", "17", "18", "19")] == [False, True, True, True]


@pytest.mark.parametrize(
    ("entry", "left"),
    [(Entry(1), [BOB]), (Entry(1, "Alicia", "a@example.org"), [Entry(1, "Alicia", "a@example.org"), BOB])],
    ids=["off the list", "changed"],
)
def test_of_one_user_the_last_line_counts(path: Path, entry: Entry, left: list[Entry]) -> None:
    with MailingList.opened(path) as mailing_list:
        for number, one in enumerate((ALICE, BOB, entry)):
            mailing_list.add(str(number), one)
        now = mailing_list.subscribers()
    with MailingList.opened(path) as mailing_list:
        assert mailing_list.subscribers() == now == [subscriber(one) for one in left]


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "\u2028", 'a"b\\', "Zoë 🙂", "\0"])
def test_any_text_stays_what_it_was_on_one_line(path: Path, text: str) -> None:
    with MailingList.opened(path) as mailing_list:
        mailing_list.add(text, Entry(1, text, text))
    assert path.read_bytes().count(b"\n") == 1
    with MailingList.opened(path) as mailing_list:
        assert (mailing_list.position, mailing_list.subscribers()) == (text, [Subscriber(id=1, name=text, email=text)])


def test_a_line_torn_at_any_byte_is_cut_off_and_written_again(path: Path) -> None:
    with MailingList.opened(path) as mailing_list:
        mailing_list.add("17", BOB)
        whole = path.read_bytes()
        mailing_list.add("18", ALICE)
    both = path.read_bytes()
    for end in range(len(whole), len(both)):
        path.write_bytes(both[:end])
        with MailingList.opened(path) as mailing_list:
            assert (mailing_list.position, path.read_bytes()) == ("17", whole)
            mailing_list.add("18", ALICE)
        assert path.read_bytes() == both


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("my diary", 1),
        ("my diary\n", 1),
        ('{"event":"17","user":null,"name":null,"email":null}\nmy diary', 2),
        ('{"event":"17","user":null,"name":null,"email":null}\n{"event":"18"\n', 2),
        ('{"event":17,"user":null,"name":null,"email":null}\n', 1),
        ('{"event":"17"}\n{"event":"18"', 1),
        ("\n", 1),
    ],
)
def test_what_is_no_mailing_list_is_refused_and_left_as_it_was(path: Path, text: str, line: int) -> None:
    path.parent.mkdir()
    path.write_text(text)
    with (
        pytest.raises(NoMailingListError, match=f"list.jsonl, line {line}: expected a line of a mailing list, got"),
        MailingList.opened(path),
    ):
        pass
    assert path.read_text() == text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
def test_on_a_full_disk_a_line_is_not_written_in_part(path: Path) -> None:
    """A limit on the size of files ends a write half-way, just as a full disk does."""
    program = """
import resource, signal, sys
from pathlib import Path
from consumer.newsletter import Entry, MailingList
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with MailingList.opened(Path(sys.argv[1])) as mailing_list:
    mailing_list.add("17", Entry(1, "Alice", "alice@example.com"))
    before = Path(sys.argv[1]).read_bytes()
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, resource.RLIM_INFINITY))
    try:
        mailing_list.add("18", Entry(2, "Bob", "bob@example.com"))
    except OSError as error:
        print(error.filename == sys.argv[1], Path(sys.argv[1]).read_bytes() == before, mailing_list.position)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    mailing_list.add("18", Entry(2))
"""
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.stdout, ran.stderr) == ("True True 17\n", "")
    with MailingList.opened(path) as mailing_list:
        assert mailing_list.position == "18"


def test_a_second_writer_is_refused_until_the_first_is_gone(path: Path) -> None:
    with MailingList.opened(path) as first:
        first.add("17", ALICE)
        with pytest.raises(ListInUseError, match="another follower is writing this file"), MailingList.opened(path):
            pass
        first.add("18", BOB)
    with MailingList.opened(path) as mailing_list:
        assert mailing_list.position == "18"


def test_a_writer_in_another_process_counts_and_its_death_sets_the_file_free(path: Path) -> None:
    program = """
import sys
from pathlib import Path
from consumer.newsletter import MailingList
with MailingList.opened(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:  # noqa: S603
        assert other.stdout
        limit = Timer(30, other.kill)  # ends the reading
        limit.start()
        assert other.stdout.readline().strip() == b"open"
        limit.cancel()
        with pytest.raises(ListInUseError), MailingList.opened(path):
            pass
        other.kill()
        other.wait(timeout=30)
        with MailingList.opened(path) as mailing_list:
            assert mailing_list.position is None
