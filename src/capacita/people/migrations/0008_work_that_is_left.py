from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_struck_out"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="work", name="people_work_for_a_person_or_a_verb"),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("for_person", ""), _negated=True), models.Q(("verb", ""), _negated=True), _connector="OR"
                ),
                name="people_work_for_a_person_or_a_verb",
            ),
        ),
    ]
