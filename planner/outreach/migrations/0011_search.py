from django.db import migrations

from core.trigrams import search_indexes


class Migration(migrations.Migration):
    dependencies = [("outreach", "0010_overrulings")]

    operations = [
        search_indexes(
            "outreach_acquaintance",
            {
                "acquaintance_name_search": "UPPER(name)",
                "acquaintance_name_key_search": "name_key",
                "acquaintance_organisation_search": "UPPER(organisation)",
                "acquaintance_email_search": "UPPER(email)",
            },
        )
    ]
