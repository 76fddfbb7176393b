import io

import pytest
import yaml
from django.core.management import call_command

from tests.make import make_key


@pytest.fixture(scope="module")
def document():
    """Generate the document; a warning of drf-spectacular is an error."""
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return yaml.safe_load(out.getvalue())


def test_every_operation_names_its_errors(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            missing = {"400", "401", "403", "404", "429"} - set(operation["responses"])
            assert not missing, f"{method} {path} does not name {missing}"


def test_every_operation_takes_a_key_or_a_sign_in(document):
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert {"key": []} in operation["security"], path


@pytest.mark.django_db
def test_the_document_is_for_whoever_may_come_in(client, frontline, signed_in):
    assert client.get("/api/schema/").status_code == 401
    headers = {"Authorization": f"Bearer {make_key()}"}
    answer = client.get("/api/schema/", headers=headers)
    assert b"openapi:" in answer.content
    assert client.get("/api/schema/", headers=headers).content == answer.content
    as_json = client.get("/api/schema/?format=json", headers=headers)
    assert as_json["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert as_json.json()["info"]["title"] == "Kept"
    assert signed_in(frontline).get("/api/schema/").status_code == 200


@pytest.mark.django_db
def test_the_pages_obey_the_content_security_policy(client, frontline, signed_in):
    assert client.get("/api/docs/")["Location"].startswith("/accounts/login/")
    browser = signed_in(frontline)
    page = browser.get("/api/docs/")
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "<style" not in page.text
    assert "<script>" not in page.text
    script = browser.get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/schema/" in script.text


def test_every_operation_says_whose_it_is(document):
    described = {
        f"{method} {path}": operation.get("description", "")
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert [name for name, words in described.items() if "For: " not in words] == []
    assert described["post /api/v1/decisions/"].endswith("For: CEO or director.")
    assert described["post /api/v1/plans/"].endswith(
        "For: CEO, director or integration. A key needs the scope `plans`."
    )
