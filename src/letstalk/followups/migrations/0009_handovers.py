"""A relationship goes on with another organizer: each step of the way is a row (d.9, L-4)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import letstalk.kit.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0008_what_to_ask_about"),
        ("meetings", "0007_own_view"),
        ("people", "0018_saved_filters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", letstalk.kit.sealed.SealedText(blank=True, default="")),
                ("proposed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "chapter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.chapter"
                    ),
                ),
                (
                    "from_organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "relationship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.relationship"
                    ),
                ),
                (
                    "to_organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverNote",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("chosen_at", models.DateTimeField()),
                (
                    "copy",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.note"
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="followups.handover"
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.note"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverStepTaken",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("named", "They may be named to who would follow"),
                            ("agreed", "Whoever follows said yes"),
                            ("read_out", "The promises were read out"),
                            ("notes", "They chose which notes go along"),
                            ("yes", "They said yes"),
                            ("introduced", "The three met"),
                            ("declined", "Whoever would follow can’t"),
                            ("no", "They would rather not"),
                            ("taken_back", "Taken back"),
                            ("done", "Handed over"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_person", "In person"),
                            ("phone", "On the phone"),
                            ("own_page", "On their own page"),
                        ],
                        max_length=12,
                    ),
                ),
                ("said_on", models.DateField(null=True)),
                ("words", letstalk.kit.sealed.SealedText(blank=True, default="")),
                ("at", models.DateTimeField()),
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
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="followups.handover"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="meetings.meeting"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["from_organizer", "ended_at"], name="followups_h_from_or_1ae371_idx"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["to_organizer", "ended_at"], name="followups_h_to_orga_331d50_idx"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("relationship",),
                name="followups_one_open_handover",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_organizer", models.F("to_organizer")), _negated=True),
                name="followups_handover_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="handovernote",
            constraint=models.UniqueConstraint(fields=("handover", "note"), name="followups_note_goes_along_once"),
        ),
        migrations.AddConstraint(
            model_name="handoversteptaken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "named",
                            "agreed",
                            "read_out",
                            "notes",
                            "yes",
                            "introduced",
                            "declined",
                            "no",
                            "taken_back",
                            "done",
                        ],
                    )
                ),
                name="followups_handover_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoversteptaken",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["", "in_person", "phone", "own_page"])), name="followups_handover_how"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoversteptaken",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["read_out", "notes"]), _negated=True),
                fields=("handover", "kind"),
                name="followups_handover_step_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoversteptaken",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["declined", "no", "taken_back", "done"])),
                fields=("handover",),
                name="followups_handover_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoversteptaken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["yes", "introduced"]), _negated=True),
                    models.Q(models.Q(("how", ""), _negated=True), ("said_on__isnull", False)),
                    _connector="OR",
                ),
                name="followups_handover_yes_has_a_how",
            ),
        ),
    ]
