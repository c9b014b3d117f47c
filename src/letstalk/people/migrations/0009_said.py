"""What people said of themselves that an ask may be weighed by."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import letstalk.kit.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_invited_to_organize"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Said",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("motive", "What moves them"),
                            ("wish", "What they would like to learn"),
                            ("time", "When they are free"),
                            ("amount", "How much time is honest"),
                            ("language", "Languages they speak"),
                            ("age", "How old they are"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("said", "Said"), ("rather_not", "Would rather not say")],
                        default="said",
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=20)),
                ("words", letstalk.kit.sealed.SealedText(blank=True, default="")),
                ("source", models.CharField(max_length=20)),
                ("about", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "chapter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.chapter"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=["person", "kind"],
                        name="people_said_standing",
                    ),
                    models.Index(
                        condition=models.Q(("kind", "time"), ("superseded_at__isnull", True)),
                        fields=["code", "person"],
                        name="people_free_on",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["motive", "wish", "time", "amount", "language", "age"])),
                        name="people_said_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["said", "rather_not"])), name="people_said_answer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", "said"),
                                models.Q(
                                    models.Q(("code", ""), ("kind", "wish")),
                                    models.Q(
                                        models.Q(("kind", "wish"), _negated=True), models.Q(("code", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(("answer", "rather_not"), ("code", "")),
                            _connector="OR",
                        ),
                        name="people_said_something",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True), models.Q(("kind", "wish"), _negated=True)),
                        fields=("person", "kind", "code", "by"),
                        name="people_said_once",
                    ),
                ],
            },
        ),
    ]
