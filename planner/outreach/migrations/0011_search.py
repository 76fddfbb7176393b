"""Find people by a piece of their name, firm or address among very many, on PostgreSQL.

Trigrams come with PostgreSQL as an extension that the owner of a database may enable.
Where that is refused the search works all the same, and reads everybody.
"""

from django.db import ProgrammingError, migrations, transaction
from django.db.utils import NotSupportedError, OperationalError

SEARCHED = {
    "acquaintance_name_search": "UPPER(name)",
    "acquaintance_name_key_search": "name_key",
    "acquaintance_organisation_search": "UPPER(organisation)",
    "acquaintance_email_search": "UPPER(email)",
}


def lay(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for index, searched in SEARCHED.items():
                editor.execute(
                    f"CREATE INDEX {index} ON outreach_acquaintance "
                    f"USING gin (({searched}) gin_trgm_ops)"
                )
    except (ProgrammingError, NotSupportedError, OperationalError):
        return


def lift(apps, editor):
    if editor.connection.vendor == "postgresql":
        for index in SEARCHED:
            editor.execute(f"DROP INDEX IF EXISTS {index}")


class Migration(migrations.Migration):
    dependencies = [("outreach", "0010_overrulings")]

    operations = [migrations.RunPython(lay, lift)]
