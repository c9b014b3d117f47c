"""A chapter's own fields, few and typed, their choices, and what people said for them (issue 8)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import letstalk.kit.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0018_saved_filters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("name_folded", models.CharField(editable=False, max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("words", "A few words"),
                            ("yes_no", "Yes or no"),
                            ("number", "A number"),
                            ("date", "A date"),
                            ("choice", "One of several choices"),
                        ],
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(max_length=200)),
                ("slot", models.PositiveSmallIntegerField()),
                ("place", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "chapter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.chapter"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomChoice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("name_folded", models.CharField(editable=False, max_length=120)),
                ("place", models.PositiveSmallIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="choices", to="people.customfield"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomValue",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("is_yes", models.BooleanField(null=True)),
                ("words", letstalk.kit.sealed.SealedText(blank=True, default="")),
                ("source", models.CharField(max_length=20)),
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
                    "choice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.customchoice",
                    ),
                ),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.customfield"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="customfield",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["words", "yes_no", "number", "date", "choice"])),
                name="people_field_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="customfield",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("why", ""), _negated=True)),
                name="people_field_says_what_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="customfield",
            constraint=models.CheckConstraint(
                condition=models.Q(("slot__gte", 1), ("slot__lte", 8)), name="people_field_slot"
            ),
        ),
        migrations.AddConstraint(
            model_name="customfield",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("chapter", "slot"), name="people_field_few"
            ),
        ),
        migrations.AddConstraint(
            model_name="customfield",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("chapter", "name_folded"),
                name="people_field_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="customchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="people_choice_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="customchoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("field", "name_folded"),
                name="people_choice_once",
            ),
        ),
        migrations.AddIndex(
            model_name="customvalue",
            index=models.Index(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=["field", "person"],
                name="people_value_of_field",
            ),
        ),
        migrations.AddConstraint(
            model_name="customvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("choice__isnull", True), ("is_yes__isnull", True), _connector="OR"),
                name="people_value_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="customvalue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("person", "field", "chapter"),
                name="people_value_one_standing",
            ),
        ),
    ]
