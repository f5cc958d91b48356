"""The seed's `app`, for servers: `flask --app provider.wsgi run`, `waitress-serve provider.wsgi:app`,
`gunicorn provider.wsgi:app`. Importing this opens no database and writes no file."""

from provider.app import create_app

app = create_app()
