"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letstalk.config.settings")
application = get_wsgi_application()
# What is loaded by now stays. Searched for garbage again and again, it would hold up one page in twenty.
gc.freeze()
