"""The references: an empty answer, and what a Django developer writes by hand for a table of people and their notes."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template import engines
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST


class Person(models.Model):
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=200, db_index=True)
    phone = models.CharField(max_length=40, db_index=True)
    added_at = models.DateTimeField()

    class Meta:
        app_label = "bench"
        indexes = [models.Index(fields=["name", "id"], name="bench_person_by_name")]


class Note(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notes")
    author = models.CharField(max_length=40)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "bench"
        indexes = [models.Index(fields=["person", "-at"], name="bench_note_by_person")]


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["text"]


def template(body):
    head = "<!doctype html><html lang=en><head><meta charset=utf-8><title>People</title></head>"
    return engines["django"].from_string(f"{head}<body><p>{{{{ user.email }}}}</p>{body}</body></html>")


LIST = template("""<form><input type=search name=q value="{{ q }}"><button>Search</button></form>
<p>{{ page.paginator.count }} people</p>
<table>{% for person in page %}<tr><td><a href="{% url 'person' person.pk %}">{{ person.name }}</a></td>
<td>{{ person.email }}</td><td>{{ person.phone }}</td><td>{{ person.added_at|date }}</td></tr>{% endfor %}</table>
{% if page.has_previous %}<a href="?q={{ q|urlencode }}&page={{ page.previous_page_number }}">Earlier</a>{% endif %}
{% if page.has_next %}<a href="?q={{ q|urlencode }}&page={{ page.next_page_number }}">Later</a>{% endif %}""")
DETAIL = template("""<h1>{{ person.name }}</h1><p>{{ person.email }}</p><p>{{ person.phone }}</p>
<form method=post action="{% url 'save_note' person.pk %}">{% csrf_token %}{{ form.as_p }}<button>Save</button></form>
<ul>{% for note in notes %}<li>{{ note.at|date }} {{ note.text|linebreaks }}</li>{% endfor %}</ul>""")


@login_required
def people(request):
    q = request.GET.get("q", "").strip()
    rows = Person.objects.order_by("name", "pk")
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(email__icontains=q) | Q(phone__icontains=q))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return HttpResponse(LIST.render({"page": page, "q": q}, request))


@login_required
def person(request, pk, form=None):
    found = get_object_or_404(Person, pk=pk)
    notes = found.notes.order_by("-at", "-pk")[:20]
    return HttpResponse(DETAIL.render({"person": found, "notes": notes, "form": form or NoteForm()}, request))


@login_required
@require_POST
def save_note(request, pk):
    found = get_object_or_404(Person, pk=pk)
    form = NoteForm(request.POST, instance=Note(person=found, author=request.user.pk.hex, at=timezone.now()))
    if not form.is_valid():
        return person(request, pk, form)
    form.save()
    return redirect("person", pk)


def plain(request):
    return HttpResponse("")


urlpatterns = [
    path("plain/", plain, name="plain"),
    path("people/", people, name="people"),
    path("people/<int:pk>/", person, name="person"),
    path("people/<int:pk>/note/", save_note, name="save_note"),
]
