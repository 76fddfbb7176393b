"""What the OpenAPI document says of errors: every one is a problem document."""

from typing import Any

from core.api import PROBLEM

SCHEMA = {
    "type": "object",
    "description": "A problem document (RFC 9457) that says what to do next.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, in words."},
        "next_step": {"type": "string", "description": "What to do about it."},
        "errors": {
            "type": "object",
            "description": "What is wrong where: a field, or tactics[0].budget",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
EVERYWHERE = {
    "400": "What was sent is not right.",
    "401": "No key or sign-in, or one that is not known.",
    "403": "The role or the key's scopes do not allow it.",
    "404": "There is no such thing, or not for this caller.",
    "429": "Too many requests; Retry-After says how long to wait.",
}
WRITING = {
    "409": "It changed, or was decided, since the caller looked.",
    "413": "The document is too large.",
    "415": "The document is not JSON.",
}
METHODS = ("get", "post", "put", "patch", "delete")


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
    """Name the errors of every operation; drf-spectacular names only successes."""
    result["components"].setdefault("schemas", {})["Problem"] = SCHEMA
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for method in METHODS:
            if method not in operations:
                continue
            errors = EVERYWHERE if method == "get" else EVERYWHERE | WRITING
            for status, words in errors.items():
                operations[method]["responses"].setdefault(
                    status, {"description": words, "content": content}
                )
    return result
