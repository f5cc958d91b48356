"""Mermaid, which draws the diagrams: taken from npm when the site is built, so that the pages ask no other host."""

import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.docs_site.documents import SiteError

VERSION = "12.3.0"
SHA512 = (
    "e35d774dd5de2c0b0caee27bf4ea452f93bcf8b4c55e142a676eb4ac5ded8149"
    "a2340b519b852e99ed3823eeb93d137ac99ebd2787fcad56165bccd193ae5463"
)
INSIDE = "package/dist/mermaid.min.js"
TIMEOUT = 180


def mermaid(cache: Path) -> Path:
    """The script, in *cache* after the first time. Raises SiteError where it cannot be had, or is another one."""
    script = cache / f"mermaid-{VERSION}.min.js"
    if not script.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=cache) as folder:  # two builds at once meet only where the whole file is put
            archive = _packed(Path(folder))
            if (found := hashlib.sha512(archive.read_bytes()).hexdigest()) != SHA512:
                raise SiteError(f"{archive.name} is not the one that was reviewed: its SHA-512 is {found}")
            with tarfile.open(archive) as files:
                files.extract(INSIDE, folder, filter="data")
            (Path(folder) / INSIDE).replace(script)
    return script


def _packed(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise SiteError("npm is not installed; it brings Mermaid. On Debian and Ubuntu: apt-get install npm")
    command = [npm, "pack", "--silent", f"mermaid@{VERSION}", "--pack-destination", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise SiteError(f"npm pack did not end within {TIMEOUT} seconds") from None
    archive = folder / f"mermaid-{VERSION}.tgz"
    if done.returncode or not archive.exists():
        raise SiteError(f"npm pack mermaid@{VERSION} failed: {done.stderr.strip() or done.stdout.strip()}")
    return archive
