import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import letstalk.kit.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0006_open_apps"),
        ("meetings", "0006_wordings"),
        ("people", "0004_lists_and_spaces"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Brings",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("languages", models.JSONField(default=list)),
                ("issues", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "organizer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Introduction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "chapter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.chapter"
                    ),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organizer", "made_at"], name="followups_i_organiz_dc8194_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_at__isnull", True),
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("agreed_at")),
                            _connector="OR",
                        ),
                        name="followups_introduction_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntroductionSide",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("about_other", letstalk.kit.sealed.SealedText(blank=True, default="")),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("email", "Email"), ("phone", "Phone"), ("address", "Address")],
                        max_length=8,
                    ),
                ),
                ("how", models.CharField(blank=True, max_length=40)),
                ("yes_at", models.DateTimeField(null=True)),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sides", to="followups.introduction"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "relationship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.relationship"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person"], name="followups_i_person__07423f_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("introduction", "person"), name="followups_introduced_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("yes_at__isnull", True), models.Q(("how", ""), _negated=True), _connector="OR"
                        ),
                        name="followups_introduction_yes_has_a_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairingRound",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("objective", models.BigIntegerField(default=0)),
                ("bound", models.BigIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("drafted_at", models.DateTimeField(null=True)),
                ("let_go_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "chapter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.chapter"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["chapter", "made_at"], name="followups_p_chapter_116577_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="followups_round_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pairing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField(null=True)),
                ("is_fixed", models.BooleanField(default=False)),
                ("reasons", models.JSONField(default=list)),
                ("left", models.CharField(blank=True, max_length=16)),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="meetings.meeting"
                    ),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pairings",
                        to="followups.pairinground",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organizer", "starts_at"], name="followups_p_organiz_ccf967_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "person"), name="followups_paired_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("organizer__isnull", False)),
                        fields=("round", "organizer", "starts_at"),
                        name="followups_pairing_time_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organizer__isnull", True), ("starts_at__isnull", True)),
                            models.Q(("organizer__isnull", False), ("starts_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="followups_pairing_has_both",
                    ),
                ],
            },
        ),
    ]
