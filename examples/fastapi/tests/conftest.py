from pathlib import Path

import pytest
from fastapi import FastAPI
from service import create_app


@pytest.fixture
def provider_app(tmp_path: Path) -> FastAPI:
    return create_app(f"sqlite+aiosqlite:///{tmp_path / 'users.db'}")
