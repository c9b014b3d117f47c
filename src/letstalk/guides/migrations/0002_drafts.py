"""Drafts of agendas and guides, step by step; and a published version of a guide that no hand can edit (R-086).

SQLite drops a table's triggers whenever a migration remakes the table, so a later one that does so with
guides_guideversion must bring this one back; a test that tries to edit a version notices when it did not.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import letstalk.kit.sealed

MAKE_FOR_SQLITE = [
    """CREATE TRIGGER guides_version_is_final BEFORE UPDATE ON guides_guideversion
        WHEN old.body IS NOT new.body OR old.number IS NOT new.number
            OR old.guide_id IS NOT new.guide_id OR old.published_at IS NOT new.published_at
        BEGIN SELECT RAISE(ABORT, 'A published version of a guide is never edited.'); END"""
]
MAKE_FOR_POSTGRES = [
    """CREATE FUNCTION guides_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (old.body, old.number, old.guide_id, old.published_at)
                IS DISTINCT FROM (new.body, new.number, new.guide_id, new.published_at) THEN
                RAISE EXCEPTION 'A published version of a guide is never edited.'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN new;
        END $$""",
    """CREATE TRIGGER guides_version_is_final BEFORE UPDATE ON guides_guideversion
        FOR EACH ROW EXECUTE FUNCTION guides_version_is_final()""",
]
UNMAKE_FOR_SQLITE = ["DROP TRIGGER IF EXISTS guides_version_is_final"]
UNMAKE_FOR_POSTGRES = [
    "DROP TRIGGER IF EXISTS guides_version_is_final ON guides_guideversion",
    "DROP FUNCTION IF EXISTS guides_version_is_final()",
]


def guard_versions(apps, schema_editor):
    run(schema_editor, MAKE_FOR_SQLITE if schema_editor.connection.vendor == "sqlite" else MAKE_FOR_POSTGRES)


def unguard_versions(apps, schema_editor):
    run(schema_editor, UNMAKE_FOR_SQLITE if schema_editor.connection.vendor == "sqlite" else UNMAKE_FOR_POSTGRES)


def run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0001_first"),
        ("people", "0002_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="guide",
            name="copied_from",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="guides.guide"
            ),
        ),
        migrations.AddField(
            model_name="guide",
            name="retired_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("now", models.PositiveIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "begun_by",
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
                    "guide",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="guides.guide"
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="guides.agendatemplate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("guide__isnull", True), ("template__isnull", True), _connector="XOR"),
                        name="guides_draft_is_of_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("guide",),
                        name="guides_one_draft_of_a_guide",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("template",),
                        name="guides_one_draft_of_an_agenda",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("follows", models.PositiveIntegerField()),
                (
                    "did",
                    models.CharField(
                        choices=[
                            ("added", "something added"),
                            ("changed", "words changed"),
                            ("moved", "something moved"),
                            ("removed", "something taken out"),
                        ],
                        max_length=12,
                    ),
                ),
                ("body", letstalk.kit.sealed.SealedJSON(blank=True, default=None)),
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
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="guides.draft"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("did__in", ["added", "changed", "moved", "removed"])),
                        name="guides_step_did",
                    ),
                    models.UniqueConstraint(fields=("draft", "number"), name="guides_step_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("follows__lt", models.F("number"))), name="guides_step_follows"
                    ),
                ],
            },
        ),
        migrations.RunPython(guard_versions, unguard_versions),
    ]
