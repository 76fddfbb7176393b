from django.db import migrations, models
from django.db.models import Count, Max, OuterRef, Subquery


def name_the_plan(apps, schema_editor):
    edit = apps.get_model("workshop", "Edit")
    workshop = apps.get_model("workshop", "Workshop")
    own = workshop.objects.filter(pk=OuterRef("workshop")).values("plan")[:1]
    edit.objects.update(plan=Subquery(own))
    twice = (
        edit.objects.values("plan", "client_id")
        .annotate(times=Count("pk"), last=Max("pk"))
        .filter(times__gt=1)
    )
    for each in list(twice):
        same = edit.objects.filter(plan=each["plan"], client_id=each["client_id"])
        same.exclude(pk=each["last"]).delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_strategies"), ("workshop", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="edit",
            name="plan",
            field=models.ForeignKey(
                null=True,
                on_delete=models.deletion.CASCADE,
                related_name="+",
                to="plans.plan",
            ),
        ),
        migrations.RunPython(name_the_plan, migrations.RunPython.noop),
    ]
