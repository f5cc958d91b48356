"""Users, in plain Django."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_http_methods

from users.models import User


@require_http_methods(["POST"])
def users(request: HttpRequest) -> HttpResponse:
    name = json.loads(request.body).get("name")
    if not name:
        return JsonResponse({"detail": "name: must not be empty"}, status=400)
    return JsonResponse(as_json(User.objects.create(name=name)), status=201)


@require_http_methods(["GET", "PATCH", "DELETE"])
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    if request.method == "PATCH":
        return change(request, user_id)
    found = get_object_or_404(User, id=user_id)
    if request.method == "DELETE":
        found.delete()
        return HttpResponse(status=204)
    return JsonResponse(as_json(found))


def change(request: HttpRequest, user_id: int) -> HttpResponse:
    changes = json.loads(request.body)
    if "admin" in changes:
        if not settings.ADMIN_TOKEN:
            return JsonResponse({"detail": "nobody can make administrators here"}, status=403)
        if request.headers.get("Authorization") != f"Bearer {settings.ADMIN_TOKEN}":
            return JsonResponse({"detail": "this needs the admin token"}, status=401)
    found = get_object_or_404(User, id=user_id)
    found.name, found.admin = changes.get("name", found.name), changes.get("admin", found.admin)
    found.save()
    return JsonResponse(as_json(found))


def as_json(user: User) -> dict[str, Any]:
    created_on = user.created_on.strftime("%Y-%m-%dT%H:%M:%S%z")
    return {"id": user.id, "name": user.name, "admin": user.admin, "created_on": created_on}


urlpatterns = [path("users/", users), path("users/<int:user_id>", user)]
