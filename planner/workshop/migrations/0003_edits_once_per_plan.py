from django.db import migrations, models


class Migration(migrations.Migration):
    # After the rows were filled in: PostgreSQL does not do both in one transaction.
    dependencies = [("workshop", "0002_edits_of_plans")]

    operations = [
        migrations.AlterField(
            model_name="edit",
            name="plan",
            field=models.ForeignKey(
                on_delete=models.deletion.CASCADE,
                related_name="+",
                to="plans.plan",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="edit", name="one_edit_per_session_and_client_id"
        ),
        migrations.AddConstraint(
            model_name="edit",
            constraint=models.UniqueConstraint(
                fields=["plan", "client_id"], name="one_edit_per_plan_and_client_id"
            ),
        ),
    ]
