SECRET_KEY = "of an example"
ROOT_URLCONF = "users.views"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
USE_TZ = True
INSTALLED_APPS = ["users"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "users.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ADMIN_TOKEN: str | None = None
