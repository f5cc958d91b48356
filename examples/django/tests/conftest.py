import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application


@pytest.fixture(autouse=True)
def database(transactional_db: None) -> None:
    """For every interaction, also one without a state: the provider may write."""


@pytest.fixture(scope="session")
def provider_app() -> WSGIHandler:
    return get_wsgi_application()
