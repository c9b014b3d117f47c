"""The references' side: their settings, their tables beside Let's Talk's, and what is asked of them."""

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from letstalk.people.models import Person as Known
from tools.bench.visits import NOTES, SEARCHES, Visit

# What every new Django project begins with.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
AT_ONCE = 1000


def use_their_settings() -> None:
    """The same database and sign-in, with nothing of Let's Talk in front. To be called before the first request."""
    settings.MIDDLEWARE = MIDDLEWARE
    settings.ROOT_URLCONF = "tools.bench.handwritten"
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"context_processors": CONTEXT},
        }
    ]


def make_tables() -> None:
    """As many rows as Let's Talk has people, under the same names, and a note about each."""
    from tools.bench.handwritten import Note, Person

    with connection.schema_editor() as editor:
        editor.create_model(Person)
        editor.create_model(Note)
    at = timezone.now()
    names = Known.objects.order_by("added_at", "pk").values_list("name", flat=True)
    people = [
        Person(name=name, email=f"person{number}@example.org", phone=f"+1202555{number % 10_000:04d}", added_at=at)
        for number, name in enumerate(names)
    ]
    Person.objects.bulk_create(people, batch_size=AT_ONCE)
    notes = [
        Note(person_id=number, author="rosa", text="Likes to sing.", at=at) for number in range(1, len(people) + 1)
    ]
    Note.objects.bulk_create(notes, batch_size=AT_ONCE)


def visits() -> list[Visit]:
    """Everything asked of them. Writes first, as the pages do, twenty notes about one person."""
    from tools.bench.handwritten import Note

    Note.objects.bulk_create(
        Note(person_id=1, author="rosa", text="Sings.", at=timezone.now()) for _ in range(NOTES - 1)
    )
    people = reverse("people")
    return [
        Visit("plain", "An empty answer", reverse("plain"), is_signed_in=False),
        Visit("list", "List", people),
        *(Visit(f"list_{name}", f"List, “{text}”", f"{people}?q={text}") for name, text in SEARCHES.items()),
        Visit("detail", "Detail", reverse("person", args=[1])),
        Visit("save", "Saving a note", reverse("save_note", args=[1]), {"text": "Likes to sing."}),
    ]
