"""A consumer's command line as a process that ends with its block, whatever the test found."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT = 30  # seconds for whatever a test waits for


@asynccontextmanager
async def running(module: str, *arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m module`, with both its outputs piped."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def output(process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
    """What it wrote by its end."""
    async with asyncio.timeout(LIMIT):
        return await process.communicate()
