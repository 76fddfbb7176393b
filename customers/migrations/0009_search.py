from django.db import migrations

from core.trigrams import search_indexes


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_standing_by_segment_and_state")]

    operations = [
        search_indexes(
            "customers_customer",
            {
                "customer_name_search": "UPPER(name)",
                "customer_code_search": "UPPER(code)",
            },
        )
    ]
