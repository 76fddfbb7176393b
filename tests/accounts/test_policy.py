import re

import pytest
from django.conf import settings

from accounts.models import Department, Role
from accounts.policy import Act, allows, require, who_may
from core.refusals import NotAllowed
from tests.make import make_user

pytestmark = pytest.mark.django_db


def test_only_the_ceo_decides():
    allowed = {role for role in Role if allows(make_user(role=role), Act.DECIDE)}
    assert allowed == {Role.CEO}


def test_of_the_directors_only_operations_edits_capabilities():
    allowed = {
        department
        for department in Department
        if allows(make_user(department=department), Act.EDIT_OPERATIONS)
    }
    assert allowed == {Department.OPERATIONS}


def test_who_left_may_do_nothing():
    gone = make_user(role=Role.CEO, is_active=False)
    assert not any(allows(gone, act) for act in Act)


def test_a_refusal_names_who_may():
    with pytest.raises(NotAllowed, match="operations director"):
        require(make_user(role=Role.FRONTLINE), Act.EDIT_OPERATIONS)
    assert who_may(Act.DECIDE) == "CEO"


def test_the_page_on_roles_says_what_the_table_says():
    text = (settings.BASE_DIR / "docs/roles.md").read_text()
    rows = re.findall(r"^\| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert [who for _, who in rows[1:]] == [who_may(act) for act in Act]
