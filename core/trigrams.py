"""Find rows by a piece of a text among very many, on PostgreSQL.

Trigrams come with PostgreSQL as an extension that the owner of a database may enable.
Where that is refused a search works all the same, and reads every row.
"""

from collections.abc import Mapping

from django.apps.registry import Apps
from django.db import ProgrammingError, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.utils import NotSupportedError, OperationalError


def search_indexes(table: str, searched: Mapping[str, str]) -> RunPython:
    """Return the step of a migration that lays an index for each searched expression.

    ``searched`` names them, as ``{"person_by_name": "UPPER(name)"}``.
    """

    def lay(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        try:
            with transaction.atomic(using=editor.connection.alias):
                editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                for index, expression in searched.items():
                    editor.execute(
                        f"CREATE INDEX {index} ON {table} "
                        f"USING gin (({expression}) gin_trgm_ops)"
                    )
        except (ProgrammingError, NotSupportedError, OperationalError):
            return

    def lift(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            for index in searched:
                editor.execute(f"DROP INDEX IF EXISTS {index}")

    return RunPython(lay, lift)
