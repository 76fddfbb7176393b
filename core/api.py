"""How every endpoint says no: problem documents as in RFC 9457."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, JsonResponse
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.parsers import TooLarge
from core.refusals import Refusal


def _flat(detail: Any, place: str = "") -> dict[str, list[str]]:  # noqa: ANN401
    """Turn nested errors into ``{"tactics[0].budget": ["…"]}``."""
    if isinstance(detail, Mapping):
        found: dict[str, list[str]] = {}
        for key, value in detail.items():
            here = f"[{key}]" if isinstance(key, int) else f".{key}"
            found |= _flat(value, f"{place}{here}" if place else here.lstrip("."))
        return found
    if isinstance(detail, list) and any(isinstance(x, (dict, list)) for x in detail):
        found = {}
        for number, value in enumerate(detail):
            if value:
                found |= _flat(value, f"{place}[{number}]")
        return found
    words = detail if isinstance(detail, list) else [detail]
    return {place or "document": [str(word) for word in words]}


PROBLEM = "application/problem+json"


def _document(
    *, status: int, title: str, detail: str, **more: object
) -> dict[str, object]:
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    return body | {key: value for key, value in more.items() if value}


def _problem(*, status: int, title: str, detail: str, **more: object) -> Response:
    body = _document(status=status, title=title, detail=detail, **more)
    return Response(body, status=status, content_type=PROBLEM)


def plain_problem(*, status: int, title: str, detail: str) -> JsonResponse:
    """Answer with a problem document where no endpoint is reached at all."""
    body = _document(
        status=status, title=title, detail=detail, next_step=NEXT_STEPS[status]
    )
    return JsonResponse(body, status=status, content_type=PROBLEM)


NEXT_STEPS = {
    400: "Correct what is named and send it again.",
    401: "Send 'Authorization: Bearer KEY', or sign in.",
    403: "Use a key with the scope, or ask somebody who may.",
    404: "Check the address; what you may not see is not found either.",
    500: "Try again in a minute; the fault is written down on our side.",
    405: "See /api/docs/ for what this address answers to.",
    413: "Send it in several smaller parts.",
    415: "Send 'Content-Type: application/json'.",
    429: "Wait as long as Retry-After says.",
}


def _as_known_to_rest(exception: Exception) -> Exception:
    """Translate what Django raises into what the REST framework raises."""
    if isinstance(exception, Http404):
        return exceptions.NotFound()
    if isinstance(exception, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exception, RequestDataTooBig):
        return TooLarge()
    if isinstance(exception, SuspiciousOperation | BadRequest | MultiPartParserError):
        return exceptions.ParseError()
    return exception


def problem(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer every error with a problem document that says what to do."""
    set_rollback()
    if isinstance(exception, Refusal):
        return _problem(
            status=exception.status,
            title=exception.title,
            detail=exception.message,
            next_step=exception.next_step or NEXT_STEPS.get(exception.status, ""),
            errors=exception.errors,
        )
    exception = _as_known_to_rest(exception)
    if not isinstance(exception, exceptions.APIException):
        return None
    status = exception.status_code
    errors: dict[str, list[str]] = {}
    detail = str(exception.detail)
    if isinstance(exception, exceptions.ValidationError):
        errors = _flat(exception.detail)
        detail = "; ".join(f"{place}: {' '.join(w)}" for place, w in errors.items())
    response = _problem(
        status=status,
        title=str(exception.default_detail).rstrip("."),
        detail=detail,
        next_step=NEXT_STEPS.get(status, ""),
        errors=errors,
    )
    if header := getattr(exception, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(exception, "wait", None):
        response["Retry-After"] = str(int(wait))
    return response
